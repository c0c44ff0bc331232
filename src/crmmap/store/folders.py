"""A folder of tables as files: how a table is written, and how files take their places together."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from crmmap.names import one_line
from crmmap.schema.rules import Table
from crmmap.schema.validate import UNFINISHED


@contextmanager
def replaced(folder: Path) -> Generator[Path]:
    """A folder to write into, whose files take their places in ``folder`` together, once all of
    them are whole.

    If writing is stopped, ``folder`` is as it was before. Should it be stopped in the moment in
    which the files change places, `crmmap.schema.validate.UNFINISHED` is left in it and the folder
    is not loaded.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
        part = Path(beside) / folder.name
        part.mkdir()
        yield part
        if not folder.is_dir():
            part.replace(folder)
            return
        mark = folder / UNFINISHED
        mark.touch()
        for path in part.iterdir():
            there = folder / path.name
            if there.is_dir():
                shutil.rmtree(there)
            path.replace(there)
        mark.unlink()


def table_bytes(rows: Any, table: Table) -> bytes:
    """A table as its file: CSV, or GeoJSON where it has outlines; a shipped row comes back as it
    was.
    """
    if table.spatial:
        return rows.to_json(drop_id=True, na="null", ensure_ascii=False).encode()
    plain = pd.DataFrame(rows.drop(columns="geometry", errors="ignore"))
    for column in plain.select_dtypes([object, "str"]):
        plain[column] = plain[column].map(
            lambda cell: one_line(cell) if isinstance(cell, str) else cell
        )
    years = [column for column in plain if column == "as_of_year"]
    for column in years:
        plain[column] = plain[column].astype("Int64")
    return plain.to_csv(index=False, lineterminator="\n").encode()


def put(path: Path, content: bytes) -> None:
    """Write a file that readers see as it was or as it is, and nothing between; it is on the disk
    when this ends.
    """
    handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    settle(path.parent)


def settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no such wish for folders
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path, *patterns: str) -> None:
    """Delete what writers have left who were killed."""
    for pattern in patterns:
        for path in folder.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

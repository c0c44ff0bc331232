"""An Atlas as a folder of tables that `crmmap.load` reads."""

from __future__ import annotations

import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.names import one_line
from crmmap.schema.rules import Table
from crmmap.schema.tables import TABLES
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
            path.replace(folder / path.name)
        mark.unlink()


def write_folder(atlas: Atlas, folder: Path) -> None:
    """Write every table as in ``geodata/``, one after another; `replaced` gives a folder that
    nobody reads meanwhile.

    Parameters
    ----------
    atlas
        The tables, whole.
    folder
        A folder that is there; its files are overwritten.

    Raises
    ------
    OSError
        If the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        (folder / table.file).write_bytes(table_bytes(getattr(atlas, name), table))


def table_bytes(rows: Any, table: Table) -> bytes:
    """A table as its file: CSV, or GeoJSON where it has outlines; a shipped row comes back as it
    was.
    """
    if table.spatial:
        return rows.to_json(drop_id=True, na="null", ensure_ascii=False).encode()
    plain = pd.DataFrame(rows.drop(columns="geometry", errors="ignore"))
    for column in plain.select_dtypes(object):
        plain[column] = plain[column].map(
            lambda cell: one_line(cell) if isinstance(cell, str) else cell
        )
    years = [column for column in plain if column == "as_of_year"]
    for column in years:
        plain[column] = plain[column].astype("Int64")
    return plain.to_csv(index=False, lineterminator="\n").encode()

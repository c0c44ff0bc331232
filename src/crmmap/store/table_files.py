"""Tables as files, whatever they were read from: copied, written and compared."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from crmmap.schema.tables import TABLES
from crmmap.store.differences import TableDifference, differences
from crmmap.store.folders import table_bytes
from crmmap.store.snapshots import BESIDE, read_snapshot


def copy_tables(tables: Path, folder: Path) -> None:
    """The files of a folder of tables, with the scenarios and stories beside them."""
    folder.mkdir(exist_ok=True)
    for table in TABLES.values():
        shutil.copyfile(tables / table.file, folder / table.file)
    _copy_beside(tables, folder)


def as_tables(snapshot: Path, folder: Path) -> None:
    """A snapshot as files of tables."""
    _write(read_snapshot(snapshot), folder)
    _copy_beside(snapshot, folder)


def mark_of(folder: Path) -> str:
    """A name made of the content of a folder of tables."""
    digest = hashlib.sha256()
    for table in TABLES.values():
        digest.update((folder / table.file).read_bytes())
    return digest.hexdigest()


def compared(*sides: Mapping[str, pd.DataFrame]) -> list[TableDifference]:
    """How tables differ; those that are not alike are written the same way first."""
    old, new = sides
    names = [name for name in TABLES if not old[name].equals(new[name])]
    if not names:
        return []
    with tempfile.TemporaryDirectory(prefix="crmmap-") as part:
        folders = []
        for place, tables in enumerate(sides):
            folders.append(Path(part) / str(place))
            folders[-1].mkdir()
            _write({name: tables[name] for name in names}, folders[-1])
        return differences(*folders)


def _write(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    for name, rows in tables.items():
        (folder / TABLES[name].file).write_bytes(table_bytes(rows, TABLES[name]))


def _copy_beside(source: Path, folder: Path) -> None:
    """Where there are none the folders are empty, so that older ones are replaced."""
    for beside in BESIDE:
        (folder / beside).mkdir(exist_ok=True)
        if (source / beside).is_dir():
            shutil.copytree(source / beside, folder / beside, dirs_exist_ok=True)

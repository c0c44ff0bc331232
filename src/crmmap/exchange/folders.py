"""An Atlas as a folder of tables that `crmmap.load` reads."""

from __future__ import annotations

from pathlib import Path

from crmmap.atlas.atlas import Atlas
from crmmap.schema.tables import TABLES
from crmmap.store.folders import table_bytes


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

"""An Atlas as a folder of tables that `crmmap.load` reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from crmmap.atlas import Atlas
from crmmap.rules import Table
from crmmap.schema import TABLES


def write_folder(atlas: Atlas, folder: Path) -> None:
    """Write every table as in ``geodata/``; what stands there under the same names is replaced.

    Raises
    ------
    OSError
        If the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in TABLES.items():
        (folder / table.file).write_bytes(table_bytes(getattr(atlas, name), table))


def table_bytes(rows: Any, table: Table) -> bytes:
    """A table as its file: CSV, or GeoJSON where it has outlines; a shipped row comes back as it was."""
    if table.spatial:
        return rows.to_json(drop_id=True, na="null", ensure_ascii=False).encode()
    plain = pd.DataFrame(rows.drop(columns="geometry", errors="ignore"))
    years = [column for column in plain if column == "as_of_year"]
    for column in years:
        plain[column] = plain[column].astype("Int64")
    return plain.to_csv(index=False, lineterminator="\n").encode()

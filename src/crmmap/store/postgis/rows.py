"""The rows of the tables at work: read as Arrow, written by COPY, with their order and with "" for
what is not known.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as adbc
import geopandas as gpd
import pandas as pd
import shapely
from adbc_driver_manager import Error
from sqlalchemy import Connection, delete, func, insert, select, text
from sqlalchemy.dialects.postgresql import dialect

from crmmap.schema.rules import Table
from crmmap.schema.tables import TABLES
from crmmap.schema.validate import InvalidData, Problem, read_tables
from crmmap.store.folders import table_bytes
from crmmap.store.postgis.base import for_libpq, in_words, shown
from crmmap.store.postgis.model import BESIDE, DATA, MORE, ORDER, SHAPE, WGS84
from crmmap.store.snapshots import BESIDE as FOLDERS

ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
"""All tables as they were when the first was read, whatever others write meanwhile."""


def write_folder(address: str, folder: Path) -> None:
    """Write the tables at work, and what stands beside them, as files of a folder.

    Raises
    ------
    InvalidData
        If a table holds what no file can hold.
    Unreachable
        If the database can't be read.
    """
    with _read_only(address) as cursor:
        for name, table in TABLES.items():
            cursor.execute(_all(select(*_read_columns(name)).order_by(DATA[name].c[ORDER])))
            rows = _frame(cursor.fetch_arrow_table().to_pandas(), table)
            try:
                (folder / table.file).write_bytes(table_bytes(rows, table))
            except (ValueError, TypeError, OverflowError) as fault:  # such as half a year
                said = f"holds what no file can hold: {fault}; change it in the database"
                raise InvalidData(shown(address), [Problem(table.file, "", "", "", said)]) from None
        for beside in FOLDERS:
            (folder / beside).mkdir()
        cursor.execute(_all(select(BESIDE.c.path, BESIDE.c.content)))
        for path, content in cursor.fetchall():
            target = folder / path
            homes = [(folder / beside).resolve() for beside in FOLDERS]
            if any(target.resolve().is_relative_to(home) for home in homes):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)


def read_folder(base: Connection, folder: Path) -> None:
    """Take the files of a folder of checked tables as the tables at work."""
    for name, rows in read_tables(folder).items():
        base.execute(delete(DATA[name]))
        _copy(base, name, rows)
    base.execute(delete(BESIDE))
    files = [path for beside in FOLDERS for path in (folder / beside).rglob("*") if path.is_file()]
    if files:
        told = [
            {"path": path.relative_to(folder).as_posix(), "content": path.read_bytes()}
            for path in files
        ]
        base.execute(insert(BESIDE), told)


def cells_of(row: Any, table: Table) -> dict[str, str]:
    """A row of a table as texts, "" for what is not known."""
    told = {**row[MORE], **row}
    return {name: _text(told[name]) for name in [*table.columns, *row[MORE]]}


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


@contextmanager
def _read_only(address: str) -> Generator[Any]:
    try:
        with adbc.connect(for_libpq(address)) as base, base.cursor() as cursor:
            cursor.execute(ONE_MOMENT)
            yield cursor
    except Error as fault:
        raise in_words(fault, shown(address)) from None


def _all(query: Any) -> str:
    return str(query.compile(dialect=dialect(), compile_kwargs={"literal_binds": True}))


def _read_columns(name: str) -> list[Any]:
    known = DATA[name].c
    columns: list[Any] = [known[column] for column in TABLES[name].columns]
    columns.append(known[MORE])
    if TABLES[name].spatial:
        columns.append(func.ST_AsBinary(known[SHAPE]).label(SHAPE))
    return columns


def _frame(read: pd.DataFrame, table: Table) -> pd.DataFrame:
    """As `crmmap.schema.validate.read_tables` has it, without the rules."""
    more = pd.DataFrame([json.loads(cell) for cell in read[MORE]], index=read.index)
    more = more.drop(columns=[name for name in more if name in read])
    rows = pd.concat([read.drop(columns=[MORE]), more], axis=1)
    if not table.spatial:
        return rows
    shapes = gpd.GeoSeries.from_wkb(rows.pop(SHAPE), crs=WGS84)
    return gpd.GeoDataFrame(rows, geometry=shapes)


def _copy(base: Connection, name: str, rows: pd.DataFrame) -> None:
    """Rows of a table, in their order."""
    table = TABLES[name]
    ruled = [column for column in rows if column in table.columns]
    others = [column for column in rows if column not in (*ruled, "geometry")]
    columns: list[Iterable[Any]] = [range(1, len(rows) + 1)]
    columns += [_cells(rows[column]) for column in ruled]
    more = rows[others].astype(object).where(rows[others].notna(), None).to_dict("records")
    columns.append(json.dumps(cells, ensure_ascii=False, default=str) for cells in more)
    names = [ORDER, *ruled, MORE]
    if table.spatial:
        shapes = shapely.set_srid(shapely.force_2d(rows.geometry.to_numpy()), WGS84)
        columns.append(shapely.to_wkb(shapes, hex=True, include_srid=True))
        names.append(SHAPE)
    marked = ", ".join(f'"{column}"' for column in names)
    driver: Any = base.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {name} ({marked}) FROM STDIN") as copy:
        for row in zip(*columns, strict=True):
            copy.write_row(row)
    base.execute(  # who adds a row by hand adds it at the end
        text("SELECT setval(pg_get_serial_sequence(:name, :column), :last)"),
        {"name": name, "column": ORDER, "last": max(1, len(rows))},
    )


def _cells(column: pd.Series) -> list[Any]:
    if pd.api.types.is_float_dtype(column):
        return [None if cell != cell else cell for cell in column.tolist()]
    return column.tolist()

"""One cell of a file of tables: read and changed, with every other byte's meaning left as it is."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from crmmap.schema.rules import Table


def read_row(path: Path, table: Table, key: str) -> dict[str, str]:
    """The cells of a row as texts, "" for what is not known.

    Raises
    ------
    LookupError
        If there is no such row.
    """
    rows = _features(path) if table.spatial else _rows(path)
    found = next((row for row in rows if str(row[table.key]) == key), None)
    if found is None:
        raise LookupError(f"{table.file} has no row {key}")
    return {name: "" if cell is None else str(cell) for name, cell in found.items()}


def with_cells(path: Path, table: Table, key: str, cells: Mapping[str, str]) -> bytes:
    """The file with other cells in one row.

    Raises
    ------
    LookupError
        If there is no such row.
    ValueError
        If a number is none.
    """
    read_row(path, table, key)
    if table.spatial:
        return _geojson_with(path, table, key, cells)
    rows = _rows(path)
    out = io.StringIO()
    ends = "\r\n" if path.read_bytes().partition(b"\n")[0].endswith(b"\r") else "\n"
    writer = csv.DictWriter(out, list(rows[0]), lineterminator=ends)
    writer.writeheader()
    for row in rows:
        writer.writerow({**row, **cells} if row[table.key] == key else row)
    return out.getvalue().encode()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _features(path: Path) -> list[dict[str, Any]]:
    tree = json.loads(path.read_text("utf-8"))
    return [feature["properties"] for feature in tree["features"]]


def _geojson_with(path: Path, table: Table, key: str, cells: Mapping[str, str]) -> bytes:
    tree = json.loads(path.read_text("utf-8"))
    for feature in tree["features"]:
        properties = feature["properties"]
        if str(properties[table.key]) == key:
            for name, cell in cells.items():
                properties[name] = _typed(cell, number=name in table.numbers)
    return json.dumps(tree, ensure_ascii=False, allow_nan=False).encode()


def _typed(cell: str, *, number: bool) -> float | str | None:
    if not number:
        return cell
    if cell and not math.isfinite(float(cell)):
        raise ValueError(f"{cell} is not a number to count with")
    return float(cell) if cell else None

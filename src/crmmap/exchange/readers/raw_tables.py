"""Opening any supported file as a table of texts."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from crmmap.exchange.readers.archives import unpack_gzip, unpack_tables
from crmmap.exchange.readers.limits import unusable, weigh
from crmmap.exchange.readers.spatial import json_kind, read_parquet, read_spatial
from crmmap.exchange.readers.tabular import Raw, read_csv, read_json
from crmmap.exchange.readers.workbooks import read_workbook

TEXTS = (".csv", ".txt", ".tsv")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
LINES = (".geojsonl", ".geojsons", ".jsonl", ".ndjson")
SUFFIXES = (
    *TEXTS,
    *WORKBOOKS,
    ".json",
    ".geojson",
    ".topojson",
    *LINES,
    ".kml",
    ".kmz",
    ".gpkg",
    ".fgb",
    ".parquet",
    ".zip",
    ".gz",
)
"""What can be brought; a shapefile comes as a .zip of its parts."""


@dataclass(frozen=True)
class Opening:
    """What is known of a file before it is opened; what is not named is found.

    Attributes
    ----------
    sheet
        Of a workbook, or layer of a GeoPackage.
    encoding
        Of a text file or a shapefile.
    separator
        Between the cells of a text file.
    header
        The number of the row with the names of the columns, from 1; 0 to find it.
    """

    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    header: int = 0


def read_raw(path: Path, *, name: str = "", opening: Opening | None = None) -> Raw:
    """A file as it stands, every cell as text.

    Parameters
    ----------
    name
        What to call it in messages; by default its own name.
    opening
        What is known of it.

    Raises
    ------
    UnusableFile
        If it can't be read, with the way out.
    """
    name = name or path.name
    if not path.is_file():
        raise unusable(name, "there is no such file")
    weigh(name, path.stat().st_size)
    suffix, opening = path.suffix.lower(), opening or Opening()
    if suffix in (".zip", ".kmz", ".gz"):
        with tempfile.TemporaryDirectory(prefix="crmmap-") as folder:
            unpack = unpack_gzip if suffix == ".gz" else unpack_tables
            parts = unpack(path, name, Path(folder))
            return _together([_read(table, name, opening) for table in parts], name)
    return _read(path, name, opening)


def _read(path: Path, name: str, opening: Opening) -> Raw:
    suffix, sheet, encoding = path.suffix.lower(), opening.sheet, opening.encoding
    if suffix in TEXTS:
        return read_csv(path, name, encoding, opening.separator, opening.header)
    if suffix in WORKBOOKS:
        return read_workbook(path, name, sheet, opening.header)
    kind = json_kind(path) if suffix in (".json", ".geojson", ".topojson", *LINES) else ""
    if kind or suffix in (".geojson", ".topojson", ".geojsonl", ".geojsons"):
        return read_spatial(path, name, kind=kind or "GeoJSON")
    if suffix in (".json", ".jsonl", ".ndjson"):
        return read_json(path, name, encoding)
    if suffix in (".gpkg", ".shp", ".fgb", ".kml"):
        return read_spatial(path, name, sheet, encoding)
    if suffix == ".parquet":
        return read_parquet(path, name)
    raise unusable(
        name,
        f"files {suffix or 'without a suffix'} can't be read; bring one of {', '.join(SUFFIXES)}",
    )


def _together(parts: list[Raw], name: str) -> Raw:
    if len(parts) == 1:
        return parts[0]
    if {tuple(part.cells.columns) for part in parts} != {tuple(parts[0].cells.columns)}:
        raise unusable(
            name, "its parts have different columns; unpack it and bring them one at a time"
        )
    cells = pd.concat([part.cells for part in parts], ignore_index=True)
    if any(part.geometry is None for part in parts):
        raise unusable(
            name, "its parts are tables without shapes; unpack it and bring them one at a time"
        )
    geometry = pd.concat([part.geometry for part in parts], ignore_index=True)
    notes = dict.fromkeys(note for part in parts for note in part.notes)
    return Raw(
        cells,
        1,
        (*notes, f"{len(parts)} files read as one, their rows counted on"),
        geometry,
        encoding=parts[0].encoding,
    )

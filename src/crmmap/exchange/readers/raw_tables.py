"""Opening any supported file as a table of texts."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd

from crmmap.exchange.readers.archives import unpack_tables
from crmmap.exchange.readers.limits import unusable, weigh
from crmmap.exchange.readers.spatial import is_geojson, read_parquet, read_spatial
from crmmap.exchange.readers.tabular import Raw, read_csv, read_json, read_xlsx

SUFFIXES = (
    ".csv",
    ".txt",
    ".tsv",
    ".xlsx",
    ".json",
    ".geojson",
    ".gpkg",
    ".fgb",
    ".parquet",
    ".zip",
)
"""What can be brought; a shapefile comes as a .zip of its parts."""


def read_raw(path: Path, *, name: str = "", sheet: str | None = None, encoding: str = "") -> Raw:
    """A file as it stands, every cell as text.

    Parameters
    ----------
    name
        What to call it in messages; by default its own name.
    sheet
        Of a workbook, or layer of a GeoPackage; the first if it has none of that name.
    encoding
        Of a text file or a shapefile; found if not given.

    Raises
    ------
    UnusableFile
        If it can't be read, with the way out.
    """
    name = name or path.name
    if not path.is_file():
        raise unusable(name, "there is no such file")
    weigh(name, path.stat().st_size)
    suffix = path.suffix.lower()
    if suffix == ".zip":
        with tempfile.TemporaryDirectory(prefix="crmmap-") as folder:
            return _together(
                [
                    _read(table, name, sheet, encoding)
                    for table in unpack_tables(path, name, Path(folder))
                ],
                name,
            )
    return _read(path, name, sheet, encoding)


def _read(path: Path, name: str, sheet: str | None, encoding: str) -> Raw:
    suffix = path.suffix.lower()
    if suffix in (".csv", ".txt", ".tsv"):
        return read_csv(path, name, encoding)
    if suffix == ".xlsx":
        return read_xlsx(path, name, sheet)
    if suffix == ".geojson" or (suffix == ".json" and is_geojson(path)):
        return read_spatial(path, name)
    if suffix == ".json":
        return read_json(path, name, encoding)
    if suffix in (".gpkg", ".shp", ".fgb"):
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

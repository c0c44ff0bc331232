"""A selection as bytes of each format."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet
import pyogrio
import shapely
import xlsxwriter

from crmmap.describe.sheets import Sheet
from crmmap.exchange.writers.citation import bibtex, citation_file
from crmmap.exchange.writers.geopackage import as_geopackage
from crmmap.exchange.writers.selection import LAYERS, Selection
from crmmap.exchange.writers.vector_tiles import as_pmtiles

DIGITS = 7
"""Of coordinates in GeoJSON: a centimetre, as RFC 7946 advises against more."""


@dataclass(frozen=True)
class Format:
    """A way to write a selection.

    Attributes
    ----------
    make
        Writes the selection, or one of its layers by name where ``single``.
    single
        Whether a file holds one layer; several layers then come as a zip of files.
    spatial
        Whether only layers with places can be written.
    """

    label: str
    suffix: str
    mime: str
    make: Callable[..., bytes]
    single: bool = False
    spatial: bool = False

    def holds(self, name: str) -> bool:
        """Whether it can hold a layer."""
        return not self.spatial or name in ("sites", "zones", "agreements")


def file_name(kind: str, names: Sequence[str]) -> str:
    """What the file of some layers in a format is called; several layers of a format of one come
    as a zip.
    """
    form = FORMATS[kind]
    if not form.single:
        return f"crmmap{form.suffix}"
    return f"crmmap-{names[0]}{form.suffix}" if len(names) == 1 else f"crmmap-{kind}.zip"


def write(selection: Selection, kind: str) -> tuple[bytes, str]:
    """A selection in a format, and the name of its file.

    Parameters
    ----------
    selection
        The rows.
    kind
        One of `FORMATS`, such as ``gpkg``, ``geojson``, ``csv``, ``xlsx`` or ``parquet``.

    Returns
    -------
    tuple of bytes and str
        The content of the file, and its name.

    Raises
    ------
    ValueError
        If the format is not known, or can hold none of the layers.
    """
    if kind not in FORMATS:
        raise ValueError(f"the format {kind!r} is not known; it can be {', '.join(FORMATS)}")
    form = FORMATS[kind]
    names = [name for name in selection.layers if form.holds(name)]
    if not names:
        raise ValueError(
            f"{form.label} holds places, and {', '.join(selection.layers)} has none; take csv or "
            "xlsx"
        )
    if not form.single:
        return form.make(selection.only(*names)), file_name(kind, names)
    if len(names) == 1:
        return form.make(selection.only(*names), names[0]), file_name(kind, names)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(f"{name}{form.suffix}", form.make(selection.only(name), name))
        archive.writestr("sources.csv", as_csv_sources(selection))
        archive.writestr("LICENCES.txt", selection.notice + "\n")
    return out.getvalue(), file_name(kind, names)


def _plain(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows without their shapes; a year is a whole number."""
    plain = pd.DataFrame(rows.drop(columns="geometry", errors="ignore"))
    return (
        plain.assign(as_of_year=plain["as_of_year"].astype("Int64"))
        if "as_of_year" in plain
        else plain
    )


def _as_csv(selection: Selection, name: str) -> bytes:
    return Sheet(LAYERS[name], _plain(selection.layers[name]), "").to_csv()


def as_csv_sources(selection: Selection) -> bytes:
    """The sources of a selection."""
    return Sheet("Sources", selection.sources, "").to_csv()


def _as_xlsx(selection: Selection) -> bytes:
    """A sheet a layer, a sheet of sources and one that says what this is; texts are never run as
    formulas.
    """
    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": "crmmap", "comments": selection.notice[:250]})
        bold, wrap = (
            book.add_format({"bold": True}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )
        about = book.add_worksheet("About")
        about.set_column(0, 0, 120, wrap)
        for place, line in enumerate(selection.notice.split("\n")):
            about.write_string(place, 0, line)
        tables = {LAYERS[name]: _plain(rows) for name, rows in selection.layers.items()} | {
            "Sources": selection.sources
        }
        for title, rows in tables.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 1)
            for place, column in enumerate(rows.columns):
                sheet.write_string(0, place, str(column), bold)
                _write_cells(sheet, place, rows[column])
            sheet.set_column(0, max(len(rows.columns) - 1, 0), 18)
            if len(rows.columns):
                sheet.autofilter(0, 0, max(len(rows), 1), len(rows.columns) - 1)
    return out.getvalue()


def _write_cells(sheet: Any, place: int, cells: pd.Series) -> None:
    number, flag = pd.api.types.is_numeric_dtype(cells), pd.api.types.is_bool_dtype(cells)
    for row, cell in enumerate(cells, start=1):
        if pd.isna(cell) or cell == "":
            continue
        if flag:
            sheet.write_boolean(row, place, bool(cell))
        elif number:
            sheet.write_number(row, place, float(cell))
        else:
            sheet.write_string(row, place, str(cell)[:32_000])


def _as_geojson(selection: Selection, name: str) -> bytes:
    """RFC 7946, with the licence as a member of the collection."""
    collection = {
        "type": "FeatureCollection",
        "name": name,
        "description": selection.notice,
        "features": features_of(selection.layers[name]),
    }
    return json.dumps(
        collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    ).encode()


def features_of(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with a geometry as features of GeoJSON: degrees, right-handed rings.

    Parameters
    ----------
    rows
        In EPSG:4326; a row may have no place.
    """
    shapes = shapely.orient_polygons(rows["geometry"].to_numpy())
    properties = _plain(rows).astype(object).where(_plain(rows).notna(), None).to_dict("records")
    return [
        {"type": "Feature", "geometry": _geometry(shape), "properties": _in_json(values)}
        for shape, values in zip(shapes, properties, strict=True)
    ]


def _geometry(shape: Any) -> dict[str, Any] | None:
    if shape is None or shape.is_empty:
        return None
    rounded = shapely.transform(shape, lambda xy: np.round(xy, DIGITS))
    return json.loads(shapely.to_geojson(rounded))


def _in_json(values: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(key): value.item() if isinstance(value, np.generic) else value
        for key, value in values.items()
    }


def _as_parquet(selection: Selection, name: str) -> bytes:
    out = io.BytesIO()
    gpd.GeoDataFrame(selection.layers[name]).to_parquet(out)
    table = pyarrow.parquet.read_table(io.BytesIO(out.getvalue()))
    about = {b"description": selection.notice.encode(), b"title": f"crmmap {name}".encode()}
    again = io.BytesIO()
    pyarrow.parquet.write_table(
        table.replace_schema_metadata({**(table.schema.metadata or {}), **about}), again
    )
    return again.getvalue()


def _as_flatgeobuf(selection: Selection, name: str) -> bytes:
    """With a spatial index, unless a row has no place, which the index can't hold."""
    rows = gpd.GeoDataFrame(selection.layers[name])
    index = "NO" if rows.geometry.isna().any() else "YES"
    with tempfile.TemporaryDirectory(prefix="crmmap-") as folder:
        path = Path(folder) / "rows.fgb"
        pyogrio.write_dataframe(
            rows,
            path,
            driver="FlatGeobuf",
            layer=name,
            layer_options={
                "TITLE": f"crmmap {name}",
                "DESCRIPTION": selection.notice,
                "SPATIAL_INDEX": index,
            },
        )
        return path.read_bytes()


FORMATS: dict[str, Format] = {
    "csv": Format("CSV", ".csv", "text/csv", _as_csv, single=True),
    "xlsx": Format(
        "Excel",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _as_xlsx,
    ),
    "geojson": Format(
        "GeoJSON", ".geojson", "application/geo+json", _as_geojson, single=True, spatial=True
    ),
    "gpkg": Format(
        "GeoPackage, styled for QGIS", ".gpkg", "application/geopackage+sqlite3", as_geopackage
    ),
    "parquet": Format(
        "GeoParquet",
        ".parquet",
        "application/vnd.apache.parquet",
        _as_parquet,
        single=True,
        spatial=True,
    ),
    "fgb": Format(
        "FlatGeobuf", ".fgb", "application/octet-stream", _as_flatgeobuf, single=True, spatial=True
    ),
    "pmtiles": Format(
        "PMTiles, for web maps", ".pmtiles", "application/vnd.pmtiles", as_pmtiles, spatial=True
    ),
    "bibtex": Format("BibTeX of the sources", ".bib", "application/x-bibtex", bibtex),
    "cff": Format("Citation file (CFF)", ".cff", "application/yaml", citation_file),
}
"""By their names, as the command line takes them."""

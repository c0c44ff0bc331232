"""Tables with geometry: shapefile, GeoPackage, FlatGeobuf and GeoJSON by GDAL, GeoParquet by
Arrow.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from crmmap.exchange.readers.encodings import known, of_shapefile
from crmmap.exchange.readers.limits import MOST_VERTICES, count_rows, unusable
from crmmap.exchange.readers.tabular import Raw, as_text, first_of, tidy, told

_BEGINS = {".gpkg": b"SQLite format 3\0", ".shp": b"\x00\x00\x27\x0a", ".fgb": b"fgb\x03fgb"}
"""GDAL opens by content: what only looks like the format by its name could be a driver that
opens other files."""
BYTES = "ISO-8859-1"
"""The encoding in which each byte is a letter."""
_NO_NETWORK = {
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
}
"""A file may name addresses that GDAL would fetch. What it asks for goes to a port of this
machine that discards it."""
_FAULTS = (
    CRSError,
    DataLayerError,
    DataSourceError,
    FeatureError,
    FieldError,
    GeometryError,
    ProjError,
    RuntimeError,
    UnicodeDecodeError,
    ValueError,
    TypeError,
    OverflowError,
)


def json_kind(path: Path) -> str:
    """The driver for a JSON file with shapes: GeoJSON, its lines, TopoJSON or Esri's; "" for
    JSON without.
    """
    with path.open("rb") as file:
        head = file.read(4000).decode("utf-8", errors="replace").lstrip("\ufeff \n\r\t\x1e")
    if not head.startswith("{"):
        return ""
    if re.search(r'"type"\s*:\s*"Topology"', head):
        return "TopoJSON"
    if re.search(r'"(geometryType|displayFieldName|spatialReference)"\s*:', head):
        return "ESRIJSON" if _is_esri(path) else ""
    first = head.partition("\n")[0].strip()
    lines = first.startswith("{") and first.endswith("}") and "\n" in head.strip()
    if lines and re.search(r'"type"\s*:\s*"Feature"', first):
        return "GeoJSONSeq"
    return "GeoJSON" if re.search(r'"type"\s*:\s*"Feature(Collection)?"', head) else ""


def _is_esri(path: Path) -> bool:
    """Whether a JSON file is a set of features as Esri's servers give them."""
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
    except (RecursionError, ValueError):
        return False
    features = data.get("features") if isinstance(data, dict) else None
    return isinstance(features, list) and all(
        isinstance(one, dict) and "attributes" in one for one in features[:5]
    )


def _check_lines(path: Path, name: str) -> None:
    """GDAL leaves out a line that it can't read, and says nothing of it."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            text = line.strip().lstrip("\x1e")
            if not text:
                continue
            try:
                json.loads(text)
            except (RecursionError, ValueError) as fault:
                raise unusable(
                    name, f"line {number} is no JSON: {str(fault)[:80]}; mend it, or leave it out"
                ) from None


def read_spatial(
    path: Path, name: str, wanted: str | None = None, encoding: str = "", *, kind: str = ""
) -> Raw:
    """A layer, its shapes in EPSG:4326; an unknown reference system is taken for degrees, and said.

    Parameters
    ----------
    wanted
        Name of the layer; the first with shapes if there is none of that name.
    encoding
        Of a shapefile's texts; found if neither it nor the file names one.
    kind
        Of a JSON file, as `json_kind` has it.
    """
    suffix = path.suffix.lower()
    if kind == "GeoJSON":
        _check_json(path, name)
    with path.open("rb") as file:
        if not file.read(16).startswith(_BEGINS.get(suffix, b"")):
            raise unusable(name, f"this is no {suffix} file, whatever its name says")
    texts = known(encoding, name) if encoding and suffix == ".shp" else of_shapefile(path)
    if kind == "GeoJSONSeq":
        _check_lines(path, name)
    if suffix == ".kml":
        _check_kml(path, name)
    source = f"{kind}:{path}" if kind else path
    pyogrio.set_gdal_config_options(_NO_NETWORK)
    try:
        kinds = {str(layer): kind for layer, kind in pyogrio.list_layers(source)}
        layers = [layer for layer, kind in kinds.items() if kind is not None]
        asked = next((layer for layer in kinds if wanted and layer.lower() == wanted.lower()), None)
        if not layers and asked is None:
            raise unusable(
                name,
                "the file has no layer with shapes; name one of its tables, or bring it as CSV",
            )
        layer = asked or layers[0]
        about = pyogrio.read_info(source, layer=layer, force_feature_count=True)
        count_rows(name, int(about["features"]), len(about["fields"]))
        # GDAL knows fewer encodings than Python, and reads each byte as a letter here
        as_bytes = BYTES if texts else None
        frame = pyogrio.read_dataframe(source, layer=layer, on_invalid="ignore", encoding=as_bytes)
        frame = _redecoded(frame, texts) if texts else frame
    except _FAULTS as fault:
        if hasattr(fault, "faults"):
            raise
        said = str(fault).replace(str(path), name)[:160]
        raise unusable(name, f"the file can't be read: {said}") from None
    notes = () if len(kinds) == 1 else (f"layer {layer!r} of {len(kinds)}: {', '.join(kinds)}",)
    notes += told(texts, encoding) if texts else ()
    if not isinstance(frame, gpd.GeoDataFrame):
        cells = pd.DataFrame(
            {column: frame[column].map(as_text) for column in frame}, index=frame.index
        )
        return Raw(
            tidy(cells.astype(object), name),
            1,
            notes,
            layers=first_of(layer, list(kinds)),
            encoding=texts or "",
        )
    vertices = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
    if vertices > MOST_VERTICES:
        raise unusable(
            name,
            f"the shapes have {vertices:,} vertices, {MOST_VERTICES:,} is the most; simplify them",
        )
    frame, more = _in_degrees(frame, name)
    read = _raw(frame, name, (*notes, *more))
    return replace(read, layers=first_of(layer, list(kinds)), encoding=texts or "")


def _redecoded(frame: pd.DataFrame, encoding: str) -> pd.DataFrame:
    """A frame whose texts were read byte by byte, in their encoding."""

    def text(cell: Any) -> Any:
        if not isinstance(cell, str):
            return cell
        return cell.encode(BYTES).decode(encoding, errors="replace")

    read = frame.copy()
    for column in frame.columns:
        if pd.api.types.is_string_dtype(frame[column].dtype):
            read[column] = frame[column].astype(object).map(text)
    return read.rename(columns=text)


def read_parquet(path: Path, name: str) -> Raw:
    """A GeoParquet file, in EPSG:4326."""
    with path.open("rb") as file:
        if file.read(4) != b"PAR1":
            raise unusable(name, "this is no .parquet file, whatever its name says")
    try:
        about = pyarrow.parquet.read_metadata(path)
        count_rows(name, about.num_rows, about.num_columns)
        frame = gpd.read_parquet(path)
    except (*_FAULTS, pyarrow.ArrowException, KeyError, OSError) as fault:
        if hasattr(fault, "faults"):
            raise
        raise unusable(name, f"the file can't be read: {str(fault)[:160]}") from None
    frame, notes = _in_degrees(frame, name)
    return _raw(frame, name, notes)


def _raw(frame: gpd.GeoDataFrame, name: str, notes: tuple[str, ...]) -> Raw:
    columns = [column for column in frame.columns if column != frame.geometry.name]
    cells = pd.DataFrame(
        {column: frame[column].map(as_text) for column in columns}, index=frame.index
    )
    return Raw(tidy(cells.astype(object), name), 1, notes, frame.geometry.reset_index(drop=True))


def _check_json(path: Path, name: str) -> None:
    """GDAL takes what it can of broken JSON and says nothing of the rest."""
    try:
        data = json.loads(path.read_bytes().decode("utf-8-sig"), object_pairs_hook=_each_key_once)
    except (RecursionError, ValueError) as fault:
        raise unusable(name, f"the file is not GeoJSON in UTF-8: {str(fault)[:120]}") from None
    if not isinstance(data, dict) or data.get("type") not in ("FeatureCollection", "Feature"):
        raise unusable(
            name, "this JSON is no GeoJSON: it holds no feature and no collection of features"
        )
    crs = data.get("crs")
    if crs is not None and not (isinstance(crs, dict) and crs.get("type") in ("name", "EPSG")):
        said = (
            "the file names its reference system by the address of another file or computer, "
            "which is never asked"
        )
        raise unusable(name, f"{said}; save it in WGS 84 degrees")
    _check_crs(crs, name)
    features = data.get("features")
    if data["type"] == "FeatureCollection" and not (isinstance(features, list) and features):
        raise unusable(name, "the collection has no features")


def _check_crs(crs: Any, name: str) -> None:
    """A reference system that nobody knows would be taken for degrees, unsaid."""
    about = crs.get("properties") if isinstance(crs, dict) else None
    named = about.get("name", about.get("code", "")) if isinstance(about, dict) else ""
    if not named:
        return
    try:
        CRS.from_user_input(f"EPSG:{named}" if str(named).isdigit() else str(named))
    except CRSError:
        raise unusable(
            name,
            f"its reference system {str(named)[:60]!r} is not known; save the file in WGS 84 "
            "degrees, or take the member “crs” out if its positions are degrees",
        ) from None


def _check_kml(path: Path, name: str) -> None:
    """A KML file may ask for others; GDAL does not follow them, and its text is no entity."""
    with path.open("rb") as file:
        head = file.read(4000)
    if b"<kml" not in head.lower() or b"<!doctype" in head.lower():
        raise unusable(name, "this is no KML, whatever its name says")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys differ: of two with one name GDAL may take the other one than Python
    does.
    """
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("an object names a key twice")
    return made


def _in_degrees(frame: gpd.GeoDataFrame, name: str) -> tuple[gpd.GeoDataFrame, tuple[str, ...]]:
    if frame.crs is None:
        return frame.set_crs("EPSG:4326"), (
            "the file names no reference system; taken for WGS 84 degrees",
        )
    flat = frame.crs.to_2d() if frame.crs.is_geographic else frame.crs
    if flat.equals("EPSG:4326", ignore_axis_order=True) or flat.to_epsg() == 4326:
        return gpd.GeoDataFrame(frame, geometry=frame.geometry.to_numpy(), crs="EPSG:4326"), ()
    said = frame.crs.name
    try:
        moved = frame.to_crs("EPSG:4326")
    except (ProjError, CRSError, ValueError) as fault:
        raise unusable(
            name, f"positions in {said} can't be turned into degrees: {str(fault)[:120]}"
        ) from None
    lost = (
        ~np.isfinite(moved.geometry.bounds.to_numpy()).all(axis=1)
        & ~frame.geometry.isna().to_numpy()
    )
    moved.loc[lost, moved.geometry.name] = None
    return moved, (f"positions turned from {said} into WGS 84 degrees",)

"""Rows of an inventory as rows of sites.csv: names, minerals, countries and positions in one
form.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from crmmap.exchange.readers.commodities import Commodities
from crmmap.exchange.readers.coordinates import (
    columns_of_degrees,
    from_system,
    from_utm,
    position,
    reference_system,
)
from crmmap.exchange.readers.country_names import Countries
from crmmap.exchange.readers.import_report import ImportReport, by_value
from crmmap.exchange.readers.publisher_terms import (
    confidence_of,
    kinds_of,
    row_key,
    status_of,
    year_of,
)
from crmmap.schema.vocabulary import HIGH_SEAS, KINDS

if TYPE_CHECKING:
    from crmmap.atlas.atlas import Atlas

FIELDS = {
    "name": "Name",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "position": "Latitude and longitude in one, UTM, or WKT",
    "x": "Easting or x",
    "y": "Northing or y",
    "zone": "UTM zone",
    "commodities": "Commodities",
    "country": "Country",
    "kind": "Kind of site",
    "status": "Status",
    "owner": "Owner or operator",
    "confidence": "Confidence of position",
    "year": "Year of evidence",
    "ref": "Id of the row",
}
"""What a column of an inventory can mean."""

FAR_DEGREES = 1.0
"""How far outside of the box of its country a site may lie before its coordinates are looked at
again."""


def sites_of(
    prepared: pd.DataFrame,
    geometry: Any,
    atlas: Atlas,
    report: ImportReport,
    *,
    source_id: str,
    crs: str = "",
) -> pd.DataFrame:
    """Rows of sites.csv for the rows that can be taken; the others are refused in ``report``.

    Parameters
    ----------
    prepared
        Texts; columns as in `FIELDS`, all of them.
    geometry
        Shapes in EPSG:4326, or None.
    crs
        The reference system of ``x`` and ``y``, where it is no UTM zone.

    Returns
    -------
    DataFrame
        Columns as in sites.csv; the index is the row's place in the file.
    """
    report.name[:] = prepared["name"].to_numpy()
    countries = Countries(atlas.countries)
    lat, lon = _positions(prepared, geometry, report, crs)
    iso3 = _countries(prepared["country"], countries, report)
    _turn_swapped(lat, lon, iso3, atlas, report)
    _check_positions(lat, lon, prepared, report)
    iso3 = _countries_of_positions(lat, lon, iso3, prepared["country"], atlas, countries, report)
    minerals = _minerals(prepared["commodities"], atlas, report)
    kind = by_value(prepared["kind"], kinds_of)
    said = (prepared["kind"] != "").to_numpy()
    report.refuse(
        (kind == "") & said,
        lambda i: f"{prepared['kind'].iloc[i]!r} is none of the map's kinds of site",
    )
    unsaid = (kind == "") & ~said
    report.change(unsaid & report.open, "no kind is given; taken for a deposit")
    nameless = (prepared["name"] == "").to_numpy()
    report.change(nameless & report.open, "no name is given")
    ids = [row_key(source_id, ref) for ref in prepared["ref"]]
    rows = pd.DataFrame(
        {
            "site_id": ids,
            "name": prepared["name"].where(~nameless, "name not known").to_numpy(),
            "kind": np.where(unsaid, "deposit", kind),
            "status": by_value(prepared["status"], status_of),
            "latitude": np.round(lat, 6),
            "longitude": np.round(lon, 6),
            "country": [countries.name_of.get(code, "") for code in iso3],
            "iso3": iso3,
            "minerals": minerals,
            "owner": prepared["owner"].to_numpy(),
            "confidence": by_value(prepared["confidence"], confidence_of),
            "position_check": "",
            "source_ids": source_id,
            "source_refs": (
                source_id + ":" + prepared["ref"].str.replace(";", ",", regex=False)
            ).to_numpy(),
            "coord_source": source_id,
            "as_of_year": [year_of(cell) for cell in prepared["year"]],
            "eu_strategic_project": "",
            "note": prepared["note"].to_numpy() if "note" in prepared else "",
        }
    )
    return _folded(rows[report.open], report)


def _positions(
    prepared: pd.DataFrame, geometry: Any, report: ImportReport, crs: str
) -> tuple[np.ndarray, np.ndarray]:
    lat, lon = columns_of_degrees(prepared["latitude"]), columns_of_degrees(prepared["longitude"])
    if geometry is not None:
        shapes = geometry.to_numpy()
        there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        points = shapely.get_type_id(shapes) == 0
        inside = np.full(len(shapes), None, dtype=object)
        inside[there] = np.where(
            points[there], shapes[there], shapely.point_on_surface(shapes[there])
        )
        lat, lon = (
            np.where(there, shapely.get_y(inside), lat),
            np.where(there, shapely.get_x(inside), lon),
        )
        report.change(there & ~points, "a point inside of the shape stands for it")
    for place in np.flatnonzero(np.isnan(lat) & (prepared["position"] != "").to_numpy()):
        lat[place], lon[place] = _position(prepared["position"].iloc[place])
    flat = np.isnan(lat) & ((prepared["x"] != "") & (prepared["y"] != "")).to_numpy()
    if flat.any():
        x, y = (
            pd.to_numeric(prepared[c].str.replace(",", "."), errors="coerce").to_numpy()
            for c in ("x", "y")
        )
        if crs:
            lat[flat], lon[flat] = from_system(x[flat], y[flat], reference_system(crs))
            report.change(flat, f"position turned from {crs} into degrees")
        else:
            for place in np.flatnonzero(flat):
                lat[place], lon[place] = from_utm(prepared["zone"].iloc[place], x[place], y[place])
            report.change(flat & ~np.isnan(lat), "position turned from UTM into degrees")
    return lat, lon


def _position(cell: str) -> tuple[float, float]:
    if re.match(r"^\s*(SRID=\d+;)?\s*[A-Z]{4,}\s*(Z\s*)?\(", cell):
        shape = shapely.from_wkt(re.sub(r"^\s*SRID=\d+;", "", cell), on_invalid="ignore")
        if shape is not None and not shape.is_empty:
            inside = shape.point_on_surface()
            return inside.y, inside.x
        return np.nan, np.nan
    return position(cell)


def _countries(cells: pd.Series, countries: Countries, report: ImportReport) -> np.ndarray:
    found = by_value(cells, countries.read)
    iso3 = np.array([code for code, _ in found], dtype=object)
    word = np.array([word for _, word in found], dtype=object)
    report.change(word != "", lambda i: word[i])
    return iso3


def _boxes(atlas: Atlas) -> dict[str, tuple[float, float, float, float]]:
    """Outer box of each country; of those across the antimeridian the box is the world's and
    tells nothing.
    """
    bounds = atlas.countries.geometry.bounds.to_numpy()
    return {
        str(iso3): tuple(box)
        for iso3, box in zip(atlas.countries["iso_a3"], bounds, strict=True)
        if iso3
    }


def _turn_swapped(
    lat: np.ndarray, lon: np.ndarray, iso3: np.ndarray, atlas: Atlas, report: ImportReport
) -> None:
    """Latitude and longitude change places where only so the position is on Earth, or in the
    country that is named.
    """
    boxes = _boxes(atlas)
    box = np.array([boxes.get(code, (np.nan,) * 4) for code in iso3], dtype=float).reshape(-1, 4)

    def within(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return (
            (x >= box[:, 0] - FAR_DEGREES)
            & (x <= box[:, 2] + FAR_DEGREES)
            & (y >= box[:, 1] - FAR_DEGREES)
            & (y <= box[:, 3] + FAR_DEGREES)
        )

    off_earth = (np.abs(lat) > 90) & (np.abs(lon) <= 90) & (np.abs(lat) <= 180)
    elsewhere = ~np.isnan(box[:, 0]) & ~within(lon, lat) & within(lat, lon)
    turned = off_earth | elsewhere
    lat[turned], lon[turned] = lon[turned], lat[turned]
    report.change(turned, "latitude and longitude were swapped")


def _check_positions(
    lat: np.ndarray, lon: np.ndarray, prepared: pd.DataFrame, report: ImportReport
) -> None:
    def said(place: int) -> str:
        row = prepared.iloc[place]
        return " ".join(
            row[c] for c in ("latitude", "longitude", "position", "x", "y", "zone") if row[c]
        )

    nowhere = np.isnan(lat) | np.isnan(lon)
    report.refuse(
        nowhere,
        lambda i: f"no position can be read of {said(i)!r}" if said(i) else "it has no position",
    )
    report.refuse(
        (np.abs(lat) > 90) | (np.abs(lon) > 180),
        lambda i: f"the position {said(i)!r} is not on Earth",
    )
    report.refuse((lat == 0) & (lon == 0), "the position 0, 0 stands for none")


def _countries_of_positions(
    lat: np.ndarray,
    lon: np.ndarray,
    iso3: np.ndarray,
    said: pd.Series,
    atlas: Atlas,
    countries: Countries,
    report: ImportReport,
) -> np.ndarray:
    """Where no country is named, or none that is known, the position tells it."""
    wanted = np.flatnonzero((iso3 == "") & report.open)
    if not wanted.size:
        return iso3
    land = atlas.countries[atlas.countries["iso_a3"] != ""]
    tree, points = (
        shapely.STRtree(land.geometry.to_numpy()),
        shapely.points(lon[wanted], lat[wanted]),
    )
    at, which = tree.query(points, predicate="intersects")
    found = iso3.copy()
    found[wanted[at]] = land["iso_a3"].to_numpy()[which]
    lost = wanted[found[wanted] == ""]
    if lost.size:
        shore, coast = tree.query_nearest(
            shapely.points(lon[lost], lat[lost]), max_distance=0.3, all_matches=False
        )
        found[lost[shore]] = land["iso_a3"].to_numpy()[coast]
    by_position = (iso3 == "") & (found != "")
    report.change(
        by_position,
        lambda i: f"country by position: {countries.name_of[found[i]]}" + _not_known(said.iloc[i]),
    )
    report.refuse(
        (found == ""),
        lambda i: (
            "no country is named and the position lies in the sea"
            + _not_known(said.iloc[i])
            + f"; for the high seas "
            f"name {HIGH_SEAS}"
        ),
    )
    return found


def _not_known(said: str) -> str:
    return f" ({said!r} is not known)" if said else ""


def _minerals(cells: pd.Series, atlas: Atlas, report: ImportReport) -> np.ndarray:
    reader = Commodities(
        dict(zip(atlas.minerals["mineral"], atlas.minerals["symbol"], strict=True))
    )
    found = by_value(cells, reader.read)
    minerals = np.array([";".join(one[0]) for one in found], dtype=object)
    empty = minerals == ""

    def reason(place: int) -> str:
        _, outside, unknown = found[place]
        if unknown:
            return f"no commodity is known: {', '.join(unknown)[:120]}"
        return (
            f"no mineral of the vocabulary: {', '.join(outside)[:120]}"
            if outside
            else "it names no commodity"
        )

    report.refuse(empty, reason)
    partly = ~empty & np.array([bool(one[2]) for one in found], dtype=bool) & report.open
    report.change(partly, lambda i: f"not known and left out: {', '.join(found[i][2])[:120]}")
    return minerals


def _folded(rows: pd.DataFrame, report: ImportReport) -> pd.DataFrame:
    """Rows of the same record become one: inventories list a plant once for each commodity."""
    twice = rows["site_id"].duplicated(keep=False)
    if not twice.any():
        return rows
    kept = rows[~rows["site_id"].duplicated()].copy()
    for site_id, group in rows[twice].groupby("site_id", sort=False):
        first = group.index[0]
        for column, order in (("minerals", None), ("kind", KINDS)):
            parts = dict.fromkeys(part for cell in group[column] for part in cell.split(";"))
            kept.loc[first, column] = (
                ";".join(p for p in order if p in parts) if order else ";".join(parts)
            )
        for place in group.index[1:]:
            said = f"the same record as row {report.row[first]}"
            report.merge(
                int(place),
                str(site_id),
                said,
                shared=str(rows.loc[place, "minerals"]),
                distance_km=0.0,
            )
    return kept

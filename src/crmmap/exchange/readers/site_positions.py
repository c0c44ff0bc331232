"""Where the sites of a file lie: coordinates and country, checked against each other."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from crmmap.exchange.readers.coordinates import (
    LATITUDE,
    LONGITUDE,
    axes,
    columns_of_degrees,
    degrees,
    from_system,
    from_utm,
    has_o,
    meaning_of_o,
    metres,
    position,
    reference_system,
)
from crmmap.exchange.readers.country_checks import FAR_KM, check_countries
from crmmap.exchange.readers.country_names import Countries
from crmmap.exchange.readers.import_report import ImportReport, by_value
from crmmap.schema.vocabulary import HIGH_SEAS

if TYPE_CHECKING:
    from crmmap.atlas.atlas import Atlas

FAR_DEGREES = 1.0
"""How far outside of the box of its country a site may lie before its coordinates are looked at
again."""


def located(
    prepared: pd.DataFrame,
    geometry: Any,
    atlas: Atlas,
    countries: Countries,
    report: ImportReport,
    crs: str,
    *,
    strict: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Latitude and longitude in degrees, and ISO 3166-1 alpha-3 code, of each row.

    Parameters
    ----------
    strict
        Whether a row is refused whose position lies far from its country. Of a publisher's file
        that is told alone: islands far away belong to many countries.
    """
    lat, lon = _positions(prepared, geometry, report, crs)
    iso3 = _countries(prepared["country"], countries, report)
    _settle_o(lon, prepared["longitude"], iso3, atlas, report)
    _wrap(lon, lat, report)
    _turn_swapped(lat, lon, iso3, atlas, report)
    _check_positions(lat, lon, prepared, report)
    iso3 = _countries_of_positions(lat, lon, iso3, prepared["country"], atlas, countries, report)
    check_countries(lat, lon, iso3, atlas, countries, report, most_km=FAR_KM if strict else np.inf)
    return lat, lon, iso3


def _settle_o(
    lon: np.ndarray,
    cells: pd.Series,
    iso3: np.ndarray,
    atlas: Atlas,
    report: ImportReport,
) -> None:
    """An O is east (Ost) or west (oeste): the country decides, else the column's other cells."""
    open_ = np.isnan(lon) & has_o(cells)
    if not open_.any():
        return
    boxes, column = _boxes(atlas), meaning_of_o(cells)
    for place in np.flatnonzero(open_):
        cell, box = str(cells.iloc[place]), boxes.get(iso3[place])
        east = degrees(cell, west_is_o=False)
        if np.isnan(east):
            continue
        fits = [
            value
            for value in (east, -east)
            if box and box[0] - FAR_DEGREES <= value <= box[2] + FAR_DEGREES
        ]
        if len(fits) != 1 and column is not None:
            fits = [-east if column else east]
        if len(fits) == 1:
            lon[place] = fits[0]
            side = "east" if fits[0] == east else "west"
            report.change_one(int(place), f"O in {cell!r} read as {side}")
        else:
            said = f"O in {cell!r} can be east (Ost) or west (oeste); write E or W"
            report.refuse_one(int(place), said)


def _wrap(lon: np.ndarray, lat: np.ndarray, report: ImportReport) -> None:
    """Longitudes from 0 to 360, or a little past the date line, are the same places from -180 to
    180.
    """
    round_ = (np.abs(lon) > 180) & (np.abs(lon) <= 360) & ~(np.abs(lat) > 90)
    before = lon.copy()
    lon[round_] = (lon[round_] + 180) % 360 - 180
    report.change(
        round_ & report.open, lambda i: f"longitude {before[i]:g} is {lon[i]:.6g} on this map"
    )


def _positions(
    prepared: pd.DataFrame, geometry: Any, report: ImportReport, crs: str
) -> tuple[np.ndarray, np.ndarray]:
    lat = columns_of_degrees(prepared["latitude"])
    lon = columns_of_degrees(prepared["longitude"])
    _heed_sides(lat, lon, prepared, report)
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
        report.change(
            there & ~points, "only a shape is given; a point inside it is taken as the position"
        )
    for place in np.flatnonzero(np.isnan(lat) & (prepared["position"] != "").to_numpy()):
        lat[place], lon[place] = _position(prepared["position"].iloc[place])
    flat = np.isnan(lat) & ((prepared["x"] != "") & (prepared["y"] != "")).to_numpy()
    if flat.any():
        x, y = (prepared[c].map(metres).to_numpy(dtype=float) for c in ("x", "y"))
        if crs:
            lat[flat], lon[flat] = from_system(x[flat], y[flat], reference_system(crs))
            report.change(flat, f"position turned from {crs} into degrees")
        else:
            for place in np.flatnonzero(flat):
                lat[place], lon[place] = from_utm(prepared["zone"].iloc[place], x[place], y[place])
            report.change(flat & ~np.isnan(lat), "position turned from UTM into degrees")
    return lat, lon


def _heed_sides(
    lat: np.ndarray, lon: np.ndarray, prepared: pd.DataFrame, report: ImportReport
) -> None:
    """Letters that say the other axis: both turn a position round, one makes it none."""
    first, second = (axes(prepared[column]) for column in ("latitude", "longitude"))
    turned = (first == LONGITUDE) & (second == LATITUDE)
    lat[turned], lon[turned] = lon[turned], lat[turned]
    report.change(turned, "latitude and longitude were swapped, as their letters say")
    wrong = ~turned & ((first == LONGITUDE) | (second == LATITUDE))
    report.refuse(
        wrong,
        lambda i: (
            f"the letters of {prepared['latitude'].iloc[i]!r} and "
            f"{prepared['longitude'].iloc[i]!r} both name the same axis"
        ),
    )


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
    report.refuse(
        (lat == 0) & (lon == 0), "the position is 0, 0, which usually means that it is not known"
    )


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

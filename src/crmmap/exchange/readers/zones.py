"""Shapes and circles as rows of zones.geojson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from crmmap.exchange.readers.areas import area_of, in_km2
from crmmap.exchange.readers.coordinates import columns_of_degrees
from crmmap.exchange.readers.country_names import Countries
from crmmap.exchange.readers.date_line import across_the_date_line
from crmmap.exchange.readers.import_report import ImportReport, by_value
from crmmap.exchange.readers.publisher_terms import row_key
from crmmap.schema.vocabulary import ZONE_CATEGORIES

if TYPE_CHECKING:
    from crmmap.atlas.atlas import Atlas
    from crmmap.exchange.readers.layout import Source

FIELDS = {
    "name": "Name",
    "category": "Category",
    "designation": "Designation",
    "iucn": "IUCN category",
    "country": "Country",
    "area_km2": "Area, km²",
    "year": "Year",
    "status": "Status",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "type": "Type",
    "ref": "Id of the row",
}
"""What a column of a table of zones can mean."""
STRICT = ("Ia", "Ib", "II")
"""IUCN categories whose zones are of very high sensitivity, as with the shipped ones."""
_NOT_YET = ("proposed", "candidate", "not reported")
_EQUAL_AREA = "ESRI:54034"
LARGEST_FAIR_KM2 = 20_000
"""A circle of a larger area says little about where the zone lies: the shipped ones are poor
above it."""


def zones_of(
    prepared: pd.DataFrame,
    geometry: Any,
    atlas: Atlas,
    report: ImportReport,
    source: Source,
    *,
    area_column: str = "",
) -> gpd.GeoDataFrame:
    """Rows of zones.geojson for the rows that can be taken; the others are refused in ``report``.

    Parameters
    ----------
    prepared
        Texts; columns as in `FIELDS`.
    geometry
        Shapes in EPSG:4326, or None: then each row needs a position and an area.
    area_column
        The name of the column of areas, which may say their unit.
    """
    report.name[:] = prepared["name"].to_numpy()
    shapes = _shapes(prepared, geometry, report)
    points = shapely.get_type_id(shapes) == 0
    outlines = shapes.copy()
    outlines[points] = None
    polygons = gpd.GeoSeries(outlines, crs="EPSG:4326")
    computed = polygons.to_crs(_EQUAL_AREA).area.to_numpy() / 1e6
    told = prepared["area_km2"].map(area_of).to_numpy(dtype=float)
    area, said = in_km2(told, computed, area_column)
    report.change((told > 0) & report.open & bool(said), said)
    report.refuse(
        points & ~(area > 0),
        "only a point is known and no area, so there is neither outline nor circle",
    )
    category = _categories(prepared, source, report)
    countries = _countries(prepared["country"], shapes, atlas, report)
    sensitivity = _sensitivity(category, prepared["iucn"])
    measured = np.where(points, area, np.where(np.isnan(area) | (area <= 0), computed, area))
    frame = gpd.GeoDataFrame(
        {
            "zone_id": prepared.get(
                "zone_id", [row_key(source.source_id, ref) for ref in prepared["ref"]]
            ),
            "name": prepared["name"].where(prepared["name"] != "", "name not known").to_numpy(),
            "category": category,
            "sensitivity": sensitivity,
            "sensitivity_rule": np.select(
                [category == "ecoregion", sensitivity == "very high"],
                ["ECO", "PA-strict"],
                "PA-other",
            ),
            "iucn_category": prepared["iucn"].to_numpy(),
            "designation": prepared["designation"].to_numpy(),
            "year": prepared["year"].to_numpy(),
            "countries": countries,
            "area_km2": np.round(measured, 2),
            "area_basis": np.where(points | (measured == area), "reported", "computed"),
            "geometry_kind": np.where(points, "point", "polygon"),
            "eq_radius_km": np.where(
                points, np.round(np.sqrt(np.maximum(area, 0) / np.pi), 3), np.nan
            ),
            "circle_reliability": np.where(
                points, np.where(area > LARGEST_FAIR_KM2, "poor", "fair"), ""
            ),
            "source_id": source.source_id,
            "licence": source.licence,
            "licence_class": source.licence_class,
            "note": "",
        },
        geometry=shapes,
        crs="EPSG:4326",
    )
    frame = frame[report.open]
    return _without_repeats(frame, report)


def _without_repeats(frame: gpd.GeoDataFrame, report: ImportReport) -> gpd.GeoDataFrame:
    """An id stands for one area: later rows with it are refused."""
    again = frame["zone_id"].duplicated()
    for place, zone_id in frame.loc[again, "zone_id"].items():
        first = frame.index[(frame["zone_id"] == zone_id).to_numpy().argmax()]
        report.refuse(
            np.arange(len(report.row)) == place,
            f"row {report.row[first]} has the same id, {zone_id}",
        )
    return frame[~again]


def _categories(prepared: pd.DataFrame, source: Source, report: ImportReport) -> np.ndarray:
    """The category of each area; areas of an unknown one, and those only planned, are refused."""
    category = prepared["category"].to_numpy().copy()
    category[category == ""] = "protected area" if source.licence_class == "own" else ""
    report.refuse(
        category == "", lambda i: f"{prepared['designation'].iloc[i]!r} is no zone of its own"
    )
    unknown = ~np.isin(category, ZONE_CATEGORIES)
    report.refuse(
        unknown,
        lambda i: (
            f"the category {category[i]!r} is not known; it can be {', '.join(ZONE_CATEGORIES)}"
        ),
    )
    planned = prepared["status"].str.casefold().isin(_NOT_YET).to_numpy()
    report.refuse(
        planned, lambda i: f"its status is {prepared['status'].iloc[i]!r}; it protects nothing yet"
    )
    return category


def _shapes(prepared: pd.DataFrame, geometry: Any, report: ImportReport) -> np.ndarray:
    if geometry is None:
        lat, lon = (columns_of_degrees(prepared[c]) for c in ("latitude", "longitude"))
        shapes = np.full(len(prepared), None, dtype=object)
        there = ~(np.isnan(lat) | np.isnan(lon))
        shapes[there] = shapely.points(lon[there], lat[there])
    else:
        shapes = shapely.force_2d(geometry.to_numpy().copy())
    report.refuse(shapely.is_missing(shapes) | shapely.is_empty(shapes), "it has no geometry")
    several = (shapely.get_type_id(shapes) == 4) & (shapely.get_num_geometries(shapes) == 1)
    shapes[several] = shapely.get_geometry(shapes[several], 0)
    middle = shapely.get_type_id(shapes) == 4
    shapes[middle] = shapely.centroid(shapes[middle])
    report.change(middle & report.open, "the middle of several points stands for them")
    shapes = across_the_date_line(shapes, report)
    lines = ~np.isin(shapely.get_type_id(shapes), (0, 3, 6))
    collections = shapely.get_type_id(shapes) == 7
    broken = report.open & ~shapely.is_valid(shapes) & (shapely.get_type_id(shapes) != 0)
    said = shapely.is_valid_reason(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken])
    report.change(broken, lambda i: f"the outline was made valid ({said[i]})")
    for place in np.flatnonzero((broken | collections) & (shapely.get_type_id(shapes) == 7)):
        parts = [
            p
            for p in shapely.get_parts(shapes[place])
            if p.geom_type in ("Polygon", "MultiPolygon")
        ]
        shapes[place] = shapely.union_all(parts) if parts else None
        lines[place] = not parts
    report.refuse(
        lines | shapely.is_missing(shapes) | ~np.isin(shapely.get_type_id(shapes), (0, 3, 6)),
        "its geometry encloses no area",
    )
    bounds = np.nan_to_num(shapely.bounds(shapes))
    off = (bounds[:, [0, 2]] < -180.0001) | (bounds[:, [0, 2]] > 180.0001)
    off |= (bounds[:, [1, 3]] < -90.0001) | (bounds[:, [1, 3]] > 90.0001)
    report.refuse(off.any(axis=1), "the position is not on Earth")
    shapes[~report.open] = None
    return shapes


def _countries(
    cells: pd.Series, shapes: np.ndarray, atlas: Atlas, report: ImportReport
) -> np.ndarray:
    """ISO 3166-1 alpha-3 lists: as named, else of the country that holds a point of the shape."""
    reader = Countries(atlas.countries)

    def read(cell: str) -> str:
        parts = [
            reader.read(part)[0] for part in cell.replace(",", ";").replace("/", ";").split(";")
        ]
        return ";".join(
            dict.fromkeys(
                part for part in parts if part in reader.name_of and part not in ("ABNJ", "GUF")
            )
        )

    found = by_value(cells, read)
    wanted = np.flatnonzero((found == "") & report.open)
    if wanted.size:
        land = atlas.countries[atlas.countries["iso_a3"] != ""]
        tree = shapely.STRtree(land.geometry.to_numpy())
        at, which = tree.query(shapely.point_on_surface(shapes[wanted]), predicate="intersects")
        found[wanted[at]] = land["iso_a3"].to_numpy()[which]
        by_place = np.zeros(len(found), dtype=bool)
        by_place[wanted[at]] = True
        report.change(by_place, lambda i: f"country by position: {found[i]}")
    return found


def _sensitivity(category: np.ndarray, iucn: pd.Series) -> np.ndarray:
    strict = iucn.isin(STRICT).to_numpy() | (category == "world heritage (natural)")
    return np.where(category == "ecoregion", "moderate", np.where(strict, "very high", "high"))

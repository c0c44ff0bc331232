"""An area from a GeoJSON file of the user's own."""

from __future__ import annotations

import json
from typing import Any

import shapely
from shapely.errors import ShapelyError

MOST_BYTES = 4_000_000
MOST_VERTICES = 200_000


class UnusableArea(ValueError):  # noqa: N818 - said to users by what it is
    """A file that is no area; the message says why and what would be one."""


def read_area(content: bytes) -> Any:
    """The polygons of a GeoJSON file as one shape.

    Parameters
    ----------
    content
        UTF-8; a geometry, a Feature or a FeatureCollection in WGS 84 degrees.

    Returns
    -------
    shapely.Polygon or shapely.MultiPolygon

    Raises
    ------
    UnusableArea
        If it is too large, no GeoJSON, has no polygon, or lies outside the world.
    """
    if len(content) > MOST_BYTES:
        raise UnusableArea(
            f"The file has {len(content) / 1e6:.1f} MB; an area may have {MOST_BYTES / 1e6:.0f}."
        )
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:  # also numbers of thousands of digits
        raise UnusableArea(f"The file is not GeoJSON: {str(fault)[:120]}.") from fault
    shapes = [_shape(geometry, place) for place, geometry in enumerate(_geometries(data), start=1)]
    polygons = [shape for shape in shapes if shape is not None and not shape.is_empty]
    if not polygons:
        raise UnusableArea("The file has no polygon; lines and points enclose no area.")
    area = shapely.union_all(polygons)
    west, south, east, north = area.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise UnusableArea(
            "The coordinates lie outside the world; they must be longitude and latitude in degrees."
        )
    return area


def drawn_area(corners: str) -> Any:
    """An area drawn on the map.

    Parameters
    ----------
    corners
        ``lon lat,lon lat,…``; longitudes may run on past ±180 where the map shows the world again.

    Raises
    ------
    UnusableArea
        If it has no three corners, or crosses the antimeridian.
    """
    try:
        points = [tuple(map(float, corner.split())) for corner in corners.split(",")]
        ring = shapely.Polygon(points)
    except (ValueError, ShapelyError) as fault:
        raise UnusableArea("An area needs three corners at least; draw it anew.") from fault
    turns = round(ring.centroid.x / 360)
    area = shapely.make_valid(shapely.transform(ring, lambda xy: xy - [360 * turns, 0]))
    if area.bounds[0] < -180 or area.bounds[2] > 180:
        raise UnusableArea(
            "The area crosses the antimeridian; draw the two sides apart, or bring a file."
        )
    return area


def _geometries(data: Any) -> list[Any]:
    if not isinstance(data, dict):
        raise UnusableArea("The file is not GeoJSON: it holds no object with a type.")
    if data.get("type") == "FeatureCollection":
        features = data.get("features")
        return (
            [f.get("geometry") for f in features if isinstance(f, dict)]
            if isinstance(features, list)
            else []
        )
    return [data.get("geometry")] if data.get("type") == "Feature" else [data]


def _shape(geometry: Any, place: int) -> Any:
    if (
        geometry is None
        or not isinstance(geometry, dict)
        or geometry.get("type") not in ("Polygon", "MultiPolygon")
    ):
        return None
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
        if shapely.get_num_coordinates(shape) > MOST_VERTICES:
            raise UnusableArea(
                f"Feature {place} has more than {MOST_VERTICES:,} vertices; simplify it first."
            )
        return shapely.make_valid(shape)
    except ShapelyError as fault:
        raise UnusableArea(
            f"The geometry of feature {place} can't be read: {str(fault)[:120]}."
        ) from fault

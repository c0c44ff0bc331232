"""Geometries as the flat columns that the layers draw."""

from __future__ import annotations

import numpy as np
import shapely
from pyproj import Geod

from .columns import Columns

_GEOD = Geod(ellps="WGS84")
CIRCLE_CORNERS = 64


PER_DEGREE = 100_000
"""Steps of a metre."""


def polygon_columns(shapes: np.ndarray, per_degree: int = PER_DEGREE) -> Columns:
    """Columns ``xy``, ``per_degree``, ``ring`` and ``part`` of polygons and multipolygons.

    Parameters
    ----------
    shapes : ndarray of shapely geometries, EPSG:4326
    per_degree
        How many steps of ``xy`` make a degree. Fewer make a smaller file.
    """
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    ring_of = part_of[ring_part]
    xy, vertex_ring = shapely.get_coordinates(rings, return_index=True)
    ring = np.concatenate([[0], np.cumsum(np.bincount(vertex_ring, minlength=len(rings)))])
    part = np.concatenate([[0], np.cumsum(np.bincount(ring_of, minlength=len(shapes)))])
    return {
        "xy": np.rint(xy * per_degree).astype("<i4").ravel(),
        "per_degree": np.array([per_degree], "<u4"),
        "ring": ring.astype("<u4"),
        "part": part.astype("<u4"),
    }


def equal_area_circle(lon: float, lat: float, radius_km: float) -> shapely.Polygon:
    """A geodesic circle; its longitudes run on past ±180 rather than jump."""
    azimuths = np.linspace(0, 360, CIRCLE_CORNERS, endpoint=False)
    n = CIRCLE_CORNERS
    x, y, _ = _GEOD.fwd(np.full(n, lon), np.full(n, lat), azimuths, np.full(n, radius_km * 1000))
    x = lon + (np.asarray(x) - lon + 180) % 360 - 180
    return shapely.Polygon(np.column_stack([x, y]))

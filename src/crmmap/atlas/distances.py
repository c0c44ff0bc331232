"""Geodesic distances from positions to areas: a spatial index finds candidates, then distances are
computed exactly.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

_GEOD = Geod(ellps="WGS84")
AT_ONCE = 20_000
"""Pairs of a site and an outline that are measured together: more would cost memory and no less
time."""
VERTICES_AT_ONCE = 100_000
"""Of their outlines: what is worked out of so many stays near the processor, which saves a seventh
of the time."""
_KM_PER_DEGREE = 110.5  # the shortest degree of latitude, so that no candidate is lost


def close_pairs(
    lon: np.ndarray, lat: np.ndarray, shapes: np.ndarray, radius_km: np.ndarray, within_km: float
) -> pd.DataFrame:
    """Every pair of a position and an area that are close to each other.

    Distances run to the nearest point of a polygon, in an azimuthal projection about the position;
    0 is inside. An area known only by centre and size counts as a circle: its distance runs to the
    circle's rim.

    Parameters
    ----------
    lon, lat
        Degrees; longitudes from -180 to 180.
    shapes
        Polygons, or the centres of circles.
    radius_km
        Of circles; not a number for polygons.
    within_km
        Pairs farther apart are left out.

    Returns
    -------
    DataFrame
        ``site`` and ``zone`` are places in the arrays, ``distance_km`` is 0 or more; each pair
        once, in no order.
    """
    circles = ~np.isnan(radius_km)
    found = [
        _from_circles(lon, lat, shapes, radius_km, np.flatnonzero(circles), within_km),
        _from_polygons(lon, lat, shapes, np.flatnonzero(~circles), within_km),
    ]
    return pd.concat(found, ignore_index=True)


def reach_of(
    lat: np.ndarray, within_km: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Degrees of longitude to either side, and the latitudes south and north, that hold all
    within a distance.
    """
    south, north = lat - within_km / _KM_PER_DEGREE, lat + within_km / _KM_PER_DEGREE
    return _either_side(np.maximum(np.abs(south), np.abs(north)), south, north), south, north


def _either_side(widest: np.ndarray, south: np.ndarray, north: np.ndarray) -> np.ndarray:
    """Half of the latitudes between as degrees of longitude at the widest of them; all around
    where they hold a pole.
    """
    parallel = np.cos(np.radians(np.minimum(widest, 90)))
    half = (north - south) / 2
    around = np.full(np.shape(half), 180.0)
    return np.minimum(180, np.divide(half, parallel, out=around, where=parallel > 1e-9))


def _pairs(
    site: np.ndarray, zone: np.ndarray, distance_km: np.ndarray, within_km: float
) -> pd.DataFrame:
    close = distance_km <= within_km
    return pd.DataFrame(
        {"site": site[close], "zone": zone[close], "distance_km": distance_km[close]}
    )


def _from_circles(
    lon: np.ndarray,
    lat: np.ndarray,
    shapes: np.ndarray,
    radius_km: np.ndarray,
    rows: np.ndarray,
    within_km: float,
) -> pd.DataFrame:
    if not rows.size:
        return _joined(np.empty(0, int), np.empty(0, int), np.empty(0), within_km)
    x, y = shapely.get_x(shapes[rows]), shapely.get_y(shapes[rows])
    radius = radius_km[rows]
    reach, south, north = reach_of(y, (within_km + radius) * 1.01)
    tree = shapely.STRtree(shapely.points(lon, lat))
    circle, at = tree.query(shapely.box(x - reach, south, x + reach, north))
    for turn in (-360, 360):  # a circle that reaches over 180 degrees comes in at the other side
        over = np.flatnonzero(x + turn + reach >= -180 if turn < 0 else x + turn - reach <= 180)
        boxes = shapely.box(
            x[over] - reach[over] + turn, south[over], x[over] + reach[over] + turn, north[over]
        )
        more, there = tree.query(boxes)
        circle, at = np.concatenate([circle, over[more]]), np.concatenate([at, there])
    _, _, metres = _GEOD.inv(x[circle], y[circle], lon[at], lat[at])
    far = np.maximum(0, np.asarray(metres) / 1000 - radius[circle])
    return _joined(at, rows[circle], far, within_km)


def _from_polygons(
    lon: np.ndarray, lat: np.ndarray, shapes: np.ndarray, rows: np.ndarray, within_km: float
) -> pd.DataFrame:
    if not rows.size or not lon.size:
        return _joined(np.empty(0, int), np.empty(0, int), np.empty(0), within_km)
    shapes = shapes[rows]
    reach, south, north = reach_of(lat, within_km)
    west, _, east, _ = shapely.total_bounds(shapes)
    # a zone across the antimeridian may lie on the other side of the world
    sides = [(0, np.arange(lon.size))]
    sides += [(360, np.flatnonzero(lon + 360 - reach <= east))]
    sides += [(-360, np.flatnonzero(lon - 360 + reach >= west))]
    site = np.concatenate([near for _, near in sides])
    turn = np.concatenate([np.full(near.size, by) for by, near in sides])
    x = lon[site] + turn
    # the tree is one of sites: a zone has many vertices, is prepared once, and asks for all of its
    # sites together
    tree = shapely.STRtree(shapely.box(x - reach[site], south[site], x + reach[site], north[site]))
    which, box = tree.query(shapes, predicate="intersects")
    at = site[box]
    inside = _contained(shapes, which, x[box], lat[at])
    distance = np.zeros(at.size)
    distance[~inside] = _to_outlines_km(
        shapes[which[~inside]], x[box[~inside]], lat[at[~inside]], within_km
    )
    return _joined(at, rows[which], distance, within_km)


def _contained(shapes: np.ndarray, which: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Whether each position lies in its shape."""
    shapely.prepare(shapes)
    return shapely.contains_xy(shapes[which], x, y)


def _joined(site: np.ndarray, zone: np.ndarray, far: np.ndarray, within_km: float) -> pd.DataFrame:
    """The close pairs, each once with its shortest distance."""
    pairs = _pairs(site, zone, far, within_km)
    return pairs.groupby(["site", "zone"], as_index=False)["distance_km"].min()


def _to_outlines_km(
    shapes: np.ndarray, lon: np.ndarray, lat: np.ndarray, within_km: float
) -> np.ndarray:
    """Distance from each point to the outline of its polygon, which does not hold it; some at
    once, to spare memory.
    """
    full = np.cumsum(shapely.get_num_coordinates(shapes)) // VERTICES_AT_ONCE
    ends = np.union1d(np.flatnonzero(np.diff(full)) + 1, np.arange(0, len(shapes), AT_ONCE))
    found = [
        _to_some_outlines_km(shapes[some], lon[some], lat[some], within_km)
        for some in np.split(np.arange(len(shapes)), ends[ends > 0])
    ]
    return np.concatenate(found) if found else np.empty(0)


def _to_some_outlines_km(
    shapes: np.ndarray, lon: np.ndarray, lat: np.ndarray, within_km: float
) -> np.ndarray:
    outlines = shapely.boundary(shapes)
    # far vertices cost time and change nothing near
    wide, south, north = reach_of(lat, 2 * within_km)
    wide = np.where(wide < 180, wide, 360)
    boxes = np.column_stack([lon - wide, south, lon + wide, north])
    near = np.array(
        [shapely.clip_by_rect(line, *box) for line, box in zip(outlines, boxes, strict=True)],
        dtype=object,
    )
    near = np.where(shapely.is_empty(near), outlines, near)
    # in degrees: sides are straight in degrees, not in the projection
    near = shapely.segmentize(near, 0.2)
    xy, pair = shapely.get_coordinates(near, return_index=True)
    flat = shapely.set_coordinates(near, _azimuthal(xy, lon[pair], lat[pair]))
    way = shapely.shortest_line(np.full(len(flat), shapely.Point(0, 0)), flat)
    nearest = shapely.get_coordinates(way).reshape(-1, 2, 2)[:, 1]
    return np.hypot(nearest[:, 0], nearest[:, 1])


def _azimuthal(xy: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    """Kilometres east and north of (lon, lat), row by row.

    Azimuthal equidistant on the sphere, stretched along each axis to the ellipsoid's curvature at
    (lon, lat); within 100 km this differs from the geodesic by less than one part in 10,000.
    """
    along = np.radians(xy[:, 0] - lon)
    phi, phi0 = np.radians(xy[:, 1]), np.radians(lat)
    cos_c = np.sin(phi0) * np.sin(phi) + np.cos(phi0) * np.cos(phi) * np.cos(along)
    c = np.arccos(np.clip(cos_c, -1, 1))
    scale = np.divide(c, np.sin(c), out=np.ones_like(c), where=c > 1e-9)
    flattening = 1 - _GEOD.es * np.sin(phi0) ** 2
    along_meridian = _GEOD.a / 1000 * (1 - _GEOD.es) / flattening**1.5
    across_meridian = _GEOD.a / 1000 / np.sqrt(flattening)
    east = across_meridian * scale * np.cos(phi) * np.sin(along)
    north = (
        along_meridian
        * scale
        * (np.cos(phi0) * np.sin(phi) - np.sin(phi0) * np.cos(phi) * np.cos(along))
    )
    return np.column_stack([east, north])

"""How far sites lie from zones: candidates by a spatial index first, exact distances last."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Geod

_GEOD = Geod(ellps="WGS84")
_EARTH_KM = 6371.0088
_KM_PER_DEGREE = 110.5  # the shortest degree of latitude, so that no candidate is lost


def nearby_zones(sites: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, *, within_km: float) -> pd.DataFrame:
    """Every pair of a site and a zone that are close to each other.

    Distances run to the nearest point of a polygon, found in an azimuthal equidistant projection about the site and
    then measured on the ellipsoid; 0 is inside. A zone known only by centre and area counts as a circle of equal
    area: its distance runs to the circle's rim.

    Parameters
    ----------
    sites
        Points, EPSG:4326.
    zones
        Polygons, or points with ``eq_radius_km``, EPSG:4326.
    within_km
        Pairs farther apart are left out.

    Returns
    -------
    DataFrame
        ``site`` and ``zone`` are row positions, ``distance_km`` is 0 or more.
    """
    lon, lat = sites.geometry.x.to_numpy(), sites.geometry.y.to_numpy()
    circles = (zones["geometry_kind"] == "point").to_numpy()
    found = [
        _from_circles(lon, lat, zones, np.flatnonzero(circles), within_km),
        _from_polygons(lon, lat, zones, np.flatnonzero(~circles), within_km),
    ]
    pairs = pd.concat(found, ignore_index=True)
    return pairs.sort_values(["site", "distance_km", "zone"], ignore_index=True)


def _pairs(site: np.ndarray, zone: np.ndarray, distance_km: np.ndarray, within_km: float) -> pd.DataFrame:
    close = distance_km <= within_km
    return pd.DataFrame({"site": site[close], "zone": zone[close], "distance_km": distance_km[close]})


def _from_circles(
    lon: np.ndarray, lat: np.ndarray, zones: gpd.GeoDataFrame, rows: np.ndarray, within_km: float
) -> pd.DataFrame:
    centres = zones.geometry.iloc[rows]
    radius = zones["eq_radius_km"].iloc[rows].fillna(0).to_numpy()
    site, zone, far = [], [], []
    for x, y, r, row in zip(centres.x, centres.y, radius, rows, strict=True):
        near = np.flatnonzero(_great_circle_km(x, y, lon, lat) <= (within_km + r) * 1.01)
        _, _, metres = _GEOD.inv(np.full(near.size, x), np.full(near.size, y), lon[near], lat[near])
        site.append(near)
        zone.append(np.full(near.size, row))
        far.append(np.maximum(0, np.asarray(metres) / 1000 - r))
    return _joined(site, zone, far, within_km)


def _from_polygons(
    lon: np.ndarray, lat: np.ndarray, zones: gpd.GeoDataFrame, rows: np.ndarray, within_km: float
) -> pd.DataFrame:
    shapes = zones.geometry.iloc[rows].to_numpy()
    tree = shapely.STRtree(shapes)
    south, north = lat - within_km / _KM_PER_DEGREE, lat + within_km / _KM_PER_DEGREE
    widest = np.cos(np.radians(np.minimum(89.0, np.maximum(np.abs(south), np.abs(north)))))
    reach = np.minimum(180, within_km / _KM_PER_DEGREE / widest)
    site, zone, far = [], [], []
    for turn in (-360, 0, 360):  # a zone across the antimeridian may stand on the other side of the world
        boxes = shapely.box(lon - reach + turn, south, lon + reach + turn, north)
        at, which = tree.query(boxes, predicate="intersects")
        inside = shapely.contains_xy(shapes[which], lon[at] + turn, lat[at])
        distance = np.zeros(at.size)
        for k in np.flatnonzero(~inside):
            distance[k] = _to_polygon_km(shapes[which[k]], lon[at[k]], lat[at[k]], within_km)
        site.append(at)
        zone.append(rows[which])
        far.append(distance)
    return _joined(site, zone, far, within_km)


def _joined(
    site: list[np.ndarray], zone: list[np.ndarray], far: list[np.ndarray], within_km: float
) -> pd.DataFrame:
    if not site:
        return _pairs(np.empty(0, int), np.empty(0, int), np.empty(0), within_km)
    pairs = _pairs(np.concatenate(site), np.concatenate(zone), np.concatenate(far), within_km)
    return pairs.groupby(["site", "zone"], as_index=False)["distance_km"].min()


def _to_polygon_km(shape: shapely.Geometry, lon: float, lat: float, within_km: float) -> float:
    """Geodesic distance from a point to the outline of a polygon that does not hold it."""
    reach = within_km / _KM_PER_DEGREE / max(0.02, np.cos(np.radians(min(89.0, abs(lat) + 1))))

    def project(xy: np.ndarray) -> np.ndarray:
        return _azimuthal(xy, lon, lat)

    clipped = shape
    if reach < 60:  # far vertices cost time and distort nothing near
        box = shapely.box(lon - 2 * reach, lat - 3, lon + 2 * reach, lat + 3)
        cut = shapely.intersection(shape.boundary, box)
        clipped = cut if not cut.is_empty else shape.boundary
    flat = shapely.transform(clipped, project)
    nearest = shapely.get_coordinates(shapely.shortest_line(shapely.Point(0, 0), flat))[1]
    return float(np.hypot(*nearest)) * _ellipsoid_factor(lon, lat, nearest)


def _azimuthal(xy: np.ndarray, lon: float, lat: float) -> np.ndarray:
    """Kilometres east and north of (lon, lat); azimuthal equidistant on the sphere."""
    along = np.radians(xy[:, 0] - lon)
    phi, phi0 = np.radians(xy[:, 1]), np.radians(lat)
    cos_c = np.sin(phi0) * np.sin(phi) + np.cos(phi0) * np.cos(phi) * np.cos(along)
    c = np.arccos(np.clip(cos_c, -1, 1))
    scale = np.divide(c, np.sin(c), out=np.ones_like(c), where=c > 1e-9) * _EARTH_KM
    east = scale * np.cos(phi) * np.sin(along)
    north = scale * (np.cos(phi0) * np.sin(phi) - np.sin(phi0) * np.cos(phi) * np.cos(along))
    return np.column_stack([east, north])


def _ellipsoid_factor(lon: float, lat: float, km: np.ndarray) -> float:
    """How much longer the ellipsoid's geodesic is than the sphere's in the direction of ``km``, east and north."""
    far = float(np.hypot(*km))
    if far < 1e-9:
        return 1.0
    bearing, c = np.arctan2(km[0], km[1]), far / _EARTH_KM
    phi0 = np.radians(lat)
    phi = np.arcsin(np.sin(phi0) * np.cos(c) + np.cos(phi0) * np.sin(c) * np.cos(bearing))
    turn = np.arctan2(np.sin(bearing) * np.sin(c) * np.cos(phi0), np.cos(c) - np.sin(phi0) * np.sin(phi))
    _, _, metres = _GEOD.inv(lon, lat, lon + np.degrees(turn), np.degrees(phi))
    return metres / 1000 / far


def _great_circle_km(lon0: float, lat0: float, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    phi0, phi = np.radians(lat0), np.radians(lat)
    along = np.radians(lon - lon0)
    h = np.sin((phi - phi0) / 2) ** 2 + np.cos(phi0) * np.cos(phi) * np.sin(along / 2) ** 2
    return 2 * _EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))

"""Sites near zones: the work is cut into parts, which an engine runs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from crmmap.atlas.distances import close_pairs, reach_of
from crmmap.engines import HERE, Engine

VERTICES = 100_000
"""Of the zones of one part, about: enough that to give a part out costs little, few enough that
memory stays small and workers end at about the same time."""
PAIRS = 2_000_000
"""Of a site and a zone that may be near each other in one part, about, to bound its memory."""
WIDE, FEW = 5.0, 20
"""Degrees, and zones: those wider or higher than that are kept apart from small ones and are fewer
in a part, for each would draw the sites of half a continent into it."""


@dataclass(frozen=True)
class Positions:
    """Where sites are, from south to north.

    Attributes
    ----------
    rows
        Row positions, shape (sites,).
    lon, lat
        Degrees, shape (sites,).
    """

    rows: np.ndarray
    lon: np.ndarray
    lat: np.ndarray

    @classmethod
    def of(cls, rows: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> Positions:
        """Sites in any order."""
        northward = np.argsort(lat, kind="stable")
        return cls(rows[northward], lon[northward], lat[northward])

    def parts(
        self, zones: np.ndarray, shapes: np.ndarray, radius_km: np.ndarray, within_km: float
    ) -> Iterator[Part]:
        """Some zones with the sites that may be near one of them: one part, or several where many
        sites lie near many of the zones.
        """
        boxes = boxes_of(shapes, radius_km)
        near = within_reach(union_of(boxes), within_km)
        west, south, east, north = near[0]
        band = slice(
            np.searchsorted(self.lat, south), np.searchsorted(self.lat, north, side="right")
        )
        held = np.flatnonzero(beside(self.lon[band], west, east)) + band.start
        cover = _areas(within_reach(boxes, within_km)).sum()
        pairs = held.size * cover / max(_areas(near)[0], 1e-12)  # one position has no area
        slices = max(1, math.ceil(pairs / PAIRS))
        for at in np.array_split(held, slices):
            yield Part(
                self.rows[at],
                self.lon[at],
                self.lat[at],
                zones,
                shapes,
                radius_km,
                within_km,
                len(zones) / slices,
            )


@dataclass(frozen=True)
class Part:
    """Some zones that lie together, and all positions that may be near one of them.

    Attributes
    ----------
    sites, zones
        Row positions, shapes (sites,) and (zones,).
    lon, lat
        Degrees, shape (sites,).
    shapes
        Polygons or centres, shape (zones,).
    radius_km
        Of circles; not a number for polygons, shape (zones,).
    done
        How many zones are done with it; a part of their number where there are several parts.
    """

    sites: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    zones: np.ndarray
    shapes: np.ndarray
    radius_km: np.ndarray
    within_km: float
    done: float

    def __getstate__(self) -> dict[str, Any]:
        """For another process; all shapes at once, which takes half the time of one by one."""
        return {**self.__dict__, "shapes": shapely.to_wkb(self.shapes)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state | {"shapes": shapely.from_wkb(state["shapes"])})


def nearby_zones(
    sites: gpd.GeoDataFrame,
    zones: gpd.GeoDataFrame,
    *,
    within_km: float,
    engine: Engine = HERE,
    progress: Callable[[float], object] = lambda _: None,
) -> pd.DataFrame:
    """Every pair of a site and a zone that are close to each other.

    Distances run to the nearest point of a polygon, in an azimuthal projection about the site; 0 is
    inside. A zone known only by centre and area counts as a circle of equal area: its distance runs
    to the circle's rim. The result is the same, to the last bit, whatever engine runs it.

    Parameters
    ----------
    sites
        Points, EPSG:4326.
    zones
        Polygons, or points with ``eq_radius_km``, EPSG:4326.
    within_km
        Pairs farther apart are left out.
    engine
        Where the parts of the work run; see `crmmap.engines.engine_of`.
    progress
        Told the share that is done, from 0 to 1; what it raises cancels the rest.

    Returns
    -------
    DataFrame
        ``site`` and ``zone`` are row positions, ``distance_km`` is 0 or more; by site, the nearest
        zone first.

    Raises
    ------
    crmmap.engines.LostWorker
        If workers of the engine end again and again over the same part.
    """
    lon, lat = positions_of(sites.geometry.to_numpy())
    shapes, radius_km = zones.geometry.to_numpy(), radii_of(zones)
    found, done = [_NO_PAIRS], 0
    with closing(engine.run(measured, parts_of(lon, lat, shapes, radius_km, within_km))) as parts:
        for number, pairs in parts:
            found.append(pairs)
            done += number
            progress(min(1.0, done / len(zones)))
    return in_order(pd.concat(found[1:] or found, ignore_index=True))


_NO_PAIRS = pd.DataFrame(
    {"site": np.empty(0, np.int64), "zone": np.empty(0, np.int64), "distance_km": np.empty(0)}
)


def in_order(pairs: pd.DataFrame) -> pd.DataFrame:
    """By site, the nearest zone first; Arrow takes less than half of pandas' time for it."""
    rows = pa.Table.from_pandas(pairs, preserve_index=False)
    return rows.sort_by([(key, "ascending") for key in ("site", "distance_km", "zone")]).to_pandas()


def positions_of(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes, from -180 to 180, and latitudes of points."""
    lon, lat = shapely.get_x(points), shapely.get_y(points)
    return np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon), lat


def radii_of(zones: gpd.GeoDataFrame) -> np.ndarray:
    """Kilometres of the zones known only by centre and area; not a number for the others."""
    radius = zones["eq_radius_km"].fillna(0).to_numpy(float)
    return np.where((zones["geometry_kind"] == "point").to_numpy(), radius, np.nan)


def measured(part: Part) -> tuple[float, pd.DataFrame]:
    """How many zones are done with a part, and its close pairs."""
    pairs = close_pairs(part.lon, part.lat, part.shapes, part.radius_km, part.within_km)
    pairs["site"] = part.sites[pairs["site"].to_numpy(int)]
    pairs["zone"] = part.zones[pairs["zone"].to_numpy(int)]
    return part.done, pairs


def parts_of(
    lon: np.ndarray, lat: np.ndarray, shapes: np.ndarray, radius_km: np.ndarray, within_km: float
) -> Iterator[Part]:
    """The work in parts; each pair of a site and a zone is in one of them alone."""
    if not lon.size:
        return
    sites = Positions.of(np.arange(lon.size), lon, lat)
    boxes = boxes_of(shapes, radius_km)
    for rows in groups_of(boxes, shapely.get_num_coordinates(shapes)):
        yield from sites.parts(rows, shapes[rows], radius_km[rows], within_km)


def boxes_of(shapes: np.ndarray, radius_km: np.ndarray) -> np.ndarray:
    """West, south, east and north of zones, circles with their radius, shape (zones, 4)."""
    boxes = shapely.bounds(shapes)
    reach, south, north = reach_of(boxes[:, 1], np.nan_to_num(radius_km))
    boxes[:, 0] -= reach
    boxes[:, 2] += reach
    boxes[:, 1] = np.minimum(boxes[:, 1], south)
    boxes[:, 3] = np.maximum(boxes[:, 3], north)
    return boxes


def groups_of(boxes: np.ndarray, vertices: np.ndarray) -> list[np.ndarray]:
    """Row positions of zones of about one size that lie together, along a Hilbert curve; the
    widest come first, for they take the longest, and workers shall end together.
    """
    if not len(boxes):
        return []
    extent = (boxes[:, 2:] - boxes[:, :2]).max(axis=1)
    doublings = np.ceil(np.log2(np.maximum(extent / WIDE, 1))).astype(int)
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    way = gpd.GeoSeries(shapely.points(centres)).hilbert_distance(total_bounds=(-540, -90, 540, 90))
    order = np.lexsort([way.to_numpy(), -doublings])
    size = doublings[order]
    weight = np.where(size > 0, np.maximum(vertices[order], VERTICES / FEW), vertices[order])
    filled = np.cumsum(weight) // VERTICES
    return np.split(order, np.flatnonzero((np.diff(filled) > 0) | (np.diff(size) != 0)) + 1)


def _areas(boxes: np.ndarray) -> np.ndarray:
    """Square degrees of boxes, shape (zones, 4)."""
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def union_of(boxes: np.ndarray) -> np.ndarray:
    """The box that holds all, shape (1, 4)."""
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])[None]


def within_reach(boxes: np.ndarray, within_km: float) -> np.ndarray:
    """Boxes that hold every position within a distance of what other boxes hold."""
    west, south, east, north = boxes.T
    south = reach_of(south, within_km)[1]
    north = reach_of(north, within_km)[2]
    # the degrees that a position reaches grow with its own latitude
    reach = np.maximum(reach_of(south, within_km)[0], reach_of(north, within_km)[0])
    return np.column_stack([west - reach, south, east + reach, north])


def beside(lon: np.ndarray, west: float, east: float) -> np.ndarray:
    """Whether longitudes lie between two others, which may reach over 180 degrees."""
    held = np.zeros(lon.size, bool)
    for turn in (-360, 0, 360):
        held |= (lon + turn >= west) & (lon + turn <= east)
    return held

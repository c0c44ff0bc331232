"""Where a map has to look to show a place, or any box of degrees."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import shapely

from crmmap.atlas.atlas import Atlas
from crmmap.describe.profiles import Place, countries_of

Box = tuple[float, float, float, float]
"""West, south, east and north in degrees."""
FAR = 0.15
"""Parts of an outline below this share of the largest do not widen the map: islands far off."""
CLOSEST = 6.0
_TILE = 256


def box_of_place(atlas: Atlas, place: Place, *, as_of: date) -> Box | None:
    """The box about an area, or about the main parts of countries; None if none has an outline."""
    if place.kind == "area":
        return _narrowest(shapely.get_parts(place.shape))
    codes = countries_of(atlas, place, as_of=as_of)
    outlines = atlas.countries[atlas.countries["iso_a3"].isin(codes)]
    if outlines.empty:
        return None
    parts = shapely.get_parts(outlines.geometry.to_numpy())
    areas = shapely.area(parts)
    return _narrowest(parts[areas >= FAR * areas.max()])  # in degrees: only which are large matters


def _narrowest(parts: np.ndarray) -> Box:
    """The box about some shapes; those on both sides of the date line go on beyond 180 degrees."""
    west, south, east, north = shapely.bounds(parts).T
    behind = east < 0
    straight = (west.min(), east.max())
    turned = (np.where(behind, west + 360, west).min(), np.where(behind, east + 360, east).max())
    left, right = min(straight, turned, key=lambda ends: ends[1] - ends[0])
    return float(left), float(south.min()), float(right), float(north.max())


def fitting(
    box: Box, *, width: float, height: float, closest: float = CLOSEST
) -> tuple[float, float, float]:
    """The view of a map that shows a box with some room about it.

    Parameters
    ----------
    box
        Degrees.
    width, height
        Pixels of the map.
    closest
        The largest zoom.

    Returns
    -------
    tuple of float
        Latitude and longitude of the middle, and the zoom in quarters.

    Examples
    --------
    >>> from crmmap.draw.place_view import fitting
    >>> fitting((22.0, -18.1, 33.7, -8.2), width=600, height=400)
    (-13.15, 27.85, 5.5)
    """
    west, south, east, north = box

    def upright(latitude: float) -> float:
        return math.asinh(math.tan(math.radians(max(-80.0, min(80.0, latitude)))))

    across = max(0.01, east - west) / 360
    up = max(0.0001, upright(north) - upright(south)) / (2 * math.pi)
    fits = min(width / (_TILE * across), height / (_TILE * up))
    zoom = math.floor(4 * (math.log2(fits) - 0.25)) / 4
    middle = round((south + north) / 2, 3), round(((west + east) / 2 + 180) % 360 - 180, 3)
    return *middle, max(0.0, min(closest, zoom))

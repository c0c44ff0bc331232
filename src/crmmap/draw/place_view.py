"""Where a map has to look to show a place, or any box of degrees."""

from __future__ import annotations

import math
from datetime import date

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
        west, south, east, north = place.shape.bounds
        return float(west), float(south), float(east), float(north)
    codes = countries_of(atlas, place, as_of=as_of)
    outlines = atlas.countries[atlas.countries["iso_a3"].isin(codes)]
    if outlines.empty:
        return None
    parts = outlines.geometry.explode()
    areas = shapely.area(parts.to_numpy())
    large = areas >= FAR * areas.max()  # in degrees: only which are large matters
    west, south, east, north = parts[large].total_bounds
    return float(west), float(south), float(east), float(north)


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
    middle = round((south + north) / 2, 3), round((west + east) / 2, 3)
    return *middle, max(0.0, min(closest, zoom))

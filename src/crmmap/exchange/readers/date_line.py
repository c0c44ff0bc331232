"""Outlines across the date line and about the poles."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import shapely
from antimeridian import FixWindingWarning, fix_multi_polygon, fix_polygon

from crmmap.exchange.readers.import_report import ImportReport


def across_the_date_line(shapes: np.ndarray, report: ImportReport) -> np.ndarray:
    """Outlines that cross the date line are split there, and those about a pole are closed at it.

    An edge of more than half of the way round, or a longitude beyond 180, is such a crossing: no
    outline of an area has another.
    """
    areas = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    split = np.zeros(len(shapes), dtype=bool)
    for place in np.flatnonzero(areas & report.open):
        shape = shapes[place]
        if not _crosses(shape):
            continue
        fix = fix_polygon if shape.geom_type == "Polygon" else fix_multi_polygon
        pole = {}
        if _about_a_pole(shape):
            south = shapely.centroid(shape).y < 0
            pole = {"force_north_pole": not south, "force_south_pole": south}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FixWindingWarning)
            try:
                shapes[place] = fix(shape, great_circle=False, **pole)
            except ValueError:
                continue
        split[place] = True
    report.change(split, "its outline was split at the date line, or closed at the pole")
    return shapes


def _about_a_pole(shape: Any) -> bool:
    """Whether an outer ring goes all the way round the world."""
    for part in shapely.get_parts(shape):
        steps = np.diff(shapely.get_coordinates(part.exterior)[:, 0])
        round_ = ((steps + 180) % 360 - 180).sum()
        if abs(abs(round_) - 360) < 1:
            return True
    return False


def _crosses(shape: Any) -> bool:
    """Whether an outline leaves the map at its side."""
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            x = shapely.get_coordinates(ring)[:, 0]
            if (np.abs(np.diff(x)) > 180).any() or (np.abs(x) > 180.0001).any():
                return bool((np.abs(x) <= 540).all())
    return False

"""Which classes of a layer's rows a view shows, for a key that lists no others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .columns import Columns
from .frame import Frame, mercator
from .layer import CanvasLayer
from .paper import read, rows_of


def classes_in_view(layers: Sequence[CanvasLayer], frame: Frame) -> dict[str, frozenset[int]]:
    """By the name of a layer the classes of its rows in view; of lines, which may cross it from
    afar, of all that are on.
    """
    found = {}
    for layer in layers:
        columns = read(layer.url)
        seen, classes = rows_of(layer, columns)
        place = _places(columns)
        if place is not None:
            lon, lat = place
            seen = seen[_within(lon[seen], lat[seen], frame)]
        found[layer.name] = frozenset(int(one) for one in np.unique(classes[seen]))
    return found


def _places(columns: Columns) -> tuple[np.ndarray, np.ndarray] | None:
    """Longitude and latitude of each row, if each has one place."""
    if "lon" in columns:
        return np.asarray(columns["lon"]), np.asarray(columns["lat"])
    if "anchor" in columns:
        anchor = np.asarray(columns["anchor"]).reshape(-1, 2)
        return anchor[:, 0], anchor[:, 1]
    return None


def _within(lon: np.ndarray, lat: np.ndarray, frame: Frame) -> np.ndarray:
    x, y = mercator(lon, lat)
    x0, y0 = frame.corner
    x, y = x * frame.scale - x0, y * frame.scale - y0
    return (x >= 0) & (y >= 0) & (x <= frame.width) & (y <= frame.height)

"""Where a view lies on paper, in pixels of the one world."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .point_layer import PointLayer
from .scene import View

NORTH, SOUTH = 80.0, -56.0  # degrees that the first view shows


@dataclass(frozen=True)
class Frame:
    """Where the view lies in pixels of the world, and how large the paper is."""

    view: View
    width: float
    height: float

    @property
    def scale(self) -> float:
        """Pixels of the world's width."""
        return 256 * 2**self.view.zoom

    @property
    def corner(self) -> tuple[float, float]:
        """Pixels of the world left of and above the paper."""
        x, y = mercator(np.array([self.view.longitude]), np.array([self.view.latitude]))
        return float(x[0] * self.scale - self.width / 2), float(y[0] * self.scale - self.height / 2)

    def worlds(self, least: float = 0.0, most: float = 1.0) -> range:
        """Whole worlds by which data from ``least`` to ``most`` are shifted east to come into
        the one world shown.
        """
        return range(math.floor(-most) + 1, math.ceil(1 - least))

    def closer(self, layer: PointLayer) -> bool | None:
        """Whether points show as signs; None if they do not show at all."""
        zooms = layer.closer
        if zooms is None or self.view.zoom >= zooms.signs:
            return True
        return False if self.view.zoom >= zooms.dots else None


def mercator(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Web Mercator from 0 to 1, as the map has it."""
    sine = np.clip(np.sin(np.radians(lat)), -0.9999, 0.9999)
    return lon / 360 + 0.5, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)


def whole_world(width: float, height: float) -> Frame:
    """The frame of the one world as it fits a paper, as ``web/canvas/controls.js`` has it."""
    _, (north, south) = mercator(np.zeros(2), np.array([NORTH, SOUTH]))
    zoom = math.log2(min(width / 256, height / (256 * (south - north))))
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - (north + south)))))
    return Frame(View(latitude, 0.0, zoom, "paper"), width, height)

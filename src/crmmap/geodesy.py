"""Lines on the globe."""

from __future__ import annotations

import numpy as np


def great_circle(
    start: tuple[float, float], end: tuple[float, float], *, bow: float = 0, points: int = 49
) -> np.ndarray:
    """Longitudes and latitudes along the shorter great circle, bent sideways by ``bow``.

    Parameters
    ----------
    start, end
        Longitude and latitude, degrees.
    bow
        Greatest distance from the great circle as a part of its length; positive to the left of the
        way.

    Returns
    -------
    ndarray, shape (points, 2)
        Longitudes run on past ±180 across the antimeridian, so that the line stays one.

    Examples
    --------
    >>> great_circle((0, 0), (90, 0), points=3).round(3).tolist()
    [[0.0, 0.0], [45.0, 0.0], [90.0, 0.0]]
    """
    a, b = _vector(*start), _vector(*end)
    angle = np.arccos(np.clip(a @ b, -1, 1))
    if angle < 1e-9:
        return np.repeat([start], points, axis=0).astype(float)
    t = np.linspace(0, 1, points)[:, None]
    way = (np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle)
    left = np.cross(a, b)
    left /= np.linalg.norm(left)
    way = way + np.sin(np.pi * t) * bow * angle * left
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    lon = np.degrees(np.unwrap(np.arctan2(way[:, 1], way[:, 0])))
    lon += start[0] - lon[0]
    return np.column_stack([lon, np.degrees(np.arcsin(way[:, 2]))])


def _vector(lon: float, lat: float) -> np.ndarray:
    x, y = np.radians([lon, lat])
    return np.array([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)])


KM_PER_DEGREE = 110.5
"""Of latitude, at its shortest: what is reckoned with it is never too small."""


def degrees_around(latitude: np.ndarray, km: float) -> tuple[float, np.ndarray]:
    """How far a distance reaches in degrees of latitude, and of longitude at each latitude.

    Parameters
    ----------
    latitude
        Degrees, shape (n,).
    km
        Kilometres.

    Examples
    --------
    >>> high, wide = degrees_around(np.array([0.0, 60.0]), 110.5)
    >>> high, wide.round(2).tolist()
    (1.0, [1.0, 2.06])
    """
    high = km / KM_PER_DEGREE
    return high, np.minimum(
        180, high / np.cos(np.radians(np.minimum(89.0, np.abs(latitude) + high)))
    )

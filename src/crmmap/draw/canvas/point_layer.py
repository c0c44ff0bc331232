"""Points: signs by class, sized by value on request, as a density where there are too many to
part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np

from .layer import CanvasLayer, packed

SMALLEST_RADIUS = 2  # pixels


@dataclass(frozen=True)
class Density:
    """Colours of the cells of a density, from few points to many: five of them."""

    shades: Sequence[str]


@dataclass(frozen=True)
class Labels:
    """A text for each row, "" for none; colour of the texts and of the ground about them."""

    texts: Sequence[str]
    fill: str
    halo: str


@dataclass(frozen=True)
class Closer:
    """The zooms from which points show as dots, and from which as signs."""

    dots: float
    signs: float


@dataclass(frozen=True, kw_only=True)
class PointLayer(CanvasLayer):
    """Points; columns ``id``, ``tip``, ``lon``, ``lat``, ``cls``. See ``point_layer.js``.

    Attributes
    ----------
    radii
        Of each row in pixels, below 256, as `radii` makes them; None for the radius of the row's
        style.
    density
        Colours for views with more signs than eyes can part; without it signs are drawn at any
        number.
    labels
        A text beside the sign of each row, "" for none, with the colours of texts and of the ground
        about them.
    closer
        Zooms from which the points show as dots and as signs; None for signs at any zoom.
    """

    kind: ClassVar[str] = "points"
    radii: np.ndarray | None = None
    density: Density | None = None
    labels: Labels | None = None
    closer: Closer | None = None

    def state(self) -> dict[str, Any]:
        """As of any layer, with sizes, density, labels and zooms."""
        return super().state() | {
            "radii": None if self.radii is None else packed(self.radii),
            "density": None if self.density is None else {"shades": list(self.density.shades)},
            "labels": None if self.labels is None else asdict(self.labels),
            "closer": None if self.closer is None else asdict(self.closer),
        }


def radii(values: np.ndarray, *, largest: float) -> np.ndarray:
    """Radii of signs whose areas are in proportion to values.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Zero or more; NaN counts as zero.
    largest
        Radius of the greatest value, in pixels, below 256.

    Returns
    -------
    ndarray of uint8, shape (n,)
        Never below `SMALLEST_RADIUS`, so that what is there can be seen and hit.
    """
    known = np.nan_to_num(np.asarray(values, dtype=float))
    if (known < 0).any():
        raise ValueError("values has a number below zero; a sign's area can't show it")
    top = known.max(initial=0)
    scaled = np.sqrt(known / top) * largest if top else known
    return np.maximum(scaled.round(), SMALLEST_RADIUS).astype(np.uint8)

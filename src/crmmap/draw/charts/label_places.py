"""Where names stand beside points, so that none lies on another."""

from __future__ import annotations

from collections.abc import Sequence

SIDES = (
    ("left", 8, 0),
    ("right", -8, 0),
    ("center", 0, -11),
    ("center", 0, 12),
    ("left", 7, -9),
    ("left", 7, 9),
)
"""Where a name may stand: its alignment and its offset in pixels, the best first."""
NONE = -1
"""The place of a name for which there is no room."""
_LETTER, _HALF, _DOT = 6.3, 7, 5
"""Pixels: the width of a letter of the smallest type, half of a line's height, half of a dot."""


def placed(
    spots: Sequence[tuple[float, float]],
    names: Sequence[str],
    wanted: Sequence[bool],
    *,
    width: float,
    height: float,
    larger: float = 1.0,
) -> list[int]:
    """For each point the place in `SIDES` of its name, or `NONE`.

    Parameters
    ----------
    spots
        Pixels to the right of the plot's left side, and up.
    wanted
        Whether a point has a name at all.
    width, height
        Of the plot, in pixels.
    larger
        How much larger than the smallest the type is.

    Examples
    --------
    >>> placed([(50, 50), (60, 50)], ["Tin", "Zinc"], [True, True], width=400, height=300)
    [1, 0]
    """
    half, dot = _HALF * larger, _DOT * larger
    taken = [(x - dot, y - dot, x + dot, y + dot) for x, y in spots]
    sides = []
    for (x, y), name, named in zip(spots, names, wanted, strict=True):
        sides.append(NONE)
        long = _LETTER * larger * len(name)
        for side, (align, dx, dy) in enumerate(SIDES if named else ()):
            left = x + dx * larger - {"left": 0, "right": long, "center": long / 2}[align]
            up = y - dy * larger
            box = (left, up - half, left + long, up + half)
            if box[0] <= 0 or box[2] > width or box[1] < 0 or box[3] > height:
                continue
            if not any(
                box[0] < t[2] and box[2] > t[0] and box[1] < t[3] and box[3] > t[1] for t in taken
            ):
                taken.append(box)
                sides[-1] = side
                break
    return sides

"""The shapes of signs, from the one file that the browser, paper, legends and QGIS styles share.

An outline is for a radius of 1, with y downwards; without one the sign is round.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "web" / "canvas" / "signs.json"
SIGNS: dict[str, dict[str, Any]] = json.loads(FILE.read_text("utf-8"))


def path_of(shape: str, radius: float) -> str:
    """The outline of a sign as an SVG path around the origin.

    Examples
    --------
    >>> path_of("diamond", 4)
    'M0,-5L5,0L0,5L-5,0Z'
    """
    outline = SIGNS[shape]["outline"]
    if outline is None:
        r = f"{radius:.4g}"
        return f"M{r},0A{r},{r} 0 1 1 -{r},0A{r},{r} 0 1 1 {r},0Z"
    corners = (f"{x * radius:.4g},{y * radius:.4g}" for x, y in outline)
    return f"M{'L'.join(corners)}Z"

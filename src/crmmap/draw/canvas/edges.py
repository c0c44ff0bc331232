"""Names at the frame's edge on paper: where a line leaves the frame, the name of its end that lies
outside. As ``web/canvas/edges.js`` has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

from .arc_layer import ArcLayer
from .columns import Columns
from .frame import Frame, mercator
from .labels import BESIDE, WIDE, Box, touch

HIGH, PAD = 18.0, 5.0  # pixels of a name with its ground, and on either side of its text
MOST = 12
STEPS = (0, 1, -1, 2, -2)
"""Places along the edge that are tried."""
Line = tuple[np.ndarray, np.ndarray, list[str]]
"""A line's x and y, and the names of its two ends."""


def leaving(x: np.ndarray, y: np.ndarray, area: Box) -> tuple[float, float, str, int] | None:
    """Where a line with one end inside leaves an area: the place, the side, and which end is
    outside; else None.
    """
    left, top, right, bottom = area
    within = (x >= left) & (x <= right) & (y >= top) & (y <= bottom)
    if within[0] == within[-1]:
        return None
    end = 1 if within[0] else 0
    if not end:
        x, y, within = x[::-1], y[::-1], within[::-1]
    after = int(np.argmin(within))
    (ax, bx), (ay, by) = x[after - 1 : after + 1], y[after - 1 : after + 1]
    parts = {
        "left": (left - ax) / (bx - ax) if bx < left else 2.0,
        "right": (right - ax) / (bx - ax) if bx > right else 2.0,
        "top": (top - ay) / (by - ay) if by < top else 2.0,
        "bottom": (bottom - ay) / (by - ay) if by > bottom else 2.0,
    }
    side = min(parts, key=parts.__getitem__)
    part = parts[side]
    return float(ax + part * (bx - ax)), float(ay + part * (by - ay)), side, end


def names_at_edges(
    lines: Sequence[Line], area: Box, taken: Sequence[Box]
) -> list[tuple[str, str, Box]]:
    """Text, side and box of names that find room, those of the first lines first."""
    placed: list[tuple[str, str, Box]] = []
    left, top, right, bottom = area
    for x, y, ends in lines:
        if len(placed) == MOST:
            break
        out = leaving(x, y, area)
        text = ends[out[3]] if out else ""
        if out is None or not text or any(one[:2] == (text, out[2]) for one in placed):
            continue
        wide = len(text) * BESIDE * WIDE + 2 * PAD
        beside = out[2] in ("left", "right")
        for step in STEPS:
            px = out[0] + (0 if beside else step * (wide + 2)) - wide / 2
            py = out[1] + (step * (HIGH + 2) if beside else 0) - HIGH / 2
            px, py = max(left, min(right - wide, px)), max(top, min(bottom - HIGH, py))
            box = (px, py, px + wide, py + HIGH)
            if not any(touch(box, other) for other in [*taken, *(one[2] for one in placed)]):
                placed.append((text, out[2], box))
                break
    return placed


def names_of_ends(
    layer: ArcLayer,
    columns: Columns,
    rows: np.ndarray,
    classes: np.ndarray,
    frame: Frame,
    taken: Sequence[Box],
    font: str,
) -> Iterator[str]:
    """The names of a layer's ends that lie outside, as SVG: those of the widest lines first.

    Parameters
    ----------
    rows, classes
        Rows that are on, and the class of every row.
    taken
        Boxes that no name may touch.
    """
    names = layer.names
    if names is None:
        return
    xy, part = np.asarray(columns["xy"], dtype=float), np.asarray(columns["part"])
    x, y = mercator(xy[0::2], xy[1::2])
    x0, y0 = frame.corner
    area = (max(0.0, -x0), 0.0, min(frame.width, frame.scale - x0), frame.height)
    lines = [
        (
            layer.styles[classes[row]]["width"],
            (x[part[row] : part[row + 1]] + k) * frame.scale - x0,
            y[part[row] : part[row + 1]] * frame.scale - y0,
            [names.of.get(end, "") for end in columns["id"][row].split("|")],
        )
        for k in frame.worlds(min(0.0, x.min(initial=0)), max(1.0, x.max(initial=1)))
        for row in rows.tolist()
    ]
    lines.sort(key=lambda line: -line[0])
    widest_first = [line[1:] for line in lines]
    for text, _, (left, top, right, bottom) in names_at_edges(widest_first, area, taken):
        yield (
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" '
            f'height="{bottom - top:.1f}" rx="3" fill="{escape(names.ground)}"/>'
            f'<text x="{(left + right) / 2:.1f}" y="{(top + bottom) / 2 + BESIDE / 3:.1f}" '
            f'text-anchor="middle" font-family="{escape(font)}" font-weight="600" '
            f'font-size="{BESIDE:g}" fill="{escape(names.ink)}">{escape(text)}</text>'
        )

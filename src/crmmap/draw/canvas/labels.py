"""Labels on paper, where they find room: names of areas, and texts beside signs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from html import escape
from typing import Any

import numpy as np

from .columns import Columns
from .frame import Frame, mercator
from .point_layer import Labels

LABEL, BESIDE = 11.0, 12.0  # pixels: of names of areas, of labels beside signs
WIDE = 0.5  # of the size of type: the mean width of a letter


def beside_signs(
    labels: Labels,
    x: np.ndarray,
    y: np.ndarray,
    radius: np.ndarray,
    rows: np.ndarray,
    frame: Frame,
    font: str,
) -> Iterator[str]:
    """Labels beside the largest signs first, where they touch no other label and cover no larger
    sign.
    """
    x0, y0 = frame.corner
    signs = [
        (x[row] * frame.scale - x0, y[row] * frame.scale - y0, radius[row], row) for row in rows
    ]
    placed: list[tuple[float, float, float, float]] = []
    for px, py, r, row in sorted(signs, key=lambda sign: -sign[2]):
        text = labels.texts[row]
        wide, high = len(text) * BESIDE * 0.52, BESIDE + 3
        places = [(px + r + 4, py), (px - r - 4 - wide, py), (px - wide / 2, py + r + high / 2 + 1)]
        for left, middle in [*places, (px - wide / 2, py - r - high / 2 - 1)] if text else []:
            box = (left, middle - high / 2, left + wide, middle + high / 2)
            cut = box[0] < 0 or box[1] < 0 or box[2] > frame.width or box[3] > frame.height
            covers = any(
                row != other and r2 > 3 and _touch(box, (qx - r2, qy - r2, qx + r2, qy + r2))
                for qx, qy, r2, other in signs
            )
            if cut or covers or any(_touch(box, other) for other in placed):
                continue
            placed.append(box)
            yield (
                f'<text x="{left:.1f}" y="{middle + BESIDE / 3:.1f}" font-family="{escape(font)}" '
                'font-weight="600" '
                f'font-size="{BESIDE:g}" fill="{labels.fill}" stroke="{labels.halo}" '
                'stroke-width="3" '
                f'paint-order="stroke" stroke-linejoin="round">{escape(text)}</text>'
            )
            break


def _touch(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def names_of_areas(
    colours: dict[str, Any], columns: Columns, frame: Frame, font: str
) -> Iterator[str]:
    """Names by rank, as far as they do not touch."""
    anchor, rank = np.asarray(columns["anchor"], float), np.asarray(columns["rank"], float)
    x, y = mercator(anchor[0::2], anchor[1::2])
    texts = columns["label"]
    x0, y0 = frame.corner
    placed: list[tuple[float, float, float]] = []
    unsaid = set(colours.get("without", ()))
    for row in np.argsort(-rank):
        half = len(texts[row]) * LABEL * WIDE / 2 + 3
        if (
            not texts[row]
            or columns["id"][row] in unsaid
            or math.sqrt(rank[row]) * frame.scale < half * 0.9
        ):
            continue
        px, py = x[row] * frame.scale, y[row] * frame.scale
        if any(
            abs(ox - px) < other + half and abs(oy - py) < LABEL + 3 for ox, oy, other in placed
        ):
            continue
        placed.append((px, py, half))
        left, top = px - x0, py - y0
        if half <= left <= frame.width - half and LABEL <= top <= frame.height - LABEL:
            yield (
                f'<text x="{left:.1f}" y="{top + LABEL / 3:.1f}" text-anchor="middle" '
                f'font-family="{escape(font)}" '
                f'font-size="{LABEL:g}" fill="{colours["fill"]}" stroke="{colours["halo"]}" '
                'stroke-width="3" '
                f'paint-order="stroke" stroke-linejoin="round">{escape(texts[row])}</text>'
            )

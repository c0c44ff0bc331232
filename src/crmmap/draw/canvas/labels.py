"""Labels on paper, where they find room: names of areas, and texts beside signs."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import numpy as np

from .columns import Columns
from .frame import Frame, mercator
from .point_layer import Labels

LABEL, BESIDE = 12.0, 12.0  # pixels: of names of areas, of labels beside signs
WIDE = 0.5  # of the size of type: the mean width of a letter


Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels of the paper."""


def placed_beside(
    labels: Labels, x: np.ndarray, y: np.ndarray, radius: np.ndarray, rows: np.ndarray, frame: Frame
) -> dict[int, Box]:
    """Where labels find room, by row: the largest signs first, where they touch no other label
    and cover no larger sign.
    """
    x0, y0 = frame.corner
    signs = [
        (x[row] * frame.scale - x0, y[row] * frame.scale - y0, radius[row], int(row))
        for row in rows
    ]
    placed: dict[int, Box] = {}
    for px, py, r, row in sorted(signs, key=lambda sign: -sign[2]):
        text = labels.texts[row]
        wide, high = len(text) * BESIDE * 0.52, BESIDE + 3
        places = [(px + r + 4, py), (px - r - 4 - wide, py), (px - wide / 2, py + r + high / 2 + 1)]
        for left, middle in [*places, (px - wide / 2, py - r - high / 2 - 1)] if text else []:
            box = (left, middle - high / 2, left + wide, middle + high / 2)
            cut = box[0] < 0 or box[1] < 0 or box[2] > frame.width or box[3] > frame.height
            covers = any(
                row != other and r2 > 3 and touch(box, (qx - r2, qy - r2, qx + r2, qy + r2))
                for qx, qy, r2, other in signs
            )
            if not cut and not covers and not any(touch(box, one) for one in placed.values()):
                placed[row] = box
                break
    return placed


def beside_signs(labels: Labels, placed: dict[int, Box], font: str) -> Iterator[str]:
    """The labels that found room."""
    for row, (left, top, _, bottom) in placed.items():
        yield (
            f'<text x="{left:.1f}" y="{(top + bottom) / 2 + BESIDE / 3:.1f}" '
            f'font-family="{escape(font)}" font-weight="600" '
            f'font-size="{BESIDE:g}" fill="{labels.fill}" stroke="{labels.halo}" '
            'stroke-width="3" paint-order="stroke" stroke-linejoin="round">'
            f"{escape(labels.texts[row])}</text>"
        )


def touch(one: Box, other: Box) -> bool:
    """Whether two boxes have a place in common."""
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def placed_on_areas(columns: Columns, frame: Frame, beside: Mapping[str, Box]) -> dict[int, Box]:
    """Where names of areas find room, by row: by rank, as far as they touch neither each other nor
    the labels of the layer beside, whose boxes are given by id; what those name is not named again.
    """
    anchor, rank = np.asarray(columns["anchor"], float), np.asarray(columns["rank"], float)
    x, y = mercator(anchor[0::2], anchor[1::2])
    texts = columns["label"]
    x0, y0 = frame.corner
    taken: list[Box] = list(beside.values())
    placed: dict[int, Box] = {}
    for row in np.argsort(-rank).tolist():
        half, high = len(texts[row]) * LABEL * WIDE / 2 + 3, (LABEL + 3) / 2
        if not texts[row] or math.sqrt(rank[row]) * frame.scale < half * 0.9:
            continue
        left, top = x[row] * frame.scale - x0, y[row] * frame.scale - y0
        box = (left - half, top - high, left + half, top + high)
        if columns["id"][row] in beside or any(touch(box, other) for other in taken):
            continue
        taken.append(box)
        if half <= left <= frame.width - half and LABEL <= top <= frame.height - LABEL:
            placed[row] = box
    return placed


def names_of_areas(
    labels: dict[str, Any], columns: Columns, placed: dict[int, Box], font: str
) -> Iterator[str]:
    """The names that found room."""
    for row, (left, top, right, bottom) in placed.items():
        yield (
            f'<text x="{(left + right) / 2:.1f}" y="{(top + bottom) / 2 + LABEL / 3:.1f}" '
            f'text-anchor="middle" font-family="{escape(font)}" '
            f'font-size="{LABEL:g}" fill="{labels["fill"]}" stroke="{labels["halo"]}" '
            'stroke-width="3" '
            f'paint-order="stroke" stroke-linejoin="round">{escape(columns["label"][row])}</text>'
        )

"""The same layers on paper: an SVG drawn without a browser, as the canvas in the map would draw
them.
"""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import numpy as np

from crmmap.draw.signs import path_of

from .arc_layer import ArcLayer
from .columns import Columns, content_at, unpack
from .edges import names_of_ends
from .frame import Frame, mercator
from .labels import Box, beside_signs, names_of_areas, placed_beside, placed_on_areas
from .layer import CanvasLayer
from .point_layer import PointLayer
from .polygon_layer import PolygonLayer

SPOT = 2.0  # pixels: one sign for each spot, as in web/canvas/point_layer.js
CLOSER = 0.6  # pixels: vertices nearer than this are one
DOT = 1.8  # pixels: of a point that is too far away for its sign


def read(url: str) -> Columns:
    """The columns that a layer's address means, see `crmmap.draw.canvas.columns.content_at`."""
    return unpack(gzip.decompress(content_at(url)))


def to_svg(layers: Sequence[CanvasLayer], frame: Frame, *, sea: str, font: str) -> str:
    """The layers as one SVG group, cut to the frame; the lowest first.

    Parameters
    ----------
    sea
        Colour of the ground.
    font
        Family of the labels.
    """
    parts = [f'<rect width="{frame.width:g}" height="{frame.height:g}" fill="{escape(sea)}"/>']
    taken: list[Box] = []
    for layer in sorted(layers, key=lambda layer: layer.z):
        columns = read(layer.url)
        if isinstance(layer, PolygonLayer):
            parts += _polygons(layer, columns, frame)
        elif isinstance(layer, ArcLayer):
            parts += _arcs(layer, columns, frame)
        elif isinstance(layer, PointLayer):
            parts += _points(layer, columns, frame, font)
            taken += _label_boxes(layer, frame).values()
        if (
            isinstance(layer, PolygonLayer)
            and layer.labels
            and frame.view.zoom >= layer.labels.get("from", 0)
        ):
            other = next((one for one in layers if one.name == layer.labels.get("beside")), None)
            boxes = _label_boxes(other, frame) if isinstance(other, PointLayer) else {}
            placed = placed_on_areas(columns, frame, boxes)
            taken += placed.values()
            parts += names_of_areas(layer.labels, columns, placed, font)
    for layer in layers:
        if isinstance(layer, ArcLayer):
            columns = read(layer.url)
            parts += names_of_ends(layer, columns, *rows_of(layer, columns), frame, taken, font)
    x0 = frame.corner[0]
    left, right = (
        max(0.0, -x0),
        min(frame.width, frame.scale - x0),
    )  # nothing beyond the edges of the one world
    clip = (
        f'<clipPath id="paper"><rect x="{left:g}" width="{right - left:g}" '
        f'height="{frame.height:g}"/></clipPath>'
    )
    return f'<defs>{clip}</defs><g clip-path="url(#paper)">{"".join(parts)}</g>'


def rows_of(layer: CanvasLayer, columns: Columns) -> tuple[np.ndarray, np.ndarray]:
    """Rows that are on, and the class of every row."""
    classes = np.asarray(columns["cls"] if layer.classes is None else layer.classes)
    on = np.ones(len(classes), dtype=bool) if layer.on is None else layer.on
    return np.flatnonzero(on), classes


def _paint(style: dict[str, Any]) -> str:
    """Attributes of a line; colours of eight digits carry their opacity."""
    dash = (
        f' stroke-dasharray="{" ".join(f"{part:g}" for part in style["dash"])}"'
        if style.get("dash")
        else ""
    )
    return (
        f'stroke="{style["line"]}" stroke-width="{style["width"]:g}"{dash}'
        if style.get("line")
        else 'stroke="none"'
    )


def _polygons(layer: PolygonLayer, columns: Columns, frame: Frame) -> Iterator[str]:
    xy, ring, part = (np.asarray(columns[name]) for name in ("xy", "ring", "part"))
    degrees = xy / np.asarray(columns["per_degree"])
    x, y = mercator(degrees[0::2], degrees[1::2])
    rows, classes = rows_of(layer, columns)
    x0, y0 = frame.corner
    marks: list[str] = []
    for place, style in enumerate(layer.styles):
        if style.get("hatch"):
            ground = (
                f'<rect width="7" height="7" fill="{style["fill"]}"/>' if style.get("fill") else ""
            )
            yield (
                f'<defs><pattern id="{layer.name}{place}" width="7" height="7" '
                f'patternUnits="userSpaceOnUse">{ground}'
                f'<path d="M-1,8L8,-1" stroke="{style["hatch"]}"/></pattern></defs>'
            )
    for k in frame.worlds(min(0.0, x.min(initial=0)), max(1.0, x.max(initial=1))):
        for row in rows:
            rings = []
            for r in range(part[row], part[row + 1]):
                px = (x[ring[r] : ring[r + 1]] + k) * frame.scale - x0
                py = y[ring[r] : ring[r + 1]] * frame.scale - y0
                if (
                    px.max() < 0
                    or px.min() > frame.width
                    or py.max() < 0
                    or py.min() > frame.height
                ):
                    continue
                rings.append(_path(px, py) + "Z")
            if not rings:
                continue
            style = layer.styles[classes[row]]
            fill = (
                f"url(#{layer.name}{classes[row]})"
                if style.get("hatch")
                else style.get("fill") or "none"
            )
            lined = (
                style if frame.view.zoom >= style.get("lineFrom", 0) else {**style, "line": None}
            )
            yield f'<path d="{"".join(rings)}" fill="{fill}" fill-rule="evenodd" {_paint(lined)}/>'
            if columns["id"][row] == layer.selected:
                marks += [
                    f'<path d="{"".join(rings)}" fill="none" {stroke}/>' for stroke in _mark(layer)
                ]
    yield from marks


def _path(x: np.ndarray, y: np.ndarray) -> str:
    """Vertices as a path, without those that nobody could see."""
    keep = np.ones(len(x), dtype=bool)
    last = 0
    for i in range(1, len(x) - 1):
        keep[i] = abs(x[i] - x[last]) + abs(y[i] - y[last]) >= CLOSER
        last = i if keep[i] else last
    return "M" + "L".join(f"{a:.1f},{b:.1f}" for a, b in zip(x[keep], y[keep], strict=True))


def _arcs(layer: ArcLayer, columns: Columns, frame: Frame) -> Iterator[str]:
    xy, part = np.asarray(columns["xy"]), np.asarray(columns["part"])
    x, y = mercator(xy[0::2].astype(float), xy[1::2].astype(float))
    rows, classes = rows_of(layer, columns)
    x0, y0 = frame.corner
    for k in frame.worlds(min(0.0, x.min(initial=0)), max(1.0, x.max(initial=1))):
        for row in rows:
            px = (x[part[row] : part[row + 1]] + k) * frame.scale - x0
            py = y[part[row] : part[row + 1]] * frame.scale - y0
            if len(px) < 3 or px.max() < 0 or px.min() > frame.width:
                continue
            style, strong = layer.styles[classes[row]], columns["id"][row] == layer.selected
            style = {**style, "width": style["width"] + 1.6, "alpha": 1} if strong else style
            alpha = style.get("alpha", 1)
            corners = _head(px, py) if style.get("arrow") else []
            if corners:
                px[-1], py[-1] = (
                    np.mean([corner[axis] for corner in corners[1:]]) for axis in (0, 1)
                )
            lines = (
                f'<path d="{_path(px, py)}" fill="none" stroke-opacity="{alpha:g}" '
                f"{_paint(style)}/>"
            )
            if strong:
                ground = f'stroke="{layer.halo}" stroke-width="{style["width"] + 4:g}"'
                lines = f'<path d="{_path(px, py)}" fill="none" {ground}/>{lines}'
            if corners:
                points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
                lines += (
                    f'<polygon points="{points}" fill="{style["line"]}" fill-opacity="{alpha:g}"/>'
                )
            yield lines


def _head(x: np.ndarray, y: np.ndarray) -> list[tuple[float, float]]:
    """The corners of an arrow's head, its tip first; the line ends at its base, so that nothing
    overlaps.
    """
    back = math.atan2(y[-3] - y[-1], x[-3] - x[-1])
    sides = [
        (x[-1] + 8 * math.cos(back + s), y[-1] + 8 * math.sin(back + s)) for s in (0.42, -0.42)
    ]
    return [(x[-1], y[-1]), *sides]


def _points(layer: PointLayer, columns: Columns, frame: Frame, font: str) -> Iterator[str]:
    as_signs = frame.closer(layer)
    if as_signs is None:
        return
    x, y, radius, rows, classes = _signs(layer, columns, frame)
    above = np.array([style["z"] for style in layer.styles])[classes]
    order = rows[np.lexsort((rows, -radius[rows], above[rows]))]  # the topmost last
    x0, y0 = frame.corner
    taken: set[tuple[int, int]] = set()
    signs: list[str] = []
    marks: list[str] = []
    for k in frame.worlds():
        for row in order[::-1]:
            px, py = (x[row] + k) * frame.scale - x0, y[row] * frame.scale - y0
            reach = radius[row] + 4
            if not (-reach <= px <= frame.width + reach and -reach <= py <= frame.height + reach):
                continue
            spot = (int(px // SPOT), int(py // SPOT))
            if spot not in taken:
                taken.add(spot)
                style = layer.styles[classes[row]]
                if as_signs:
                    signs.append(_sign(style, px, py, radius[row]))
                else:
                    signs.append(_sign({**style, "shape": "circle", "hollow": False}, px, py, DOT))
            if columns["id"][row] == layer.selected:
                ring = (
                    f'<circle cx="{px:.1f}" cy="{py:.1f}" r="{max(13.0, radius[row] + 4):g}" '
                    'fill="none"'
                )
                marks += [f"{ring} {stroke}/>" for stroke in _mark(layer)]
    yield from reversed(signs)
    yield from marks
    if layer.labels is not None:
        placed = placed_beside(layer.labels, x, y, radius, rows, frame)
        yield from beside_signs(layer.labels, placed, font)


def _signs(
    layer: PointLayer, columns: Columns, frame: Frame
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Places on the world, radii in pixels, the rows that are on, and the class of each row."""
    x, y = mercator(np.asarray(columns["lon"], float), np.asarray(columns["lat"], float))
    rows, classes = rows_of(layer, columns)
    sizes = np.array([style["r"] for style in layer.styles], dtype=float)[classes]
    grow = max(0.62, min(1.3, 0.62 + 0.13 * (frame.view.zoom - 2)))
    radius = sizes * grow if layer.radii is None else layer.radii.astype(float)
    return x, y, radius, rows, classes


def _label_boxes(layer: PointLayer, frame: Frame) -> dict[str, Box]:
    """The boxes of the labels of a layer, by the ids of their rows."""
    if layer.labels is None:
        return {}
    columns = read(layer.url)
    x, y, radius, rows, _ = _signs(layer, columns, frame)
    placed = placed_beside(layer.labels, x, y, radius, rows, frame)
    return {columns["id"][row]: box for row, box in placed.items()}


def _mark(layer: CanvasLayer) -> list[str]:
    """Strokes about what is selected: a wide light one, an accent on it."""
    return [
        f'stroke="{layer.halo}" stroke-width="5"',
        f'stroke="{layer.accent}" stroke-width="2.5"',
    ]


def _sign(style: dict[str, Any], x: float, y: float, radius: float) -> str:
    r = radius - 0.8 if style["hollow"] else radius
    path = path_of(style["shape"], r)
    if style["hollow"]:
        paint = (
            f'fill="{style["line"]}" fill-opacity="0.75" stroke="{style["fill"]}" '
            'stroke-width="1.6"'
        )
    else:
        paint = f'fill="{style["fill"]}" stroke="{style["line"]}" stroke-width="0.8"'
    return f'<path transform="translate({x:.1f} {y:.1f})" d="{path}" {paint}/>'

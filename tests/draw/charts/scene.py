"""What a chart draws, as boxes of text: found in Vega's scene graph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import shapely

from crmmap.draw.typeset import converter

WIDTH = 860
"""Of a chart that fills its place."""
ASPECT = 0.48
"""Mean width of a letter, as a part of its height, in Source Sans."""
HALO = 3
"""Pixels of the stroke of a halo, at least."""
SLACK = 2.0
"""Pixels by which boxes may touch: letters do not fill theirs."""


@dataclass(frozen=True)
class Text:
    """A text with its box in pixels, from the upper left corner of the picture."""

    words: str
    size: float
    left: float
    top: float
    right: float
    bottom: float
    turned: bool
    halo: bool = False

    @property
    def inside(self) -> tuple[float, float, float, float]:
        """The part of the box that letters without ascenders fill."""
        return self.left + SLACK, self.top + 3, self.right - SLACK, self.bottom - 3

    def meets(self, other: Text) -> bool:
        """Whether one lies on the other."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > SLACK
            and min(self.bottom, other.bottom) - max(self.top, other.top) > SLACK
        )


def _drawn(spec: dict[str, Any]) -> dict[str, Any]:
    if spec.get("width") == "container":
        spec = {**spec, "width": WIDTH}
    return _scene(json.dumps(spec))


@lru_cache(4)
def _scene(spec: str) -> dict[str, Any]:
    """Drawn once for its texts, its lines and its keys."""
    return converter().vegalite_to_scenegraph(spec)


def texts(spec: dict[str, Any]) -> tuple[list[Text], float, float]:
    """All texts of a chart, and the width and height of its picture."""
    drawn = _drawn(spec)
    right, down = drawn["origin"]
    found = list(_walk(drawn["scenegraph"], right, down))
    return found, drawn["width"], drawn["height"]


Line = tuple[float, float, float, float]
"""From one point to another, in pixels."""


def lines(spec: dict[str, Any]) -> list[Line]:
    """All lines and rules of a chart's data, piece by piece; axes and their grid are pale and lie
    under everything.
    """
    drawn = _drawn(spec)
    right, down = drawn["origin"]
    return list(_lines(drawn["scenegraph"], right, down))


def _lines(node: Any, right: float, down: float) -> Iterator[Line]:
    if isinstance(node, list):
        for one in node:
            yield from _lines(one, right, down)
        return
    kind, items = node.get("marktype"), node.get("items", [])
    at = [(right + item.get("x", 0), down + item.get("y", 0)) for item in items]
    if kind == "group":
        for (x, y), item in zip(at, items, strict=True):
            yield from _lines(item.get("items", []), x, y)
    elif kind == "rule" and not str(node.get("role")).startswith("axis"):
        for (x, y), item in zip(at, items, strict=True):
            yield x, y, right + item.get("x2", x - right), down + item.get("y2", y - down)
    elif kind == "line":
        for one, other in pairwise(at):
            yield *one, *other


def struck_through(found: list[Text], drawn: list[Line]) -> list[str]:
    """Texts that a line crosses, without a halo of the ground's colour about their letters."""
    if not drawn:
        return []
    free = {(one.words, one.left, one.top) for one in found if one.halo}
    pieces = shapely.linestrings(np.array(drawn).reshape(-1, 2, 2))
    return [
        one.words
        for one in found
        if not one.turned
        and (one.words, one.left, one.top) not in free
        and shapely.intersects(shapely.box(*one.inside), pieces).any()
    ]


def _walk(node: Any, right: float, down: float) -> Iterator[Text]:
    if isinstance(node, list):
        for one in node:
            yield from _walk(one, right, down)
    elif isinstance(node, dict):
        if node.get("marktype") == "text":
            for item in node["items"]:
                if item.get("text") not in (None, "") and item.get("opacity", 1) > 0:
                    yield from _boxes(item, right, down)
        elif node.get("marktype") == "group":
            for item in node["items"]:
                yield from _walk(
                    item.get("items", []), right + item.get("x", 0), down + item.get("y", 0)
                )
        else:
            yield from _walk(node.get("items", []), right, down)


def _boxes(item: dict[str, Any], right: float, down: float) -> Iterator[Text]:
    size = float(item.get("fontSize", 11))
    lines = item["text"] if isinstance(item["text"], list) else [item["text"]]
    x = right + item.get("x", 0) + item.get("dx", 0)
    y = down + item.get("y", 0) + item.get("dy", 0)
    for place, line in enumerate(lines):
        words = str(line)
        width = len(words) * size * ASPECT
        if item.get("limit"):
            width = min(width, item["limit"])
        angle = item.get("angle", 0) % 360
        shift = {"center": width / 2, "right": width}.get(item.get("align", "left"), 0)
        rise = {"middle": 0.5, "top": 0.0, "line-top": 0.0}.get(item.get("baseline", ""), 1.0)
        top = y - rise * size + place * size * 1.2
        box = (x - shift, top, x - shift + width, top + size)
        halo = bool(item.get("stroke")) and item.get("strokeWidth", 0) >= HALO
        yield Text(words, size, *box, turned=angle != 0, halo=halo)


def contrasts(spec: dict[str, Any], ground: str) -> list[tuple[str, float]]:
    """Every text with its contrast against what lies under its middle: a filled rectangle that
    was drawn before it, or the ground.
    """
    drawn = _drawn(spec)
    right, down = drawn["origin"]
    found: list[tuple[str, float]] = []
    _paint(drawn["scenegraph"], right, down, [], _rgb(ground), found)
    return found


def keys(spec: dict[str, Any], ground: str) -> tuple[list[float], list[str]]:
    """Of the keys of a chart: the contrast of each sign with the ground, and the cut titles."""
    signs: list[float] = []
    cut: list[str] = []

    def walk(node: Any) -> None:
        if isinstance(node, list):
            for one in node:
                walk(one)
            return
        for item in node.get("items", []):
            if node.get("role") == "legend-symbol" and node.get("marktype") == "symbol":
                inks = [str(item.get(part)) for part in ("fill", "stroke")]
                signs.append(max(_ratio(_rgb(one), _rgb(ground)) for one in inks if one[0] in "#r"))
            if node.get("role") == "legend-title" and item.get("limit"):
                wide = len(str(item["text"])) * item.get("fontSize", 11) * ASPECT
                cut.extend([item["text"]] if wide > item["limit"] else [])
            walk(item.get("items", []))

    walk(_drawn(spec)["scenegraph"])
    return signs, cut


def _paint(node, right, down, rects, ground, found) -> None:
    if isinstance(node, list):
        for one in node:
            _paint(one, right, down, rects, ground, found)
        return
    kind = node.get("marktype")
    for item in node.get("items", []):
        x, y = right + item.get("x", 0), down + item.get("y", 0)
        fill = item.get("fill")
        if kind == "rect" and str(fill).startswith(("#", "rgb(")):
            alpha = item.get("opacity", 1) * item.get("fillOpacity", 1)
            rects.append((x, y, item.get("width", 0), item.get("height", 0), fill, alpha))
        elif kind == "group":
            _paint(item.get("items", []), x, y, rects, ground, found)
        elif kind == "text" and item.get("text") not in (None, "") and str(fill).startswith("#"):
            for box in _boxes(item, right, down):
                middle = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
                under = ground
                for left, top, width, height, colour, alpha in rects:
                    inside = left <= middle[0] <= left + width and top <= middle[1] <= top + height
                    if inside:
                        under = tuple(
                            alpha * a + (1 - alpha) * b
                            for a, b in zip(_rgb(colour), under, strict=True)
                        )
                found.append((box.words, _ratio(_rgb(fill), under)))


def _rgb(colour: str) -> tuple[float, ...]:
    if colour.startswith("rgb("):
        return tuple(float(part) / 255 for part in colour[4:-1].split(","))
    return tuple(int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))


def _ratio(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The contrast of two colours as WCAG 2.2 defines it, from 1 to 21."""

    def light(colour: tuple[float, ...]) -> float:
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)

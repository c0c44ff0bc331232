"""What a chart draws, as boxes of text: found in Vega's scene graph."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from crmmap.draw.typeset import converter

WIDTH = 860
"""Of a chart that fills its place."""
ASPECT = 0.48
"""Mean width of a letter, as a part of its height, in Source Sans."""
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

    def meets(self, other: Text) -> bool:
        """Whether one lies on the other."""
        return (
            min(self.right, other.right) - max(self.left, other.left) > SLACK
            and min(self.bottom, other.bottom) - max(self.top, other.top) > SLACK
        )


def texts(spec: dict[str, Any]) -> tuple[list[Text], float, float]:
    """All texts of a chart, and the width and height of its picture."""
    spec = deepcopy(spec)
    if "hconcat" not in spec and "vconcat" not in spec:
        spec["width"] = WIDTH
    drawn = converter().vegalite_to_scenegraph(spec)
    right, down = drawn["origin"]
    found = list(_walk(drawn["scenegraph"], right, down))
    return found, drawn["width"], drawn["height"]


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
        yield Text(words, size, *box, turned=angle != 0)

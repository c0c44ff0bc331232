"""Signs of a key as small SVG drawings."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from crmmap.draw.signs import path_of


@dataclass(frozen=True)
class Entry:
    """A sign, as an SVG element, and what it means.

    Attributes
    ----------
    layer, classes
        The rows that it stands for, by the classes of their layer. On the page it shows only while
        one of them is in view; without a layer it always does.
    """

    drawing: str
    words: str
    layer: str = ""
    classes: tuple[int, ...] = ()

    @property
    def address(self) -> str:
        """The drawing as a data address, for pages that take no inline SVG."""
        return f"data:image/svg+xml;base64,{base64.b64encode(self.drawing.encode()).decode()}"

    def at(self, x: float, y: float) -> str:
        """The drawing in a larger one: as an image it would be rendered apart, which takes 0.4 s
        each.
        """
        size = 'width="22" height="16"'
        return self.drawing.replace("<svg ", f'<svg x="{x:.0f}" y="{y:.0f}" {size} ', 1)


def _svg(inner: str, width: int = 22) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-{width / 2} -8 {width} '
        f'16">{inner}</svg>'
    )


def draw_point(style: dict[str, Any]) -> str:
    """A site or a circle."""
    r = style["r"] if style["r"] < 6 else 6
    path = path_of(style["shape"], r)
    fill = "none" if style["hollow"] else style["fill"]
    stroke = style["fill"] if style["hollow"] else style["line"]
    ring = (
        f'<circle r="{r + 2.6}" fill="none" stroke="{style["fill"]}" stroke-dasharray="1.5 2.2"/>'
        if style["halo"]
        else ""
    )
    return _svg(
        f'{ring}<path d="{path}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="{1.6 if style["hollow"] else 0.8}"/>'
    )


def draw_area(style: dict[str, Any], *, round_: bool = False) -> str:
    """A country or an area; ``round_`` for one whose outline is not known."""
    fill = style.get("fill") or "none"
    dash = f' stroke-dasharray="{" ".join(map(str, style["dash"]))}"' if style.get("dash") else ""
    stroke = f'stroke="{style["line"]}" stroke-width="{style["width"]}"{dash}'
    if round_:
        return _svg(f'<circle r="6.5" fill="{fill}" {stroke}/>')
    lines = ""
    if style.get("hatch"):
        lines = "".join(
            f'<path d="M{x},6L{x + 12},-6" stroke="{style["hatch"]}"/>' for x in (-12, -8, -4, 0)
        )
        lines = f'<svg x="-9" y="-6" width="18" height="12" viewBox="-9 -6 18 12">{lines}</svg>'
    box = '<rect x="-9" y="-6" width="18" height="12"'
    return _svg(f'{box} fill="{fill}"/>{lines}{box} fill="none" {stroke}/>')


def draw_line(style: dict[str, Any]) -> str:
    """An agreement or a flow of trade."""
    dash = " ".join(map(str, style["dash"]))
    wide = 2 if style["arrow"] else style["width"]
    end = 10 if style["arrow"] else 14
    line = (
        f'<path d="M-14,0H{end}" stroke="{style["line"]}" stroke-width="{wide:g}" '
        f'stroke-dasharray="{dash}"/>'
    )
    head = f'<path d="M14,0L7,-3.5V3.5Z" fill="{style["line"]}"/>' if style["arrow"] else ""
    return _svg(line + head, width=30)

"""A map as a sheet: title, map, legend, scale and sources, drawn on the server as SVG, PNG or
PDF.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from crmmap.draw.canvas import CanvasLayer, View
from crmmap.draw.canvas.frame import Frame, whole_world
from crmmap.draw.canvas.in_view import classes_in_view
from crmmap.draw.canvas.paper import to_svg
from crmmap.draw.key_signs import Entry
from crmmap.draw.palette import GROUNDS, SEAS, THEMES
from crmmap.draw.typeset import FILE_FONT, converter, in_lines

MARGIN = 18.0
TITLE, SMALL, SMALLEST = 22.0, 11.0, 8.0
MANY = 300
"""Characters of sources above which they are set in the smallest size."""
LINE = 1.3
COLUMN = 190.0  # pixels of a legend's column
EARTH_KM = 40_075.017
MAP_WIDTH = 1000  # pixels, about as on the page


def sheet(
    layers: Sequence[CanvasLayer],
    view: View,
    *,
    title: str,
    legend: Sequence[Entry],
    sources: str,
    theme_name: str,
    width: int = 1400,
    height: int = 900,
) -> str:
    """The sheet as SVG.

    Parameters
    ----------
    layers
        As in the map; their columns are files of this process.
    legend
        What the map may show; what is not in view is left out.
    view
        Where the map looks; its zoom is of a map `MAP_WIDTH` pixels wide, and grows with the sheet.
        The world is never shown twice.
    sources
        Below the legend; "" where they stand elsewhere.
    width, height
        In pixels of 1/96 inch.

    Raises
    ------
    ValueError
        If the sheet is too small for a map.
    """
    if width < 400 or height < 300:
        raise ValueError(
            f"a sheet of {width} x {height} has no room for a map; take 400 x 300 at least"
        )
    theme = THEMES[theme_name]
    heading = in_lines(title, int(width / (TITLE * 0.5)))
    size = SMALL if len(sources) < MANY else SMALLEST
    note = in_lines(f"Sources: {sources}", int((width - 2 * MARGIN) / (size * 0.48)))
    note = note if sources else []
    columns = max(1, int((width - 2 * MARGIN) // COLUMN))
    top = MARGIN + len(heading) * TITLE * LINE + 6 if title else 0.0
    seen = classes_in_view(layers, _frame(view, width, max(120.0, height - top)))
    legend = [one for one in legend if not one.layer or {*one.classes} & seen.get(one.layer, set())]
    rows = math.ceil(len(legend) / columns)
    below = rows * 18 + len(note) * size * LINE + 2 * MARGIN
    frame_height = height - top - below
    if frame_height < 120:
        raise ValueError("the title and legend leave no room for the map; take a higher sheet")
    frame = _frame(view, width, frame_height)
    parts = [f'<rect width="{width}" height="{height}" fill="{GROUNDS[theme_name]}"/>']
    for line, words in enumerate(heading if title else []):
        parts.append(
            _text(words, MARGIN, MARGIN + (line + 0.8) * TITLE * LINE, TITLE, theme.ink, bold=True)
        )
    parts.append(
        '<g transform="translate(0 '
        f'{top:.1f})">{to_svg(layers, frame, sea=SEAS[theme_name], font=FILE_FONT)}'
    )
    parts.append(_scale(frame, theme.ink, GROUNDS[theme_name]) + "</g>")
    start = top + frame_height + MARGIN / 2
    for place, entry in enumerate(legend):
        x, y = MARGIN + (place // rows) * COLUMN, start + (place % rows) * 18
        parts.append(entry.at(x, y))
        parts.append(_text(entry.words, x + 28, y + 12, SMALL + 1, theme.ink))
    for line, words in enumerate(note):
        parts.append(
            _text(words, MARGIN, start + rows * 18 + (line + 1) * size * LINE, size, theme.label)
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">{"".join(parts)}</svg>'
    )


def _frame(view: View, width: float, height: float) -> Frame:
    if view.home:
        return whole_world(width, height)
    closer = max(view.zoom + math.log2(width / MAP_WIDTH), math.log2(width / 256))
    return Frame(View(view.latitude, view.longitude, closer, "sheet"), width, height)


def _text(words: str, x: float, y: float, size: float, colour: str, *, bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FILE_FONT}" font-size="{size:g}" '
        f'fill="{colour}"{weight}>'
        f"{escape(words)}</text>"
    )


def _scale(frame: Frame, ink: str, ground: str) -> str:
    """A bar of a round length at the middle latitude: Mercator has no one scale. A plate keeps it
    apart from what is drawn below it.
    """
    km_per_pixel = EARTH_KM * math.cos(math.radians(frame.view.latitude)) / frame.scale
    most = 160 * km_per_pixel
    power = 10 ** math.floor(math.log10(most))
    length = max(step * power for step in (1, 2, 5) if step * power <= most)
    wide, y = length / km_per_pixel, frame.height - 14
    side = "N" if frame.view.latitude >= 0 else "S"
    words = f"{length:,.0f} km at {abs(frame.view.latitude):.0f}° {side}"
    wide_as = max(wide, len(words) * SMALL * 0.5) + 12
    plate = (
        f'<rect x="{MARGIN - 6:g}" y="{y - 22}" width="{wide_as:.1f}" height="28" rx="3" '
        f'fill="{ground}" fill-opacity="0.85"/>'
    )
    line = (
        f'<path d="M{MARGIN:g},{y - 4}v4h{wide:.1f}v-4" fill="none" stroke="{ink}" '
        'stroke-width="1.5"/>'
    )
    return plate + line + _text(words, MARGIN, y - 8, SMALL, ink)


def as_png(svg: str, *, scale: float = 2.0) -> bytes:
    """A sheet as PNG, ``scale`` pixels for each of its own."""
    return converter().svg_to_png(svg, scale=scale)


def as_pdf(svg: str) -> bytes:
    """A sheet as PDF."""
    return converter().svg_to_pdf(svg)

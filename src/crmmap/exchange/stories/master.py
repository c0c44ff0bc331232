"""The slides' master: where title, points, picture and sources stand, in ours or in another's."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml import parse_xml
from pptx.util import Inches, Pt

from crmmap.draw.palette import LIGHT, LINES

WIDE, HIGH = Inches(13.333), Inches(7.5)
PRIMARY, WHITE = LINES[0][0], "#ffffff"
FONT = "Calibri"  # every office has it, or one as wide
TITLE, TEXT, SMALL = 30, 20, 14  # points
_BAR = (
    '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr>'
    '<p:cNvPr id="90" name="Edge"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm>'
    '<a:off x="0" y="0"/><a:ext cx="110000" cy="{height}"/></a:xfrm><a:prstGeom prst="rect">'
    '<a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill></p:spPr></p:sp>'
)
"""A strip along the left edge of each slide."""
_TEMPLATE = b"presentationml.template.main+xml"
_PRESENTATION = b"presentationml.presentation.main+xml"


class UnusableTemplate(ValueError):  # noqa: N818 - named for what it means to users
    """A template without the layouts that a story needs."""


class Box(NamedTuple):
    """A place on a slide, in the units of the format."""

    left: int
    top: int
    width: int
    height: int


class Layout(NamedTuple):
    """A layout of a step, and which of its placeholders are for its points and its picture."""

    layout: Any
    points: int
    place: int


class Master(NamedTuple):
    """A deck without slides.

    Attributes
    ----------
    opening, alone
        The layouts for the title, and for text alone.
    section
        That of a part of the story; None where a template has none.
    picture, chart, comparison
        Those of a step.
    is_ours
        Whether the picture may reach the slide's edges.
    """

    deck: Any
    opening: Any
    alone: Any
    section: Any
    picture: Layout
    chart: Layout
    comparison: Layout
    is_ours: bool


def master(template: Path | None = None) -> Master:
    """Ours, or that of an organisation.

    Parameters
    ----------
    template
        A ``.potx`` or ``.pptx`` with the layouts “Title Slide”, “Title and Content” and “Two
        Content” that every office program makes; parts of a story have a slide of their own where
        it has “Section Header”, too.

    Raises
    ------
    UnusableTemplate
        If it cannot be read, or lacks one of them.
    """
    deck = _designed() if template is None else _opened(template)
    by_type = {layout._element.get("type"): layout for layout in deck.slide_layouts}
    wanted = {"title": "Title Slide", "twoObj": "Two Content", "obj": "Title and Content"}
    missing = [name for kind, name in wanted.items() if kind not in by_type]
    if missing:
        raise UnusableTemplate(
            f"{template}: this template has no layout of the kind {', '.join(missing)}; add it, or "
            "take a template that your office program has made"
        )
    picture = chart = comparison = Layout(by_type["twoObj"], points=1, place=2)
    if template is None:
        picture = Layout(by_type["picTx"], points=2, place=1)
        comparison = Layout(by_type["twoTxTwoObj"], points=1, place=2)
    return Master(
        deck,
        by_type["title"],
        by_type["obj"],
        by_type.get("secHead"),
        picture,
        chart,
        comparison,
        template is None,
    )


def _opened(template: Path) -> Any:
    """A template as a presentation without slides: the format tells them apart by one word."""
    try:
        with zipfile.ZipFile(template) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        types = parts["[Content_Types].xml"]
        parts["[Content_Types].xml"] = types.replace(_TEMPLATE, _PRESENTATION)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in parts.items():
                packed.writestr(name, content)
        deck = Presentation(out)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as fault:
        raise UnusableTemplate(
            f"{template}: this is not a template of PowerPoint (.potx or .pptx): {fault}"
        ) from None
    listed = deck.slides._sldIdLst  # python-pptx has no way of its own to take slides away
    for slide in list(listed):
        deck.part.drop_rel(slide.rId)
        listed.remove(slide)
    return deck


class _Text(NamedTuple):
    """A placeholder of our master: its place in inches, and its type in points."""

    place: tuple[float, float, float, float]
    size: int
    bold: bool = False
    dots: bool = False
    colour: str = LIGHT.ink


_BESIDE = (4.75, 0.45, 8.15, 6.6)
_TITLE = _Text((0.45, 0.45, 4.0, 1.9), TITLE, bold=True)
_POINTS = _Text((0.45, 2.5, 4.0, 3.6), TEXT, dots=True)
DESIGN: dict[str, tuple[str, dict[int, _Text]]] = {
    "title": (
        "Title",
        {0: _Text((0.9, 2.0, 11.5, 1.6), 44, bold=True), 1: _Text((0.9, 3.8, 11.5, 2.0), 24)},
    ),
    "secHead": (
        "Section",
        {
            0: _Text((0.9, 2.7, 11.5, 1.6), 40, bold=True, colour=WHITE),
            1: _Text((0.9, 2.0, 11.5, 0.6), TEXT, colour=WHITE),
        },
    ),
    "picTx": ("Picture", {0: _TITLE, 1: _Text((4.7, 0, 8.633, 7.5), TEXT), 2: _POINTS}),
    "twoObj": ("Chart", {0: _TITLE, 1: _POINTS, 2: _Text(_BESIDE, TEXT, dots=True)}),
    "twoTxTwoObj": (
        "Comparison",
        {
            0: _Text((0.45, 0.45, 12.4, 0.75), TITLE, bold=True),
            1: _Text((0.45, 5.3, 12.4, 0.88), TEXT, dots=True),
            2: _Text((0.45, 1.2, 12.4, 3.8), TEXT, dots=True),
        },
    ),
    "obj": (
        "Sources",
        {
            0: _Text((0.9, 0.6, 11.5, 1.0), TITLE, bold=True),
            1: _Text((0.9, 1.9, 11.5, 4.7), TEXT, dots=True),
        },
    ),
}
"""Our layouts by the kind that the format has for them: each one's name and placeholders."""


def _designed() -> Any:
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    for shape in list(deck.slide_master.placeholders):
        _forget(shape, {"dt", "ftr", "sldNum"})
    bar = parse_xml(_BAR.format(height=HIGH, colour=PRIMARY.lstrip("#")))
    deck.slide_master.shapes._spTree.append(bar)
    for layout in list(deck.slide_layouts):
        kind = layout._element.get("type")
        if kind not in DESIGN:
            deck.slide_layouts.remove(layout)
            continue
        layout.name, texts = DESIGN[kind]
        for shape in list(layout.placeholders):
            text = texts.get(shape.placeholder_format.idx)
            if text is None:
                shape._element.getparent().remove(shape._element)
            else:
                _set(shape, text)
        if kind == "secHead":
            layout.background.fill.solid()
            layout.background.fill.fore_color.rgb = RGBColor.from_string(PRIMARY.lstrip("#"))
    return deck


def _forget(shape: Any, kinds: set[str]) -> None:
    """Take a placeholder away that no slide of ours fills."""
    if shape._element.xpath(".//p:nvPr/p:ph")[0].get("type") in kinds:
        shape._element.getparent().remove(shape._element)


def _set(shape: Any, text: _Text) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Inches, text.place)
    frame = shape.text_frame
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = 0
    style(frame, size=text.size, bold=text.bold)
    # what a slide's own text takes over
    levels = shape._element.get_or_add_txBody().find(
        "{http://schemas.openxmlformats.org/drawingml/2006/main}lstStyle"
    )
    for level in list(levels):
        levels.remove(level)
    colour = text.colour.lstrip("#")
    bullet = "<a:buNone/>" if not text.dots else '<a:buFont typeface="Arial"/><a:buChar char="•"/>'
    indent = ' marL="0" indent="0"' if not text.dots else ' marL="230000" indent="-230000"'
    levels.append(
        parse_xml(
            '<a:lvl1pPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" algn="l"'
            f'{indent}><a:spcBef><a:spcPts val="600"/></a:spcBef>{bullet}'
            f'<a:defRPr sz="{text.size * 100}" b="{int(text.bold)}"><a:solidFill>'
            f'<a:srgbClr val="{colour}"/></a:solidFill><a:latin typeface="{FONT}"/></a:defRPr>'
            "</a:lvl1pPr>"
        )
    )


def style(frame: Any, *, size: int, bold: bool = False, colour: str = LIGHT.ink) -> None:
    """Set the size, weight and colour of all text in a frame."""
    frame.word_wrap = True
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
            run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))

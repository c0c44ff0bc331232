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
from pptx.util import Emu, Inches, Pt

from crmmap.draw.palette import LIGHT, LINES

WIDE, HIGH = Inches(13.333), Inches(7.5)
PRIMARY = LINES[0][0]
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


class Master(NamedTuple):
    """A deck without slides.

    Attributes
    ----------
    opening, beside, alone
        The layouts for the title, for text with something beside it, and for text alone.
    is_ours
        Whether the picture may reach the slide's edges.
    """

    deck: Any
    opening: Any
    beside: Any
    alone: Any
    is_ours: bool


def master(template: Path | None = None) -> Master:
    """Ours, or that of an organisation.

    Parameters
    ----------
    template
        A ``.potx`` or ``.pptx`` with the layouts “Title Slide”, “Title and Content” and “Two
        Content” that every office program makes.

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
    return Master(deck, by_type["title"], by_type["twoObj"], by_type["obj"], template is None)


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


def _designed() -> Any:
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    title, text = (
        Box(*map(Inches, (0.45, 0.45, 4.0, 1.9))),
        Box(*map(Inches, (0.45, 2.5, 4.0, 3.6))),
    )
    beside = Box(*map(Inches, (4.75, 0.45, 8.15, 6.6)))
    whole = Box(*map(Inches, (0.9, 1.9, 11.5, 4.7)))
    for shape in deck.slide_master.placeholders:
        _forget(shape, {"dt", "ftr", "sldNum"})
    bar = parse_xml(_BAR.format(height=HIGH, colour=PRIMARY.lstrip("#")))
    deck.slide_master.shapes._spTree.append(bar)
    for layout in deck.slide_layouts:
        kind = layout._element.get("type")
        for shape in layout.placeholders:
            _forget(shape, {"dt", "ftr", "sldNum"})
        places = {
            "title": {
                0: Box(*map(Inches, (0.9, 2.0, 11.5, 1.6))),
                1: whole._replace(top=Inches(3.8), height=Inches(2.0)),
            },
            "twoObj": {0: title, 1: text, 2: beside},
            "obj": {0: Box(*map(Inches, (0.9, 0.6, 11.5, 1.0))), 1: whole},
        }.get(kind, {})
        for shape in layout.placeholders:
            place = shape.placeholder_format.idx
            if place in places:
                pointed = place > 0 and kind != "title"
                _set(shape, places[place], size=_size(kind, place), bold=place == 0, dots=pointed)
    return deck


def _size(kind: str, place: int) -> int:
    if place == 0:
        return 44 if kind == "title" else TITLE
    return 24 if kind == "title" else TEXT


def _forget(shape: Any, kinds: set[str]) -> None:
    """Take a placeholder away that no slide of ours fills."""
    if shape._element.xpath(".//p:nvPr/p:ph")[0].get("type") in kinds:
        shape._element.getparent().remove(shape._element)


def _set(shape: Any, box: Box, *, size: int, bold: bool, dots: bool) -> None:
    shape.left, shape.top, shape.width, shape.height = map(Emu, box)
    frame = shape.text_frame
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = 0
    style(frame, size=size, bold=bold)
    # what a slide's own text takes over
    levels = shape._element.get_or_add_txBody().find(
        "{http://schemas.openxmlformats.org/drawingml/2006/main}lstStyle"
    )
    for level in list(levels):
        levels.remove(level)
    colour = LIGHT.ink.lstrip("#")
    bullet = "<a:buNone/>" if not dots else '<a:buFont typeface="Arial"/><a:buChar char="•"/>'
    indent = ' marL="0" indent="0"' if not dots else ' marL="230000" indent="-230000"'
    levels.append(
        parse_xml(
            '<a:lvl1pPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" algn="l"'
            f'{indent}><a:spcBef><a:spcPts val="600"/></a:spcBef>{bullet}'
            f'<a:defRPr sz="{size * 100}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{colour}"/>'
            f'</a:solidFill><a:latin typeface="{FONT}"/></a:defRPr></a:lvl1pPr>'
        )
    )


def style(frame: Any, *, size: int, bold: bool = False, colour: str = LIGHT.ink) -> None:
    """Set the size, weight and colour of all text in a frame."""
    frame.word_wrap = True
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
            run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))

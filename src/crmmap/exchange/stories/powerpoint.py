"""A story as PowerPoint: real placeholders, charts that can be edited, maps as drawings."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from textwrap import shorten
from typing import Any
from urllib.parse import quote

from PIL import Image
from pptx.dml.color import RGBColor
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Emu, Inches, Pt

from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.projector import HEIGHT, WIDTH, projected
from crmmap.draw.palette import LIGHT
from crmmap.exchange.stories.master import (
    FONT,
    SMALL,
    TEXT,
    TITLE,
    Box,
    Master,
    UnusableTemplate,
    master,
    style,
)
from crmmap.exchange.stories.native_charts import (
    PAPER,
    native,
    place_chart,
    shaded_table,
)
from crmmap.exchange.stories.pictures import Slide, plain_picture
from crmmap.exchange.stories.shaded_table import place_cells
from crmmap.stories import Story

__all__ = ["UnusableTemplate", "as_pptx"]

LONG, VERY_LONG = 34, 52  # characters of a title that is set smaller
MANY = 190  # characters of points that are set smaller
LINES_OF_SOURCES, LETTERS_OF_LINE = 13, 120
"""What a slide of sources holds."""
LONGEST_SOURCES = 110  # characters at the foot of a slide; the notes have all
CHART_HEIGHT = 540
"""Pixels that say how many names an office program's chart has room for."""
PICTURE_WIDTH, PICTURE_HEIGHT = 705, 365
"""Pixels of a chart that is placed as a picture: its smallest letters have 14 points."""
DENSE = {"blocs", "matrix", "network"}
"""Charts with so many names that they would touch in letters of 14 points; they are drawn higher
and have smaller ones."""
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


def as_pptx(
    story: Story, made: Sequence[Slide], *, template: Path | None = None, address: str = ""
) -> bytes:
    """PowerPoint: an opening, a slide for each step with title, points, picture and sources, the
    sources in full, and notes for the speaker.

    Parameters
    ----------
    template
        An organisation's own, see `crmmap.exchange.stories.master.master`.
    address
        Of a crmmap that its slides link to, as ``https://maps.example.org/``; "" for none.

    Raises
    ------
    UnusableTemplate
        If the template lacks what a story needs.
    """
    base = master(template)
    deck = base.deck
    deck.core_properties.title = story.title
    deck.core_properties.comments = story.summary
    opening = deck.slides.add_slide(base.opening)
    opening.shapes.title.text_frame.text = story.title
    _fill(_bodies(opening)[0], [story.summary])
    for place, slide in enumerate(made, 1):
        if slide.step.section and base.section is not None:
            _section(base, slide.step.section, story.title)
        link = (
            f"{address.rstrip('/')}/present?story={quote(story.id)}&step={place}" if address else ""
        )
        _step(base, slide, f"{place} / {len(made)}", link)
    _sources(base, made)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _section(base: Master, name: str, story: str) -> None:
    page = base.deck.slides.add_slide(base.section)
    page.shapes.title.text_frame.text = name
    for body in _bodies(page):
        _fill(body, [story])


def _step(base: Master, slide: Slide, number: str, link: str) -> None:
    shows_picture = bool(slide.svg or slide.step.image)
    layout = (
        base.picture if shows_picture else base.comparison if slide.step.comparison else base.chart
    )
    page = base.deck.slides.add_slide(layout.layout)
    _head(page, slide.step.title, fits=base.is_ours and not slide.step.comparison)
    bodies = {one.placeholder_format.idx: one for one in _bodies(page)}
    points, place = bodies[layout.points], bodies[layout.place]
    box = Box(place.left, place.top, place.width, place.height)
    place._element.getparent().remove(place._element)
    _fill(points, slide.step.points)
    if base.is_ours and sum(map(len, slide.step.points)) > MANY:
        style(points.text_frame, size=TEXT - 3)
    foot = _foot(base, page, number, slide, link)
    if not base.is_ours:
        box = box._replace(height=min(box.height, foot.top - box.top - Inches(0.1)))
    shown = _show(page, slide, box)
    if shown is not None:
        shown._element.xpath(".//p:cNvPr")[0].set("descr", slide.finding)
    notes = [slide.step.notes, f"Sources: {slide.sources}", link]
    page.notes_slide.notes_text_frame.text = "\n\n".join(part for part in notes if part)


def _head(page: Any, title: str, *, fits: bool) -> None:
    """The title; on our own slides a long one is set smaller, so that it keeps off the points."""
    frame = page.shapes.title.text_frame
    frame.text = title
    if fits and len(title) > LONG:
        style(frame, size=TITLE - (4 if len(title) <= VERY_LONG else 9), bold=True)


def _bodies(page: Any) -> list[Any]:
    """The placeholders below the title, in their order."""
    return sorted(
        (one for one in page.placeholders if one.placeholder_format.idx != 0),
        key=lambda one: one.placeholder_format.idx,
    )


def _fill(body: Any, lines: Sequence[str]) -> None:
    """Text in a placeholder; an empty one goes, else the office program shows its prompt."""
    if not lines:
        body._element.getparent().remove(body._element)
        return
    frame = body.text_frame
    frame.text = lines[0]
    for line in lines[1:]:
        frame.add_paragraph().text = line


def _foot(base: Master, page: Any, number: str, slide: Slide, link: str) -> Any:
    """Number and sources: below the points on our own slides, else along the foot."""
    wide, high = base.deck.slide_width, base.deck.slide_height
    ours = (Inches(0.45), Inches(6.2), Inches(4.05), Inches(1.1))
    place = ours if base.is_ours else (wide // 20, high * 9 // 10, wide * 9 // 10, Inches(0.5))
    text = page.shapes.add_textbox(*map(Emu, place))
    frame = text.text_frame
    frame.margin_left = 0
    frame.text = shorten(f"Sources: {slide.sources}", LONGEST_SOURCES, placeholder=" …")
    line = frame.add_paragraph()
    run = line.add_run()
    run.text = f"{number} · crmmap"
    style(frame, size=SMALL, colour=LIGHT.label)
    if link:
        run.hyperlink.address = link
    return text


def _show(page: Any, slide: Slide, box: Box) -> Any:
    """The picture of a step in its place."""
    step = slide.step
    if slide.svg:
        return _map(page, slide, box)
    if step.image:
        return _picture(page, slide.png, box)
    if step.quote is not None:
        _words(page, box, [(f"“{step.quote.text}”", 28, False), (step.quote.source, 18, False)])
        return None
    if slide.figures:
        lines = [
            part
            for one in slide.figures
            for part in ((one.figure, 48, True), (one.words, 22, False))
        ]
        _words(page, box, lines)
        return None
    assert slide.exhibit is not None
    if step.comparison and slide.table is not None:
        return _table(page, *slide.table, box)
    title = Box(box.left, box.top, box.width, Inches(0.9))
    below = Box(box.left, box.top + Inches(0.95), box.width, box.height - Inches(0.95))
    _words(page, title, [(slide.exhibit.title, TEXT, True)])
    if slide.table is not None:
        return _table(page, *slide.table, below)
    if slide.exhibit.chart is None:
        return None
    office = projected(slide.exhibit.spec("light"), width=WIDTH, height=CHART_HEIGHT).spec
    cells, chart = shaded_table(office), native(office)
    if cells is not None:
        return place_cells(page, cells, below)
    if chart is not None:
        return place_chart(page, chart, *below)
    return _picture(page, plain_picture(as_picture(slide.exhibit)), below)


def as_picture(exhibit: Exhibit) -> dict[str, Any]:
    """A chart that no office program can draw, as large as its place on a slide, as Vega-Lite."""
    height = HEIGHT if exhibit.name in DENSE else PICTURE_HEIGHT
    return projected(exhibit.spec("light"), width=PICTURE_WIDTH, height=height).spec


def _words(page: Any, box: Box, lines: Sequence[tuple[str, int, bool]]) -> None:
    frame = page.shapes.add_textbox(*map(Emu, box)).text_frame
    frame.word_wrap = True
    for place, (text, size, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(4 if bold else 14)
        run = paragraph.add_run()
        run.text = text
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
        run.font.color.rgb = RGBColor.from_string(LIGHT.ink.lstrip("#"))


def _table(page: Any, heads: list[str], rows: list[tuple[str, ...]], box: Box) -> Any:
    height = min(box.height, Inches(0.55) * (len(rows) + 1))
    frame = page.shapes.add_table(len(rows) + 1, len(heads), box.left, box.top, box.width, height)
    frame.table.horz_banding = False
    for line, cells in enumerate((heads, *rows)):
        for column, text in enumerate(cells):
            cell = frame.table.cell(line, column)
            cell.text_frame.text = shorten(text, 60, placeholder=" …")
            style(cell.text_frame, size=SMALL, bold=line == 0)
            cell.fill.solid()
            shade = LIGHT.land if line == 0 else PAPER
            cell.fill.fore_color.rgb = RGBColor.from_string(shade.lstrip("#"))
    return frame


def _picture(page: Any, png: bytes, box: Box) -> Any:
    """A picture as large as it fits, in the middle of its place."""
    wide, high = Image.open(io.BytesIO(png)).size
    scale = min(box.width / wide, box.height / high)
    w, h = int(wide * scale), int(high * scale)
    left, top = box.left + (box.width - w) // 2, box.top + (box.height - h) // 2
    return page.shapes.add_picture(io.BytesIO(png), left, top, w, h)


def _map(page: Any, slide: Slide, box: Box) -> Any:
    """The map as a drawing, with its picture for programs that know no SVG."""
    shape = _picture(page, slide.png, box)
    package = page.part.package
    name = PackURI(f"/ppt/media/map{shape.shape_id}-{page.slide_id}.svg")
    part = Part(name, "image/svg+xml", package, slide.svg.encode())
    relation = page.part.relate_to(
        part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    )
    blip = shape._element.xpath(".//a:blip")[0]
    extension = blip.makeelement(f"{{{_A}}}extLst", {})
    one = extension.makeelement(f"{{{_A}}}ext", {"uri": _SVG_EXTENSION})
    embedded = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
    one.append(one.makeelement(f"{{{_SVG}}}svgBlip", {embedded: relation}))
    extension.append(one)
    blip.append(extension)
    return shape


def _sources(base: Master, made: Sequence[Slide]) -> None:
    """All sources, once each, on as many slides as they need."""
    pages: list[list[str]] = []
    left = 0
    for named in dict.fromkeys(slide.sources for slide in made if slide.sources):
        lines = 1 + len(named) // LETTERS_OF_LINE
        if lines > left:
            pages.append([])
            left = LINES_OF_SOURCES
        pages[-1].append(named)
        left -= lines
    for place, named in enumerate(pages):
        page = base.deck.slides.add_slide(base.alone)
        page.shapes.title.text_frame.text = "Sources" if place == 0 else "Sources, continued"
        body = _bodies(page)[0]
        _fill(body, named)
        style(body.text_frame, size=SMALL)

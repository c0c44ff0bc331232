"""A story on paper and in a browser: a handout, the speaker's notes, one HTML file."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape

from fpdf import FPDF
from PIL import Image

from crmmap.draw.palette import LIGHT
from crmmap.exchange.paper import a4, small, write
from crmmap.exchange.stories.pictures import Slide
from crmmap.shipped import WEB
from crmmap.stories import Story

_WEB = WEB / "story"
ATTRIBUTION = "Made with crmmap · "


def as_pdf(story: Story, made: Sequence[Slide]) -> bytes:
    """A handout on A4 for those who listen: two steps a page with picture, points and sources. The
    speaker's notes are in `as_notes` alone.
    """
    paper = a4(story.title)
    paper.set_auto_page_break(False)
    for place, slide in enumerate(made):
        if place % 2 == 0:
            paper.add_page()
            _heading(paper, story, place)
        _half(paper, slide, top=24.0 + (place % 2) * 132.0, number=place + 1)
    return bytes(paper.output())


def as_notes(story: Story, made: Sequence[Slide]) -> bytes:
    """The speaker's notes on A4, step by step, with the points that the audience sees."""
    paper = a4(story.title)
    paper.set_margins(15, 15)
    paper.add_page()
    write(paper, story.title, size=16, bold=True)
    for number, slide in enumerate(made, start=1):
        paper.ln(4)
        write(paper, f"{number}. {slide.step.title}", size=13, bold=True)
        for point in slide.step.points:
            write(paper, f"• {point}", size=9, colour=LIGHT.label)
        write(paper, slide.step.notes or "No note.", size=11)
    return bytes(paper.output())


def _heading(paper: FPDF, story: Story, place: int) -> None:
    paper.set_xy(15, 10)
    paper.set_font("sans", "", 9)
    paper.set_text_color(LIGHT.label)
    paper.cell(120, 5, story.title)
    paper.cell(60, 5, f"{ATTRIBUTION}page {place // 2 + 1}", align="R")


def _half(paper: FPDF, slide: Slide, *, top: float, number: int) -> None:
    paper.set_text_color(LIGHT.ink)
    paper.set_xy(15, top)
    paper.set_font("sans", "B", 14)
    paper.multi_cell(180, 6.5, f"{number}. {slide.step.title}", align="L")
    paper.set_font("sans", "", 10.5)
    paper.set_x(15)
    for point in slide.step.points:
        paper.set_x(15)
        paper.multi_cell(180, 4.8, f"• {point}", align="L")
    y = paper.get_y() + 1.5
    if slide.png:
        wide, high = Image.open(io.BytesIO(slide.png)).size
        w = min(180.0, (top + 106 - y) * wide / high)
        paper.image(io.BytesIO(small(slide.png)), x=15, y=y, w=w)
        y += w * high / wide + 1
    for line in slide.lines:
        paper.set_xy(15, y)
        paper.multi_cell(180, 5.2, line, align="L")
        y = paper.get_y() + 1
    paper.set_xy(15, y)
    paper.set_text_color(LIGHT.label)
    paper.set_font("sans", "", 7.5)
    paper.multi_cell(180, 3.4, f"Sources: {slide.sources}", align="L")


def as_html(story: Story, made: Sequence[Slide]) -> bytes:
    """One HTML file that needs nothing else: arrow keys, page keys and a click go on."""
    parts = "".join(_section(slide, place, len(made)) for place, slide in enumerate(made, 1))
    return _PAGE.format(
        title=escape(story.title),
        style=(_WEB / "player.css").read_text("utf-8"),
        script=(_WEB / "player.js").read_text("utf-8"),
        steps=parts,
    ).encode()


def _section(slide: Slide, place: int, count: int) -> str:
    points = "".join(f"<li>{escape(point)}</li>" for point in slide.step.points)
    part = f"<small>{escape(slide.step.section)}</small>" if slide.step.section else ""
    image = base64.b64encode(small(slide.png)).decode() if slide.png else ""
    alt = escape(slide.finding or slide.step.title, quote=True)
    if image:
        shown = f'<img alt="{alt}" src="data:image/jpeg;base64,{image}">'
    elif slide.table is not None:
        shown = _rows(*slide.table)
    else:
        shown = "".join(f"<p>{escape(line)}</p>" for line in slide.lines or (slide.finding,))
    notes = f"<aside>{escape(slide.step.notes)}</aside>" if slide.step.notes else ""
    return (
        f'<section id="s{place}"><h1>{part}{escape(slide.step.title)}</h1><ul>{points}</ul>'
        f"<figure>{shown}</figure>{notes}<footer>{place} / {count} · {escape(ATTRIBUTION)}Sources: "
        f"{escape(slide.sources)}</footer></section>"
    )


def _rows(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def row(cells: Sequence[str], kind: str) -> str:
        return "<tr>" + "".join(f"<{kind}>{escape(cell)}</{kind}>" for cell in cells) + "</tr>"

    body = "".join(row(cells, "td") for cells in rows)
    return f"<table><thead>{row(heads, 'th')}</thead><tbody>{body}</tbody></table>"


_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"><style>{style}</style></head>'
    "<body>{steps}<script>{script}</script></body></html>"
)

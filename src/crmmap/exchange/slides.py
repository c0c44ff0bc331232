"""A story as PowerPoint, as a PDF handout, and as one HTML file."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from fpdf import FPDF
from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import PP_ALIGN
from pptx.util import Inches, Pt

from crmmap.draw.atlas_map import GivenFiles, corner
from crmmap.draw.charts.exhibit import picture
from crmmap.draw.palette import LIGHT
from crmmap.draw.sheet import as_png
from crmmap.draw.step import composition_of, exhibit_of, map_of, state_of
from crmmap.exchange.paper import a4, small, write
from crmmap.shipped import WEB
from crmmap.stories import Step, Story

MAP_WIDTH, MAP_HEIGHT = 1080, 700
WIDE, HIGH = Inches(13.333), Inches(7.5)
FONT = "Calibri"  # every office has it, or one as wide
_WEB = WEB / "story"
ATTRIBUTION = "Made with crmmap · "


@dataclass(frozen=True)
class Slide:
    """A step with its picture."""

    step: Step
    png: bytes
    finding: str
    sources: str


def slides(
    story: Story, files: GivenFiles, *, progress: Callable[[float, str], object] | None = None
) -> list[Slide]:
    """The slides of a story.

    Parameters
    ----------
    progress
        Called with the part that is done, from 0 to 1, and with what is being drawn.

    Raises
    ------
    UnusableScenario
        If a step's scenario can't be applied.
    """
    made = []
    for place, step in enumerate(story.steps):
        if progress:
            progress(
                place / len(story.steps),
                f"Drawing step {place + 1} of {len(story.steps)}: {step.title}",
            )
        made.append(_slide(step, files))
    if progress:
        progress(1.0, "Writing the file")
    return made


def _slide(step: Step, files: GivenFiles) -> Slide:
    state = state_of(step, files.atlas)
    exhibit = exhibit_of(step, state, files.atlas, "light")
    if exhibit is None:
        parts = composition_of(state.picture, files, "light")
        named = corner(parts.shown, parts.display, parts.publishers)
        svg = map_of(
            state.picture, files, "light", width=MAP_WIDTH, height=MAP_HEIGHT, sources=named
        )
        return Slide(step, as_png(svg, scale=1.6), "", ". ".join((named, *step.sources)))
    sources = ". ".join((exhibit.source, *step.sources))
    if exhibit.chart is None:
        return Slide(step, b"", exhibit.title, sources)
    return Slide(step, picture(exhibit, theme_name="light", kind="png"), exhibit.title, sources)


def as_pptx(story: Story, made: Sequence[Slide]) -> bytes:
    """PowerPoint: a slide a step with title, points, picture, sources, and the notes for the
    speaker.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDE, HIGH
    deck.core_properties.title = story.title
    deck.core_properties.comments = story.summary
    for place, slide in enumerate(made, 1):
        page = deck.slides.add_slide(deck.slide_layouts[5])  # a title alone
        title = page.shapes.title
        title.left, title.top, title.width, title.height = (
            Inches(0.5),
            Inches(0.35),
            Inches(12.3),
            Inches(0.9),
        )
        _write(title.text_frame, [slide.step.title], size=32, bold=True)
        points = page.shapes.add_textbox(Inches(0.5), Inches(1.5), Inches(3.7), Inches(5.0))
        _write(points.text_frame, [f"• {point}" for point in slide.step.points], size=20)
        if slide.png:
            _place(page, slide.png, Inches(4.4), Inches(1.35), Inches(8.5), Inches(5.45))
        foot = page.shapes.add_textbox(Inches(0.5), Inches(6.9), Inches(12.3), Inches(0.4))
        words = f"{place} / {len(made)} · {ATTRIBUTION}Sources: {slide.sources}"
        _write(foot.text_frame, [words], size=10, colour=LIGHT.label)
        page.notes_slide.notes_text_frame.text = slide.step.notes
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _write(
    frame, lines: Sequence[str], *, size: int, bold: bool = False, colour: str = LIGHT.ink
) -> None:
    frame.word_wrap = True
    for place, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after, paragraph.alignment = Pt(8), PP_ALIGN.LEFT
        run = paragraph.add_run()
        run.text = line
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
        run.font.color.rgb = RGBColor.from_string(colour.lstrip("#"))


def _place(page, png: bytes, left: int, top: int, width: int, height: int) -> None:
    """A picture as large as it fits, in the middle of its place."""
    wide, high = Image.open(io.BytesIO(png)).size
    scale = min(width / wide, height / high)
    w, h = int(wide * scale), int(high * scale)
    page.shapes.add_picture(io.BytesIO(png), left + (width - w) // 2, top + (height - h) // 2, w, h)


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
    image = base64.b64encode(small(slide.png)).decode() if slide.png else ""
    alt = escape(slide.finding or slide.step.title, quote=True)
    shown = (
        f'<img alt="{alt}" src="data:image/jpeg;base64,{image}">'
        if image
        else f"<p>{escape(slide.finding)}</p>"
    )
    notes = f"<aside>{escape(slide.step.notes)}</aside>" if slide.step.notes else ""
    return (
        f'<section id="s{place}"><h1>{escape(slide.step.title)}</h1><ul>{points}</ul>'
        f"<figure>{shown}</figure>{notes}<footer>{place} / {count} · {escape(ATTRIBUTION)}Sources: "
        f"{escape(slide.sources)}</footer></section>"
    )


_PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width"><style>{style}</style></head>'
    "<body>{steps}<script>{script}</script></body></html>"
)


@dataclass(frozen=True)
class Kind:
    """A way to take a story away."""

    label: str
    write: Callable[[Story, Sequence[Slide]], bytes]
    mime: str


KINDS = {
    "pptx": Kind(
        "PowerPoint",
        as_pptx,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
    "pdf": Kind("PDF handout", as_pdf, "application/pdf"),
    "notes.pdf": Kind("PDF with the speaker's notes", as_notes, "application/pdf"),
    "html": Kind("HTML file", as_html, "text/html"),
}
"""By the suffix of their files."""

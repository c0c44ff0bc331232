"""What of a story can be taken away: slides, handout, notes, one HTML file."""

import base64
import io
import shutil
import subprocess
import zipfile
from dataclasses import replace

import pytest
from PIL import Image
from pptx import Presentation
from pptx.util import Pt
from pypdf import PdfReader

from crmmap import Filters
from crmmap.atlas.licences import give
from crmmap.draw.atlas_map import GivenFiles
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.setting import Setting
from crmmap.draw.palette import contrast
from crmmap.exchange.paper import read_picture
from crmmap.exchange.stories import (
    UnusableTemplate,
    as_html,
    as_notes,
    as_pdf,
    as_pptx,
    slides,
)
from crmmap.exchange.stories.native_charts import native
from crmmap.stories import Story, shipped
from crmmap.toml_models import UnusableFile
from tests.shipped import WHOLE


def picture_of_ones_own():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "#3B4D8F").save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def a_step_of_each_kind():
    """Map, heat table, bars, lines, scatter, table, figures, comparison, quote, picture."""
    stories = shipped()
    paper, who = stories["briefing-paper"].steps, stories["who-depends-on-whom"].steps
    quote = {"title": "Said", "quote": {"text": "Minerals are power.", "source": "A minister"}}
    own = {"title": "From my trip", "image": picture_of_ones_own(), "notes": "Taken in May."}
    steps = (paper[5], paper[2], who[2], who[7], paper[3], who[5], who[6], who[4])
    return (*(step.model_dump() for step in steps), quote, own)


def of_steps(deck):
    """Its slides but for the opening, those that open a part, and the sources."""
    slides = [page for page in deck.slides if page.slide_layout.name != "Section"]
    return slides[1:11], slides[11:]


@pytest.fixture(scope="module")
def made():
    story = Story(**{**shipped()["briefing-paper"].model_dump(), "steps": a_step_of_each_kind()})
    said = []
    pictures = slides(
        story, GivenFiles(give(WHOLE)), progress=lambda part, words: said.append((part, words))
    )
    assert [part for part, _ in said] == pytest.approx([place / 10 for place in range(11)])
    return story, pictures


def deck_of(made, **options):
    story, pictures = made
    return Presentation(io.BytesIO(as_pptx(story, pictures, **options)))


def test_powerpoint_has_an_opening_a_slide_a_step_and_the_sources(made):
    story, pictures = made
    deck = deck_of(made, address="https://maps.example.org/")
    opening = deck.slides[0]
    steps, sources = of_steps(deck)
    assert opening.shapes.title.text_frame.text == story.title
    titles = [page.shapes.title.text_frame.text for page in sources]
    assert titles == ["Sources"] and len(story.steps) == 10
    told_sources = " ".join(frame.text for page in sources for frame in frames(page))
    assert all(slide.sources in told_sources for slide in pictures), "none is left out"
    assert "as named in each row" not in told_sources, "a table names those of its rows"
    for place, (page, step, slide) in enumerate(zip(steps, story.steps, pictures, strict=True), 1):
        assert page.shapes.title.text_frame.text == step.title, "in a real placeholder"
        bodies = [one for one in page.placeholders if one.placeholder_format.idx != 0]
        assert [part.text for body in bodies for part in body.text_frame.paragraphs] == list(
            step.points
        )
        texts = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
        assert any("Sources: " in text for text in texts)
        notes = page.notes_slide.notes_text_frame.text
        assert step.notes in notes and slide.sources in notes
        assert f"https://maps.example.org/present?story=briefing-paper&step={place}" in notes


def test_many_sources_go_on_on_a_second_slide(made):
    story, pictures = made
    long = [replace(one, sources=f"{place} {'x' * 300}") for place, one in enumerate(pictures)]
    _, sources = of_steps(Presentation(io.BytesIO(as_pptx(story, long))))
    titles = [page.shapes.title.text_frame.text for page in sources]
    assert titles == ["Sources", *["Sources, continued"] * (len(titles) - 1)] and len(titles) == 3
    assert sum(len(frame.paragraphs) for page in sources for frame in list(frames(page))[1:]) == 10


def test_nothing_on_a_slide_is_cut_or_on_top_of_each_other_or_small(made):
    deck = deck_of(made)
    for page in deck.slides:
        boxes = [
            (one.left, one.top, one.left + one.width, one.top + one.height) for one in page.shapes
        ]
        for left, top, right, bottom in boxes:
            assert left >= 0 and right <= deck.slide_width
            assert top >= 0 and bottom <= deck.slide_height
        for place, one in enumerate(boxes):
            for other in boxes[place + 1 :]:
                wide = min(one[2], other[2]) - max(one[0], other[0])
                high = min(one[3], other[3]) - max(one[1], other[1])
                assert wide <= 0 or high <= 0, "two shapes share a place"
        for frame in frames(page):
            for run in (run for part in frame.paragraphs for run in part.runs):
                assert run.font.size is None or run.font.size >= Pt(14)


def frames(page):
    for shape in page.shapes:
        if shape.has_text_frame:
            yield shape.text_frame
        if shape.has_table:
            yield from (cell.text_frame for row in shape.table.rows for cell in row.cells)


def test_charts_and_tables_can_be_edited_and_maps_are_drawings(made):
    content = as_pptx(*made)
    deck = Presentation(io.BytesIO(content))
    pages, _ = of_steps(deck)
    paper_map, heat, bars, lines, scatter, table, figures, compared, quote, own = pages

    def only(page, kind):
        return next(shape for shape in page.shapes if getattr(shape, kind, False))

    chart = only(bars, "has_chart").chart
    assert list(chart.plots[0].categories)[-1] == "China", "the first stands at the top"
    assert round(chart.plots[0].series[0].values[-1], 2) == 0.89
    china = next(
        one for one in only(lines, "has_chart").chart.plots[0].series if one.name == "China"
    )
    assert [round(value, 2) for value in china.values] == [0.91, 0.76, 0.75, 0.75]
    cells = only(heat, "has_table").table
    assert len(cells.rows) == 13 and cells.cell(1, 0).text_frame.text == "Gallium"
    assert cells.cell(1, 2).text_frame.text == "China 99%"
    for row in list(cells.rows)[1:]:
        for cell in list(row.cells)[1:]:
            for run in cell.text_frame.paragraphs[0].runs:
                ink, ground = run.font.color.rgb, cell.fill.fore_color.rgb
                assert contrast(f"#{ink}", f"#{ground}") >= 4.5
    listed = only(table, "has_table").table
    assert len(listed.rows) == 9 and listed.cell(1, 0).text_frame.text == "China"
    side_by_side = only(compared, "has_table").table
    heads = [cell.text_frame.text for cell in side_by_side.rows[0].cells]
    assert heads == ["", "European Union", "China", "United States"]
    rows = {row.cells[0].text_frame.text: row.cells[2].text_frame.text for row in side_by_side.rows}
    assert rows["Live agreements"] == "3" and rows["The first of them"] == "22 April 2008"
    for page in (paper_map, scatter, own):
        picture = next(shape for shape in page.shapes if shape.shape_type == 13)
        assert picture._element.xpath(".//p:cNvPr")[0].get("descr"), "told to those who do not see"
    assert any(part.text == "9%" for frame in frames(figures) for part in frame.paragraphs)
    assert any("A minister" in frame.text for frame in frames(quote))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        drawn = [name for name in packed.namelist() if name.endswith(".svg")]
        assert len(drawn) == 1 and packed.read(drawn[0]).startswith(b"<svg")


def test_an_organisation_s_own_template_is_taken(made, tmp_path):
    own = Presentation()  # what an office program makes, in 4:3
    own.slide_master.placeholders[0].text_frame.text = "House style"
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text_frame.text = "To be thrown away"
    out = io.BytesIO()
    own.save(out)
    template = tmp_path / "own.potx"
    with zipfile.ZipFile(out) as packed, zipfile.ZipFile(template, "w") as kept:
        for name in packed.namelist():
            kept.writestr(name, packed.read(name).replace(b"presentation.main", b"template.main"))
    deck = deck_of(made, template=template)
    assert deck.slide_width == own.slide_width and len(deck.slides) == 13
    titles = [page.shapes.title.text_frame.text for page in deck.slides]
    assert "To be thrown away" not in titles and titles[1] == made[0].steps[0].title
    for page in deck.slides:
        for shape in page.shapes:
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
    template.write_bytes(b"PK no template")
    with pytest.raises(UnusableTemplate, match=r"own\.potx: this is not a template of PowerPoint"):
        deck_of(made, template=template)


def texts_of(page):
    """Words of a page with where they begin, from its lower left corner."""
    found = []

    def note(text, _, at, *_rest):
        if text.strip():
            found.append((text.strip(), at[4], at[5]))

    page.extract_text(visitor_text=note)
    return found


def first_names(deck, step):
    """The first word of each row of a table on a slide."""
    (page,) = [one for one in deck.slides if one.shapes.title.text_frame.text == step.title]
    tables = [shape.table for shape in page.shapes if shape.has_table]
    return [
        row.cells[0].text_frame.text.split()[0]
        for table in tables
        for row in list(table.rows)[1:]
        if row.cells[0].text_frame.text
    ]


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped())
def test_in_libreoffice_no_title_runs_into_the_points_and_no_points_into_the_sources(
    name, tmp_path
):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("soffice is missing; install libreoffice-impress and fonts-crosextra-carlito")
    story = shipped()[name]
    file = tmp_path / "deck.pptx"
    file.write_bytes(as_pptx(story, slides(story, GivenFiles(give(WHOLE)))))
    command = [office, f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "pdf", "--outdir", tmp_path, file], check=True, timeout=180
    )
    pages = PdfReader(tmp_path / "deck.pdf").pages
    deck = Presentation(file)
    parts = [{*story.title.split(), *step.section.split()} for step in story.steps if step.section]
    opened = [page for page in pages if set(page.extract_text().split()) in parts]
    assert len(opened) == len(parts)
    told = [page for page in pages if page not in opened]
    assert len(told) > len(story.steps) + 1
    for page, step in zip(told[1 : len(story.steps) + 1], story.steps, strict=True):
        heights = {"title": [], "points": [], "foot": []}
        left = [(text, y) for text, x, y in texts_of(page) if x < 340]
        for text, y in left:
            if text in step.title:
                heights["title"].append(y)
            elif any(text in point for point in step.points):
                heights["points"].append(y)
            elif "crmmap" in text or text.startswith("Sources:"):
                heights["foot"].append(y)
        assert heights["title"] and heights["foot"], step.title
        if step.points:
            assert min(heights["title"]) > max(heights["points"]), step.title
            assert min(heights["points"]) > max(heights["foot"]), step.title
        assert min(y for _, y in left) > 4, "nothing runs off the foot"
        shown = [text for text, _, y in texts_of(page) if y > 4]
        for name in first_names(deck, step):
            assert any(name[:7] in text for text in shown), (step.title, name)


def told(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(page.extract_text() for page in pages).replace("\n", " ")


def test_the_handout_has_two_steps_a_page_with_sources_and_never_the_speaker_s_notes(made):
    story, pictures = made
    pages, text = told(as_pdf(story, pictures))
    assert pages == 5 and "Live agreements · 3 · 3 · 5" in text
    for step in story.steps:
        assert step.title in text and all(point in text for point in step.points)
        assert not step.notes or step.notes[:40] not in text
    assert "Minerals are power." in text and "of today's supply of rare earths" in text
    assert "Sources:" in text


def test_the_speaker_s_notes_are_a_file_of_their_own(made):
    story, pictures = made
    _, text = told(as_notes(story, pictures))
    for step in story.steps:
        assert step.title in text and (step.notes or "No note.") in text


def test_the_html_file_needs_no_other_host_and_holds_all_steps(made):
    story, pictures = made
    text = as_html(story, pictures).decode()
    assert text.count("<section") == 10 and "<small>Who depends</small>" not in text
    assert "<td>The first of them</td><td>4 November 2022</td><td>22 April 2008</td>" in text
    assert "http" not in text.replace("http://www.w3.org", "")
    for step in story.steps:
        assert step.title in text


def test_hostile_words_stay_words(made):
    story, pictures = made
    bad = "<img src=x onerror=alert(1)>"
    step = story.steps[0].model_copy(update={"title": bad, "points": (bad,), "notes": bad})
    hostile = story.model_copy(update={"steps": (step,), "title": bad})
    slide = replace(pictures[0], step=step, sources=bad, finding=bad)
    text = as_html(hostile, [slide]).decode()
    assert bad not in text and "&lt;img src=x" in text
    as_pptx(hostile, [slide])
    as_pdf(hostile, [slide])
    as_notes(hostile, [slide])


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"chart": "nope/x"}, "there is no chart 'nope/x'"),
        ({"figures": True, "words": {"scenario": "nope"}}, "is not known"),
        ({"chart": "scenarios/indicators", "page": "scenarios"}, "needs a scenario"),
        ({"image": "data:image/png;base64,AAAA"}, "its picture can't be read"),
    ],
)
def test_a_step_that_can_not_be_shown_is_named_with_its_reason(step, says):
    story = Story(id="x", title="X", summary="X", minutes=1, steps=({"title": "One", **step},))
    with pytest.raises(UnusableFile, match=says):
        as_pptx(story, slides(story, GivenFiles(give(WHOLE))))


def test_a_chart_without_a_name_is_drawn_as_it_is():
    words = {"place": "country:GRL"}
    step = {"title": "One", "page": "places", "chart": "places/shares", "words": words}
    story = Story(id="x", title="X", summary="X", minutes=1, steps=(step,))
    assert as_pptx(story, slides(story, GivenFiles(give(WHOLE)))).startswith(b"PK")


def test_a_small_file_with_too_many_pixels_is_refused_before_it_unfolds():
    out = io.BytesIO()
    Image.new("1", (13_000, 13_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(ValueError, match="more than 40,000,000 pixels"):
        read_picture(out)


def test_what_is_not_published_is_no_zero_and_what_is_set_apart_keeps_its_colour():
    step = shipped()["lithium"].steps[1]
    exhibit = EXHIBITS[step.chart](Setting(WHOLE, Filters.default(), own={"detail": ("Lithium",)}))
    chart = native(exhibit.spec("light"))
    (shares,) = chart.series
    told = dict(zip(chart.names, shares.values, strict=True))
    assert told["United States (not published)"] is None and told["Portugal"] < 0.005
    assert set(shares.others.values()) == {"#7a5230"}, "the brown of mining"
    assert list(shares.others) == list(range(len(chart.names)))

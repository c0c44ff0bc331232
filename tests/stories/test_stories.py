"""Stories: strict files, steps that open, and what can be taken away."""

import io

import pytest
from pptx import Presentation
from pypdf import PdfReader

from crmmap.address.words import from_words
from crmmap.atlas.filters import Filters
from crmmap.atlas.licences import give
from crmmap.draw.atlas_map import GivenFiles
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.setting import Setting
from crmmap.draw.step import comparison, exhibit_of, state_of
from crmmap.exchange.slides import as_html, as_notes, as_pdf, as_pptx, slides
from crmmap.scenarios import run
from crmmap.scenarios import shipped as scenarios
from crmmap.stories import Story, UnusableStory, read, shipped, write
from crmmap.stories.steps import step_at, with_step
from crmmap.ui.navigation import PAGES
from tests.shipped import WHOLE

STEPS = [(name, place) for name, story in shipped().items() for place in range(len(story.steps))]


def test_five_stories_ship_and_the_paper_has_twelve_steps():
    assert len(shipped()) == 5
    assert len(shipped()["briefing-paper"].steps) == 12


@pytest.mark.parametrize(("name", "place"), STEPS)
def test_every_step_means_what_its_address_says(name, place):
    step = shipped()[name].steps[place]
    assert step.page in PAGES
    _, dropped = from_words(step.words, WHOLE, step.page)
    assert dropped == []
    exhibit = exhibit_of(step, state_of(step, WHOLE), WHOLE, "light")
    assert (exhibit is None) == (step.chart == "")
    if exhibit is not None:
        assert exhibit.chart is not None and exhibit.source, "a step shows a picture"


@pytest.mark.parametrize("name", EXHIBITS)
def test_every_exhibit_of_the_catalogue_draws(name):
    scenario = scenarios()["jadar"]
    outcome = run(WHOLE, [(scenario, {})], scenarios())

    def compared(_):
        return comparison((outcome, (scenario,)), Filters.default())

    exhibit = EXHIBITS[name](Setting(WHOLE, Filters.default(), "light", {}, compared))
    assert exhibit.title
    if exhibit.chart is not None:
        exhibit.chart.to_dict()


def test_a_story_survives_its_file():
    for story in shipped().values():
        assert read(write(story), name="again") == story


FAULTS = {
    "four points": ('points = ["a", "b", "c", "d"]', "points"),
    "unknown key": ("colour = 1", "colour: this key is not known"),
    "no title": ("", "title: this key is missing"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_story_is_refused_with_file_and_key(name):
    line, says = FAULTS[name]
    title = "" if name == "no title" else 'title = "One"\n'
    text = f'id = "x"\ntitle = "X"\nsummary = "X"\nminutes = 5\n[[steps]]\n{title}{line}\n'
    with pytest.raises(UnusableStory) as fault:
        read(text.encode(), name="story.toml")
    assert says in str(fault.value) and str(fault.value).startswith("story.toml: steps[1]")


def test_an_address_of_the_presenter_brings_its_step():
    words = with_step(shipped(), {"story": "briefing-paper", "step": "6"})
    assert (
        words["selected"] == "agreements:us-ukraine-urif-2025"
        and words["story"] == "briefing-paper"
    )
    assert (
        with_step(shipped(), {"story": "briefing-paper", "step": "6", "country": "CHL"})["country"]
        == "CHL"
    )
    assert with_step(shipped(), {"story": "nope"}) == {"story": "nope"}
    assert step_at(shipped(), "briefing-paper", "999") == shipped()["briefing-paper"].steps[-1]
    assert step_at(shipped(), "briefing-paper", "x") == shipped()["briefing-paper"].steps[0]


@pytest.fixture(scope="module")
def made():
    story = shipped()["briefing-paper"]
    story = Story(
        **{**story.model_dump(), "steps": tuple(step.model_dump() for step in story.steps[5:8])}
    )
    said = []
    pictures = slides(
        story, GivenFiles(give(WHOLE)), progress=lambda part, words: said.append((part, words))
    )
    assert [part for part, _ in said] == pytest.approx([0, 1 / 3, 2 / 3, 1])
    return story, pictures


def test_powerpoint_has_a_slide_a_step_with_picture_notes_and_sources(made):
    story, pictures = made
    deck = Presentation(io.BytesIO(as_pptx(story, pictures)))
    assert len(deck.slides) == 3
    for page, step in zip(deck.slides, story.steps, strict=True):
        texts = [shape.text_frame.text for shape in page.shapes if shape.has_text_frame]
        assert step.title in texts
        assert all(any(point in text for text in texts) for point in step.points)
        assert any("Sources: " in text for text in texts)
        assert page.notes_slide.notes_text_frame.text == step.notes
        assert any(shape.shape_type == 13 for shape in page.shapes), "a picture"
        for shape in page.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= deck.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= deck.slide_height


def told(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(page.extract_text() for page in pages).replace("\n", " ")


def test_the_handout_has_two_steps_a_page_with_sources_and_never_the_speaker_s_notes(made):
    story, pictures = made
    pages, text = told(as_pdf(story, pictures))
    assert pages == 2
    for step in story.steps:
        assert step.title in text and step.points[0] in text
        assert step.notes and step.notes[:40] not in text
    assert "Sources:" in text


def test_the_speaker_s_notes_are_a_file_of_their_own(made):
    story, pictures = made
    _, text = told(as_notes(story, pictures))
    for step in story.steps:
        assert step.title in text and step.notes in text


def test_the_html_file_needs_no_other_host_and_holds_all_steps(made):
    story, pictures = made
    text = as_html(story, pictures).decode()
    assert text.count("<section") == 3
    assert "http" not in text.replace("http://www.w3.org", "")
    for step in story.steps:
        assert step.title in text


def test_hostile_words_stay_words(made):
    story, pictures = made
    bad = "<img src=x onerror=alert(1)>"
    step = story.steps[0].model_copy(update={"title": bad, "points": (bad,), "notes": bad})
    hostile = story.model_copy(update={"steps": (step,), "title": bad})
    slide = type(pictures[0])(step, pictures[0].png, bad, bad)
    text = as_html(hostile, [slide]).decode()
    assert bad not in text and "&lt;img src=x" in text
    as_pptx(hostile, [slide])
    as_pdf(hostile, [slide])
    as_notes(hostile, [slide])

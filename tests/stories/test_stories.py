"""Stories: strict files, steps that open, and claims that the data bear."""

import re

import pytest

from crmmap.address.words import from_words
from crmmap.atlas.filters import Filters
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.setting import Setting
from crmmap.draw.step import comparison, exhibit_of, state_of
from crmmap.scenarios import run
from crmmap.scenarios import shipped as scenarios
from crmmap.stories import UnusableStory, read, shipped, write
from crmmap.stories.checks import Facts, broken_claims, holds
from crmmap.stories.steps import step_at, with_step
from crmmap.ui.navigation import PAGES
from tests.shipped import WHOLE

STEPS = [(name, place) for name, story in shipped().items() for place in range(len(story.steps))]


def test_seven_stories_ship_and_the_paper_has_twelve_steps():
    assert len(shipped()) == 7
    assert len(shipped()["briefing-paper"].steps) == 12


@pytest.mark.parametrize("name", shipped())
def test_the_data_bear_what_a_story_says(name):
    assert list(broken_claims(shipped()[name], WHOLE)) == []


def test_every_step_but_those_of_a_scenario_alone_is_tied_to_the_data():
    for name, story in shipped().items():
        for place, step in enumerate(story.steps, 1):
            assert step.checks or "scenario" in step.words, f"step {place} of {name}"
            assert step.notes, f"step {place} of {name} helps its speaker"


def test_a_claim_that_the_data_no_longer_bear_is_named():
    rows = WHOLE.production
    chinese = (rows["mineral"] == "Lithium") & (rows["iso3"] == "CHN")
    without = rows[~chinese].reset_index(drop=True)
    found = list(broken_claims(shipped()["lithium"], WHOLE.replace(production=without)))
    assert "step 3: 0.67 < share('Lithium', 'refinery', 'CHN') < 0.73 does not hold" in found


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('os').system('true')",
        "share.__globals__",
        "share('Lithium', 'mine'",
        "hhi('Unobtainium', 'mine') > 0",
        "cell('agreements', 'no-such-row', 'status') == 'in force'",
        "count('agreements', no_such_column='x')",
        "9 ** 9 ** 9 ** 9",
        "not " * 3000 + "True",
        "_atlas",
        "functions()",
    ],
)
def test_an_expression_calls_our_measures_and_nothing_else(expression):
    with pytest.raises(ValueError, match=re.escape(expression)):
        holds(expression, Facts(WHOLE))


@pytest.mark.parametrize(("name", "place"), STEPS)
def test_every_step_means_what_its_address_says(name, place):
    step = shipped()[name].steps[place]
    assert step.page in PAGES
    _, dropped = from_words(step.words, WHOLE, step.page)
    assert dropped == []
    exhibit = exhibit_of(step, state_of(step, WHOLE), WHOLE, "light")
    assert (exhibit is None) == (step.exhibit == "")
    if exhibit is not None:
        assert exhibit.source, "a step says whose data it shows"
        assert exhibit.chart is not None or len(exhibit.rows), "a step shows a picture"


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
    "two pictures": ('chart = "a/b"\ntable = "a/b"', "give only one of chart, table"),
    "a picture from elsewhere": ('image = "https://example.org/x.png"', "image"),
    "figures of nothing": ("figures = true", "name it in words.scenario"),
    "a comparison elsewhere": ("comparison = true", 'give page = "places"'),
    "a quote of nobody": ('quote = { text = "x" }', "quote.source: this key is missing"),
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

"""What a reader sees of a chart: no text on another, none cut, none too small to read."""

from itertools import combinations

import pytest

from crmmap import Filters
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.projector import projected
from crmmap.draw.charts.setting import Setting
from crmmap.draw.palette import GROUNDS
from crmmap.exchange.stories.native_charts import native, shaded_table
from crmmap.exchange.stories.powerpoint import DENSE, as_picture
from crmmap.stories import shipped
from tests.draw.charts.scene import Text, contrasts, keys, lines, struck_through, texts
from tests.shipped import WHOLE
from tests.test_exhibit_titles import OWN, drawn

SMALLEST = 12
TOLD = {step.chart for story in shipped().values() for step in story.steps if step.chart}
"""Charts of the stories that ship."""
LEAST_CONTRAST = 4.5
SLIDE_POINTS = 587, 407
"""The place of a chart on a slide."""
LEAST_OF_SIGNS = 1.3  # the palest shade of a ramp
FILTERS = list(drawn(16))
CHARTS = [name for name in EXHIBITS if not name.startswith("scenarios")]
"""Charts of scenarios need one, see tests/scenarios."""


def test_two_boxes_meet_only_where_both_sides_overlap():
    one = Text("one", 12, 0, 0, 30, 12, turned=False)
    beside = Text("beside", 12, 31, 0, 60, 12, turned=False)
    on_it = Text("on it", 12, 20, 6, 50, 18, turned=False)
    assert not one.meets(beside) and one.meets(on_it)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_texts_of_a_chart_stand_apart_whole_and_large_enough(name):
    """Under 16 sets of filters, those alike for the exhibit once, and its own choices."""
    settings = {EXHIBITS[name].heeded(filters): {} for filters in FILTERS}
    chosen = list(settings.items())
    chosen += [(FILTERS[0], own) for own in OWN.get(name, [])[:6]]
    for filters, own in chosen:
        exhibit = EXHIBITS[name](Setting(WHOLE, filters, own=own))
        if exhibit.chart is None:
            continue
        found, width, _ = texts(exhibit.spec("light"))
        assert not [one for one in found if one.size < SMALLEST], (filters, own)
        struck = struck_through(found, lines(exhibit.spec("light")))
        assert not struck, (struck, filters, own)
        flat = [one for one in found if not one.turned]
        cut = [one.words for one in flat if one.left < -4 or one.right > width + 6]
        assert not cut, (cut, filters, own)
        on_another = [
            (one.words, other.words)
            for one, other in combinations(set(flat), 2)
            if one.meets(other) and not (one.words == other.words and one.left == other.left)
        ]
        assert not on_another, (on_another, filters, own)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_the_same_in_both_themes_but_for_colours(name):
    """So that texts that stand apart in one stand apart in the other."""
    boxes = []
    for theme in ("light", "dark"):
        exhibit = EXHIBITS[name](Setting(WHOLE, FILTERS[0], theme))
        if exhibit.chart is not None:
            boxes.append({(one.words, one.left, one.top) for one in texts(exhibit.spec(theme))[0]})
    assert not boxes or boxes[0] == boxes[1]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", CHARTS)
def test_a_key_can_be_read(name, theme):
    """No sign is lost on the ground, and no title is cut."""
    exhibit = EXHIBITS[name](Setting(WHOLE, FILTERS[0], theme, own=dict(OWN.get(name, [{}])[0])))
    if exhibit.chart is not None:
        signs, cut = keys(exhibit.spec(theme), GROUNDS[theme])
        assert not cut
        assert all(one >= LEAST_OF_SIGNS for one in signs), sorted(signs)


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", CHARTS)
def test_texts_stand_out_from_what_lies_under_them(name, theme):
    """At least 4.5 to 1, as WCAG 2.2 asks for at AA."""
    chosen = [(Filters.default(), {}), *((one, {}) for one in FILTERS[:2])]
    chosen += [(Filters.default(), own) for own in OWN.get(name, [])[:3]]
    for filters, own in chosen:
        exhibit = EXHIBITS[name](Setting(WHOLE, filters, theme, own=own))
        if exhibit.chart is not None:
            found = contrasts(exhibit.spec(theme), GROUNDS[theme])
            weak = {(words, round(ratio, 2)) for words, ratio in found if ratio < LEAST_CONTRAST}
            assert not weak, (filters, own)


@pytest.mark.slow
@pytest.mark.parametrize("name", CHARTS)
def test_on_the_stage_and_on_slides_larger_texts_stand_apart_and_whole(name):
    for filters in FILTERS[:3]:
        exhibit = EXHIBITS[name](Setting(WHOLE, filters))
        if exhibit.chart is None:
            continue
        slide = as_picture(exhibit)
        for spec in (projected(exhibit.spec("light")).spec, slide):
            if spec is slide and (native(spec) or shaded_table(spec)):
                continue  # the office program draws it
            found, width, height = texts(spec)
            assert not struck_through(found, lines(spec)), filters
            if spec is slide and len(spec.get("hconcat", ())) <= 2 and exhibit.name not in DENSE:
                scale = min(SLIDE_POINTS[0] / width, SLIDE_POINTS[1] / height)
                points = min(one.size for one in found) * scale
                assert points >= (14 if name in TOLD else 13), (filters, points)
            flat = [one for one in found if not one.turned]
            cut = [one.words for one in flat if one.left < -4 or one.right > width + 6]
            assert not cut, (cut, filters, width)
            on_another = {
                (one.words, other.words)
                for one, other in combinations(set(flat), 2)
                if one.meets(other) and not (one.words == other.words and one.left == other.left)
            }
            assert not on_another, (on_another, filters, width)

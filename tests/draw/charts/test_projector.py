"""Charts for a projector: large letters, and no more names than can be read from afar."""

import json

import pytest

from crmmap.atlas.filters import Filters
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.projector import HEIGHT, LARGER, MOST_NAMES, WIDTH, projected
from crmmap.draw.charts.setting import Setting
from crmmap.draw.typeset import converter
from crmmap.stories import shipped
from tests.shipped import WHOLE

SETTING = Setting(WHOLE, Filters.default(), "light", {})
NAMES = sorted({step.chart for story in shipped().values() for step in story.steps if step.chart})


def test_of_the_heat_table_the_first_twelve_minerals_stay_in_their_order():
    spec = EXHIBITS["choke_points/heat"](SETTING).spec("light")
    before = json.dumps(spec)
    made = projected(spec)
    assert (made.names, made.of) == (12, 43)
    (rows,) = made.spec["datasets"].values()
    (all_rows,) = spec["datasets"].values()
    order = spec["layer"][0]["encoding"]["y"]["sort"]
    assert {row["mineral"] for row in rows} == set(order[:12])
    assert len(all_rows) > len(rows)
    assert json.dumps(spec) == before, "the chart of the page stays what it is"


@pytest.mark.parametrize("name", NAMES)
def test_no_letter_of_a_chart_on_the_stage_is_small_and_none_is_too_high(name):
    if name.startswith("scenarios/"):
        pytest.skip("a scenario's charts need a scenario; tests/stories draws them")
    made = projected(EXHIBITS[name](SETTING).spec("light"))
    assert made.names <= MOST_NAMES
    assert made.spec["height"] <= HEIGHT and made.spec["width"] == WIDTH
    svg = converter().vegalite_to_svg(made.spec)
    sizes = [float(part.split("px")[0]) for part in svg.split('font-size="')[1:]]
    assert sizes and min(sizes) >= 12 * LARGER - 1

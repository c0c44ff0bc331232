"""Where a map has to look to show a place."""

from __future__ import annotations

from datetime import date

import pytest
import shapely

from crmmap import Filters
from crmmap.describe.profiles import Place
from crmmap.draw.overview import pair_columns, pair_lines
from crmmap.draw.palette import LIGHT, LINES, OVERVIEW
from crmmap.draw.place_view import box_of_place, fitting
from tests.shipped import WHOLE

DAY = date(2026, 10, 5)


def test_a_country_on_both_sides_of_the_date_line_has_a_narrow_box():
    west, _, east, _ = box_of_place(WHOLE, Place("country", "KIR"), as_of=DAY)
    assert 170 < west < 175 and 195 < east < 210, "Kiribati lies from 173° E to 157° W"
    _, longitude, zoom = fitting((west, -1, east, 4), width=480, height=520)
    assert longitude == pytest.approx(-172, abs=2) and zoom > 3


def test_an_area_across_the_date_line_is_not_the_world():
    area = shapely.MultiPolygon(
        [shapely.box(175, -20, 180, -15), shapely.box(-180, -20, -178, -15)]
    )
    assert box_of_place(WHOLE, Place("area", "Fiji", area), as_of=DAY) == (175, -20, 182, -15)


def test_a_view_holds_its_box():
    """At zoom z the world is 256 · 2^z pixels wide."""
    west, south, east, north = box_of_place(WHOLE, Place("country", "ZMB"), as_of=DAY)
    _, longitude, zoom = fitting((west, south, east, north), width=480, height=520)
    shown = 480 / (256 * 2**zoom) * 360
    assert west > longitude - shown / 2 and east < longitude + shown / 2
    assert 480 / (256 * 2 ** (zoom + 1)) * 360 < 2 * (east - west), "and not much more"


def test_a_place_without_an_outline_has_no_box():
    assert box_of_place(WHOLE, Place("country", "XXX"), as_of=DAY) is None


def test_lines_of_an_actor_have_its_colour():
    """Zambia has agreements with the EU, the United Kingdom and the United Arab Emirates, among
    others.
    """
    shown = WHOLE.filter(Filters.default())
    ids = list(pair_columns(WHOLE)["id"])
    actors = [frozenset({"EU", "DEU"}), frozenset({"GBR"})]
    layer = pair_lines(
        shown,
        ids,
        url="",
        theme=LIGHT,
        strongest=None,
        selected=None,
        end="ZMB",
        actors=actors,
    )
    styles = layer.styles
    colour = {pair: styles[layer.classes[ids.index(pair)]]["line"] for pair in ids}
    assert colour["EU|ZMB"] == LINES[1][0]
    assert colour["GBR|ZMB"] == LINES[2][0]
    assert colour["ARE|ZMB"] == OVERVIEW["agreements"][0]
    drawn = {pair for pair, on in zip(ids, layer.on, strict=True) if on}
    assert {"EU|ZMB", "GBR|ZMB", "ARE|ZMB"} <= drawn and all("ZMB" in pair for pair in drawn)

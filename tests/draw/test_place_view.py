"""Where a map has to look to show a place."""

from __future__ import annotations

from datetime import date

import pytest
import shapely

from crmmap.describe.profiles import Place
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

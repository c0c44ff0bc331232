import numpy as np
import pytest
import shapely
from pyproj import Geod

from crmmap.draw.agreements import link_columns, links_of
from crmmap.draw.canvas.shapes import equal_area_circle, polygon_columns
from crmmap.geodesy import great_circle

GEOD = Geod(ellps="WGS84")


def test_an_arc_on_the_equator_stays_on_it():
    line = great_circle((0, 0), (90, 0), points=3)
    assert line == pytest.approx(np.array([[0, 0], [45, 0], [90, 0]]), abs=1e-9)


def test_an_arc_over_the_pole_side_is_a_great_circle():
    line = great_circle((0, 60), (180, 60), points=3)
    assert line[1, 1] == pytest.approx(90)


def test_an_arc_across_the_antimeridian_is_one_line():
    line = great_circle((170, -10), (-160, 10))
    assert np.abs(np.diff(line[:, 0])).max() < 2
    assert line[-1] == pytest.approx([200, 10])


def test_arcs_of_one_pair_part_to_both_sides():
    left, right = great_circle((0, 0), (40, 0), bow=0.1), great_circle((0, 0), (40, 0), bow=-0.1)
    assert left[24, 1] > 2 and right[24, 1] < -2
    assert left[0] == pytest.approx(right[0], abs=1e-9)


def test_circle_has_the_radius_on_the_ellipsoid():
    circle = equal_area_circle(179.5, -17, 100)
    x, y = circle.exterior.coords[10]
    assert GEOD.inv(179.5, -17, x, y)[2] == pytest.approx(100_000, rel=1e-6)
    assert circle.bounds[2] > 180  # runs on past the antimeridian


def test_polygon_columns_keep_every_ring_with_its_feature():
    hole = shapely.Polygon(shapely.box(0, 0, 4, 4).exterior, [shapely.box(1, 1, 2, 2).exterior])
    two = shapely.MultiPolygon([shapely.box(5, 5, 6, 6), shapely.box(7, 7, 8, 8)])
    columns = polygon_columns(np.array([hole, two], dtype=object))
    assert columns["part"].tolist() == [0, 2, 4]
    assert columns["ring"].tolist() == [0, 5, 10, 15, 20]
    degrees = columns["xy"].reshape(-1, 2) / columns["per_degree"]
    assert degrees[columns["ring"][2] : columns["ring"][3]].min() == 5


def test_outlines_are_kept_to_the_metre_or_as_coarse_as_asked():
    land = np.array([shapely.box(-179.123456, -0.5, 1.0, 1.0)], dtype=object)
    assert polygon_columns(land)["xy"].min() == -17_912_346
    assert polygon_columns(land, 1000)["xy"].min() == -179_123


def test_links_run_from_the_lead_to_each_partner():
    assert links_of({"parties": "EU;CAN", "lead": "EU", "partner_iso3": "CAN"}) == [("EU", "CAN")]
    assert links_of({"parties": "USA;JPN;KOR", "lead": "", "partner_iso3": ""}) == [
        ("USA", "JPN"),
        ("USA", "KOR"),
    ]
    assert links_of({"parties": "USA;JPN", "lead": "JPN", "partner_iso3": ""}) == [("JPN", "USA")]


def test_all_agreements_can_be_drawn_but_those_of_the_united_nations_alone(whole):
    drawn = set(link_columns(whole)["id"])
    rest = whole.agreements[~whole.agreements["agreement_id"].isin(drawn)]
    assert set(rest["parties"]) == {
        "UN"
    }  # universal, its members are not listed; the tables hold them

"""What belongs to a country, a region, a bloc or an area."""

import csv
import json
from datetime import date

import pytest
import shapely

from crmmap.describe.profiles import Place, countries_of, name_of, of_place
from crmmap.exchange import area
from crmmap.exchange.area import UnusableArea, drawn_area, read_area
from crmmap.shipped import GEODATA

DAY = date(2026, 10, 5)


def rows_of(name):
    with open(GEODATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_country_by_plain_csv(whole):
    part = of_place(whole, Place("country", "COD"), as_of=DAY)
    assert len(part.sites) == sum(row["iso3"] == "COD" for row in rows_of("sites"))
    binding = {
        "COD",
        "LOBITO",
    }  # the Lobito states resolve to their members, the African Union does not
    bound = [binding & {*row["parties"].split(";"), row["lead"]} for row in rows_of("agreements")]
    assert len(part.agreements) == sum(map(bool, bound))
    measures = [
        r for r in rows_of("measures") if r["imposing"] == "COD" or "COD" in r["target"].split(";")
    ]
    assert set(part.measures["measure_id"]) == {row["measure_id"] for row in measures}
    assert len(part.timeline) == sum(
        "COD" in row["places"].split(";") for row in rows_of("timeline")
    )
    assert len(part.production) == sum(row["iso3"] == "COD" for row in rows_of("production"))


def test_a_bloc_is_its_members_and_itself(whole):
    place = Place("bloc", "EU")
    members = countries_of(whole, place, as_of=DAY)
    assert len(members) == 27 and "GBR" not in members
    assert "HRV" in members and "HRV" not in countries_of(whole, place, as_of=date(2012, 1, 1))
    part = of_place(whole, place, as_of=DAY)
    assert set(part.sites["iso3"]) <= members
    assert "eu-canada-2021" in set(part.agreements["agreement_id"])
    assert name_of(whole, place) == "European Union"


def test_a_region_holds_its_countries(whole):
    codes = countries_of(whole, Place("region", "Middle Africa"), as_of=DAY)
    assert {"COD", "CMR", "AGO", "GAB"} <= codes and "ZMB" not in codes


def test_an_area_holds_the_sites_in_its_outline(whole):
    box = shapely.box(25, -13, 29, -9)
    part = of_place(whole, Place("area", "Copperbelt", box), as_of=DAY)
    known = {
        row["site_id"]
        for row in rows_of("sites")
        if 25 <= float(row["longitude"]) <= 29 and -13 <= float(row["latitude"]) <= -9
    }
    assert set(part.sites["site_id"]) == known and len(known) > 50
    assert {"COD", "ZMB"} <= set(part.sites["iso3"])
    assert not part.agreements.empty  # of the countries whose sites lie there


def test_a_place_of_no_known_kind_is_refused():
    with pytest.raises(ValueError, match="country, region, bloc, area"):
        Place("planet", "Earth")
    with pytest.raises(ValueError, match="shape"):
        Place("area", "nowhere")


SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}


def geojson(*geometries, kind="FeatureCollection"):
    if kind == "FeatureCollection":
        features = [{"type": "Feature", "properties": {}, "geometry": g} for g in geometries]
        return json.dumps({"type": kind, "features": features}).encode()
    return json.dumps(geometries[0]).encode()


def test_an_area_is_read_from_each_form_of_geojson():
    feature = {"type": "Feature", "properties": {}, "geometry": SQUARE}
    for content in (geojson(SQUARE), geojson(SQUARE, kind="bare"), json.dumps(feature).encode()):
        assert read_area(content).area == 1
    other = {"type": "Polygon", "coordinates": [[[1, 0], [2, 0], [2, 1], [1, 1], [1, 0]]]}
    assert (
        read_area(
            b"\xef\xbb\xbf" + geojson(SQUARE, other, {"type": "Point", "coordinates": [9, 9]})
        ).area
        == 2
    )


def test_a_bow_tie_is_made_valid():
    tie = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    assert read_area(geojson(tie)).area == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not GeoJSON"),
        (b"\xff\xfe\x00", "not GeoJSON"),
        (b"[1, 2]", "no object"),
        (geojson({"type": "Point", "coordinates": [0, 0]}), "no polygon"),
        (geojson(), "no polygon"),
        (b'{"type": "FeatureCollection", "features": 7}', "no polygon"),
        (geojson({"type": "Polygon", "coordinates": "x"}), "feature 1 can't be read"),
        (
            geojson({"type": "Polygon", "coordinates": [[[500, 0], [501, 0], [501, 1], [500, 0]]]}),
            "outside the world",
        ),
        (b"[" * 100_000, "not GeoJSON"),
    ],
)
def test_what_is_no_area_is_refused_with_the_reason(content, says):
    with pytest.raises(UnusableArea, match=says):
        read_area(content)


def test_too_large_a_file_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(area, "MOST_BYTES", 10)
    with pytest.raises(UnusableArea, match="MB"):
        read_area(geojson(SQUARE))
    monkeypatch.setattr(area, "MOST_BYTES", 10_000)
    monkeypatch.setattr(area, "MOST_VERTICES", 4)
    with pytest.raises(UnusableArea, match="vertices"):
        read_area(geojson(SQUARE))


def test_an_area_drawn_in_another_world_is_brought_into_this_one():
    assert drawn_area("0 0,2 0,2 2,0 2").area == 4
    assert drawn_area("360 0,362 0,362 2,360 2").bounds == (0, 0, 2, 2)


@pytest.mark.parametrize("corners", ["", "0 0,1 1", "x y,1 1,2 2", "170 0,190 0,190 5"])
def test_a_drawing_that_is_no_area_is_refused(corners):
    with pytest.raises(UnusableArea):
        drawn_area(corners)

"""Scenarios that start from a year of the IEA's outlook, counted again from the file."""

import csv

import pytest

from crmmap import measures
from crmmap.scenarios import run, shipped
from crmmap.scenarios.base_year import BASE_YEARS, LATEST_FIGURES, YEARS, at_year, base_year
from crmmap.scenarios.lead_figures import lead_figures
from crmmap.shipped import GEODATA
from tests.shipped import WHOLE

with open(GEODATA / "outlook_supply.csv", encoding="utf-8", newline="") as file:
    OUTLOOK = list(csv.DictReader(file))


def parts(measure, year):
    return {
        row["iso3"]: float(row["share_of_world"])
        for row in OUTLOOK
        if (row["measure"], row["year"]) == (measure, year) and row["share_of_world"]
    }


def shares(atlas, mineral, stage):
    table = measures.shares(atlas)
    rows = table[(table["mineral"] == mineral) & (table["stage"] == stage)]
    return dict(zip(rows["iso3"], rows["share"], strict=True))


def test_the_latest_figures_are_the_tables_as_they_are():
    assert at_year(WHOLE, LATEST_FIGURES) is WHOLE
    assert base_year(WHOLE, "Lithium", "mine") == ""


@pytest.mark.parametrize("year", YEARS)
def test_a_year_s_supply_is_the_file_s_and_parts_are_one_whole(year):
    later = at_year(WHOLE, year)
    expected = parts("refined nickel", year)
    found = shares(later, "Nickel", "refinery")
    for iso3, share in expected.items():
        if iso3 not in ("WLD", "OTH"):
            assert found[iso3] == pytest.approx(share)
    for mineral in ("Nickel", "Graphite", "Lithium", "Cobalt", "Copper", "Rare earths"):
        for stage in ("mine", "refinery"):
            assert sum(shares(later, mineral, stage).values()) == pytest.approx(1, abs=0.001)
            assert base_year(later, mineral, stage) == year


def test_a_country_that_the_rest_of_the_world_holds_too_is_counted_once():
    listed = parts("battery-grade graphite (spherical natural and synthetic)", "2030")
    assert sum(share for iso3, share in listed.items() if iso3 != "WLD") > 1.005
    found = shares(at_year(WHOLE, "2030"), "Graphite", "refinery")
    named = sum(share for iso3, share in listed.items() if iso3 not in ("WLD", "OTH"))
    assert found["OTH"] == pytest.approx(1 - named)


def test_minerals_that_the_outlook_does_not_cover_keep_their_latest_figures():
    later = at_year(WHOLE, "2040")
    assert shares(later, "Gallium", "refinery") == shares(WHOLE, "Gallium", "refinery")
    assert base_year(later, "Gallium", "refinery") == ""
    headlines = later.production[later.production["headline"]]
    assert headlines.groupby(["mineral", "stage"])["series_id"].nunique().max() == 1


def test_a_scenario_says_from_when_it_starts():
    library = shipped()
    stop = run(at_year(WHOLE, "2040"), [(library["china-ree-stop"], {"left": 0})], library)
    china = parts("magnet rare earths (Nd, Pr, Dy, Tb) refined", "2040")["CHN"]
    left = stop.balance.set_index(["mineral", "stage"])["supply"]
    assert left[("Rare earths", "refinery")] == pytest.approx(1 - china)
    supply, leader, _ = lead_figures(stop, mineral="Rare earths", stage="refinery", bloc="EU")
    assert supply.figure == f"{100 * (1 - china):.0f}%"
    assert supply.words == "of 2040's supply of rare earths (refining) is within reach"
    assert leader.words.endswith(f"in 2040 China leads with {100 * china:.0f}%")


def test_every_scenario_can_start_from_every_year():
    library = shipped()
    for year in BASE_YEARS:
        base = at_year(WHOLE, year)
        for one in library.values():
            outcome = run(base, [(one, {})], library)
            assert outcome.before is base
            assert outcome.balance["supply"].between(0, 20).all(), (one.id, year)

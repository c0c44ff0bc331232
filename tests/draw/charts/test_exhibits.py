"""Exhibits: each finding fits its rows, each chart draws, and an empty choice says so."""

import io
import re
from datetime import date

import pytest
from PIL import Image, ImageChops

from crmmap import Filters, measures
from crmmap.atlas.filters import NOT_LIVE
from crmmap.describe.profiles import Place, of_place
from crmmap.draw.charts import (
    by_country,
    choke_points,
    coverage,
    diplomacy,
    eu,
    governance,
    governance_terms,
    market,
    nature,
    network,
    partners,
    places,
    records,
)
from crmmap.draw.charts import minerals as mineral_charts
from crmmap.draw.charts import scenarios as scenario_charts
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.exhibit import PICTURES, picture
from crmmap.draw.charts.setting import Setting
from crmmap.scenarios import run, shipped
from tests.shipped import WHOLE

DAY = date(2026, 6, 30)


def exhibits(whole, filters, theme):
    """All exhibits of all pages, as the pages make them."""
    shown, history = whole.filter(filters), whole.filter(filters.but(also=NOT_LIVE))
    minerals = filters.minerals
    mineral = (minerals or ("Lithium",))[0]
    place = Place("country", "COD")
    part = of_place(history, place, as_of=DAY)
    outcome = run(whole, [(shipped()["drc-cobalt-quota"], {})], shipped())
    sides = (
        measures.indicators(one, minerals=minerals, blocs=("EU",), as_of=DAY)
        for one in (whole, outcome.atlas)
    )
    return [
        choke_points.heat(shown, theme),
        choke_points.mine_to_refine(whole, mineral, theme),
        choke_points.producers(whole, mineral, "mine", theme, marked={"CHN"}),
        choke_points.producers(whole, mineral, "refinery", theme, marked=set()),
        choke_points.reserves(whole, mineral, theme),
        eu.strategic(whole),
        eu.criticality(whole, theme, minerals=minerals),
        eu.eu_benchmarks(whole, theme, minerals=minerals),
        diplomacy.timeline(history, theme, as_of=filters.as_of),
        diplomacy.live_by_year(history, theme, as_of=filters.as_of),
        diplomacy.splintering(history, theme, as_of=filters.as_of),
        network.network(shown, theme, as_of=filters.as_of),
        partners.matrix(shown, theme, as_of=filters.as_of),
        partners.rivals(shown, theme, as_of=filters.as_of),
        by_country.as_seen_from(history, "COD", theme),
        by_country.imposed_by(shown, "COD"),
        by_country.two_blocs(shown, ("EU", "US"), theme, as_of=filters.as_of, stage="mine"),
        nature.by_category(shown, theme),
        *(
            nature.ranking(shown, theme, within_km=10, by=by)
            for by in ("sites", "zones", "hosts", "minerals")
        ),
        governance.cover(shown, theme),
        governance.supply(shown, theme, stage="refinery"),
        governance.not_covered(shown, theme),
        governance_terms.provisions(shown, theme),
        governance_terms.minerals_trust(shown, {"AUS", "CHL"}, theme),
        governance_terms.demands(whole, filters.standards),
        places.sites(part, "the Congo", theme),
        places.world_shares(whole, place, theme, as_of=DAY, minerals=minerals),
        records.agreements(part, "the Congo", states=whole.lookups.agreement_states_at(DAY)),
        records.measures(part, "the Congo", "Measures of the Congo"),
        *(
            tell(part, "the Congo")
            for tell in (records.standards, records.zones, records.events, records.paper)
        ),
        mineral_charts.index(shown, as_of=DAY, minerals=minerals),
        mineral_charts.over_time(whole, mineral, theme),
        mineral_charts.step_in(shown, mineral, theme),
        mineral_charts.standards(shown, mineral),
        mineral_charts.nature(shown, mineral),
        mineral_charts.gaps(whole, mineral),
        market.prices(whole, mineral, theme),
        market.end_uses(whole, mineral, theme),
        market.reliance(whole, mineral, theme),
        market.supply_beside_demand(whole, mineral, theme),
        coverage.regions(shown, theme),
        coverage.tables(whole),
        coverage.sources(whole),
        coverage.entities(whole),
        coverage.table_rules(),
        scenario_charts.indicators(measures.compare(*sides), theme),
        scenario_charts.balance(outcome),
        scenario_charts.imports(outcome, theme),
        scenario_charts.changes(outcome),
    ]


CHOICES = {
    "as the map opens": Filters.default(),
    "one mineral": Filters.default().but(minerals=("Nickel",)),
    "a mineral without series or agreements": Filters.default().but(minerals=("Hafnium",)),
    "nothing at all": Filters.default().but(minerals=("Helium",), countries=("FJI",)),
    "long ago": Filters.default().but(as_of=date(1950, 1, 1)),
    "one country": Filters.default().but(countries=("CHL",)),
    "a bloc and a standard": Filters.default().but(blocs=("EU",), standards=("EITI",)),
}


@pytest.mark.parametrize("choice", CHOICES)
def test_every_exhibit_says_something_and_draws(whole, choice):
    for exhibit in exhibits(whole, CHOICES[choice], "light"):
        assert exhibit.title and "nan" not in exhibit.title.lower().split(), exhibit.name
        if exhibit.chart is not None:
            assert exhibit.source and not exhibit.rows.empty, exhibit.name
            exhibit.chart.to_dict()  # a faulty grammar raises


def test_every_chart_becomes_a_picture_with_its_finding_and_source(whole):
    for exhibit in exhibits(whole, Filters.default(), "dark"):
        if exhibit.chart is not None:
            drawn = picture(exhibit, theme_name="dark", kind="svg").decode()
            assert exhibit.title.split()[0] in drawn and "Source" in drawn, exhibit.name


def test_a_png_is_a_png(whole):
    exhibit = choke_points.mine_to_refine(whole, "Lithium", "light")
    assert picture(exhibit, theme_name="light", kind="png").startswith(b"\x89PNG")


def test_an_exhibit_without_a_chart_has_no_picture(whole):
    with pytest.raises(ValueError, match="strategic"):
        picture(eu.strategic(whole), theme_name="light", kind="png")


def titles(whole, filters=None):
    return {
        exhibit.name: exhibit.title
        for exhibit in exhibits(whole, filters or Filters.default(), "light")
    }


def test_findings_on_the_shipped_data(whole):
    said = titles(whole)
    assert (
        said["concentration"]
        == "China refines more than half of 22 of the 34 minerals whose refining is on record"
    )
    assert (
        said["strategic"]
        == "China leads the refining of 14 of the 17 EU strategic minerals with a series"
    )
    assert said["mine-to-refine"] == (
        "Australia mines 32% of lithium, of a published total that excludes the United States "
        "(2025 est.); "
        "China refines 70% of lithium (2024)"
    )
    assert said["live"].startswith("180 agreements are live on 5 October 2026")
    assert said["criticality"] == (
        "32 of 51 assessed materials lie above both thresholds of the EU's study of 2023"
    )
    assert "5,749 sites" in said["cover"]


def test_a_mineral_without_a_series_is_no_record_never_nobody(whole):
    said = titles(whole, CHOICES["a mineral without series or agreements"])
    assert said["producers-mine"] == "We have no series of mining of hafnium."


def test_an_empty_choice_leaves_no_chart_without_a_word(whole):
    for exhibit in exhibits(whole, CHOICES["nothing at all"], "light"):
        if exhibit.chart is None and exhibit.rows.empty:
            words = (
                "No ",
                "We found no",
                "We have no",
                "None ",
                "Nothing",
                "can't",
                "Choose",
                "Shares of supply",
                "has no row",
                "has no agreement",
            )
            assert any(word in exhibit.title for word in words), (exhibit.name, exhibit.title)


def test_a_chart_comes_in_sizes_for_screen_print_and_cards():
    """The width of the SVG is that of the screen, 96 pixels to the inch."""
    exhibit = EXHIBITS["places/sites"](
        Setting(WHOLE, Filters.default(), own={"place": ("country:ZMB",)})
    )
    made = {kind: picture(exhibit, theme_name="light", kind=kind) for kind in PICTURES}
    wide = float(re.search(r'<svg[^>]* width="([0-9.]+)"', made["svg"].decode())[1])
    sizes = {kind: Image.open(io.BytesIO(made[kind])) for kind in ("png", "print", "card")}
    assert sizes["png"].width == pytest.approx(2 * wide, abs=2)
    assert sizes["print"].width == pytest.approx(wide * 300 / 96, abs=3)
    assert sizes["print"].info["dpi"][0] == pytest.approx(300, abs=1)
    assert sizes["card"].size == (1200, 630)
    ground = Image.new("RGB", (1200, 630), "#FFFFFF")
    drawn = ImageChops.difference(sizes["card"].convert("RGB"), ground).getbbox()
    assert drawn[2] - drawn[0] > 700, "it fills the card"
    assert made["pdf"].startswith(b"%PDF")

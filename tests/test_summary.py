from datetime import date

import pytest

from crmmap import Filters
from crmmap.atlas.facets import absent_blocs, option_counts, relaxations
from crmmap.describe.details import details
from crmmap.describe.summary import figures, sentence
from crmmap.schema.vocabulary import KINDS


def figures_of(whole, **filters):
    chosen = Filters(**filters)
    return figures(whole, whole.filter(chosen), chosen)


def test_a_distance_of_nothing_means_inside(whole):
    chosen = Filters(near_km=0)
    shown = whole.filter(chosen)
    inside = whole.lookups.nearby.query("distance_km == 0")["site"].nunique()
    assert 0 < len(shown.sites) == inside < len(whole.sites)
    assert "within 0 km of a protected or sensitive area" in sentence(whole, shown, chosen)


def test_the_sentence_says_what_is_shown(whole):
    chosen = Filters(minerals=("Nickel",), blocs=("EU",))
    assert sentence(whole, whole.filter(chosen), chosen) == (
        "384 sites with nickel in members and partners of the European Union, 38 agreements and "
        "1,595 protected or "
        "sensitive areas, as of 5 October 2026."
    )


def test_figures_name_leader_share_year_and_source(whole):
    sites, refining, mining, deals, nature = figures_of(whole, minerals=("Rare earths",))
    assert refining.value == "91%"
    assert refining.words.startswith("China refines 91% of magnet rare earths (2024)")
    assert refining.source == "IEA CMDE 2024"
    assert all(figure.source for figure in (sites, refining, mining, deals, nature))


def test_a_mineral_without_a_series_says_no_record(whole):
    _, refining, *_ = figures_of(whole, minerals=("Barite",))
    assert refining.value == "–"
    assert "no series" in refining.words


def test_an_option_shows_what_it_would_leave(whole):
    chosen = Filters.default().but(minerals=("Nickel",))
    counts = option_counts(whole, chosen)
    for kind in KINDS:
        assert counts["kinds"].get(kind, 0) == len(whole.filter(chosen.but(kinds=(kind,))).sites)
    for bloc in ("EU", "MSP", "BRICS"):
        assert counts["blocs"][bloc] == len(whole.filter(chosen.but(blocs=(bloc,))).sites)
    for standard in ("EITI", "IRMA", "ICMM"):
        assert counts["standards"][standard] == len(
            whole.filter(chosen.but(standards=(standard,))).sites
        )
    for km in (5, 50):
        assert counts["near_km"][str(km)] == len(whole.filter(chosen.but(near_km=km)).sites)
    assert counts["minerals"]["Lithium"] == len(
        whole.filter(chosen.but(minerals=("Lithium",))).sites
    )
    assert counts["modes"]["binding"] == len(
        whole.filter(chosen.but(modes=("binding",))).agreements
    )


def test_ways_out_tell_how_much_each_helps(whole):
    chosen = Filters(minerals=("Helium",), countries=("FIN",))
    ways = {way.filter: way.rows for way in relaxations(whole, chosen, "sites")}
    assert ways == {
        "minerals": len(whole.filter(Filters(countries=("FIN",))).sites),
        "places": len(whole.filter(Filters(minerals=("Helium",))).sites),
    }


def test_a_bloc_before_its_time_says_when_it_was(whole):
    (note,) = absent_blocs(whole, Filters(blocs=("MSP",), as_of=date(2021, 6, 1)))
    assert "1 June 2021" in note and "14 June 2022 to 4 February 2026" in note


def facts_of(whole, table, key):
    found = details(whole, Filters(), table, key)
    return found, {
        section.title: [(f.label, f.text) for f in section.facts] for section in found.sections
    }


def test_jadar_has_owner_standards_zones_and_agreements(whole):
    _, sections = facts_of(whole, "sites", "CRM07937")
    assert ("Company", "Rio Tinto") in sections["Facts"]
    assert ("ICMM Mining Principles", "through its owner") in sections[
        "Governance standards that cover it"
    ]
    assert any(
        "EU-Serbia" in text
        for _, text in sections["Agreements of its country in force, as of 5 October 2026"]
    )
    assert any(
        label == "4 km" for label, _ in sections["Protected and sensitive areas within 50 km"]
    )


def test_where_the_paper_and_the_sources_differ_both_are_shown(whole):
    found, _ = facts_of(whole, "agreements", "us-ukraine-urif-2025")
    assert "USD 1 bn" in found.cautions[0] and "USD 75 m" in found.cautions[0]


def test_a_member_state_shows_what_the_union_does_for_it(whole):
    _, sections = facts_of(whole, "countries", "FIN")
    assert any(
        text.startswith("Regulation with 2030 benchmarks")
        for _, text in sections["Measures it imposes"]
    )


def test_unknown_and_unverified_are_said(whole):
    unknown = whole.sites[(whole.sites["status"] == "unknown") & (whole.sites["owner"] == "")].iloc[
        0
    ]["site_id"]
    _, sections = facts_of(whole, "sites", unknown)
    assert ("Status", "not known") in sections["Facts"]
    assert ("Company", "no owner on record") in sections["Facts"]


def test_who_stands_behind_the_zones_is_who_published_the_zones_shown(whole):
    """Two are named, those of most zones, and the others are counted; found a second way over
    the raw files."""
    import json
    from collections import Counter

    from crmmap.shipped import GEODATA

    features = json.loads((GEODATA / "zones.geojson").read_text(encoding="utf-8"))["features"]
    publisher = dict(zip(whole.sources["source_id"], whole.sources["publisher"], strict=True))
    counts = Counter(
        publisher[one]
        for feature in features
        for one in feature["properties"]["source_id"].split(";")
    )
    figure = figures(whole, whole, Filters())[-1]
    assert figure.source.endswith(f" and {len(counts) - 2} more publishers")
    some = Filters(countries=("GRL",))
    few = whole.filter(some)
    assert 0 < len(few.zones) < len(whole.zones)
    named = {publisher[one] for cell in few.zones["source_id"] for one in cell.split(";")}
    said = figures(whole, few, some)[-1].source
    assert said.partition(" and ")[0].split(", ")[0] in " ".join(named)


@pytest.mark.parametrize(
    "chosen",
    [
        Filters(minerals=("Lithium",), blocs=("MSP",), standards=("EITI", "IRMA"), near_km=25.0),
        Filters(minerals=("Cobalt",), regions=("Middle Africa",), standards=("EITI",)),
        Filters(blocs=("EU",), relation="partners", near_km=10.0, zone_categories=("ecoregion",)),
        Filters(minerals=("Copper",)),
    ],
)
def test_an_option_that_excludes_the_others_counts_the_sites_that_it_leaves(whole, chosen):
    counts = option_counts(whole, chosen)
    for name, value in (("relation", str), ("standards_match", str), ("near_km", float)):
        for option, count in counts[name].items():
            left = whole.filter(chosen.but(**{name: value(option)}))
            assert count == len(left.sites), (name, option)

"""What the data do not know, counted a second way, and a method that tells what the code does."""

import csv

import pytest

from crmmap import measures
from crmmap.describe.layer_notes import notes
from crmmap.describe.methodology import methods, paper_entities, rules
from crmmap.shipped import GEODATA


def rows_of(name):
    with open(GEODATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_are_counted(whole):
    table = measures.coverage(whole).set_index("table")
    for name in ("sites", "agreements", "measures", "standard_adherence"):
        assert table.loc[name, "rows"] == len(rows_of(name))
    unverified = sum(row["provenance"] == "unverified" for row in rows_of("measures"))
    assert table.loc["measures", "unverified"] == unverified > 0
    assert table.loc["sites", "low_confidence"] == sum(
        row["confidence"] == "low" for row in rows_of("sites")
    )
    assert table.loc["blocs", "unverified"] != table.loc["blocs", "unverified"]  # has no provenance
    assert table.loc["sites", "newest"] >= "2025"


def test_regions_hold_all_sites_and_their_gaps(whole):
    table = measures.coverage_by_region(whole)
    assert table["sites"].sum() == len(rows_of("sites"))
    assert table["status_unknown"].sum() == sum(
        row["status"] == "unknown" for row in rows_of("sites")
    )
    chosen = table.set_index("region").loc["Middle Africa"]
    assert chosen["status_unknown_share"] == pytest.approx(
        chosen["status_unknown"] / chosen["sites"]
    )


def test_a_source_counts_once_for_each_of_its_sites(whole):
    table = measures.coverage_by_source(whole).set_index("source_id")
    known = sum("icmm2025" in row["source_ids"].split(";") for row in rows_of("sites"))
    assert table.loc["icmm2025", "sites"] == known
    assert set(table.index) == {row["source_id"] for row in rows_of("sources")}


def test_the_method_is_told_by_every_measure():
    told = {method.name: method for method in methods()}
    assert set(told) == set(measures.__all__)
    assert all(method.summary.endswith(".") for method in told.values())
    assert "HHI" in told["concentration"].text or "Herfindahl" in told["concentration"].text


def test_the_rules_name_every_column_with_what_it_must_be():
    table = rules().set_index(["table", "column"])
    assert "latitude" in table.loc["sites"].index
    assert table.loc[("sites", "latitude"), "rule"] == "must be a number from -90 to 90"
    assert "sources.source_id" in table.loc[("sites", "source_ids"), "refers_to"]


def test_every_entity_of_the_paper_is_found_somewhere(whole):
    table = paper_entities(whole)
    assert len(table) == 120
    assert (table["found"] != "").all()


def test_layers_are_told_of_a_folder_with_other_sources(whole):
    sources = whole.sources[~whole.sources["source_id"].isin(["natural_earth", "crmmap_diplomacy"])]
    found = notes(whole.replace(sources=sources, sites=whole.sites.assign(as_of_year=float("nan"))))
    assert found["links"].sources.empty
    assert found["sites"].as_of == "No row says of which year it is."

"""Trade, dependence and the outlook, counted again from the files without our code."""

import csv
import math

import pytest

from crmmap import Filters, measures
from crmmap.shipped import GEODATA
from tests.shipped import WHOLE


def rows(name):
    with open(GEODATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FLOWS = [row for row in rows("trade_flows") if row["year"] == "2024"]
EU = {row["iso3"] for row in rows("bloc_members") if row["bloc_id"] == "EU" and not row["to_date"]}


def bought(product, own):
    """Value by exporter of what some importers buy from all others."""
    found = {}
    for row in FLOWS:
        if row["product"] == product and row["importer"] in own and row["exporter"] not in own:
            found[row["exporter"]] = found.get(row["exporter"], 0) + float(row["value_kusd"])
    return found


def mix(importer, product):
    table = measures.import_mix(WHOLE, importer=importer)
    return table[table["product"] == product].set_index("exporter")


def test_germany_buys_its_lithium_carbonate_in_chile():
    """Germany's lithium, which no page could answer."""
    by_hand = bought("lithium carbonate", {"DEU"})
    assert by_hand["CHL"] == 25215.9
    assert sum(by_hand.values()) == pytest.approx(37673.4)
    table = mix("DEU", "lithium carbonate")
    assert table.index[0] == "CHL"
    assert table.loc["CHL", "share"] == pytest.approx(25215.9 / 37673.4)
    assert table.loc["CHL", "quantity_t"] == 1714.19


def test_a_bloc_buys_from_all_but_its_members():
    by_hand = bought("permanent magnets of metal", EU)
    table = mix("EU", "permanent magnets of metal")
    assert not set(table.index) & EU
    assert table["value_kusd"].to_dict() == pytest.approx(by_hand)
    assert 0.9 < table["share"].sum() <= 1  # of all imports, small flows included


def test_all_that_countries_buy_is_all_that_is_traded():
    """Every flow of the year is in one country's mix, once."""
    importers = {row["importer"] for row in FLOWS}
    total = sum(
        measures.import_mix(WHOLE, importer=importer)["value_kusd"].sum() for importer in importers
    )
    assert total == pytest.approx(sum(float(row["value_kusd"]) for row in FLOWS))


@pytest.mark.parametrize("importer", ["USA", "JPN", "KOR", "GBR", "CHN", "IND"])
def test_shares_are_those_of_import_reliance(importer):
    """That table was made of all flows: ours, of fewer flows, must say the same of each."""
    table = measures.import_mix(WHOLE, importer=importer)
    compared = 0
    for row in rows("import_reliance"):
        if (row["importer"], row["year"], row["indicator"]) == (
            importer,
            "2024",
            "share of extra-bloc import value",
        ):
            code = row["product"].rpartition("HS ")[2].rstrip(")")
            ours = table[(table["hs6"] == code) & (table["exporter"] == row["source_iso3"])]
            if len(ours):
                assert ours["share"].iloc[0] == pytest.approx(float(row["share"]), abs=2e-4), row
                compared += 1
    assert compared > 100


def test_dependence_by_hand():
    by_hand = bought("ferroniobium", {"JPN"})
    (whole,) = {
        float(row["total_import_kusd"])
        for row in rows("import_reliance")
        if (row["importer"], row["year"]) == ("JPN", "2024") and "HS 720293" in row["product"]
    }
    row = measures.dependence(WHOLE, importer="JPN").set_index("product").loc["ferroniobium"]
    assert row["top"] == max(by_hand, key=by_hand.get) == "BRA"
    assert row["top_share"] == pytest.approx(by_hand["BRA"] / whole)
    assert row["told"] == pytest.approx(sum(by_hand.values()) / whole)
    assert row["hhi"] == pytest.approx(
        sum((100 * value / whole) ** 2 for value in by_hand.values())
    )
    assert row["exporters"] == len(by_hand)


def test_a_ban_on_one_buyer_counts_for_that_buyer():
    """China's ban of January 2026 on rare earths is aimed at Japan alone."""
    aimed = {row["measure_id"]: row["target"] for row in rows("measures")}
    assert aimed["chn-japan-2026"] == "JPN"
    by_hand = bought("compounds of other rare earths", {"JPN"})
    product = "compounds of other rare earths"
    row = measures.dependence(WHOLE, importer="JPN").set_index("product").loc[product]
    china = by_hand["CHN"] / sum(by_hand.values())
    assert row["restricted"] >= china * row["told"] - 1e-9


def test_an_importer_that_is_none_buys_nothing_and_a_bloc_had_members_or_not():
    assert measures.import_mix(WHOLE, importer="XXX").empty
    assert measures.import_mix(WHOLE, importer="FORGE").empty  # founded in 2026


def test_a_filter_of_minerals_leaves_shares_as_they_are():
    gallium = WHOLE.filter(Filters(minerals=("Gallium",)))
    whole, part = (measures.import_mix(one, importer="USA") for one in (WHOLE, gallium))
    shared = whole[whole["hs6"] == "811292"]["share"].tolist()
    assert part["share"].tolist() == shared and len(shared) > 5


def test_what_restricting_countries_sell_is_told_and_of_magnets_nothing():
    """China's licences on tungsten hit the metal: the share of its tungsten is restricted."""
    table = measures.dependence(WHOLE, importer="JPN").set_index("product")
    by_hand = bought("tungsten, unwrought", {"JPN"})
    strict = {
        row["imposing"]
        for row in rows("measures")
        if row["direction"] == "export"
        and "Tungsten" in row["minerals"].split(";")
        and "refinery" in row["stage"].split(";")
        and row["severity"] in ("ban", "quota", "licence", "tax")
        and row["status"] == "in force"
        and row["target"] in ("", "ALL")
    }
    assert "CHN" in strict
    wanted = sum(value for iso3, value in by_hand.items() if iso3 in strict)
    told = table.loc["tungsten, unwrought", "told"]
    assert table.loc["tungsten, unwrought", "restricted"] == pytest.approx(
        told * wanted / sum(by_hand.values())
    )
    assert math.isnan(table.loc["permanent magnets of metal", "restricted"])


def test_the_outlook_by_hand():
    named = {
        row["iso3"]: float(row["share_of_world"])
        for row in rows("outlook_supply")
        if (row["measure"], row["year"]) == ("refined cobalt", "2035")
    }
    countries = {iso3: share for iso3, share in named.items() if iso3 not in ("WLD", "OTH")}
    table = measures.outlook(WHOLE).set_index(["mineral", "stage", "year"])
    row = table.loc[("Cobalt", "refinery", 2035)]
    assert row["leader"] == max(countries, key=countries.get)
    assert row["top_3"] == pytest.approx(sum(sorted(countries.values())[-3:]))
    assert row["hhi"] == pytest.approx(sum((100 * share) ** 2 for share in countries.values()))
    assert row["parts"] == pytest.approx(sum(countries.values()) + named["OTH"])


def test_series_of_one_year_are_no_outlook_and_parts_that_exceed_the_whole_are_told():
    table = measures.outlook(WHOLE)
    assert set(table["year"]) == {2024, 2030, 2035, 2040}
    assert not table["measure"].str.contains("capacity").any()
    nickel = table[(table["mineral"] == "Nickel") & (table["stage"] == "refinery")]
    assert (nickel["parts"] > 1.01).all()  # one country is counted twice, see the row's note


def test_demand_by_hand():
    total = {
        (row["scenario"], row["year"]): float(row["value"])
        for row in rows("outlook_demand")
        if row["mineral"] == "Lithium" and row["sector_kind"] == "total"
    }
    table = measures.demand(WHOLE).set_index(["mineral", "scenario", "year"])
    for scenario in ("STEPS", "APS", "NZE"):
        wanted = total[scenario, "2040"] / total["base year", "2024"]
        assert table.loc[("Lithium", scenario, 2040), "times"] == pytest.approx(wanted)
        assert table.loc[("Lithium", scenario, 2024), "times"] == 1

"""What a mineral's page says, counted again from the files without our code."""

import csv
from datetime import date

import pandas as pd
import pytest

from crmmap import Filters, measures
from crmmap.describe.mineral_gaps import mineral_gaps
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.setting import Setting
from crmmap.measures.supply_risk import nearness
from crmmap.shipped import GEODATA
from tests.shipped import LIVE, WHOLE

DAY = date(2026, 10, 5)


def rows(name):
    with open(GEODATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PRODUCTION = rows("production")


def made(name, mineral, filters=None):
    setting = Setting(WHOLE, filters or Filters.default(), own={"detail": (mineral,)})
    return EXHIBITS[f"choke_points/{name}"](setting)


def test_the_leader_s_share_by_year_is_that_of_the_newest_edition_of_each_year():
    cobalt = [
        row
        for row in PRODUCTION
        if (row["mineral"], row["stage"], row["unit"]) == ("Cobalt", "mine", "t")
        and row["publisher"].startswith("USGS")
    ]
    table = measures.history(WHOLE)
    table = table[(table["mineral"] == "Cobalt") & (table["stage"] == "mine")].set_index("year")
    assert table.index.tolist() == [2022, 2023, 2024, 2025]
    for year, share in table["top_1"].items():
        of_year = [row for row in cobalt if row["year"] == str(year)]
        newest = max(row["publisher"] for row in of_year)
        parts = {
            row["iso3"]: float(row["share_of_world"])
            for row in of_year
            if row["publisher"] == newest and row["share_of_world"] and row["iso3"] != "WLD"
        }
        assert share == pytest.approx(parts["COD"] / max(1, sum(parts.values())))


def test_a_year_that_another_definition_counts_is_left_out():
    """Bauxite's smelters are counted in 2022 in other words than today."""
    words = {
        row["year"]: row["measure"]
        for row in PRODUCTION
        if row["mineral"] == "Lithium" and row["publisher"] == "USGS MCS 2024"
    }
    table = measures.history(WHOLE).set_index(["mineral", "year"])
    for year, measure in words.items():
        if ("Lithium", int(year)) in table.index:
            assert table.loc[("Lithium", int(year)), "measure"] == measure


def test_a_price_is_in_us_dollars_a_tonne():
    tin = [row for row in rows("mineral_attributes") if row["detail"].startswith("Tin: Price")]
    exchange = next(row for row in tin if "London" in row["detail"] and row["year"] == "2025")
    assert exchange["unit"] == "cents per pound"
    a_tonne = float(exchange["value"]) / 100 * 2204.62262
    table = measures.prices(WHOLE).set_index(["product", "year"])
    found = table.loc[("Tin: London Metal Exchange (LME), cash", 2025)]
    assert found["usd_per_t"] == pytest.approx(a_tonne, rel=1e-4) and found["estimated"]


def test_one_price_stands_for_a_mineral_only_where_its_products_are_worth_the_same():
    table = measures.leading_price(WHOLE)
    named = dict(zip(table["mineral"], table["product"], strict=True))
    assert named["Silicon metal"] == "Silicon metal"  # and not ferrosilicon, which stands first
    assert not {"PGM", "Rare earths", "Graphite", "Cobalt"} & set(named)


def test_the_value_of_a_year_s_production_is_tonnes_times_price():
    table = measures.production_value(WHOLE).set_index(["mineral", "iso3"])
    assert table.loc[("Tin", "WLD"), "value_usd"] == pytest.approx(290_000 * 33069.34)
    assert table.loc[("Gallium", "WLD"), "tonnes"] == 900  # published in kilograms
    assert "Lithium" not in table.index.get_level_values(0)  # contained metal, price of carbonate


def test_supply_risk_weighs_the_squares_with_instability():
    weights = {
        row["iso3"]: (2.5 - float(row["estimate"])) / 5
        for row in rows("governance_wgi")
        if row["year"] == "2024"
    }
    share = {
        row["iso3"]: float(row["share_of_world"])
        for row in PRODUCTION
        if (row["mineral"], row["stage"], row["headline"]) == ("Cobalt", "mine", "True")
        and row["iso3"] != "WLD"
        and row["share_of_world"]
    }
    whole = sum(share.values())
    assert whole > 1  # rounded parts
    by_hand = sum(
        (100 * part / whole) ** 2 * weights[iso3] for iso3, part in share.items() if iso3 != "OTH"
    )
    table = measures.supply_risk(WHOLE).set_index(["mineral", "stage"])
    assert table.loc[("Cobalt", "mine"), "weighted"] == pytest.approx(by_hand)
    assert table["unknown"].max() < 0.05
    assert nearness(WHOLE) == pytest.approx(0.64, abs=0.005)


def test_supply_is_set_beside_demand_only_where_both_count_the_same():
    table = measures.supply_and_demand(WHOLE)
    assert "Graphite" not in set(table["mineral"])
    lithium = table.set_index(["mineral", "year", "scenario"]).loc[("Lithium", 2040, "STEPS")]
    assert lithium["covered"] == pytest.approx(461.4594 / 927.93209)


def test_who_could_step_in_lies_outside_the_leading_country(sql):
    known = sql.execute(
        """select count(*) from sites join site_mineral m on m.id = site_id
        where m.value = 'Gallium' and iso3 <> 'CHN'
        and (kind like '%refinery%' or kind like '%smelter%' or kind like '%plant%')"""
    ).fetchone()[0]
    table = measures.alternatives(WHOLE, mineral="Gallium")
    assert (table["stage"] == "refinery").sum() == known
    assert set(table[table["stage"] == "refinery"]["leader"]) == {"CHN"}


def test_nobody_steps_in_for_a_country_from_that_country():
    """Gallium has no series of mining; its leader of refining is left out of both stages."""
    table = measures.alternatives(WHOLE, mineral="Gallium")
    assert "CHN" not in set(table["iso3"]) and "mine" in set(table["stage"])
    assert made("step-in", "Gallium").title.startswith("Outside China, ")


def test_a_measure_counts_only_for_the_minerals_that_its_reading_counts():
    """The facts name molybdenum in a measure of which they say that it does not count."""
    table = measures.mineral_index(WHOLE, as_of=DAY).set_index("mineral")
    assert table.loc["Molybdenum", "restrictions"] == 0
    assert table.loc["Gallium", "restrictions"] == 2


def test_the_index_counts_what_names_the_mineral(sql):
    agreements = sql.execute(
        f"""select count(*) from agreements join deal_mineral on id = agreement_id
        where value = 'Cobalt' and {LIVE}""",
        {"day": DAY.isoformat()},
    ).fetchone()[0]
    table = measures.mineral_index(WHOLE, as_of=DAY).set_index("mineral")
    assert len(table) == 45
    assert table.loc["Cobalt", "agreements"] == agreements
    assert table.loc["Lithium", "price_change"] == pytest.approx(9000 / 11700 - 1)
    assert table.loc["Gallium", "lists"] == "EU strategic, US critical"
    one = measures.mineral_index(WHOLE, as_of=DAY, minerals=("Tin",))
    assert one["mineral"].tolist() == ["Tin"]


def test_import_reliance_keeps_the_sign_it_was_published_with():
    exhibit = made("reliance", "Lithium")
    assert "more than 50%" in exhibit.title
    exporter = made("reliance", "Molybdenum")
    assert "The United States exports more" in exporter.title


@pytest.mark.parametrize("mineral", ["Caesium", "Uranium", "Phosphorus", "Lithium"])
def test_what_is_not_drawn_is_said_to_be_unknown(mineral):
    """Each exhibit of a mineral's page has a chart or lines, or its topic is among the gaps."""
    topics = {topic for topic, _ in mineral_gaps(WHOLE, mineral)}
    told = {
        "history": "Trend",
        "reserves": "Reserves",
        "producers-mine": "Mining",
        "producers-refinery": "Refining",
        "prices": "Price",
        "end-uses": "Uses",
        "reliance": "Dependence",
        "demand": "Demand",
        "step-in": "Sites",
    }
    for name, topic in told.items():
        exhibit = made(name, mineral)
        missing = exhibit.chart is None and not exhibit.lines
        assert missing == (topic in topics), (name, topic, exhibit.title)


def test_an_act_that_only_empowers_restricts_nothing():
    acts = WHOLE.measures.set_index("measure_id")
    assert acts.loc["usa-dpa-cmm-2026", "severity"] == "none"
    listed = made("measures", "Copper").rows
    assert "usa-dpa-cmm-2026" not in set(listed["measure_id"])


def test_no_record_is_not_nothing():
    frame = pd.DataFrame(mineral_gaps(WHOLE, "Lithium"), columns=["topic", "said"])
    sites = [row for row in rows("sites") if "Lithium" in row["minerals"].split(";")]
    unknown = sum(row["status"] == "unknown" for row in sites)
    said = frame.set_index("topic").loc["Status", "said"]
    assert said == f"{unknown} of the {len(sites)} sites of lithium on record have no known status."


TEN = (
    "Bauxite/Aluminium",
    "Cobalt",
    "Copper",
    "Gallium",
    "Graphite",
    "Lithium",
    "Manganese",
    "Nickel",
    "Rare earths",
    "Tungsten",
)


@pytest.mark.parametrize("mineral", TEN)
def test_a_mineral_s_page_against_the_files(mineral):
    """Leaders and shares, sites, reserves, and imports of the EU, each counted here anew."""
    index = measures.mineral_index(WHOLE, as_of=DAY).set_index("mineral").loc[mineral]
    for stage in ("mine", "refinery"):
        parts = {
            row["country"]: float(row["share_of_world"])
            for row in PRODUCTION
            if (row["mineral"], row["stage"], row["headline"]) == (mineral, stage, "True")
            and row["iso3"] not in ("WLD",)
            and row["share_of_world"]
        }
        named = {one: share for one, share in parts.items() if share == max(parts.values())}
        if not parts:
            assert (
                index[f"leader_{stage}"] in ("", None)
                or index[f"leader_{stage}"] != (index[f"leader_{stage}"])
            )
            continue
        assert index[f"leader_{stage}"] in named
        assert index[f"share_{stage}"] == pytest.approx(
            max(parts.values()) / max(1.0, sum(parts.values())), abs=0.005
        )
    sites = [row for row in rows("sites") if mineral in row["minerals"].split(";")]
    hidden = [row for row in sites if row["kind"] == "deposit" and row["status"] == "unknown"]
    assert index["sites"] in (len(sites), len(sites) - len(hidden))
    held = [row for row in rows("reserves") if row["mineral"] == mineral and row["reserves"]]
    newest = max((row["year"] for row in held), default="")
    known = {
        row["country"]: float(row["reserves"])
        for row in held
        if row["year"] == newest and row["iso3"] not in ("WLD", "OTH")
    }
    if known:
        assert max(known, key=known.get) in made("reserves", mineral).title
    table = made("imports", mineral).rows
    for product, part in table[table["importer"] == "EU"].groupby("hs6"):
        members = {
            row["iso3"]
            for row in rows("bloc_members")
            if row["bloc_id"] == "EU" and not row["to_date"]
        }
        bought = sum(
            float(row["value_kusd"])
            for row in rows("trade_flows")
            if (row["hs6"], row["year"]) == (product, "2024")
            and row["importer"] in members
            and row["exporter"] not in members
        )
        assert part["value_kusd"].sum() == pytest.approx(bought)


def test_the_eu_s_sourcing_is_that_of_the_study():
    """Shares from outside the EU, and the largest source of each stage."""
    table = measures.benchmarks(WHOLE).set_index(["material", "benchmark"])
    compared = 0
    for row in rows("criticality"):
        for stage in ("extraction", "processing"):
            key = (row["material"], stage)
            share = row[f"non_eu_sourcing_share_{stage}"]
            if key in table.index and share and not row["sourcing_of"]:
                assert 1 - table.loc[key, "share"] == pytest.approx(float(share), abs=0.006), key
                compared += 1
    assert compared > 20

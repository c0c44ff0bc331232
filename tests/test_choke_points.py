"""Asymmetry, leading refiners and EU benchmarks: by hand on small tables, by plain csv on the
shipped ones."""

import csv

import pandas as pd
import pytest

from crmmap import measures
from crmmap.measures.benchmarks import LIMITS, origins
from crmmap.measures.mining_refining_gap import leading_refiner
from crmmap.shipped import GEODATA
from tests.test_measures import production


def headline(mineral, stage):
    with open(GEODATA / "production.csv", encoding="utf-8", newline="") as file:
        return {
            row["iso3"]: float(row["share_of_world"])
            for row in csv.DictReader(file)
            if (row["mineral"], row["stage"], row["headline"]) == (mineral, stage, "True")
            and row["share_of_world"]
        }


def test_asymmetry_by_hand(whole):
    mined = production(("AUS", 0.6), ("CHL", 0.3), ("OTH", 0.1), mineral="Lithium", stage="mine")
    refined = production(
        ("CHN", 0.7), ("CHL", 0.2), ("OTH", 0.1), mineral="Lithium", stage="refinery"
    )
    alone = production(("ZAF", 1.0), mineral="PGM", stage="mine")
    small = whole.replace(production=pd.concat([mined, refined, alone], ignore_index=True))
    table = measures.mining_refining_gap(small).set_index("iso3")
    assert set(table["mineral"]) == {"Lithium"}  # a mineral with one stage has no asymmetry
    assert table["shift"].to_dict() == pytest.approx({"CHN": 0.7, "CHL": -0.1, "AUS": -0.6})
    assert list(table.index) == ["CHN", "CHL", "AUS"]
    assert table.loc["AUS", "refinery"] != table.loc["AUS", "refinery"]  # not named is not none


@pytest.mark.parametrize(
    ("mineral", "iso3", "stage"),
    [
        ("Lithium", "AUS", "mine"),
        ("Lithium", "CHN", "refinery"),
        ("Cobalt", "COD", "mine"),
        ("Nickel", "IDN", "refinery"),
        ("Rare earths", "CHN", "mine"),
    ],
)
def test_shares_stand_as_published(whole, mineral, iso3, stage):
    table = measures.mining_refining_gap(whole).set_index(["mineral", "iso3"])
    assert table.loc[(mineral, iso3), stage] == pytest.approx(headline(mineral, stage)[iso3])


def test_leading_refiner_says_where_no_series_exists(whole):
    small = whole.replace(
        production=production(("CHN", 0.7), ("CHL", 0.3), mineral="Lithium", stage="refinery")
    )
    table = leading_refiner(small, "CHN", {"Lithium", "Boron"}).set_index("mineral")
    assert table.loc["Lithium", "leads"] is True or bool(table.loc["Lithium", "leads"])
    assert table.loc["Boron", "leads"] is None


def test_china_leads_14_of_17_strategic_minerals(whole):
    with open(GEODATA / "minerals.csv", encoding="utf-8", newline="") as file:
        listed = {
            row["mineral"] for row in csv.DictReader(file) if row["eu_strategic_2024"] == "True"
        }
    series = {mineral: headline(mineral, "refinery") for mineral in listed}
    named = {
        m: {c: s for c, s in rows.items() if c not in ("WLD", "OTH")}
        for m, rows in series.items()
        if rows
    }
    known = sum(max(rows, key=rows.get) == "CHN" for rows in named.values())
    observed = leading_refiner(whole, "CHN", listed)
    assert (
        (int(observed["leads"].sum()), int(observed["leads"].notna().sum()))
        == (known, len(named))
        == (14, 17)
    )


def test_origins_are_read_from_the_study_s_words():
    assert origins("Guinea 62%; United States 10%") == [
        ("Guinea", 0.62),
        ("United States", pytest.approx(0.10)),
    ]
    assert origins("") == []


def test_benchmarks_by_hand(whole):
    rows = whole.criticality.iloc[:4].assign(
        material=["A", "B", "C", "D"],
        strategic=True,
        sourcing_of=["", "", "", "Yttrium"],
        non_eu_sourcing_share_extraction=["0.95", "", "1.0", "1.0"],
        non_eu_sourcing_share_processing=["0.40", "1.0", "1.0", "1.0"],
        eu_sourcing_extraction=["Greece 70%; Guinea 20%", "", "Chile 50%", "Japan 55%"],
        eu_sourcing_processing=[
            "China 66%; Germany 30%",
            "Norway 65%",
            "Norway 65%; Chile 30%",
            "China 61%",
        ],
    )
    table = measures.benchmarks(whole.replace(criticality=rows)).set_index(
        ["material", "benchmark"]
    )
    assert table.loc[("A", "extraction"), "share"] == pytest.approx(0.05)
    assert not table.loc[("A", "extraction"), "met"]
    assert table.loc[("A", "processing"), "share"] == pytest.approx(0.60)
    assert table.loc[("A", "processing"), "met"]
    third = table.loc[("A", "one third country")]  # Greece is no third country
    assert (third["country"], third["share"], bool(third["met"])) == (
        "China",
        pytest.approx(0.66),
        False,
    )
    assert (
        table.loc[("B", "one third country"), "met"] is None
    )  # 65% is the limit, but of its ores nothing is known
    assert bool(
        table.loc[("C", "one third country"), "met"]
    )  # no unnamed country can have more than half
    assert table.loc["D", "met"].isna().all()  # the study has one element of the group
    assert table.loc[("B", "extraction"), "met"] is None
    assert set(table.loc["A"].index) == set(LIMITS)
    assert table.loc[("A", "recycling"), "share"] != table.loc[("A", "recycling"), "share"]

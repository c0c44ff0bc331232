"""Measures on small tables worked out by hand, and on the shipped data found a second way."""

import csv
from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmmap import Filters, measures
from crmmap.measures.supply_under_agreement import PARTS
from crmmap.shipped import GEODATA

COLUMNS = [
    "series_id",
    "mineral",
    "stage",
    "iso3",
    "country",
    "year",
    "value",
    "unit",
    "share_of_world",
    "headline",
    "measure",
    "basis",
    "publisher",
]


def production(*rows, mineral="Nickel", stage="mine"):
    """A production table of (ISO3, share) rows."""
    return pd.DataFrame(
        [
            [
                "s",
                mineral,
                stage,
                iso3,
                iso3,
                "2024",
                None,
                "t",
                share,
                True,
                "m",
                "estimate",
                "USGS MCS 2025",
            ]
            for iso3, share in rows
        ],
        columns=COLUMNS,
    )


def concentration_of(whole, *rows):
    return measures.concentration(whole.replace(production=production(*rows))).iloc[0]


def test_hhi_by_hand(whole):
    row = concentration_of(whole, ("IDN", 0.5), ("PHL", 0.3), ("RUS", 0.2))
    assert row["hhi"] == pytest.approx(50**2 + 30**2 + 20**2)
    assert (row["leader"], row["top_1"], row["top_3"]) == ("IDN", 0.5, 1.0)
    assert row["band"] == "highly concentrated"


def test_the_rest_is_left_out_of_the_squares_and_shown(whole):
    row = concentration_of(whole, ("WLD", 1.0), ("IDN", 0.2), ("PHL", 0.1), ("OTH", 0.7))
    assert row["hhi"] == pytest.approx(500)
    assert row["rest"] == pytest.approx(0.7)
    assert row["band"] == "unconcentrated"
    assert row["leader"] == "IDN"


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(parts=st.lists(st.floats(0.001, 1), min_size=1, max_size=30), rest=st.floats(0, 5))
def test_hhi_lies_between_even_shares_and_a_monopoly(whole, parts, rest):
    total = sum(parts) + rest
    named = [(f"C{place:02}", part / total) for place, part in enumerate(parts)]
    row = concentration_of(whole, *named, ("OTH", rest / total))
    share = sum(part for _, part in named)
    assert 10_000 * share**2 / len(parts) - 1e-6 <= row["hhi"] <= 10_000 + 1e-6


@settings(
    deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000))
def test_results_do_not_depend_on_the_order_of_rows(whole, seed):
    shuffled = whole.replace(
        production=whole.production.sample(frac=1, random_state=seed).reset_index(drop=True),
        agreements=whole.agreements.sample(frac=1, random_state=seed).reset_index(drop=True),
    )
    for measure in (measures.supply_under_agreement, measures.contested_countries):
        known, observed = measure(whole), measure(shuffled)
        key = list(known.columns[:2])
        pd.testing.assert_frame_equal(
            observed.sort_values(key, ignore_index=True), known.sort_values(key, ignore_index=True)
        )
    known, observed = measures.concentration(whole), measures.concentration(shuffled)
    figures = ["mineral", "stage", "top_1", "top_3", "hhi", "rest", "countries"]
    pd.testing.assert_frame_equal(observed[figures], known[figures])


def test_sentence_marks_estimates_and_magnet_rare_earths(whole):
    table = measures.concentration(whole).set_index(["mineral", "stage"])
    assert (
        table.loc[("Rare earths", "refinery"), "sentence"]
        == "China refines 91% of magnet rare earths (2024)"
    )
    assert table.loc[("Lithium", "mine"), "sentence"] == (
        "Australia mines 32% of lithium, of a published total that excludes the United States "
        "(2025 est.)"
    )


def test_china_leads_refining_of_25_of_34_minerals(whole):
    table = measures.concentration(whole)
    refining = table[table["stage"] == "refinery"]
    with open(GEODATA / "production.csv", encoding="utf-8", newline="") as file:
        rows = [
            r
            for r in csv.DictReader(file)
            if r["headline"] == "True"
            and r["stage"] == "refinery"
            and r["iso3"] not in ("WLD", "OTH")
            if r["share_of_world"]
        ]
    best = {}
    for row in rows:
        best[row["mineral"]] = max(
            best.get(row["mineral"], (0, "")), (float(row["share_of_world"]), row["iso3"])
        )
    known = sum(iso3 == "CHN" for _, iso3 in best.values())
    assert (
        (int((refining["leader"] == "CHN").sum()), len(refining)) == (known, len(best)) == (25, 34)
    )


def test_published_shares_sum_to_one_within_rounding(whole):
    sums = measures.shares(whole).groupby(["mineral", "stage"])["share"].sum()
    listed_exceptions = {
        ("Boron", "refinery"): 0.95,
        ("Vanadium", "refinery"): 0.887,
    }  # as published, the rest is not given
    for place, total in sums.items():
        assert total == pytest.approx(listed_exceptions.get(place, 1.0), abs=0.046), place


def test_supply_under_agreement_by_hand(whole):
    """One country for each part; Russia's only agreement came under pressure, the truce with
    China gives nothing."""
    agreements = whole.agreements.iloc[:7].assign(
        agreement_id=list("abcdefg"),
        parties=["EU;IDN", "FRA;PHL", "EU;RUS", "EU;BRA", "EU;CHL", "EU;CHN", "EU;BRA"],
        lead="",
        kind=[*["treaty"] * 5, "trade measure", "treaty"],
        minerals=["Nickel", "All critical raw materials", *["Nickel"] * 5],
        access=["stake", "stake", "preference", "none", "preference", "preference", "stake"],
        pressure=["no", "no", "yes", "no", "no", "no", "no"],
        signed_date=["2020-01-01", "2021", *["2020-01-01"] * 5],
        end_date="",
        status=[*["in force"] * 6, "announced"],
    )
    small = whole.replace(
        production=production(
            ("FIN", 0.1),
            ("IDN", 0.3),
            ("PHL", 0.2),
            ("RUS", 0.1),
            ("BRA", 0.05),
            ("CHL", 0.05),
            ("CHN", 0.1),
            ("OTH", 0.1),
        ),
        agreements=agreements,
    )
    row = measures.supply_under_agreement(small, bloc="EU").iloc[0]
    known = {
        "own": 0.1,
        "stake": 0.3,
        "preference": 0.05,
        "cooperation": 0.05,
        "members_only": 0.2,
        "pressure": 0.1,
    }
    assert row[list(known)].to_dict() == pytest.approx(known)
    assert row["none"] == pytest.approx(0.2)


def test_parts_under_agreement_sum_to_one_for_every_bloc(whole):
    for bloc in whole.blocs["bloc_id"]:
        table = measures.supply_under_agreement(whole, bloc=bloc)
        parts = table[list(PARTS)]
        assert parts.sum(axis=1).to_list() == pytest.approx([1.0] * len(table))
        assert (parts >= -1e-9).all(axis=None)


def test_without_any_series_the_tables_are_empty_with_all_their_columns(whole):
    small = whole.replace(production=production())
    for measure in (
        measures.supply_under_agreement,
        measures.exposure,
        measures.concentration,
        measures.mining_refining_gap,
    ):
        assert {"mineral"} <= set(measure(small).columns) and measure(small).empty


def test_supply_under_agreement_of_an_unknown_bloc_says_so(whole):
    with pytest.raises(KeyError, match=r"blocs\.csv"):
        measures.supply_under_agreement(whole, bloc="EFTA")


def test_exposure_by_hand(whole):
    """Each country has one reason to count or not to."""
    cases = {
        "IDN": {},
        "PHL": {"direction": "import"},
        "RUS": {"severity": "rule"},
        "CAN": {"status": "announced"},
        "AUS": {"stage": "refinery"},
        "BRA": {"all_buyers": False},
        "CHN": {
            "suspended_from": "2025-11-07",
            "suspended_until": "2027-01-10",
            "status": "suspended",
        },
        "NAM": {"partly_covered": "Nickel"},
        "CUB": {"not_covered": "Nickel"},
        "ZMB": {"end_date": "2025-01-01"},
    }
    rows = whole.measures.iloc[: len(cases)].assign(
        imposing=list(cases),
        minerals="Nickel",
        direction="export",
        stage="mine;product",
        severity="quota",
        all_buyers=True,
        partly_covered="",
        not_covered="",
        status="in force",
        announced_date="2020-01-01",
        effective_date="2020-01-01",
        end_date="",
        suspended_from="",
        suspended_until="",
    )
    for place, change in enumerate(cases.values()):
        for column, value in change.items():
            rows.loc[rows.index[place], column] = value
    supply = production(*((iso3, 0.1) for iso3 in cases)).assign(stage="mine")
    small = whole.replace(production=supply, measures=rows)
    row = measures.exposure(small).iloc[0]
    known = {
        "exposed": 0.1,
        "quota": 0.1,
        "partly": 0.1,
        "named_buyers": 0.1,
        "suspended": 0.1,
        "ban": 0.0,
    }
    assert row[list(known)].to_dict() == pytest.approx(known)
    assert row["countries"] == "IDN"
    before = measures.exposure(small, as_of=date(2024, 6, 1)).iloc[0]
    assert (before["quota"], before["suspended"]) == pytest.approx(
        (0.3, 0.0)
    )  # Zambia's ran, China's was in force
    assert measures.exposure(small, as_of=date(2019, 1, 1)).iloc[0]["exposed"] == 0
    assert measures.import_barriers(small)["importer"].tolist() == ["PHL"]


def test_governance_counts_sites_and_supply_apart(whole):
    table = measures.governance(whole).set_index(["standard_id", "level", "mineral"])
    row = table.loc[("IRMA", "site", "PGM")]
    adherent = {
        "CRM10329",
        "CRM09637",
        "CRM09879",
        "CRM09868",
    }  # Unki, Amandelbult, Mototolo, Mogalakwena
    assert row["sites"] == len(adherent)
    assert row["share_of_mining"] != row["share_of_mining"]  # not known at the level of a site
    state = table.loc[("EITI", "state", "Cobalt")]
    with open(GEODATA / "standard_adherence.csv", encoding="utf-8", newline="") as file:
        adheres = {
            r["iso3"]
            for r in csv.DictReader(file)
            if (r["standard_id"], r["subject_kind"], r["counts"]) == ("EITI", "country", "True")
        }
    supply = whole.production[
        whole.production["headline"]
        & (whole.production["mineral"] == "Cobalt")
        & (whole.production["stage"] == "mine")
    ]
    supply = supply[supply["iso3"] != "WLD"].set_index("iso3")["share_of_world"]
    known = supply[[iso3 in adheres for iso3 in supply.index]].sum() / supply.sum()
    assert "COD" in adheres and state["share_of_mining"] == pytest.approx(known)


def test_diplomacy_counts_new_and_live_by_year(whole):
    table = measures.diplomacy(whole).set_index("year")
    last = table.loc[2026]
    assert (
        int(
            sum(
                last[f"live_{mode}"]
                for mode in ("cooperative", "competitive", "binding", "coercive")
            )
        )
        == 180
    )
    rows = whole.agreements
    new = rows[
        rows["signed_date"].str.startswith("2025")
        & ~rows["status"].isin(["announced", "negotiating"])
    ]
    assert table.loc[2025, "new"] == len(new)
    assert table.loc[2025, "new_splintering"] == int((new["diplomacy_mode"] != "cooperative").sum())


def test_ecological_exposure_says_within_a_circle_never_inside(whole):
    table = measures.ecological_exposure(whole)
    kinds = whole.zones.set_index("zone_id")["geometry_kind"]
    inside = table[table["class"] == "inside"]
    assert (inside["zone_id"].map(kinds) == "polygon").all()
    assert (table["distance_km"] <= 50).all()


def test_filtering_never_raises_a_count(whole):
    wide = Filters(minerals=("Nickel", "Cobalt"))
    for narrow in (
        wide.but(minerals=("Nickel",)),
        wide.but(kinds=("mine",)),
        wide.but(blocs=("EU",)),
        wide.but(near_km=10),
    ):
        assert set(whole.filter(narrow).sites["site_id"]) <= set(
            whole.filter(wide).sites["site_id"]
        )


def test_where_nothing_is_published_nothing_is_exposed(whole):
    """A folder of one's own, or a scenario, may say that nobody mines it."""
    rows = whole.production.copy()
    rows.loc[(rows["mineral"] == "Cobalt") & (rows["stage"] == "mine"), "share_of_world"] = 0.0
    table = measures.exposure(whole.replace(production=rows)).set_index(["mineral", "stage"])
    assert table.loc[("Cobalt", "mine"), "exposed"] == 0
    assert (
        measures.exposure(whole).set_index(["mineral", "stage"]).loc[("Cobalt", "mine"), "exposed"]
        > 0
    )

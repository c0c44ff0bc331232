"""What a trust of chosen members would hold, and where no standard reaches."""

import pandas as pd
import pytest

from crmmap import measures
from tests.test_measures import production


def test_the_share_of_a_trust_is_of_the_published_parts(whole):
    mined = production(("AUS", 0.5), ("CHL", 0.2), ("OTH", 0.1), mineral="Lithium", stage="mine")
    refined = production(("CHN", 1.0), mineral="Lithium", stage="refinery")
    small = whole.replace(production=pd.concat([mined, refined], ignore_index=True))
    row = measures.trust(small, {"AUS", "CHL"}).iloc[0]
    assert row["share_of_mining"] == pytest.approx(0.7 / 0.8)
    assert row["share_of_refining"] == 0
    assert measures.trust(small, {"OTH"}).iloc[0]["share_of_mining"] == 0  # the rest joins nothing


def test_the_members_of_a_trust_add_up(whole):
    def of(*members):
        return (
            measures.trust(whole, set(members)).set_index("mineral")["share_of_mining"].sort_index()
        )

    apart = of("AUS") + of("CHL", "COD")
    pd.testing.assert_series_equal(apart, of("AUS", "CHL", "COD"))


def test_where_no_standard_reaches_by_hand(whole):
    sites = whole.sites.iloc[:4].assign(
        iso3=["CHL", "CHL", "AUS", "COD"],
        minerals=["Copper", "Copper;Lithium", "Lithium", "Copper"],
        owner="",
    )
    adherence = whole.standard_adherence.iloc[:1].assign(
        standard_id="EITI", subject_kind="country", iso3="COD", site_id="", counts=True
    )
    small = whole.replace(sites=sites, standard_adherence=adherence)
    table = measures.uncovered_supply(small).set_index("mineral")
    assert table.loc["Copper", ["sites", "not_covered"]].tolist() == [3, 2]
    assert table.loc["Lithium", ["sites", "not_covered", "share"]].tolist() == [2, 2, 1.0]


def test_reached_and_unreached_sites_make_all(whole):
    reached = set()
    for (_, level), mask in whole.lookups.reach.items():
        if level == "declaration":
            continue
        reached |= set(whole.sites["site_id"][mask])
    nickel = whole.sites[whole.sites["minerals"].str.split(";").map(lambda cell: "Nickel" in cell)]
    row = measures.uncovered_supply(whole).set_index("mineral").loc["Nickel"]
    assert row["sites"] == len(nickel)
    assert row["not_covered"] == len(set(nickel["site_id"]) - reached)

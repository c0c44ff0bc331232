"""Every action on a small atlas, with numbers worked out by hand."""

import pandas as pd
import pytest

from crmmap import measures
from crmmap.scenarios import UnusableScenario, read, run
from tests.test_measures import production

HEAD = """
id = "small"
title = "Small"
question = "What if?"
argument = "None."
narrative = "None."
assumptions = ["None."]
"""


def scenario(text, head=HEAD):
    return read((head + text).encode(), name="small.toml")


def outcome(atlas, text, **given):
    return run(atlas, [(scenario(text), given)], {})


@pytest.fixture
def small(whole):
    """Nickel: 50, 30, 20 of 100; three agreements, two measures, two sites."""
    agreements = whole.agreements.iloc[:3].assign(
        agreement_id=["a", "b", "c"],
        short_title=["A", "B", "C"],
        parties=["EU;IDN", "USA;PHL", "CHN;RUS"],
        lead=["EU", "USA", "CHN"],
        partner_iso3=["IDN", "PHL", "RUS"],
        kind=["treaty", "framework agreement", "treaty"],
        minerals=["Nickel", "Nickel", "Nickel"],
        legal_force=["non-binding", "non-binding", "binding"],
        diplomacy_mode=["cooperative", "cooperative", "binding"],
        access=["none", "none", "stake"],
        exclusion="no",
        pressure="no",
        governance_provisions=["ESG alignment", "", "infrastructure"],
        signed_date=["2020-01-01", "", "2020-01-01"],
        end_date=["", "", "2026-12-31"],
        status=["in force", "announced", "in force"],
    )
    rules = whole.measures.iloc[:2].assign(
        measure_id=["m", "n"],
        imposing=["IDN", "RUS"],
        minerals=["Nickel", "Nickel"],
        kind=["quota", "ban"],
        mode=["coercive", "coercive"],
        direction="export",
        stage="mine;refinery",
        severity=["quota", "ban"],
        all_buyers=True,
        partly_covered="",
        not_covered="",
        suspended_from="",
        suspended_until="",
        announced_date=["2020-01-01", "2020-01-01"],
        effective_date=["2020-01-01", "2029-01-01"],
        end_date=["", ""],
        status=["in force", "announced"],
    )
    sites = whole.sites[whole.sites["site_id"].isin(["CRM07937", "CRM08462"])]
    return whole.replace(
        production=production(("WLD", 1.0), ("IDN", 0.5), ("PHL", 0.3), ("RUS", 0.2)).assign(
            value=[200.0, 100.0, 60.0, 40.0], source="test"
        ),
        agreements=agreements,
        measures=rules,
        sites=sites,
    )


def shares(atlas):
    rows = measures.shares(atlas)
    return dict(zip(rows["iso3"], rows["share"], strict=True))


STOP = """
[[actions]]
do = "scale_supply"
countries = ["IDN"]
minerals = ["Nickel"]
factor = 0.4
why = "less"
"""


def test_scaled_supply_leaves_the_others_a_larger_share_of_less(small):
    """50 · 0.4 = 20, so 70 of 100 are left: 20/70, 30/70, 20/70."""
    found = outcome(small, STOP)
    assert shares(found.atlas) == pytest.approx({"IDN": 2 / 7, "PHL": 3 / 7, "RUS": 2 / 7})
    assert found.balance[["supply", "demand", "cover"]].iloc[0].tolist() == pytest.approx(
        [0.7, 1, 0.7]
    )
    rows = found.atlas.production.set_index("iso3")["value"]
    assert rows["IDN"] == pytest.approx(40) and rows["WLD"] == pytest.approx(140)
    row = measures.concentration(found.atlas).iloc[0]
    assert row["hhi"] == pytest.approx((200 / 7) ** 2 * 2 + (300 / 7) ** 2)
    assert found.changes[["key", "before", "after", "why"]].iloc[0].tolist() == [
        "s:IDN",
        "50%",
        "20%",
        "less",
    ]


def test_actions_compose_in_order(small):
    """Twice 0.4 is 0.16: 8 of 58."""
    assert shares(outcome(small, STOP + STOP).atlas)["IDN"] == pytest.approx(8 / 58)


def test_stopping_all_leaves_nothing_and_no_fault(small):
    text = STOP.replace('["IDN"]', '["IDN", "PHL", "RUS"]').replace("0.4", "0")
    found = outcome(small, text)
    assert found.balance["supply"].tolist() == [0.0]
    assert set(shares(found.atlas).values()) == {0.0}
    assert measures.concentration(found.atlas).iloc[0]["hhi"] == 0


def test_added_supply_stands_under_a_country_or_under_none(small):
    """25 more on 100: 20%, the leader falls from 50 to 40%."""
    text = """
[[actions]]
do = "add_supply"
minerals = ["Nickel"]
stages = ["mine"]
share = 0.25
why = "scrap"
"""
    found = outcome(small, text)
    assert shares(found.atlas) == pytest.approx({"IDN": 0.4, "PHL": 0.24, "RUS": 0.16, "OTH": 0.2})
    assert found.balance[["supply", "added"]].iloc[0].tolist() == pytest.approx([1.25, 0.25])
    there = outcome(small, text + 'country = "PHL"\n')
    assert shares(there.atlas) == pytest.approx({"IDN": 0.4, "PHL": 0.44, "RUS": 0.16})


def test_scaled_demand_changes_the_cover_alone(small):
    text = '[[actions]]\ndo = "scale_demand"\nminerals = ["Nickel"]\nfactor = 1.6\nwhy = "more"\n'
    found = outcome(small, text)
    assert found.balance[["supply", "demand", "cover"]].iloc[0].tolist() == pytest.approx(
        [1, 1.6, 0.625]
    )
    assert found.atlas.production.equals(small.production)


def eu(atlas):
    row = measures.supply_under_agreement(atlas, bloc="EU").iloc[0]
    return [row[name] for name in ("own", "stake", "cooperation", "none")]


def test_an_agreement_takes_another_force_and_ends(small):
    change = (
        '[[actions]]\ndo = "set_agreement"\nagreements = ["a"]\naccess = "stake"\nwhy = "signed"\n'
    )
    assert eu(small) == pytest.approx([0, 0, 0.5, 0.5])
    changed = outcome(small, change)
    assert eu(changed.atlas) == pytest.approx([0, 0.5, 0, 0.5])
    assert (
        changed.atlas.agreements.set_index("agreement_id").loc["a", "diplomacy_mode"] == "binding"
    )
    over = change.replace('access = "stake"', 'status = "suspended"')
    assert eu(outcome(small, over).atlas) == pytest.approx([0, 0, 0, 1])


def test_an_end_to_come_does_not_keep_a_suspended_agreement_live(small):
    text = (
        '[[actions]]\ndo = "set_agreement"\nagreements = ["c"]\nstatus = "suspended"\nwhy = '
        '"over"\n'
    )
    row = measures.supply_under_agreement(outcome(small, text).atlas, bloc="CHINA").iloc[0]
    assert (row["stake"], row["none"]) == (0, 1)


def test_an_announced_agreement_without_a_date_takes_force(small):
    text = (
        '[[actions]]\ndo = "set_agreement"\nagreements = ["b"]\nstatus = "in force"\nwhy = '
        '"signed"\n'
    )
    row = measures.supply_under_agreement(outcome(small, text).atlas, bloc="US").iloc[0]
    assert row["cooperation"] == pytest.approx(0.3)


def test_agreements_of_a_lead_and_kind_take_provisions(small):
    text = """
[[actions]]
do = "set_agreement"
lead = "EU"
add_provisions = ["traceability and due diligence"]
remove_provisions = ["ESG alignment"]
financing_usd_m = 150
why = "rules"
"""
    found = outcome(small, text)
    rows = found.atlas.agreements.set_index("agreement_id")
    assert rows.loc["a", "governance_provisions"] == "traceability and due diligence"
    assert rows.loc["a", "financing_usd"] == 150e6
    assert rows.loc["c", "governance_provisions"] == "infrastructure"
    assert rows.loc["a", "provenance"] == "assumed in a scenario" != rows.loc["c", "provenance"]
    assert set(found.changes["key"]) == {"a"}


def test_an_agreement_is_added(small):
    text = """
[[actions]]
do = "add_agreement"
id = "new"
title = "New"
parties = ["EU", "PHL"]
minerals = ["Nickel"]
access = "stake"
why = "try"
"""
    assert eu(outcome(small, text).atlas) == pytest.approx([0, 0.3, 0.5, 0.2])


def test_a_country_joins_and_leaves_a_bloc(small):
    join = (
        '[[actions]]\ndo = "set_membership"\nbloc = "EU"\ncountries = ["PHL"]\nmember = '
        'true\nwhy = "joins"\n'
    )
    joined = outcome(small, join).atlas
    assert eu(joined) == pytest.approx([0.3, 0, 0.5, 0.2])
    back = outcome(joined, join.replace("true", "false")).atlas
    assert eu(back) == eu(small)


def test_a_bloc_is_founded_by_the_members_that_are_chosen(small):
    text = """
[parameters.members]
kind = "countries"
label = "Members"
default = ["IDN"]
[[actions]]
do = "create_bloc"
id = "CLUB"
name = "Club"
members = "$members"
why = "found"
"""
    one = measures.supply_under_agreement(outcome(small, text).atlas, bloc="CLUB").iloc[0]
    two = measures.supply_under_agreement(
        outcome(small, text, members=("IDN", "RUS")).atlas, bloc="CLUB"
    ).iloc[0]
    assert (one["own"], two["own"]) == pytest.approx((0.5, 0.7))


def test_measures_are_imposed_and_lifted(small):
    exposed = lambda atlas: measures.exposure(atlas).iloc[0]["exposed"]  # noqa: E731
    assert exposed(small) == pytest.approx(0.5)
    lift = (
        '[[actions]]\ndo = "set_measure"\nimposing = ["IDN"]\nmode = "coercive"\nstatus = '
        '"ended"\nwhy = "lifted"\n'
    )
    assert exposed(outcome(small, lift).atlas) == 0
    early = (
        '[[actions]]\ndo = "set_measure"\nmeasures = ["n"]\nstatus = "in force"\nwhy = '
        '"brought forward"\n'
    )
    assert exposed(outcome(small, early).atlas) == pytest.approx(0.7)
    more = '[[actions]]\ndo = "add_measure"\nid = "p"\nimposing = "PHL"\nminerals = ["Nickel"]\n'
    more += 'kind = "ban"\nwhy = "new"\n'
    assert exposed(outcome(small, more).atlas) == pytest.approx(0.8)


def test_sites_change_and_are_added(small):
    text = """
[[actions]]
do = "set_site"
sites = ["CRM07937"]
status = "operating"
why = "built"
[[actions]]
do = "add_site"
id = "NEW1"
name = "New mine"
country = "FIN"
latitude = 62.0
longitude = 25.0
minerals = ["Nickel"]
kind = "mine"
status = "development"
why = "found"
"""
    found = outcome(small, text)
    rows = found.atlas.sites.set_index("site_id")
    assert (rows.loc["CRM07937", "status"], rows.loc["NEW1", "country"]) == ("operating", "Finland")
    assert (rows.geometry["NEW1"].x, rows.geometry["NEW1"].y) == (25.0, 62.0)
    assert small.sites.set_index("site_id").loc["CRM07937", "status"] == "suspended"
    assert found.atlas.sites.crs == small.sites.crs


def test_sites_change_by_country_mineral_and_status(small):
    text = """
[[actions]]
do = "set_site"
countries = ["UKR"]
minerals = ["Lithium"]
now = ["exploration"]
status = "development"
why = "the fund pays"
"""
    assert outcome(small, text).changes["key"].tolist() == ["CRM08462"]


def test_adherence_reaches_the_site_alone(small):
    text = (
        '[[actions]]\ndo = "set_adherence"\nstandard = "IRMA"\nsites = ["CRM07937"]\nadheres = '
        'true\nwhy = "assured"\n'
    )
    reach = outcome(small, text).atlas.lookups.reach["IRMA", "site"]
    assert reach.tolist() == [True, False]


def test_a_standard_takes_another_bindingness(small):
    text = (
        '[[actions]]\ndo = "set_standard"\nstandard = "GMT"\nbindingness = "binding"\nwhy = '
        '"charter"\n'
    )
    found = outcome(small, text)
    assert found.atlas.standards.set_index("standard_id").loc["GMT", "bindingness"] == "binding"
    assert found.changes["column"].tolist() == ["bindingness"]


def test_adherence_of_a_state_covers_its_supply(small):
    """Indonesia mines half of the nickel, the Philippines 0.3; who adheres is set from nothing."""
    none = small.replace(standard_adherence=small.standard_adherence.iloc[:0])
    text = (
        '[[actions]]\ndo = "set_adherence"\nstandard = "EITI"\ncountries = ["IDN", '
        '"PHL"]\nadheres = true\nwhy = "x"\n'
    )
    joined = outcome(none, text).atlas
    assert measures.governance(none).empty
    states = joined.standard_adherence.loc[joined.standard_adherence["counts"], "iso3"].tolist()
    assert measures.trust(joined, set(states)).iloc[0]["share_of_mining"] == pytest.approx(0.8)
    assert outcome(joined, text.replace("true", "false")).atlas.standard_adherence[
        "counts"
    ].tolist() == [False, False]


def test_a_switch_leaves_actions_out(small):
    text = (
        '[parameters.on]\nkind = "switch"\nlabel = "On"\ndefault = false\n' + STOP + 'when = "on"\n'
    )
    assert outcome(small, text).changes.empty
    assert len(outcome(small, text, on=True).changes) == 1


def test_nothing_given_stays_as_it_is_and_nothing_mutates(small):
    before = {
        name: getattr(small, name).copy()
        for name in ("production", "agreements", "measures", "bloc_members")
    }
    outcome(
        small,
        STOP
        + '[[actions]]\ndo = "set_agreement"\nagreements = ["a"]\nstatus = "expired"\nwhy = "x"\n',
    )
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(small, name), frame)


FAULTS = {
    "unknown action": ('[[actions]]\ndo = "bomb"\nwhy = "x"\n', "'bomb' is not known"),
    "unknown key": (STOP + "colour = 1\n", "colour: this key is not known"),
    "factor below zero": (STOP.replace("0.4", "-1"), "greater than or equal to 0"),
    "a parameter that is not there": (STOP.replace("0.4", '"$left"'), "refers to 'left'"),
    "no reason": (STOP.replace('why = "less"', ""), "why: this key is missing"),
    "no TOML": ("= = =", "this is not TOML"),
    "wrong word": (
        '[[actions]]\ndo = "set_site"\nsites = ["x"]\nstatus = "burnt"\nwhy = "x"\n',
        "'burnt'",
    ),
    "too many": (STOP * 1_000, "1,000 of them"),
    "idle parameter": (
        '[parameters.a]\nlabel = "A"\nmin = 0\nmax = 1\nstep = 1\ndefault = 0\n' + STOP,
        "no action refers",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_file_is_refused_with_file_key_and_way_out(name):
    text, says = FAULTS[name]
    with pytest.raises(UnusableScenario) as fault:
        scenario(text)
    assert says in str(fault.value) and str(fault.value).startswith("small.toml: ")


IDS = {
    "mineral": (STOP.replace("Nickel", "Nickle"), "did you mean 'Nickel'"),
    "country": (STOP.replace("IDN", "XYZ"), "'XYZ' is no country"),
    "agreement": (
        '[[actions]]\ndo = "set_agreement"\nagreements = ["zzz"]\nstatus = "expired"\nwhy = "x"\n',
        "'zzz'",
    ),
    "bloc that is there": (
        '[[actions]]\ndo = "create_bloc"\nid = "EU"\nname = "E"\nmembers = ["FIN"]\nwhy = "x"\n',
        "there is already the bloc 'EU'",
    ),
}


@pytest.mark.parametrize("name", IDS)
def test_an_unknown_id_is_refused_with_the_nearest(small, name):
    text, says = IDS[name]
    with pytest.raises(UnusableScenario, match="small: actions") as fault:
        outcome(small, text)
    assert says in str(fault.value)


def test_a_value_out_of_range_is_refused(small):
    text = '[parameters.left]\nlabel = "L"\nunit = "%"\nmin = 0\nmax = 100\nstep = 5\ndefault = 0\n'
    text += STOP.replace("0.4", '"$left"')
    with pytest.raises(UnusableScenario, match="lies outside 0 to 100"):
        outcome(small, text, left=101)
    with pytest.raises(UnusableScenario, match="no parameter 'right'"):
        outcome(small, text, right=1)
    assert shares(outcome(small, text, left=40).atlas)["IDN"] == pytest.approx(2 / 7)


def test_a_circle_of_scenarios_is_refused(small):
    one = scenario('includes = ["two"]\n', HEAD.replace("small", "one"))
    two = scenario('includes = ["one"]\n', HEAD.replace("small", "two"))
    with pytest.raises(UnusableScenario, match="one includes two includes one: a circle"):
        run(small, [(one, {})], {"one": one, "two": two})


def test_an_included_scenario_goes_before(small):
    base = scenario(STOP, HEAD.replace("small", "base"))
    top = scenario('includes = ["base"]\n' + STOP)
    assert shares(run(small, [(top, {})], {"base": base}).atlas)["IDN"] == pytest.approx(8 / 58)

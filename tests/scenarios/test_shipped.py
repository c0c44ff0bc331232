"""The shipped scenarios on the shipped data, and what holds for every scenario."""

import csv
import zlib

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmmap import Filters, load_scenario, measures
from crmmap.draw.charts.scenario_finding import finding
from crmmap.scenarios import (
    UnusableScenario,
    compare_outcomes,
    corners,
    read,
    run,
    shipped,
    write,
)
from crmmap.scenarios.comparison import source_page
from crmmap.scenarios.settings import pack, read_settings, unpack
from crmmap.scenarios.settings import settings as as_settings
from crmmap.scenarios.values import Number, Switch
from crmmap.shipped import GEODATA
from tests.scenarios.test_actions import HEAD, STOP, scenario
from tests.shipped import WHOLE

SLOW = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def headline(mineral, stage):
    with open(GEODATA / "production.csv", encoding="utf-8", newline="") as file:
        rows = [
            r
            for r in csv.DictReader(file)
            if (r["mineral"], r["stage"], r["headline"]) == (mineral, stage, "True")
        ]
    return {
        r["iso3"]: float(r["share_of_world"])
        for r in rows
        if r["iso3"] != "WLD" and r["share_of_world"]
    }


def supply(outcome, mineral, stage):
    rows = outcome.balance
    return rows[(rows["mineral"] == mineral) & (rows["stage"] == stage)].iloc[0]


def test_twelve_scenarios_ship_complete():
    found = shipped()
    assert len(found) == 12
    for one in found.values():
        assert one.reading and one.sources and one.not_modelled and one.focus.minerals, one.id
        assert len(one.narrative.split()) > 40, one.id
        for source in one.sources:
            if source.row:
                table, _, key = source.row.partition(":")
                column = getattr(WHOLE, table).columns[0]
                assert key in set(getattr(WHOLE, table)[column]), source.row
                page = source_page(WHOLE, source)
                row = getattr(WHOLE, table).set_index(column).loc[key]
                assert page == row.get("source_url", row.get("url")), source


@pytest.mark.parametrize("name", shipped())
def test_each_applies_at_both_ends_of_each_parameter(name):
    one = shipped()[name]
    tries = [{}]
    for key, parameter in one.parameters.items():
        if isinstance(parameter, Number):
            tries += [{key: parameter.min}, {key: parameter.max}]
        elif isinstance(parameter, Switch):
            tries += [{key: True}, {key: False}]
    for values in tries:
        outcome = run(WHOLE, [(one, values)], shipped())
        assert set(outcome.changes["why"]) <= {action.why for action in one.actions}
        moved = measures.compare(*_both(outcome, one))
        assert finding(outcome, moved)
    assert len(run(WHOLE, [(one, {})], shipped()).changes), (
        "a scenario changes something as it begins"
    )


def _both(outcome, one):
    choice = {"minerals": one.focus.minerals, "blocs": one.focus.blocs}
    return measures.indicators(WHOLE, **choice), measures.indicators(outcome.atlas, **choice)


def test_china_stops_rare_earths_by_plain_csv():
    """What is left is what the others refine; the first of them leads it."""
    parts = headline("Rare earths", "refinery")
    left = sum(parts.values()) - parts["CHN"]
    outcome = run(WHOLE, [(shipped()["china-ree-stop"], {})], shipped())
    assert supply(outcome, "Rare earths", "refinery")["supply"] == pytest.approx(
        left / sum(parts.values())
    )
    table = measures.concentration(outcome.atlas)
    row = table[(table["mineral"] == "Rare earths") & (table["stage"] == "refinery")].iloc[0]
    assert row["leader"] == "MYS"
    assert row["top_1"] == pytest.approx(parts["MYS"] / left * min(1, sum(parts.values())))


def test_a_halved_congolese_quota_by_plain_csv():
    parts = headline("Cobalt", "mine")
    outcome = run(WHOLE, [(shipped()["drc-cobalt-quota"], {"left": 50})], shipped())
    known = 1 - parts["COD"] / 2 / sum(parts.values())
    assert supply(outcome, "Cobalt", "mine")["supply"] == pytest.approx(known)


def test_jadar_built_adds_its_output():
    parts = headline("Lithium", "mine")
    outcome = run(WHOLE, [(shipped()["jadar"], {"output": 4})], shipped())
    assert supply(outcome, "Lithium", "mine")["supply"] == pytest.approx(
        1 + 0.04 / sum(parts.values())
    )
    site = outcome.atlas.sites.set_index("site_id").loc["CRM07937"]
    assert site["status"] == "operating"


def test_the_trust_holds_what_its_members_mine():
    parts = headline("Cobalt", "mine")
    members = ("COD", "ZMB")
    outcome = run(WHOLE, [(shipped()["global-minerals-trust"], {"members": members})], shipped())
    table = measures.supply_under_agreement(outcome.atlas, bloc="TRUST")
    row = table[(table["mineral"] == "Cobalt") & (table["stage"] == "mine")].iloc[0]
    known = sum(parts.get(iso3, 0) for iso3 in members) / sum(parts.values())
    assert row["own"] == pytest.approx(known)


def test_without_european_members_forge_holds_less():
    outcome = run(WHOLE, [(shipped()["partnership-splinters"], {})], shipped())
    parts = headline("Cobalt", "refinery")

    def own(atlas):
        table = measures.supply_under_agreement(atlas, bloc="FORGE")
        return table[(table["mineral"] == "Cobalt") & (table["stage"] == "refinery")].iloc[0]["own"]

    european = sum(parts.get(iso3, 0) for iso3 in ("EST", "FIN", "FRA", "DEU", "ITA", "SWE")) / sum(
        parts.values()
    )
    assert own(WHOLE) - own(outcome.atlas) == pytest.approx(european)
    assert european > 0.05


def exposed(atlas, mineral):
    table = measures.exposure(atlas)
    return table[(table["mineral"] == mineral) & (table["stage"] == "mine")].iloc[0]["exposed"]


def test_a_trade_ban_of_three_hosts_exposes_what_they_mine():
    """Manganese: Gabon's share at half, of what is left, beside who had a measure before."""
    outcome = run(WHOLE, [(shipped()["resource-nationalism"], {"left": 50})], shipped())
    parts = headline("Manganese", "mine")
    total, gabon = sum(parts.values()), parts["GAB"]
    left = total - gabon / 2
    known = (exposed(WHOLE, "Manganese") * total + gabon / 2) / left
    assert exposed(outcome.atlas, "Manganese") == pytest.approx(known)
    assert supply(outcome, "Manganese", "mine")["supply"] == pytest.approx(left / total)


def test_leaving_cobalt_out_covers_demand_more_than_once():
    outcome = run(WHOLE, [(shipped()["cobalt-free"], {"cobalt": 50, "others": 125})], shipped())
    assert supply(outcome, "Cobalt", "refinery")["cover"] == pytest.approx(2.0)
    assert supply(outcome, "Graphite", "refinery")["cover"] == pytest.approx(0.8)


def test_scrap_lowers_every_share_alike():
    """A quarter on top: each country has four fifths of its share, the HHI is the square of
    that."""
    outcome = run(WHOLE, [(shipped()["recycling-and-waste"], {"share": 25})], shipped())
    parts = headline("Cobalt", "refinery")
    factor = sum(parts.values()) / (sum(parts.values()) + 0.25)

    def hhi(atlas):
        table = measures.concentration(atlas)
        return table[(table["mineral"] == "Cobalt") & (table["stage"] == "refinery")].iloc[0]["hhi"]

    assert hhi(outcome.atlas) == pytest.approx(hhi(WHOLE) * factor**2)


def test_the_deal_path_binds_what_american_frameworks_cover():
    outcome = run(WHOLE, [(shipped()["standards-or-deals"], {"standards": False})], shipped())
    changed = outcome.changes
    bound = set(changed.loc[changed["column"] == "legal_force", "key"])
    rows = WHOLE.agreements.set_index("agreement_id").loc[sorted(bound)]
    assert len(bound) == 13 and set(rows["lead"]) == {"USA"} and set(rows["status"]) == {"signed"}
    after = outcome.atlas.agreements.set_index("agreement_id").loc[sorted(bound)]
    assert set(after["diplomacy_mode"]) == {"binding"}
    path_a = run(WHOLE, [(shipped()["standards-or-deals"], {"deals": False})], shipped())
    touched = path_a.changes[path_a.changes["table"] == "agreements"]["key"]
    assert set(touched) <= set(
        WHOLE.agreements.loc[WHOLE.agreements["lead"] == "EU", "agreement_id"]
    ) and len(touched)


def test_a_working_fund_moves_two_projects_and_standards_reach_them():
    outcome = run(
        WHOLE, [(shipped()["ukraine-fund"], {"works": True, "standards": True})], shipped()
    )
    sites = outcome.atlas.sites.set_index("site_id").loc[["CRM08462", "CRM08427"], "status"]
    assert sites.tolist() == ["development"] * 2
    before, after = (
        int(atlas.lookups.reach["IRMA", "site"].sum()) for atlas in (WHOLE, outcome.atlas)
    )
    assert after == before + 2
    rows = outcome.atlas.agreements.set_index("agreement_id")
    assert rows.loc["us-ukraine-urif-2025", "status"] == "in force"


def test_greenland_s_projects_operate_and_add_their_share():
    outcome = run(
        WHOLE, [(shipped()["arctic-greenland"], {"output": 2, "uranium": True})], shipped()
    )
    sites = outcome.atlas.sites.set_index("site_id")["status"]
    assert sites[["CRM04552", "CRM04544", "CRM04529", "CRM04542"]].tolist() == ["operating"] * 3 + [
        "development"
    ]
    parts = headline("Rare earths", "mine")
    assert supply(outcome, "Rare earths", "mine")["supply"] == pytest.approx(
        1 + 0.02 / sum(parts.values())
    )


def test_a_permit_brings_nodules_and_a_pause_none():
    permit = run(WHOLE, [(shipped()["seabed"], {"nodules": 3})], shipped())
    for mineral, world, content in (
        ("Nickel", 3.9e6, 0.013),
        ("Cobalt", 310e3, 0.0021),
        ("Manganese", 20e6, 0.284),
    ):
        known = 1 + 3e6 * content / world / sum(headline(mineral, "mine").values())
        assert supply(permit, mineral, "mine")["supply"] == pytest.approx(known)
    pause = run(WHOLE, [(shipped()["seabed"], {"permit": False, "joiners": ("NOR",)})], shipped())
    assert pause.balance.empty
    assert pause.atlas.sites.set_index("site_id").loc["CRM00003", "status"] == "suspended"
    assert "NOR" in pause.atlas.lookups.members("DSM-MORATORIUM", Filters().as_of)


def test_a_closed_jadar_adds_nothing():
    for status in ("closed", "suspended", "development"):
        outcome = run(WHOLE, [(shipped()["jadar"], {"status": status, "output": 8})], shipped())
        assert outcome.balance.empty


def test_the_quota_in_force_leaves_96600_tonnes():
    with open(GEODATA / "production.csv", encoding="utf-8", newline="") as file:
        (tonnes,) = {
            float(r["value"])
            for r in csv.DictReader(file)
            if (r["mineral"], r["stage"], r["iso3"], r["headline"])
            == ("Cobalt", "mine", "COD", "True")
        }
    assert tonnes * shipped()["drc-cobalt-quota"].parameters["left"].default / 100 == pytest.approx(
        96_600
    )


def test_every_control_moves_an_indicator():
    for one in shipped().values():
        begin = _compared(one, {})
        for name, parameter in one.parameters.items():
            if name in ("members", "joiners"):
                continue
            ends = (
                (parameter.min, parameter.max) if isinstance(parameter, Number) else (True, False)
            )
            ends = getattr(parameter, "options", ends)
            tables = [_compared(one, {name: value}) for value in ends]
            assert any(not table["after"].equals(begin["after"]) for table in tables), (
                one.id,
                name,
            )


def _compared(one, values):
    outcome = run(WHOLE, [(one, values)], shipped())
    about = {"minerals": one.focus.minerals, "blocs": one.focus.blocs, "as_of": Filters().as_of}
    return compare_outcomes(outcome, **about).sort_values(["group", "indicator"], ignore_index=True)


def test_a_range_takes_every_corner_of_the_guesses():
    one = shipped()["drc-cobalt-quota"]
    found = [dict(given) for settings_ in corners([(one, {})]) for _, given in settings_]
    assert sorted((given["left"], given["indonesia"]) for given in found) == [
        (30, 100),
        (30, 150),
        (60, 100),
        (60, 150),
    ]
    assert corners([(one, {"left": 10, "indonesia": 110})]) == []  # what a user has set is meant


def test_what_is_lost_is_never_told_as_a_gain():
    """The European Union's hold on rare earths does not grow because China exports none."""
    one = shipped()["china-ree-stop"]
    table = _compared(one, {"left": 0}).set_index("indicator")
    for part in ("of cooperation only", "that gives preference"):
        row = table.loc[f"Refined rare earths for the European Union, under an agreement {part}"]
        assert row["after"] <= row["before"] + 1e-9


def test_two_scenarios_combine_in_one_go():
    both = run(WHOLE, [(shipped()["drc-cobalt-quota"], {}), (shipped()["seabed"], {})], shipped())
    parts = headline("Cobalt", "mine")
    known = 1 + (3e6 * 0.0021 / 310e3 - parts["COD"] * 0.58) / sum(parts.values())
    assert supply(both, "Cobalt", "mine")["supply"] == pytest.approx(known)


def test_a_scenario_is_loaded_by_its_id_or_refused_with_what_there_is():
    changed = load_scenario("china-ree-stop").apply(WHOLE, left=100)
    assert measures.shares(changed).equals(measures.shares(WHOLE))
    with pytest.raises(UnusableScenario, match="jadar"):
        load_scenario("nope")


def test_the_filter_works_under_a_scenario():
    filters = Filters(minerals=("Lithium",), statuses=("operating",))
    changed = load_scenario("jadar").apply(WHOLE)
    assert len(changed.filter(filters).sites) == len(WHOLE.filter(filters).sites) + 1


def test_no_actions_are_the_identity():
    empty = scenario("")
    outcome = run(WHOLE, [(empty, {})], {})
    assert outcome.changes.empty and outcome.balance.empty
    for name in ("production", "agreements", "measures", "sites", "bloc_members"):
        pd.testing.assert_frame_equal(getattr(outcome.atlas, name), getattr(WHOLE, name))


MINERALS = ["Cobalt", "Lithium", "Nickel", "Rare earths", "Tungsten"]


def scaled(countries, mineral, factor):
    text = STOP.replace('["IDN"]', str(list(countries)).replace("'", '"')).replace(
        "Nickel", mineral
    )
    return scenario(text.replace("0.4", repr(factor)))


@SLOW
@given(
    st.sampled_from(MINERALS),
    st.sets(st.sampled_from(["CHN", "COD", "IDN", "AUS", "CHL", "USA"]), min_size=1),
)
def test_a_factor_of_one_changes_nothing(mineral, countries):
    outcome = run(WHOLE, [(scaled(countries, mineral, 1.0), {})], {})
    pd.testing.assert_frame_equal(outcome.atlas.production, WHOLE.production)
    assert outcome.changes.empty


@SLOW
@given(
    st.sampled_from(MINERALS),
    st.sets(st.sampled_from(["CHN", "COD", "IDN", "AUS", "CHL", "USA"]), min_size=1),
    st.floats(0.01, 5),
)
def test_shares_keep_their_sum_and_an_inverse_restores_them(mineral, countries, factor):
    there = run(WHOLE, [(scaled(countries, mineral, factor), {})], {}).atlas
    before, after = measures.shares(WHOLE), measures.shares(there)
    sums = [
        table[table["mineral"] == mineral].groupby("stage")["share"].sum()
        for table in (before, after)
    ]
    assert sums[1].to_dict() == pytest.approx(sums[0].to_dict())
    back = measures.shares(run(there, [(scaled(countries, mineral, 1 / factor), {})], {}).atlas)
    keys = ["mineral", "stage", "iso3"]
    both = before.merge(back, on=keys, suffixes=("", "_back"))
    assert len(both) == len(before)
    assert both["share_back"].to_numpy() == pytest.approx(both["share"].to_numpy(), nan_ok=True)


@pytest.mark.parametrize("name", shipped())
def test_a_scenario_survives_its_file_and_its_link(name):
    one = shipped()[name]
    assert read(write(one), name="again") == one
    assert unpack(pack(one)) == one


def test_settings_survive_the_address_and_nonsense_is_left_out():
    one = shipped()["global-minerals-trust"]
    told = {"members": ("COD", "ZMB"), "lift": False}
    assert read_settings(one, as_settings(one, told)) == told
    assert (
        read_settings(one, ("global-minerals-trust.lift=maybe", "jadar.output=3", "x", "a.b=c"))
        == {}
    )
    two = shipped()["jadar"]
    assert read_settings(two, ("jadar.output=99", "jadar.status=burnt")) == {}


@pytest.mark.parametrize("word", ["", "x", "!!!!", "eJx", "A" * 5000])
def test_a_broken_link_is_refused(word):
    with pytest.raises(UnusableScenario, match="the link"):
        unpack(word)


def test_a_link_that_unpacks_to_much_is_refused():
    import base64

    bomb = base64.urlsafe_b64encode(zlib.compress(b"#" * 50_000_000, 9)).decode()
    with pytest.raises(UnusableScenario, match="the most that it may have"):
        unpack(bomb)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=300))
def test_no_file_raises_anything_else(content):
    with pytest.raises(UnusableScenario):
        read(content, name="noise")
    with pytest.raises(UnusableScenario):
        read(HEAD.encode() + b"\n" + content + b"\n[[actions]]\ndo = 1", name="noise")

"""What was in force on a day: by hand for the rules, on the shipped data for the cases that used
to be wrong."""

import shutil
from datetime import date

import pandas as pd
import pytest

from crmmap import Filters, InvalidData, load
from crmmap.atlas.masks import bloc_agreements, host_countries
from crmmap.atlas.states import agreement_states, measure_states
from crmmap.cli.main import main
from crmmap.measures import diplomacy, exposure
from crmmap.schema.modes import modes_of
from crmmap.shipped import GEODATA
from tests.shipped import WHOLE

AGREEMENT = {"signed_date": "2024-03", "end_date": "", "status": "signed"}
MEASURE = {
    "announced_date": "2025-01-10",
    "effective_date": "2025-02-01",
    "end_date": "",
    "suspended_from": "",
    "suspended_until": "",
    "status": "in force",
}


@pytest.mark.parametrize(
    ("change", "day", "state"),
    [
        ({}, "2024-02-29", "later"),
        ({}, "2024-03-01", "live"),
        ({"end_date": "2025-01-14", "status": "terminated"}, "2025-01-13", "live"),
        ({"end_date": "2025-01-14", "status": "terminated"}, "2025-01-14", "ended"),
        ({"status": "expired"}, "2024-06-01", "ended, day unknown"),
        ({"status": "suspended"}, "2024-06-01", "suspended, day unknown"),
        ({"status": "announced"}, "2024-06-01", "announced"),
        ({"signed_date": "", "status": "terminated"}, "2024-06-01", "never concluded"),
    ],
)
def test_the_state_of_an_agreement(change, day, state):
    rows = pd.DataFrame([AGREEMENT | change])
    assert agreement_states(rows, date.fromisoformat(day)).tolist() == [state]


@pytest.mark.parametrize(
    ("change", "day", "state"),
    [
        ({}, "2025-01-09", "later"),
        ({}, "2025-01-31", "not yet in force"),
        ({}, "2025-02-01", "in force"),
        ({"end_date": "2025-03-01", "status": "ended"}, "2025-02-28", "in force"),
        ({"end_date": "2025-03-01", "status": "ended"}, "2025-03-01", "ended"),
        ({"status": "ended"}, "2025-02-28", "ended, day unknown"),
        (
            {"suspended_from": "2025-01-31", "suspended_until": "2025-04-01"},
            "2025-01-31",
            "suspended",
        ),
        (
            {"suspended_from": "2025-01-31", "suspended_until": "2025-04-01"},
            "2025-03-31",
            "suspended",
        ),
        ({"suspended_from": "2025-03-01", "suspended_until": ""}, "2026-01-01", "suspended"),
        (
            {"suspended_from": "2025-03-01", "suspended_until": "2025-04-01"},
            "2025-02-15",
            "in force",
        ),
        (
            {"suspended_from": "2025-03-01", "suspended_until": "2025-04-01"},
            "2025-04-01",
            "suspension ran out, state not known",
        ),
        ({"status": "announced"}, "2026-01-01", "proposed or announced"),
        ({"status": "withdrawn"}, "2026-01-01", "withdrawn"),
        ({"effective_date": "", "status": "in force"}, "2025-01-10", "in force"),
    ],
)
def test_the_state_of_a_measure(change, day, state):
    rows = pd.DataFrame([MEASURE | change])
    assert measure_states(rows, date.fromisoformat(day)).tolist() == [state]


def of(bloc, **filters):
    chosen = Filters(blocs=(bloc,), **filters)
    mask = bloc_agreements(WHOLE.lookups, chosen, bloc)
    return set(WHOLE.agreements["agreement_id"][mask])


def partners(bloc):
    hosts = host_countries(WHOLE.lookups, Filters(relation="partners"))
    return dict(zip(WHOLE.blocs["bloc_id"], hosts, strict=True))[bloc]


def test_forge_belongs_to_its_lead_and_its_members():
    for bloc in ("US", "EU", "FORGE"):
        assert "forge-2026" in of(bloc), bloc
    assert "forge-2026" not in of("CHINA")
    assert "JPN" in partners("US")


def test_an_agreement_of_the_union_binds_its_members_and_one_of_the_united_nations_nobody():
    """Ukraine is a partner of the Union; seen from a bloc that signs with the Union, Finland is
    one."""
    assert "UKR" in partners("EU") and "FIN" not in partners("EU")
    assert "FIN" in partners("US")  # the United States signed with the Union in April 2026
    assert not partners("UN")


def test_the_minerals_security_partnership_was_live_until_forge():
    states = {
        day: WHOLE.lookups.agreement_states_at(day) for day in (date(2026, 2, 3), date(2026, 2, 4))
    }
    row = WHOLE.agreements.index[WHOLE.agreements["agreement_id"] == "msp-2022"][0]
    assert [states[day][row] for day in states] == ["live", "ended"]


def test_the_congos_export_ban_counts_while_it_ran():
    def cobalt(day):
        rows = exposure(WHOLE, as_of=day).set_index(["mineral", "stage"])
        return rows.loc[("Cobalt", "mine")]

    assert cobalt(date(2025, 2, 21))["exposed"] == 0
    assert cobalt(date(2025, 5, 1))["ban"] > 0.7
    assert (cobalt(date(2025, 10, 15))["ban"], cobalt(date(2025, 10, 16))["quota"] > 0.7) == (
        0,
        True,
    )


def test_chinas_controls_of_october_2025_are_suspended_and_stay_on_the_map():
    ids = [
        "chn-oct2025-ree5",
        "chn-oct2025-extraterritorial",
        "chn-oct2025-tech",
        "chn-oct2025-battery",
    ]
    rows = WHOLE.measures["measure_id"].isin(ids)
    for day, state in (
        (date(2026, 11, 25), "suspended"),
        (date(2027, 1, 10), "suspension ran out, state not known"),
    ):
        assert set(WHOLE.lookups.measure_states_at(day)[rows]) == {state}
        assert set(ids) <= set(WHOLE.filter(Filters(as_of=day)).measures["measure_id"])


def test_adherence_begins_on_its_first_day():
    """Angola joined the EITI in 2022, Argentina in 2019."""
    angola = Filters(standards=("EITI",), countries=("AGO",))
    assert len(WHOLE.filter(angola.but(as_of=date(2020, 6, 30))).sites) == 0
    assert len(WHOLE.filter(angola.but(as_of=date(2022, 6, 30))).sites) > 0
    argentina = Filters(standards=("EITI",), countries=("ARG",), as_of=date(2020, 6, 30))
    assert len(WHOLE.filter(argentina).sites) > 0


def test_the_share_of_splintering_agreements_has_a_range():
    """The figures that came with the tables: in the middle, and with every unsure row counted as
    cooperative."""
    table = diplomacy(WHOLE, since=2021)
    assert (100 * table["splintering_share"]).round().tolist() == [33, 36, 20, 29, 55, 83]
    assert (100 * table["splintering_low"]).round().tolist() == [17, 36, 16, 25, 47, 52]
    assert (table["splintering_high"] >= table["splintering_share"]).all()


def test_the_mode_of_every_agreement_follows_from_its_features():
    assert (modes_of(WHOLE.agreements) == WHOLE.agreements["diplomacy_mode"]).all()


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(GEODATA, tmp_path / "data")
    return tmp_path / "data"


def edit(folder, table, key, **cells):
    path = folder / f"{table}.csv"
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column, value in cells.items():
        rows.loc[rows.iloc[:, 0] == key, column] = value
    rows.to_csv(path, index=False)


@pytest.mark.parametrize(
    ("table", "key", "cells", "column", "says"),
    [
        (
            "agreements",
            "eu-canada-2021",
            {"diplomacy_mode": "binding"},
            "diplomacy_mode",
            "follows from access",
        ),
        ("measures", "chn-oct2025-ree5", {"end_date": "2026-11-10"}, "end_date", "suspended_from"),
        (
            "measures",
            "chn-oct2025-ree5",
            {"suspended_from": ""},
            "suspended_from",
            "suspended_until is not",
        ),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(folder, table, key, cells, column, says):
    edit(folder, table, key, **cells)
    with pytest.raises(InvalidData) as fault:
        load(folder)
    (problem,) = fault.value.problems
    assert (problem.file, problem.column) == (f"{table}.csv", column)
    assert key in problem.value and says in problem.rule


def test_an_ended_agreement_without_a_day_is_a_warning(capsys):
    assert main(["validate"]) == 0
    said = capsys.readouterr().err
    assert "ergi-2019" in said and "counts as live on no day" in said and "msp-2022" not in said

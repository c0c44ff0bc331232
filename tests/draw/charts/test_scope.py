"""What an exhibit says of the world stays the same, whatever the filters on sites, places and
agreements are."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmmap import Filters, measures
from crmmap.cli.main import main
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.setting import Setting
from crmmap.measures.scope import WORLD, heeded
from tests.shipped import WHOLE

NARROW = Filters(
    countries=("IDN",),
    regions=("Western Africa",),
    kinds=("recycling_plant",),
    statuses=("closed",),
    blocs=("CHINA",),
    standards=("IRMA",),
    modes=("coercive",),
    legal_force=("binding",),
)
OF_THE_WORLD = [
    name
    for name, one in EXHIBITS.items()
    if one.scope == "world" and not name.startswith("scenarios/")
]


@pytest.mark.parametrize("name", OF_THE_WORLD)
def test_no_filter_on_sites_changes_what_is_said_of_the_world(name):
    wide, narrow = (EXHIBITS[name](Setting(WHOLE, filters)) for filters in (Filters(), NARROW))
    assert wide.title == narrow.title
    shared = [column for column in wide.rows if column != "marked"]
    assert wide.rows[shared].equals(narrow.rows[shared])


@pytest.mark.parametrize("name", WORLD)
def test_a_measure_of_the_world_is_the_same_under_any_filter(name):
    needed = {
        "trust": {"members": {"AUS", "CHL"}},
        "dependence": {"importer": "EU"},
        "import_mix": {"importer": "EU"},
    }
    more = needed.get(name, {})
    function = getattr(measures, name)
    wide, narrow = (
        function(WHOLE.filter(heeded(name, filters)), **more) for filters in (Filters(), NARROW)
    )
    assert wide.equals(narrow)


def test_the_library_and_the_command_line_call_cobalt_what_it_is(capsys):
    table = measures.concentration(WHOLE.filter(Filters(countries=("IDN",)))).set_index(
        ["mineral", "stage"]
    )
    assert table.loc[("Cobalt", "mine"), "band"] == "highly concentrated"
    assert (
        main(["measure", "concentration", "--country", "IDN", "--mineral", "Cobalt", "--csv"]) == 0
    )
    assert "highly concentrated" in capsys.readouterr().out


def test_the_command_line_gives_the_series_of_the_page(capsys):
    page = EXHIBITS["diplomacy/splintering"](Setting(WHOLE, Filters())).rows
    assert main(["measure", "diplomacy", "--csv"]) == 0
    lines = capsys.readouterr().out.strip().splitlines()
    assert len(lines) - 1 == len(page)
    assert [line.split(",")[0] for line in lines[1:]] == [str(year) for year in page["year"]]


CHOICES = st.builds(
    Filters,
    minerals=st.sets(
        st.sampled_from(["Cobalt", "Lithium", "Rare earths", "Hafnium", "Nickel"]), max_size=2
    ).map(tuple),
    countries=st.sets(st.sampled_from(["COD", "IDN", "FIN", "KAZ", "CHL"]), max_size=2).map(tuple),
    blocs=st.sets(st.sampled_from(["EU", "CHINA", "FORGE", "UN"]), max_size=1).map(tuple),
    modes=st.sets(st.sampled_from(["cooperative", "binding", "coercive"]), max_size=2).map(tuple),
)
SINGULAR = re.compile(
    r"\b1 (sites|agreements|countries|minerals|measures|standards|partners|hosts|zones|areas) "
)
SELECTED = [
    name
    for name, one in EXHIBITS.items()
    if one.scope != "place" and not name.startswith("scenarios/")
]


@settings(deadline=None, max_examples=25, derandomize=True, suppress_health_check=list(HealthCheck))
@given(CHOICES, st.sampled_from(SELECTED))
def test_every_sentence_counts_as_people_do(filters, name):
    exhibit = EXHIBITS[name](Setting(WHOLE, filters))
    said = f"{exhibit.title} {exhibit.note}"
    assert not SINGULAR.search(said), said
    assert "nan" not in said.lower().split() and " %" not in said, said
    for part, whole in re.findall(r"most are \w+ \((\d+) of (\d+)\)", said):
        assert int(part) > int(whole) / 2, said
    for part, whole in re.findall(r"(\d[\d,]*) of (\d[\d,]*) ", said):
        assert int(part.replace(",", "")) <= int(whole.replace(",", "")), said


@settings(deadline=None, max_examples=25, derandomize=True, suppress_health_check=list(HealthCheck))
@given(CHOICES)
def test_the_sentence_on_live_agreements_fits_its_rows(filters):
    exhibit = EXHIBITS["diplomacy/live"](Setting(WHOLE, filters))
    if exhibit.rows.empty:
        return
    last = exhibit.rows.iloc[-1]
    live = {
        mode: int(last[f"live_{mode}"])
        for mode in ("cooperative", "competitive", "binding", "coercive")
    }
    total = sum(live.values())
    assert exhibit.title.startswith(f"{total:,} agreement")
    for mode in re.findall(r"most are (\w+)", exhibit.title):
        assert live[mode] * 2 > total
    if "largest group" in exhibit.title:
        assert max(live.values()) * 2 <= total

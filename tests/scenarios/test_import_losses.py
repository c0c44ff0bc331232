"""Who loses supply in a scenario, and the three figures that lead it."""

from __future__ import annotations

import pandas as pd
import pytest

from crmmap.draw.charts import scenarios as charts
from crmmap.draw.charts.scenario_finding import finding
from crmmap.scenarios import run, shipped
from crmmap.scenarios.import_losses import import_losses
from crmmap.scenarios.lead_figures import lead_figures
from tests.shipped import GEODATA


@pytest.fixture(scope="module")
def stop(request):
    whole = request.getfixturevalue("whole")
    library = shipped()
    return run(whole, [(library["china-ree-stop"], {})], library)


def test_what_japan_would_lose_is_what_it_bought_in_china(stop):
    """By the files alone: with nothing left of China's refining, its whole part of the imports."""
    flows = pd.read_csv(GEODATA / "trade_flows.csv", dtype={"year": str, "hs6": str})
    flows = flows[(flows["year"] == "2024") & (flows["importer"] == "JPN")]
    flows = flows[(flows["mineral"] == "Rare earths") & (flows["stage"] == "refinery")]
    known = pd.read_csv(GEODATA / "import_reliance.csv", dtype=str)
    known = known[(known["importer"] == "JPN") & (known["year"] == "2024")]
    known = known[known["indicator"] == "share of extra-bloc import value"]
    code = known["product"].str.extract(r"HS (\d{6})", expand=False)
    total = dict(zip(code, known["total_import_kusd"].astype(float), strict=True))
    bought = sum(total[hs6] for hs6 in flows["hs6"].unique())
    from_china = flows.loc[flows["exporter"] == "CHN", "value_kusd"].sum()
    table = import_losses(stop)
    row = table[(table["importer"] == "JPN") & (table["stage"] == "refinery")].iloc[0]
    assert row["value_kusd"] == pytest.approx(bought)
    assert row["lost_kusd"] == pytest.approx(from_china)
    assert row["lost"] == pytest.approx(from_china / bought)


def test_china_itself_loses_nothing_that_it_does_not_import(stop):
    table = import_losses(stop).set_index(["importer", "stage"])
    assert table.loc[("CHN", "refinery"), "lost"] == pytest.approx(0, abs=1e-9)


def test_half_of_a_supplier_is_half_of_the_loss(whole):
    library = shipped()
    (name,) = library["china-ree-stop"].parameters
    half = run(whole, [(library["china-ree-stop"], {name: 50})], library)
    none = run(whole, [(library["china-ree-stop"], {name: 0})], library)
    lost = [
        import_losses(one, importers=("JPN",)).set_index("stage").loc["refinery", "lost"]
        for one in (half, none)
    ]
    assert lost[0] == pytest.approx(lost[1] / 2)


def test_three_figures_lead(whole, stop):
    supply, leader, imports = lead_figures(stop, mineral="Rare earths", stage="refinery", bloc="EU")
    assert supply == ("9%", "of today's supply of rare earths (refining) is within reach")
    assert leader.figure == "Malaysia 51%"
    assert leader.words.endswith("; today China leads with 91%")
    assert imports.words.startswith("of imports of rare earths (refining) by the European Union")
    none = run(whole, [], {})
    supply, leader, imports = lead_figures(none, mineral="Nickel", stage="refinery", bloc="EU")
    assert (supply.figure, imports.figure) == ("100%", "0%")
    assert leader.words == "leads the supply of nickel (refining), as today"


def test_figures_are_true_where_only_demand_changes_or_supply_grows(whole):
    library = shipped()
    free = run(whole, [(library["cobalt-free"], {})], library)
    supply, _, imports = lead_figures(free, mineral="Cobalt", stage="refinery", bloc="EU")
    assert supply == ("100%", "of the demand for cobalt (refining) would be covered")
    assert imports.figure == "0%"
    more = run(whole, [(library["recycling-and-waste"], {"share": 20})], library)
    title = charts.imports(more, "light").title
    assert title == "No importer that we have figures on loses supply."
    supply, *_ = lead_figures(more, mineral="Rare earths", stage="refinery", bloc="EU")
    assert supply == ("+20%", "more supply of rare earths (refining) than today")


def test_the_heading_speaks_of_what_the_figures_speak_of(whole):
    """Of several minerals that move, the one that the scenario is about."""
    library = shipped()
    for name, mineral in (
        ("recycling-and-waste", "rare earths"),
        ("resource-nationalism", "manga"),
    ):
        outcome = run(whole, [(library[name], {})], library)
        moved = pd.DataFrame(columns=["size", "before", "after", "indicator"])
        assert mineral in finding(outcome, moved, library[name].focus)


def test_a_stage_without_figures_on_imports_is_said(whole):
    library = shipped()
    quota = run(whole, [(library["drc-cobalt-quota"], {})], library)
    said = "We have no figures on who imports cobalt (mining)."
    assert charts.imports(quota, "light").title == said


def test_a_bloc_of_one_country_has_its_figures(stop):
    about = {"mineral": "Rare earths", "stage": "refinery"}
    figures = [lead_figures(stop, **about, bloc=one)[2].figure for one in ("US", "USA")]
    assert figures[0] == figures[1]


def test_sums_stand_where_price_and_volume_are_known(whole):
    library = shipped()
    quota = run(whole, [(library["drc-cobalt-quota"], {})], library)
    ((name, words, _),) = charts.balance(quota).lines
    assert name == "Cobalt, mining"
    assert "58% of today's supply is within reach" in words
    assert "The lost supply is worth about USD 4.3 billion at the price of 2025." in words


def test_no_code_of_a_standard_stands_in_an_indicator(whole, stop):
    from crmmap.measures.indicators import indicators

    rows = indicators(stop.atlas, minerals=("Rare earths",), blocs=("EU",), balance=stop.balance)
    codes = set(whole.standards["standard_id"]) - {"EITI"}  # which is a name, too
    said = " ".join(rows["indicator"])
    assert [code for code in codes if f"{code} " in said] == []

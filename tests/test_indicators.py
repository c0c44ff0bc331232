"""Two states of the world compared: by hand, and against the measures they are made of."""

import pandas as pd
import pytest

from crmmap import measures


def state(**values):
    units = {"a": "share", "b": "HHI", "c": "count", "new": "share"}
    rows = [("G", name, units[name], value) for name, value in values.items()]
    return pd.DataFrame(rows, columns=["group", "indicator", "unit", "value"])


def test_what_moved_most_comes_first_and_other_ends_make_a_range():
    """0.3 of a share, 1,600 of 10,000, 4 of 8, and 0.4 of what was not there before."""
    before, after = state(a=0.5, b=2500, c=4), state(a=0.2, b=900, c=8, new=0.4)
    table = measures.compare(before, after, state(a=0.3, b=1000, c=6, new=0.1)).set_index(
        "indicator"
    )
    assert table.index.tolist() == ["c", "new", "a", "b"]
    assert table["size"].tolist() == pytest.approx([0.5, 0.4, 0.3, 0.16])
    assert table.loc["a", ["low", "high", "change"]].tolist() == pytest.approx([0.2, 0.3, -0.3])
    assert table.loc["new", "before"] != table.loc["new", "before"], (
        "what was not there is not known, not zero"
    )


def test_nothing_moves_between_a_state_and_itself():
    table = measures.compare(state(a=0.5, c=4), state(a=0.5, c=4))
    assert table["size"].tolist() == [0, 0]


def test_indicators_are_those_of_the_measures(whole):
    table = measures.indicators(whole, minerals=("Cobalt",), blocs=("EU", "NOPE")).set_index(
        "indicator"
    )["value"]
    row = measures.concentration(whole)
    row = row[(row["mineral"] == "Cobalt") & (row["stage"] == "mine")].iloc[0]
    assert table["Concentration (HHI) of mined cobalt"] == pytest.approx(row["hhi"])
    access = measures.supply_under_agreement(whole, bloc="EU")
    access = access[(access["mineral"] == "Cobalt") & (access["stage"] == "refinery")].iloc[0]
    assert table["Refined cobalt for the European Union, from its own members"] == pytest.approx(
        access["own"]
    )
    at_work = whole.sites["minerals"].str.contains("Cobalt") & whole.sites["status"].isin(
        ["operating", "development"]
    )
    assert table["Sites at work or in development"] == at_work.sum()
    assert not [name for name in table.index if "NOPE" in name]

"""The tables that a measure tells of are those without which it says something else."""

import inspect
from datetime import date

import pandas as pd
import pytest

from crmmap import measures
from crmmap.measures.scope import READS
from tests.shipped import WHOLE

GIVEN = {
    "as_of": date(2026, 10, 5),
    "bloc": "EU",
    "importer": "EU",
    "mineral": "Lithium",
    "minerals": ("Lithium",),
    "blocs": ("EU",),
    "actors": ("EU", "CHN"),
    "place": frozenset({"ZMB"}),
    "members": {"AUS", "CHL"},
    "first": date(2025, 1, 1),
    "last": date(2025, 6, 1),
    "within_km": 10.0,
    "by": "sites",
}
WITH_SOURCES = {table for tables in READS.values() for table in tables}
SLOW = ("ecological_exposure", "indicators", "most_exposed", "near_pairs", "sites_by_category")
"""They measure distances anew for each table; what they read is the sites and the areas."""


def test_every_measure_names_its_tables():
    assert set(READS) == {name for name in measures.__all__ if name != "compare"}


@pytest.mark.parametrize("name", [name for name in READS if name not in (*SLOW, "coverage")])
def test_without_one_of_its_tables_a_measure_says_something_else(name):
    function = getattr(measures, name)
    wanted = list(inspect.signature(function).parameters.values())[1:]
    given = {one.name: GIVEN[one.name] for one in wanted if one.default is one.empty}

    def told(whole):
        try:
            return function(whole, **given)
        except (LookupError, ValueError):
            return pd.DataFrame()

    before = told(WHOLE)
    read = {
        table
        for table in WITH_SOURCES
        if not told(WHOLE.replace(**{table: getattr(WHOLE, table).iloc[:0]})).equals(before)
    }
    assert read == set(READS[name])

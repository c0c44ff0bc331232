"""How many rows each option of a filter would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import numpy as np
import pandas as pd

from crmmap.atlas.filters import Filters
from crmmap.atlas.lookups import Lookups
from crmmap.atlas.masks import host_countries, liveness, standard_reach
from crmmap.atlas.states import INCLUDED

Counts = dict[str, int]
Count = Callable[[Lookups, Filters, np.ndarray], Counts]
"""From the rows that all other filters leave to the number of rows of each option."""


def by_value(column: pd.Series, rows: np.ndarray) -> Counts:
    """How often each value occurs in some rows of a column."""
    return dict(Counter(map(str, column.to_numpy()[rows].tolist())))


def in_column(table: str, column: str) -> Count:
    """How often each value of a column occurs."""

    def count(lookups: Lookups, _filters: Filters, rows: np.ndarray) -> Counts:
        codes, values = lookups.codes(table, column)
        counts = np.bincount(codes[rows], minlength=len(values)).tolist()
        return {value: n for value, n in zip(values, counts, strict=True) if n}

    return count


_BY_COUNTRY = in_column("sites", "iso3")


def of_regions(lookups: Lookups, filters: Filters, rows: np.ndarray) -> Counts:
    """Sites by UN subregion."""
    counts: Counter[str] = Counter()
    for iso3, count in _BY_COUNTRY(lookups, filters, rows).items():
        if iso3 in lookups.region_of:
            counts[lookups.region_of[iso3]] += count
    return dict(counts)


def of_blocs(lookups: Lookups, filters: Filters, rows: np.ndarray) -> Counts:
    """Sites in the countries that a bloc stands for, as the filter on its relation says."""
    by_country = _BY_COUNTRY(lookups, filters, rows)
    hosts = host_countries(lookups, filters)
    return {
        bloc: sum(by_country.get(iso3, 0) for iso3 in countries)
        for bloc, countries in zip(lookups.atlas.blocs["bloc_id"], hosts, strict=True)
    }


def of_standards(lookups: Lookups, filters: Filters, rows: np.ndarray) -> Counts:
    """Sites that each standard covers at any level."""
    return {
        standard: int((standard_reach(lookups, standard, filters.as_of) & rows).sum())
        for standard in lookups.atlas.standards["standard_id"]
    }


def of_states(lookups: Lookups, filters: Filters, rows: np.ndarray) -> Counts:
    """Agreements that are not live, by what they are."""
    counts = by_value(liveness(lookups, filters), rows)
    return {
        option: sum(counts.get(state, 0) for state in states) for option, states in INCLUDED.items()
    }

"""Recognising the layout of a file by its columns."""

from __future__ import annotations

import re

import pandas as pd

from crmmap.exchange.readers.layout import OWN_TABLE, Layout, plain
from crmmap.exchange.readers.layouts import LAYOUTS

OWN_SITES = Layout("sites", "An inventory of your own", "sites", OWN_TABLE)
OWN_ZONES = Layout("zones", "Zones of your own", "zones", OWN_TABLE)
GENERIC = {layout.name: layout for layout in (OWN_SITES, OWN_ZONES)}
"""Any table, with a mapper of its columns; see `crmmap.exchange.readers.mapper`."""


def _match(cells: pd.Series, pattern: re.Pattern[str]) -> bool:
    """Whether more than half of the different cells match."""
    said = [one for one in cells.unique() if one]
    return sum(pattern.search(one) is not None for one in said) > len(said) / 2


def recognise(cells: pd.DataFrame, *, shaped: bool = False) -> Layout | None:
    """The layout that a file has by its columns and what they hold: the one that needs the most,
    if there is any.
    """
    there = {plain(column): column for column in reversed(cells.columns.tolist())}

    def fits(layout: Layout) -> bool:
        if not {plain(need) for need in layout.needs} <= set(there):
            return False
        if layout.lacks is not None and (shaped or any(map(layout.lacks.search, there))):
            return False
        if layout.some is not None and not any(map(layout.some.search, there)):
            return False
        return all(
            _match(cells[there[plain(column)]], pattern) for column, pattern in layout.holds.items()
        )

    return max(filter(fits, LAYOUTS.values()), key=lambda layout: len(layout.needs), default=None)

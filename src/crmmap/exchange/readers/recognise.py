"""Recognising the layout of a file by its columns."""

from __future__ import annotations

import pandas as pd

from crmmap.exchange.readers.layout import Layout, Source, plain
from crmmap.exchange.readers.layouts import LAYOUTS

OWN_SITES = Layout(
    "sites",
    "An inventory of your own",
    "sites",
    Source("own", "", "the user", "as the user says", "own"),
)
OWN_ZONES = Layout(
    "zones", "Zones of your own", "zones", Source("own", "", "the user", "as the user says", "own")
)
GENERIC = {layout.name: layout for layout in (OWN_SITES, OWN_ZONES)}
"""Any table, with a mapper of its columns; see `crmmap.exchange.readers.mapper`."""


def recognise(cells: pd.DataFrame) -> Layout | None:
    """The layout that a file has by its columns and what they hold: the one that needs the most,
    if there is any.
    """
    there = {plain(column): column for column in cells.columns}

    def fits(layout: Layout) -> bool:
        return {plain(need) for need in layout.needs} <= set(there) and all(
            set(cells[there[plain(column)]].str.lower()) <= values
            for column, values in layout.holds.items()
        )

    return max(filter(fits, LAYOUTS.values()), key=lambda layout: len(layout.needs), default=None)

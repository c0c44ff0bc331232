"""How minerals diplomacy moves: live and new agreements by mode and year."""

from __future__ import annotations

from datetime import date

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.masks import liveness
from crmmap.dates import NEWEST, first_days
from crmmap.schema.vocabulary import MODES

SPLINTERING = ("competitive", "binding", "coercive")
"""Modes that leave cooperation behind, as the briefing paper has it."""


def diplomacy(atlas: Atlas, *, as_of: date = NEWEST, since: int | None = None) -> pd.DataFrame:
    """Agreements by year: how many of each mode are live at its end, and how many of the new ones splinter.

    The year of ``as_of`` counts up to that day.

    Parameters
    ----------
    since
        The first year to tell of; by default that of the first signature.

    Returns
    -------
    DataFrame
        A row a year: ``live_cooperative`` and so on, ``new``, ``new_splintering``,
        ``splintering_share`` (of the new ones that were signed; NaN in a year without any).
    """
    rows = atlas.agreements
    signed = first_days(rows["signed_date"])
    concluded = ~rows["status"].isin(["announced", "negotiating"])
    begun = signed[concluded & (signed <= pd.Timestamp(as_of))]
    if begun.empty:
        return pd.DataFrame()
    table = []
    for year in range(max(begun.min().year, since or 0), as_of.year + 1):
        day = min(date(year, 12, 31), as_of)
        live = rows[(liveness(atlas.lookups, Filters(as_of=day)) == "live").to_numpy()]
        new = rows.loc[begun.index[begun.dt.year == year], "diplomacy_mode"]
        splintering = int(new.isin(SPLINTERING).sum())
        counts = {f"live_{mode}": int((live["diplomacy_mode"] == mode).sum()) for mode in MODES}
        share = splintering / len(new) if len(new) else float("nan")
        table.append(
            {
                "year": year,
                **counts,
                "new": len(new),
                "new_splintering": splintering,
                "splintering_share": share,
            }
        )
    return pd.DataFrame(table)

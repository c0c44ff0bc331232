"""Agreements over time: how many are in force and how many are new, by mode and year."""

from __future__ import annotations

from datetime import date

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.states import LIVE
from crmmap.dates import POLICY_READ_TO, first_days
from crmmap.schema.vocabulary import MODES, PROPOSED

SPLINTERING = ("competitive", "binding", "coercive")
"""Modes that leave cooperation behind, as the briefing paper has it."""


def diplomacy(
    atlas: Atlas, *, as_of: date = POLICY_READ_TO, since: int | None = None
) -> pd.DataFrame:
    """Agreements by year: how many of each mode are live at its end, and how many of the new ones
    splinter.

    The year of ``as_of`` counts up to that day. Announcements and talks are no agreements and are
    not counted.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own agreements are counted.
    as_of
        The day on which an agreement is in force, suspended or ended.
    since
        The first year to tell of; by default that of the first signature.

    Returns
    -------
    DataFrame
        A row for each year: ``live_cooperative`` and so on, ``new``, ``new_splintering``,
        ``splintering_share`` (of the new ones; NaN in a year without any), ``splintering_low`` and
        ``splintering_high`` (the share if every agreement whose features were read with low
        confidence were cooperative, or none of them were).

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = diplomacy(atlas, since=2020)
    >>> table["year"].tolist()[:3]
    [2020, 2021, 2022]
    """
    rows = atlas.agreements
    signed = first_days(rows["signed_date"])
    begun = signed[~rows["status"].isin(PROPOSED) & (signed <= pd.Timestamp(as_of))]
    if begun.empty:
        return pd.DataFrame()
    splinters, unsure = rows["diplomacy_mode"].isin(SPLINTERING), rows["coding_confidence"] == "low"
    table = []
    for year in range(max(begun.min().year, since or 0), as_of.year + 1):
        day = min(date(year, 12, 31), as_of)
        live = rows[(atlas.lookups.agreement_states_at(day) == LIVE).to_numpy()]
        new = begun.index[begun.dt.year == year]
        counts = {f"live_{mode}": int((live["diplomacy_mode"] == mode).sum()) for mode in MODES}
        splintering = int(splinters[new].sum())
        table.append(
            {
                "year": year,
                **counts,
                "new": len(new),
                "new_splintering": splintering,
                "splintering_share": _share(splintering, len(new)),
                "splintering_low": _share(int((splinters & ~unsure)[new].sum()), len(new)),
                "splintering_high": _share(int((splinters | unsure)[new].sum()), len(new)),
            }
        )
    return pd.DataFrame(table)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")

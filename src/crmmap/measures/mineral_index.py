"""One row for each mineral: who leads it, how concentrated it is, and what is on record."""

from __future__ import annotations

from datetime import date

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.lookup import names_any
from crmmap.atlas.states import LIVE, RUNNING
from crmmap.measures.concentration import concentration
from crmmap.measures.exposure import RESTRICTIONS
from crmmap.measures.prices import leading_price
from crmmap.schema.vocabulary import STAGES

LISTS = {
    "eu_strategic_2024": "EU strategic",
    "eu_critical_2023": "EU critical",
    "us_critical_2025": "US critical",
}
"""Columns of the table of minerals, and how they are told; what is strategic is critical too."""


def mineral_index(atlas: Atlas, *, as_of: date, minerals: tuple[str, ...] = ()) -> pd.DataFrame:
    """What is on record of each mineral, to be sorted and compared.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own sites, agreements and measures are counted.
    as_of
        The day on which agreements are live and measures run.
    minerals
        Which minerals; all if empty.

    Returns
    -------
    DataFrame
        ``mineral``, ``lists``; for each stage ``leader_mine`` (a name), ``share_mine`` (0 to 1),
        ``hhi_mine`` (0 to 10,000) and the same of ``refinery``; ``sites``; ``agreements`` that
        are live and name it; ``restrictions``, measures that limit its exports by name and run or
        are suspended; ``usd_per_t`` of the newest year and ``price_change`` since the first (0.5
        is half as much again), where one price may stand for it.

    Examples
    --------
    >>> import crmmap
    >>> from datetime import date
    >>> table = mineral_index(crmmap.load(), as_of=date(2026, 10, 5)).set_index("mineral")
    >>> str(table.loc["Gallium", "leader_refinery"]), str(table.loc["Gallium", "lists"])
    ('China', 'EU strategic, US critical')
    """
    rows = atlas.minerals
    rows = rows[rows["mineral"].isin(minerals)] if minerals else rows
    table = pd.DataFrame({"mineral": rows["mineral"].to_numpy(), "lists": _lists(rows)})
    series = concentration(atlas)
    for stage in STAGES:
        of_stage = series[series["stage"] == stage].set_index("mineral")
        for column, named in (("leader", "leader_name"), ("share", "top_1"), ("hhi", "hhi")):
            table[f"{column}_{stage}"] = table["mineral"].map(of_stage[named])
        table[f"leader_{stage}"] = table[f"leader_{stage}"].astype(object).fillna("")
    for column, counted in _counts(atlas, table["mineral"], as_of).items():
        table[column] = counted
    price = leading_price(atlas).sort_values("year").groupby("mineral")["usd_per_t"]
    first, last = price.first(), price.last()
    table["usd_per_t"] = table["mineral"].map(last)
    table["price_change"] = table["mineral"].map(last / first - 1)
    return table


def _lists(minerals: pd.DataFrame) -> list[str]:
    told = []
    for row in minerals.to_dict("records"):
        names = [name for column, name in LISTS.items() if row[column]]
        if "EU strategic" in names:
            names = [name for name in names if name != "EU critical"]
        told.append(", ".join(names))
    return told


def _counts(atlas: Atlas, minerals: pd.Series, as_of: date) -> dict[str, list[int]]:
    lookups = atlas.lookups
    live = (lookups.agreement_states_at(as_of) == LIVE).to_numpy()
    running = lookups.measure_states_at(as_of).isin(RUNNING).to_numpy()
    return {
        "sites": [int(lookups.site_minerals.any_of([one]).sum()) for one in minerals],
        "agreements": [
            int(lookups.agreement_minerals.any_of([one])[live].sum()) for one in minerals
        ],
        "restrictions": [
            int(
                (
                    lookups.measure_minerals.any_of([one])
                    & running
                    & restricts_exports(atlas.measures, one).to_numpy()
                ).sum()
            )
            for one in minerals
        ],
    }


def restricts_exports(measures: pd.DataFrame, mineral: str) -> pd.Series:
    """Which measures restrict exports by ban, quota, licence or tax, as in `exposure`; those that
    name the mineral but do not count for it are left out.
    """
    on_exports = (measures["direction"] == "export") & measures["severity"].isin(RESTRICTIONS)
    return on_exports & ~names_any(measures["not_covered"], [mineral])

"""What happened between two days: agreements, trade measures and events, each at its date."""

from __future__ import annotations

from datetime import date

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.lookup import names_any
from crmmap.dates import first_days, last_days
from crmmap.schema.vocabulary import PROPOSED

AGREEMENT_DAYS = {"signed_date": "signed", "end_date": "ended"}
MEASURE_DAYS = {
    "announced_date": "announced",
    "effective_date": "in effect",
    "suspended_from": "suspended",
    "end_date": "ended",
}
"""Columns of dates, and what happened then."""
NEVER = (*PROPOSED, "withdrawn", "superseded", "adopted or pending", "delayed")
"""Statuses of measures that have not taken effect, whatever day was planned."""
COLUMNS = ["date", "last_day", "kind", "change", "what", "places", "id", "source_url"]


def happened(
    atlas: Atlas, *, first: date, last: date, places: frozenset[str] = frozenset()
) -> pd.DataFrame:
    """What is dated in a period, the earliest first.

    A date of a month or a year alone counts if all of it lies in the period.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own agreements and measures.
    first, last
        The days with which the period begins and ends, both within it.
    places
        ISO3 codes and ids of blocs; only measures and events that name one of them are told, all
        if empty.

    Returns
    -------
    DataFrame
        A row for each change: ``date`` (as text, a day, month or year), ``last_day`` (a timestamp:
        the last day that the date can mean), ``kind`` (``agreement``, ``measure``, ``event``),
        ``change`` (``signed``, ``in effect`` and so on), ``what``, ``places`` (codes, parted by
        semicolons), ``id``, ``source_url``.

    Examples
    --------
    >>> import crmmap
    >>> from datetime import date
    >>> table = happened(crmmap.load(), first=date(2025, 4, 1), last=date(2025, 4, 30))
    >>> "China licenses seven rare earths" in set(table["what"])
    True
    """
    name = atlas.lookups.name_of
    deals, acts, events = atlas.agreements, atlas.measures, atlas.timeline
    if places:
        acts = acts[names_any(acts["imposing"], places) | names_any(acts["target"], places)]
        events = events[names_any(events["places"], places)]
    told = [
        f"{name.get(who, who)}: {', '.join((kind, *filter(None, minerals.split(';'))))}"
        for who, kind, minerals in acts[["imposing", "kind", "minerals"]].itertuples(index=False)
    ]
    acts = acts.assign(effective_date=acts["effective_date"].where(_took_effect(acts), ""))
    proposed = set(deals.loc[deals["status"].isin(PROPOSED), "agreement_id"])
    tables = [
        *(
            _dated("agreement", deals, column, change, deals["title"], "parties", "agreement_id")
            for column, change in AGREEMENT_DAYS.items()
        ),
        *(
            _dated("measure", acts, column, change, pd.Series(told), "imposing", "measure_id")
            for column, change in MEASURE_DAYS.items()
        ),
    ]
    tables.append(_dated("event", events, "date", "", events["event"], "places", "date"))
    table = pd.concat(tables, ignore_index=True)
    talks = table["id"].isin(proposed) & (table["change"] == "signed")
    table["change"] = table["change"].mask(talks, "announced")
    begun = first_days(table["date"])
    within = (begun >= pd.Timestamp(first)) & (table["last_day"] <= pd.Timestamp(last))
    table = table.assign(begun=begun)[within]  # an empty frame would get a row
    # a measure that is announced and in effect on one day is told once
    table = table.drop_duplicates(["kind", "id", "date", "what"], keep="last")
    return table.sort_values(["begun", "kind"], kind="stable", ignore_index=True)[COLUMNS]


def _took_effect(acts: pd.DataFrame) -> pd.Series:
    """Measures that took effect on their day: not before it suspended, ended or given up, and not
    only announced.
    """
    day = first_days(acts["effective_date"])
    paused, over = first_days(acts["suspended_from"]), first_days(acts["end_date"])
    return ~(acts["status"].isin(NEVER) | (paused <= day) | (over < day))


def _dated(
    kind: str,
    rows: pd.DataFrame,
    column: str,
    change: str,
    what: pd.Series,
    places: str,
    key: str,
) -> pd.DataFrame:
    known = first_days(rows[column].where(rows[column].str.fullmatch(r"\d{4}(-\d{2}){0,2}"), ""))
    table = pd.DataFrame(
        {
            "date": rows[column].to_numpy(),
            "last_day": last_days(rows[column]).to_numpy(),
            "kind": kind,
            "change": change,
            "what": what.to_numpy(),
            "places": rows[places].to_numpy(),
            "id": rows[key].to_numpy(),
            "source_url": rows["source_url"].to_numpy(),
        }
    )
    return table[known.notna().to_numpy()]

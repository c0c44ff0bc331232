"""The state of agreements and measures on a day. It follows from their dates, not from today's
status.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from crmmap.dates import first_days
from crmmap.schema.vocabulary import NO_LONGER_LIVE

LIVE = "live"
ANNOUNCED, NEGOTIATING, ENDED = "announced", "negotiating", "ended"
LATER = "later"
NOT_CONCLUDED = "never concluded"
END_UNKNOWN = "ended, day unknown"
SUSPENSION_DAY_UNKNOWN = "suspended, day unknown"
UNDATED = (END_UNKNOWN, SUSPENSION_DAY_UNKNOWN)
"""Agreements that are no longer live, though nobody knows since when: they count as live on no
day."""
INCLUDED = {
    ANNOUNCED: (ANNOUNCED,),
    NEGOTIATING: (NEGOTIATING,),
    ENDED: (ENDED, *UNDATED, NOT_CONCLUDED),
}
"""Which states each option of ``Filters.also`` adds to the live ones."""

IN_FORCE = "in force"
SUSPENDED = "suspended"
RAN_OUT = "suspension ran out, state not known"
NOT_YET = "not yet in force"
PROPOSAL = "proposed or announced"
NOT_CONFIRMED = "reported, not confirmed"
WITHDRAWN = "withdrawn"
RUNNING = (IN_FORCE, SUSPENDED, RAN_OUT, NOT_CONFIRMED)
"""Measures that are shown on a day: a suspension is not an end."""
MEASURES_INCLUDED = {
    ANNOUNCED: (PROPOSAL, NOT_YET),
    NEGOTIATING: (),
    ENDED: (ENDED, END_UNKNOWN, WITHDRAWN),
}
_PROPOSALS = ("announced", "negotiating", "adopted or pending")
_OVER = ("ended", "concluded", "reversed", "superseded")


def agreement_states(agreements: pd.DataFrame, day: date) -> pd.Series:
    """The state of each agreement on a day.

    Parameters
    ----------
    agreements
        With ``signed_date`` and ``end_date`` (partial dates mean their first day) and ``status``.

    Returns
    -------
    Series of str
        ``live`` from the day of signature until the end; ``announced`` or ``negotiating`` where
        that is its status; ``ended``; ``later`` before the signature; ``never concluded`` without a
        signature; ``ended, day unknown`` or ``suspended, day unknown`` where the status says so and
        the row has no end.
    """
    at = pd.Timestamp(day)
    begun, over = first_days(agreements["signed_date"]), first_days(agreements["end_date"])
    status = agreements["status"]
    open_ended = over.isna()
    states = {
        NOT_CONCLUDED: begun.isna(),
        LATER: begun > at,
        ENDED: over <= at,
        ANNOUNCED: status == "announced",
        NEGOTIATING: status == "negotiating",
        SUSPENSION_DAY_UNKNOWN: open_ended & (status == "suspended"),
        END_UNKNOWN: open_ended & status.isin(NO_LONGER_LIVE),
    }
    return _first_that_holds(states, LIVE)


def measure_states(measures: pd.DataFrame, day: date) -> pd.Series:
    """The state of each measure on a day.

    Parameters
    ----------
    measures
        With ``announced_date``, ``effective_date``, ``end_date``, ``suspended_from``,
        ``suspended_until``, ``status``.

    Returns
    -------
    Series of str
        ``in force`` from the effective date, or the announcement where there is none, until the
        end; ``suspended`` between the two days of its suspension; ``suspension ran out, state not
        known`` after them; ``not yet in force``; ``proposed or announced``; ``reported, not
        confirmed``; ``withdrawn``; ``ended``; ``ended, day unknown``; ``later`` before the
        announcement.
    """
    at = pd.Timestamp(day)
    announced, effective = (
        first_days(measures["announced_date"]),
        first_days(measures["effective_date"]),
    )
    over = first_days(measures["end_date"])
    paused, resumed = (
        first_days(measures["suspended_from"]),
        first_days(measures["suspended_until"]),
    )
    begun = effective.fillna(announced)
    status = measures["status"]
    states = {
        LATER: announced.fillna(effective) > at,
        WITHDRAWN: status == "withdrawn",
        ENDED: over <= at,
        PROPOSAL: status.isin(_PROPOSALS),
        END_UNKNOWN: over.isna() & status.isin(_OVER),
        NOT_CONFIRMED: status == "reported, effect unverified",
        SUSPENDED: (paused <= at) & ~(resumed <= at),
        RAN_OUT: resumed <= at,
        NOT_YET: begun > at,
    }
    return _first_that_holds(states, IN_FORCE)


def _first_that_holds(states: dict[str, pd.Series], otherwise: str) -> pd.Series:
    index = next(iter(states.values())).index
    found = np.select(
        [mask.to_numpy(bool) for mask in states.values()], list(states), default=otherwise
    )
    return pd.Series(found, index=index, dtype=object)

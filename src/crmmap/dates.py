"""Dates as the tables write them: a day, a month or a year alone."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
POLICY_READ_TO = date(2026, 10, 5)
"""The day to which agreements, measures and memberships were read; the date the map opens with."""


def first_days(texts: pd.Series) -> pd.Series:
    """First day of each partial date, as ``datetime64``; ``NaT`` where the text is empty.

    "2024" is 1 January 2024, "2024-05" is 1 May 2024.
    """
    global _DAYS
    cells = texts.fillna("").tolist()
    known = _DAYS if len(_DAYS) < MOST_TEXTS else {}
    new = set(cells) - known.keys()
    if new:
        read = _parsed(sorted(new))
        _DAYS = known | {text: day for text, day in read.items() if PARTIAL_DATE.fullmatch(text)}
        known = known | read
    days = np.array([known[cell] for cell in cells], dtype=_UNIT)
    return pd.Series(days, index=texts.index, name=texts.name)


def _parsed(texts: list[str]) -> dict[str, np.datetime64]:
    cells = pd.Series(texts, dtype=object)
    padded = cells + cells.str.len().map({4: "-01-01", 7: "-01"}).fillna("")
    days = pd.to_datetime(padded.where(cells != ""), format="%Y-%m-%d", errors="coerce")
    return dict(zip(texts, days.to_numpy(_UNIT), strict=True))


_UNIT = "datetime64[us]"
_DAYS: dict[str, np.datetime64] = {"": np.datetime64("NaT")}
"""The first day of each partial date that was read: the same are asked for again and again. Other
texts are not kept, for they may be a user's own.
"""
MOST_TEXTS = 50_000


def last_days(texts: pd.Series) -> pd.Series:
    """Last day of each partial date, as ``datetime64``; ``NaT`` for all other texts.

    "2024" is 31 December 2024, "2024-05" is 31 May 2024.
    """
    first = starts(texts)
    months = texts.str.len().map({4: 12, 7: 1})
    ends = (first.dt.to_period("M") + (months.fillna(1) - 1).astype(int)).dt.end_time.dt.normalize()
    return first.where(months.isna(), ends)


def starts(texts: pd.Series) -> pd.Series:
    """First day of each text that is a partial date; ``NaT`` for all others, such as ``by
    2022``.
    """
    return first_days(texts.where(texts.str.fullmatch(PARTIAL_DATE.pattern), ""))


def running(start: pd.Series, end: pd.Series, day: date) -> pd.Series:
    """Whether ``day`` is within [start, end) for each row; an empty side does not bound.

    Parameters
    ----------
    start, end
        Partial dates as text, equally long.
    """
    at = pd.Timestamp(day)
    begun, over = first_days(start), first_days(end)
    return (begun.isna() | (begun <= at)) & (over.isna() | (over > at))


def day_in_words(text: str) -> str:
    """A partial date as people say it; any other text stays as it is.

    Examples
    --------
    >>> day_in_words("2025-11-07"), day_in_words("2024-11"), day_in_words("by 2022")
    ('7 November 2025', 'November 2024', 'by 2022')
    """
    if not PARTIAL_DATE.fullmatch(text):
        return text
    first = first_days(pd.Series([text])).iloc[0]
    if pd.isna(first):
        return text
    words = in_words(first.date())
    return {4: text, 7: words.partition(" ")[2], 10: words}[len(text)]


def in_words(day: date) -> str:
    """``30 June 2026``: the same on every platform and in every locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"

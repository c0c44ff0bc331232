"""Periods in what a person types: from one month to another, a month, or a year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from crmmap.dates import MONTHS

_MONTHS = {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()}
_IDLE = frozenset(
    [
        "what",
        "which",
        "happened",
        "happens",
        "in",
        "between",
        "from",
        "and",
        "to",
        "the",
    ]
)


def period_of(words: Sequence[str]) -> tuple[date, date] | None:
    """First and last day of the period that folded words name; None if they ask of something
    else.

    Examples
    --------
    >>> period_of("what happened between march and june 2025".split())
    (datetime.date(2025, 3, 1), datetime.date(2025, 6, 30))
    >>> period_of("what happened in 2024".split())
    (datetime.date(2024, 1, 1), datetime.date(2024, 12, 31))
    >>> period_of("who refines gallium".split()) is None
    True
    """
    named = [word for word in words if word not in _IDLE]
    months = [(at, _MONTHS[word]) for at, word in enumerate(named) if word in _MONTHS]
    years = [(at, int(word)) for at, word in enumerate(named) if _is_year(word)]
    if not years or len(months) > 2 or len(months) + len(years) != len(named):
        return None
    if not months:
        first, last = date(years[0][1], 1, 1), date(years[-1][1], 12, 31)
        return (first, last) if first <= last else None
    ends = [(_year_after(at, years), month) for at, month in months]
    (year, month), (last_year, last_month) = ends[0], ends[-1]
    last = date(last_year, last_month, monthrange(last_year, last_month)[1])
    first = date(year, month, 1)
    return (first, last) if first <= last else None


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and 2000 <= int(word) <= 2040


def _year_after(at: int, years: list[tuple[int, int]]) -> int:
    """The year that follows a month, or the last one that is named."""
    return next((year for place, year in years if place > at), years[-1][1])

"""Days in tables of policy, as partial dates; what can be read two ways is left out."""

from __future__ import annotations

import re
from datetime import date, datetime

import pandas as pd
from dateutil import parser

_DAY_LAST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)(?:[/.\-](\d{1,2}))?(?:[/.\-](\d{1,2}))?(?:[ T].*)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d{2})(\d{2})")
_YEAR_OF_SHEET = re.compile(r"((?:19|20)\d\d)\.0")
"""A year that went through a spreadsheet."""
LONGEST, IN_A_YEAR = 60, 12


def days_of(cells: pd.Series) -> tuple[list[str], list[bool]]:
    """The partial date of each cell, "" if it holds none, and whether a cell could be read two
    ways.

    ``03/04/2025`` is read by the column's other cells: one of them with a number above 12 tells
    which of the two is the day.

    Examples
    --------
    >>> days_of(pd.Series(["March 2025", "4 May 2025", "13/02/2025", "03/02/2025", "31/02/2025"]))
    (['2025-03', '2025-05-04', '2025-02-13', '2025-02-03', ''], [False, False, False, False, False])
    """
    said = [cell.strip()[:LONGEST] for cell in cells]
    pairs = [(int(m[1]), int(m[2])) for cell in said if (m := _DAY_LAST.fullmatch(cell))]
    day_first = any(one > IN_A_YEAR for one, _ in pairs)
    month_first = any(other > IN_A_YEAR for _, other in pairs)
    days, open_ = [], []
    for cell in said:
        found = _DAY_LAST.fullmatch(cell)
        if not found:
            days.append(_of_words(cell))
            open_.append(False)
            continue
        one, other = int(found[1]), int(found[2])
        either = one <= IN_A_YEAR and other <= IN_A_YEAR and one != other
        unknown = either and day_first == month_first
        day_leads = one > IN_A_YEAR if not either else day_first
        day, month = (one, other) if day_leads else (other, one)
        days.append("" if unknown else _checked(int(found[3]), month, day))
        open_.append(unknown)
    return days, open_


def _checked(year: int, month: int, day: int) -> str:
    """An ISO date; "" for a day that there is not."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _of_words(cell: str) -> str:
    if found := _YEAR_OF_SHEET.fullmatch(cell):
        return found[1]
    found = _COMPACT.fullmatch(cell) or _YEAR_FIRST.fullmatch(cell)
    if found:
        year, month, day = (int(part) if part else 0 for part in found.groups())
        whole = _checked(year, month or 1, day or 1)
        return whole[: 10 if day else 7 if month else 4]
    if not re.search(r"[A-Za-z]{3}", cell) or not re.search(r"(19|20)\d\d", cell):
        return ""
    return _in_language(cell)


_FILLS = (datetime(1999, 2, 3), datetime(2001, 11, 25))
"""What a text leaves open is filled from these: where the two readings agree, the text has said
it."""


def _in_language(cell: str) -> str:
    try:
        one, other = (parser.parse(cell, default=fill).date() for fill in _FILLS)
    except (ValueError, OverflowError):
        return ""
    if one.year != other.year:
        return ""
    if one.month != other.month:
        return f"{one.year}"
    return one.isoformat() if one.day == other.day else f"{one.year}-{one.month:02d}"

"""Days in tables of policy, as partial dates; what can be read two ways is left out and told."""

from __future__ import annotations

import re

import pandas as pd
from dateutil import parser

from crmmap.dates import PARTIAL_DATE

_NUMBERS = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})(?:[ T].*)?")
_ISO = re.compile(r"(\d{4}-\d{2}(?:-\d{2})?)(?:[T ].*)?")
LONGEST = 60


def days_of(cells: pd.Series) -> tuple[list[str], list[bool]]:
    """The partial date of each cell, "" if it holds none, and whether a cell could be read two
    ways.

    ``03/04/2025`` is read by the column's other cells: one of them with a number above 12 tells
    which of the two is the day.

    Examples
    --------
    >>> days_of(pd.Series(["2025-03", "4 May 2025", "13/02/2025", "03/02/2025", ""]))
    (['2025-03', '2025-05-04', '2025-02-13', '2025-02-03', ''], [False, False, False, False, False])
    """
    said = [cell.strip()[:LONGEST] for cell in cells]
    pairs = [(int(m[1]), int(m[2])) for cell in said if (m := _NUMBERS.fullmatch(cell))]
    day_first = any(one > MONTHS for one, _ in pairs)
    month_first = any(other > MONTHS for _, other in pairs)
    known = day_first != month_first
    days, open_ = [], []
    for cell in said:
        found = _NUMBERS.fullmatch(cell)
        if found:
            alike = found[1] == found[2]
            open_.append(not known and not alike)
            days.append(_of_numbers(found, day_first) if known or alike else "")
        else:
            open_.append(False)
            days.append(_of_words(cell))
    return days, open_


MONTHS = 12


def _of_numbers(found: re.Match[str], day_first: bool) -> str:
    day, month = (found[1], found[2]) if day_first else (found[2], found[1])
    text = f"{found[3]}-{int(month):02d}-{int(day):02d}"
    return text if PARTIAL_DATE.fullmatch(text) else ""


def _of_words(cell: str) -> str:
    iso = _ISO.fullmatch(cell)
    text = iso[1] if iso else cell
    if PARTIAL_DATE.fullmatch(text):
        return text
    if re.fullmatch(r"(19|20)\d\d\.0", cell):  # a year that went through a spreadsheet
        return cell[:4]
    if not re.search(r"[A-Za-z]{3}", cell) or not re.search(r"\d{4}", cell):
        return ""
    try:
        return parser.parse(cell).date().isoformat()
    except (ValueError, OverflowError):
        return ""

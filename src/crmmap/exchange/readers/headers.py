"""Finding the header of a table, which may come after titles and may take two rows."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from crmmap.exchange.readers.column_names import ALL_NAMES
from crmmap.exchange.readers.layout import plain

DELIMITERS = ",;\t|"
LOOKED_AT = 60
"""Rows that are looked at for a header."""
_FEW = 0.6  # of the width of the table: a title has fewer cells
_SEPARATOR = re.compile(r"^sep=(.)$", re.IGNORECASE)
_NUMERIC = re.compile(r"^[<>~≈]?\s*[+\-−]?\d[\d.,\s°'\"′″]*[NSEWO]?$", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """The names of the columns, and how many rows come before those of the table."""

    names: tuple[str, ...]
    skipped: int


def named_separator(line: str) -> str:
    """The separator that a first line ``sep=;`` names, as spreadsheets write it; "" if none."""
    found = _SEPARATOR.match(line.strip())
    return found.group(1) if found else ""


def separator_of(text: str) -> str:
    """The separator by which most lines have the same number of cells."""
    best, most = ",", (0, 0)
    for one in DELIMITERS:
        widths = Counter(len(row) for row in opening_rows(text, one) if len(row) > 1)
        if widths:
            width, times = widths.most_common(1)[0]
            if (times, width) > most:
                best, most = one, (times, width)
    return best


def opening_rows(text: str, delimiter: str, most: int = LOOKED_AT) -> list[list[str]]:
    """The first rows of a text; fewer if it can't be read so far."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(islice(csv.reader(io.StringIO(text), delimiter=delimiter), most))
    return rows


def header_of(rows: Sequence[Sequence[str]], wanted: int = 0) -> Header | None:
    """The header among the first rows of a table; None if there is none.

    It is the first row of words that is about as wide as the table. Where the row below it is of
    words too, and names more columns that are known, both together are the header: cells that are
    merged over several columns stand in the first of them.

    Parameters
    ----------
    wanted
        The number of the header's row, from 1, where the user says it.
    """
    filled = [sum(bool(cell.strip()) for cell in row) for row in rows]
    if not any(filled):
        return None
    if wanted:
        if wanted > len(rows) or not filled[wanted - 1]:
            return None
        return Header(tuple(map(str, rows[wanted - 1])), wanted)
    usual = Counter(count for count in filled if count > 1)
    width = max(usual, key=lambda count: (usual[count], count)) if usual else max(filled)
    first = next(
        (
            place
            for place, row in enumerate(rows)
            if filled[place] >= max(min(2, width), _FEW * width) and _names(row)
        ),
        next(place for place, count in enumerate(filled) if count),
    )
    upper, below = rows[first], rows[first + 1] if first + 1 < len(rows) else ()
    data = rows[first + 2] if first + 2 < len(rows) else ()
    if below and data and _words(below) and not _words(data) and _known(below) > _known(upper):
        return Header(_together(upper, below), first + 2)
    return Header(tuple(map(str, upper)), first + 1)


def _words(row: Sequence[str]) -> bool:
    """Whether no cell is a number."""
    return not any(_NUMERIC.match(cell.strip()) for cell in row if cell.strip())


_YEAR = re.compile(r"^(19|20)\d\d$")


def _names(row: Sequence[str]) -> bool:
    """Whether the cells of a row can be names of columns: words, or years beside known names."""
    years = [cell for cell in row if _YEAR.match(cell.strip())]
    return _words([cell for cell in row if cell not in years]) and (
        not years or _known(row) >= min(2, len(row) - len(years))
    )


def _known(row: Sequence[str]) -> int:
    return sum(plain(cell) in ALL_NAMES for cell in row if cell.strip())


def _together(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    names, above = [], ""
    for place in range(max(len(upper), len(lower))):
        above = (upper[place].strip() if place < len(upper) else "") or above
        below = lower[place].strip() if place < len(lower) else ""
        names.append(below if plain(below) in ALL_NAMES else f"{above} {below}".strip())
    return tuple(names)

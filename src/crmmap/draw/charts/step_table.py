"""The rows of an exhibit as a small table for a stage or a slide."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from crmmap.dates import in_words
from crmmap.draw.charts.actors import side_by_side
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.grammar import TIPS
from crmmap.stories import Step
from crmmap.wording import percent

MOST_ROWS, MOST_COLUMNS = 8, 5
LONGEST = 90  # characters of a cell
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
PLACES = ("imposing", "target", "parties", "lead", "partner_iso3", "iso3", "leader")
SHARES = ("share", "top_1", "top_3", "lost")


Table = tuple[list[str], list[tuple[str, ...]]]
"""Heads, and rows of as many cells."""


def table_of(step: Step, exhibit: Exhibit, *, names: Mapping[str, str]) -> Table | None:
    """Heads and rows in words; None for a step that shows neither a table nor a comparison.

    Parameters
    ----------
    step
        Its ``columns`` are shown; those that the exhibit does not have are left out. Without any,
        the exhibit's first five.
    names
        Of countries and blocs by their codes, see `crmmap.atlas.lookups.Lookups.name_of`.
    """
    if step.comparison:
        return side_by_side(exhibit.rows)
    if not step.table:
        return None
    return _first_rows(exhibit, step.columns, names)


def _first_rows(exhibit: Exhibit, columns: Sequence[str], names: Mapping[str, str]) -> Table:
    known = [column for column in columns if column in exhibit.rows]
    shown = exhibit.rows[known or list(exhibit.rows)[:MOST_COLUMNS]].head(MOST_ROWS)
    heads = [TIPS.get(column, column.replace("_", " ")).capitalize() for column in shown]
    cells = [
        tuple(_in_words(column, value, names) for column, value in zip(shown, row, strict=True))
        for row in shown.itertuples(index=False, name=None)
    ]
    return heads, cells


def _in_words(column: str, value: object, names: Mapping[str, str]) -> str:
    if value is None or value is pd.NaT or value != value:
        return "not known"
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, float):
        return percent(value) if column in SHARES else f"{value:,.6g}"
    if isinstance(value, str) and _DAY.fullmatch(value):
        return in_words(date.fromisoformat(value))
    text = f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
    if column in PLACES:
        text = ";".join(names.get(part, part) for part in text.split(";"))
    text = text.replace(";", "; ")
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"

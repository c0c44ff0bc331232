"""Figures by country in one form, from the layouts in which they are published: a column for each
year, or a row for each figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from crmmap.exchange.readers.layout import plain

OUTPUT, RESERVES = "output", "reserves"
COLUMNS = [
    "row",
    "country",
    "commodity",
    "said",
    "what",
    "year",
    "estimated",
    "value",
    "unit",
    "cell",
]
"""Of `figures_of`: the place of the row in the file, then texts; ``value`` is a number, NaN where
none is published; ``cell`` is what stands there."""
YEARLY = re.compile(r"^prod(?P<unit>t|kt|mt|kg|mct|mcm)?(?P<est>est)?(?P<year>\d{4})$")
"""A column of output, its name as `plain` has it: ``Prod_t_est_2023`` or ``PROD_EST_ 2024``."""
_HELD = re.compile(r"^reserves(?P<unit>t|kt|mt|kg|mct|mcm)?(?P<year>\d{4})?$")
UNITS = {
    "t": "t",
    "ton": "t",
    "tons": "t",
    "tonne": "t",
    "tonnes": "t",
    "metric ton": "t",
    "metric tons": "t",
    "kt": "thousand t",
    "thousand t": "thousand t",
    "thousand tonnes": "thousand t",
    "thousand metric tons": "thousand t",
    "thousand metric dry tons": "thousand t",
    "mt": "million t",
    "million t": "million t",
    "million tonnes": "million t",
    "million metric tons": "million t",
    "kg": "kg",
    "kilogram": "kg",
    "kilograms": "kg",
    "mct": "million carats",
    "million carats": "million carats",
    "mcm": "million m3",
    "million cubic meters": "million m3",
}
"""Units as they are published, in ours."""
_NUMBER = re.compile(r"^[<>~≈]?\s*(\d{1,3}([,\s\u00a0\u202f]\d{3})+|\d+)(\.\d+)?$")
_ROUNDED = re.compile(r":?\s*\(?rounded\)?\s*\d*$", re.IGNORECASE)


def figures_of(cells: pd.DataFrame) -> pd.DataFrame:
    """One row for each figure of a table; columns as in `COLUMNS`."""
    names = {plain(column): column for column in reversed(cells.columns.tolist())}
    wide = "value" not in names or any(YEARLY.match(name) for name in names)
    found = _wide(cells, names) if wide else _long(cells, names)
    return pd.DataFrame(found, columns=COLUMNS)


def number(cell: str) -> float:
    """A number as statistics write it; W (withheld), NA and — are none."""
    text = cell.strip()
    if not _NUMBER.match(text):
        return np.nan
    return float(re.sub(r"[<>~≈,\s\u00a0\u202f]", "", text))


def _text(row: dict, names: dict[str, str], *wanted: str) -> str:
    return next((str(row[names[one]]).strip() for one in wanted if one in names), "")


def _wide(cells: pd.DataFrame, names: dict[str, str]) -> list[dict]:
    """A column for each year."""
    yearly = [(column, found) for name, column in names.items() if (found := YEARLY.match(name))]
    held = next(((column, m) for name, column in names.items() if (m := _HELD.match(name))), None)
    yearly.sort(key=lambda one: one[1]["year"])
    last = yearly[-1][1]["year"] if yearly else ""
    found: list[dict] = []
    for place, row in enumerate(cells.to_dict("records")):
        about = {
            "row": place,
            "country": _text(row, names, "country"),
            "commodity": _text(row, names, "commodity", "mineral"),
            "said": _text(row, names, "type", "statisticsdetail", "series"),
        }
        unit = _text(row, names, "unitmeas", "unit")
        columns: Sequence[tuple[str, re.Match, str]] = [
            *((column, m, OUTPUT) for column, m in yearly),
            *([(*held, RESERVES)] if held else []),
        ]
        for column, m, what in columns:
            parts = m.groupdict()
            found.append(
                {
                    **about,
                    "what": what,
                    "year": parts["year"] or last,
                    "estimated": bool(parts.get("est")),
                    "value": number(str(row[column])),
                    "unit": _unit(parts["unit"] or unit),
                    "cell": str(row[column]).strip(),
                }
            )
    return found


def _long(cells: pd.DataFrame, names: dict[str, str]) -> list[dict]:
    """A row for each figure."""
    found = []
    for place, row in enumerate(cells.to_dict("records")):
        said = _text(row, names, "statisticsdetail", "measure", "series", "type")
        said = " ".join(filter(None, (said, _text(row, names, "stage"))))
        kind = _text(row, names, "statistics", "indicator") or "Production"
        section = _text(row, names, "section")
        what = {"production": OUTPUT, "reserves": RESERVES}.get(kind.casefold(), kind)
        if section and "world" not in section.casefold():
            what = section  # a figure of one country's market, or of its trade
        notes = _text(row, names, "notes").casefold()
        found.append(
            {
                "row": place,
                "country": _text(row, names, "country", "countryname", "iso3"),
                "commodity": _text(row, names, "commodity", "mineral", "commodities"),
                "said": _ROUNDED.sub("", said).strip(),
                "what": what,
                "year": _text(row, names, "year"),
                "estimated": notes.startswith("estimated"),
                "value": number(_text(row, names, "value")),
                "unit": _unit(_text(row, names, "unit", "unitmeas")),
                "cell": _text(row, names, "value"),
            }
        )
    return found


def _unit(said: str) -> str:
    return UNITS.get(said.strip().casefold(), said.strip())

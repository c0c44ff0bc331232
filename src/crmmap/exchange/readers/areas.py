"""Areas in square kilometres, whatever unit they are published in."""

from __future__ import annotations

import re

import numpy as np

from crmmap.exchange.readers.coordinates import metres

UNITS = {
    "km²": (1.0, r"km|kilom"),
    "hectares": (0.01, r"(^|[^a-z])ha($|[^a-z])|hect"),
    "acres": (0.0040468564224, r"acre|(^|[^a-z])ac($|[^a-z])"),
    "square feet": (9.290304e-8, r"sq_?ft|ft2|feet|foot"),
    "square miles": (2.589988110336, r"sq_?mi|mi2|mile"),
    "m²": (1e-6, r"(^|[^k])m2|sq_?m($|[^i])|metre|meter|shape"),
}
"""Units of areas: km² of each, and how the name of a column says it."""
_NEAR = (0.8, 1.25)
"""Of the area of the outline: an area within is the same one."""
MOST_WAYS = 0.5


def area_of(cell: str) -> float:
    """A number of any unit; one comma parts decimals."""
    one_comma = cell.count(",") == 1 and "." not in cell
    return metres(cell.replace(",", ".") if one_comma else cell)


def in_km2(told: np.ndarray, computed: np.ndarray, column: str) -> tuple[np.ndarray, str]:
    """Areas in km², and in words how they were read.

    The name of the column says the unit, and the outlines bear it out or not. Where the name says
    none, the unit is taken in which most areas are those of their outlines; where there is no such
    unit, areas are those of the outlines.

    Parameters
    ----------
    told
        As they stand in the file, NaN where none does.
    computed
        Of the outlines, km²; NaN where there is none.
    """
    known = np.flatnonzero((told > 0) & (computed > 0))
    named = [unit for unit, (_, words) in UNITS.items() if re.search(words, column.casefold())]
    if not known.size:
        unit = named[0] if named else "km²"
        return told * UNITS[unit][0], "" if unit == "km²" else f"area read as {unit}"

    def fits(unit: str) -> float:
        ratio = told[known] * UNITS[unit][0] / computed[known]
        return float(((ratio > _NEAR[0]) & (ratio < _NEAR[1])).mean())

    for unit in [*named[:1], *UNITS]:
        if fits(unit) >= MOST_WAYS:
            borne = f"area read as {unit}, as the outlines have it"
            return told * UNITS[unit][0], "" if unit == "km²" else borne
    column = f" {column!r}" if column else ""
    said = f"the area in the column{column} is not that of the outline, which counts"
    return np.full(len(told), np.nan), said

"""How many rows each option of a filter would leave, and which filter to relax when nothing is
left.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.counts import Counts
from crmmap.atlas.filter_spec import FilterSpec
from crmmap.atlas.filter_specs import BY_NAME, FILTERS, filters_set, mask_of, masks_of
from crmmap.atlas.filters import OF_TABLE, Filters
from crmmap.atlas.lookups import Lookups
from crmmap.atlas.masks import together
from crmmap.dates import first_days, in_words


def option_counts(atlas: Atlas, filters: Filters) -> dict[str, Counts]:
    """Rows that each option would leave if it were the only one of its kind, all other filters
    kept.

    Sites are counted for what sites have, agreements for ``modes``, ``legal_force`` and ``also``,
    zones for ``zone_categories`` and ``sensitivities``. For ``exclude`` it is what showing the
    option adds.

    Returns
    -------
    dict
        For each filter of `Filters` the count of each option; an option that leaves nothing may be
        missing.
    """
    lookups = atlas.lookups
    masks = {table: masks_of(table, lookups, filters) for table in ("sites", "agreements", "zones")}
    counts = {}
    for spec in FILTERS:
        if spec.count:
            rows = together(masks[spec.counted], without=spec.kind or spec.name)
            counts[spec.name] = spec.count(lookups, filters, rows)
        elif spec.single:
            shaped = BY_NAME[spec.shapes or spec.name]
            others = together(masks["sites"], without=shaped.name)
            counts[spec.name] = {
                option: _rows_left(
                    others, shaped, lookups, filters.but(**{spec.name: spec.value(option)})
                )
                for option in spec.allowed(lookups)
            }
    counts["exclude"] = {
        part: int((together(masks[table], without=part) & lookups.left_out[part]).sum())
        for table, parts in OF_TABLE.items()
        for part in parts
    }
    return counts


def _rows_left(others: np.ndarray, spec: FilterSpec, lookups: Lookups, filters: Filters) -> int:
    """Sites that one filter leaves of those that all others leave."""
    if spec not in filters_set(filters):
        return int(others.sum())
    return int(together({"others": others, **mask_of(spec, "sites", lookups, filters)}).sum())


@dataclass(frozen=True)
class Relaxation:
    """A filter that could be relaxed, and how many rows that would bring back."""

    filter: str
    rows: int


def relaxations(atlas: Atlas, filters: Filters, table: str) -> list[Relaxation]:
    """Which filter to relax so that ``table`` (sites, agreements or zones) shows something, the
    most helpful first.
    """
    masks = masks_of(table, atlas.lookups, filters)
    names = [name for name in masks if name != "as_of" or table == "agreements"]
    ways = [
        Relaxation(name, int(together(masks, without=name).sum()))
        for name in names
        if len(masks) > 1
    ]
    return sorted((way for way in ways if way.rows), key=lambda way: -way.rows)


def absent_blocs(atlas: Atlas, filters: Filters) -> list[str]:
    """For each chosen bloc without a member at the date a sentence that says when it had some."""
    notes = []
    for bloc in filters.blocs:
        if atlas.lookups.members(bloc, filters.as_of):
            continue
        name = atlas.lookups.name_of.get(bloc, bloc)
        first, last = atlas.lookups.span_of(bloc)
        founded = atlas.blocs.loc[atlas.blocs["bloc_id"] == bloc, "founded"]
        begun = first or next((str(day.date()) for day in first_days(founded).dropna()), "")
        if not begun and not last:
            notes.append(f"{name} has no members on record.")
            continue
        span = f"from {_day(begun)}" if begun else ""
        span += f" to {_day(last)}" if last else ""
        notes.append(
            f"{name} had no members on {in_words(filters.as_of)}: its memberships run "
            f"{span.strip()}."
        )
    return notes


def last_days(atlas: Atlas, filters: Filters) -> dict[str, date]:
    """For each chosen bloc that has ended by the date the last day on which it had members."""
    days = {}
    for bloc in filters.blocs:
        _, over = atlas.lookups.span_of(bloc)
        if over and not atlas.lookups.members(bloc, filters.as_of):
            days[bloc] = date.fromisoformat(over) - timedelta(days=1)
    return days


def _day(iso: str) -> str:
    return in_words(date.fromisoformat(iso))

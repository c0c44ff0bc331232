"""How many rows each option of a filter would leave, and which filter to relax when nothing is
left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import (
    ECOREGIONS,
    EXCLUDABLE,
    MATCHES,
    NEAR_KM,
    POOR_CIRCLES,
    RELATIONS,
    Filters,
)
from crmmap.atlas.lookups import Lookups
from crmmap.atlas.masks import (
    PLACES,
    agreement_masks,
    host_countries,
    liveness,
    site_masks,
    standard_reach,
    together,
    zone_masks,
)
from crmmap.atlas.states import INCLUDED
from crmmap.dates import first_days, in_words

Counts = dict[str, int]


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
    look = atlas.lookups
    sites = site_masks(look, filters)
    deals, zones = agreement_masks(look, filters), zone_masks(look, filters)

    def left(masks: dict[str, np.ndarray], name: str) -> np.ndarray:
        return together(masks, without=name)

    somewhere = left(sites, PLACES)
    by_country = atlas.sites["iso3"][somewhere].value_counts()
    counts = {
        "minerals": look.site_minerals.counts(left(sites, "minerals")),
        "kinds": look.site_kinds.counts(left(sites, "kinds")),
        "statuses": _values(atlas.sites["status"], left(sites, "statuses")),
        "confidence": _values(atlas.sites["confidence"], left(sites, "confidence")),
        "countries": _as_counts(by_country),
        "regions": _regions(look, atlas.sites["iso3"][somewhere]),
        "blocs": _blocs(look, filters, left(sites, "blocs")),
        "standards": {
            standard: int(
                (standard_reach(look, standard, filters.as_of) & left(sites, "standards")).sum()
            )
            for standard in atlas.standards["standard_id"]
        },
        "relation": _variants(look, filters, "relation", RELATIONS),
        "standards_match": _variants(look, filters, "standards_match", MATCHES),
        "near_km": _variants(look, filters, "near_km", NEAR_KM),
        "exclude": _variants(look, filters, "exclude", EXCLUDABLE),
        "modes": _values(atlas.agreements["diplomacy_mode"], left(deals, "modes")),
        "legal_force": _values(atlas.agreements["legal_force"], left(deals, "legal_force")),
        "also": _states(look, filters, left(deals, "as_of")),
        "zone_categories": _values(atlas.zones["category"], left(zones, "zone_categories")),
        "sensitivities": _values(atlas.zones["sensitivity"], left(zones, "sensitivities")),
    }
    return counts


def _variants(look: Lookups, filters: Filters, name: str, options: Sequence[Any]) -> Counts:
    """Sites, or zones for what is left out of them, if a setting were another; of ``exclude``
    what showing adds.
    """
    counts = {}
    for option in options:
        if name == "exclude":
            with_it = filters.but(exclude=tuple(part for part in filters.exclude if part != option))
            masks_of = zone_masks if option in (ECOREGIONS, POOR_CIRCLES) else site_masks
            without = filters.but(exclude=(*with_it.exclude, option))
            counts[option] = _rows(masks_of(look, with_it)) - _rows(masks_of(look, without))
        else:
            counts[str(option)] = _rows(site_masks(look, filters.but(**{name: option})))
    return counts


def _rows(masks: dict[str, np.ndarray]) -> int:
    return int(together(masks).sum())


def _as_counts(series: pd.Series) -> Counts:
    return {str(value): int(count) for value, count in series.items()}


def _values(column: pd.Series, rows: np.ndarray) -> Counts:
    return _as_counts(column[rows].value_counts())


def _states(look: Lookups, filters: Filters, rows: np.ndarray) -> Counts:
    counts = _values(liveness(look, filters), rows)
    return {
        option: sum(counts.get(state, 0) for state in states) for option, states in INCLUDED.items()
    }


def _regions(look: Lookups, iso3: pd.Series) -> Counts:
    return _as_counts(iso3.map(look.region_of).value_counts())


def _blocs(look: Lookups, filters: Filters, rows: np.ndarray) -> Counts:
    sites = look.atlas.sites["iso3"][rows].value_counts()
    by_country = dict(zip(sites.index, sites.to_numpy(), strict=True))
    hosts = host_countries(look, filters)
    return {
        bloc: int(sum(by_country.get(iso3, 0) for iso3 in members))
        for bloc, members in zip(look.atlas.blocs["bloc_id"], hosts, strict=True)
    }


@dataclass(frozen=True)
class Relaxation:
    """A filter that could be relaxed, and how many rows that would bring back."""

    filter: str
    rows: int


def relaxations(atlas: Atlas, filters: Filters, table: str) -> list[Relaxation]:
    """Which filter to relax so that ``table`` (sites, agreements or zones) shows something, the
    most helpful first.
    """
    masks_of: dict[str, Callable[[Lookups, Filters], dict[str, np.ndarray]]] = {
        "sites": site_masks,
        "agreements": agreement_masks,
        "zones": zone_masks,
    }
    masks = masks_of[table](atlas.lookups, filters)
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

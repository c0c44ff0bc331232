"""What each filter means: a mask over the rows of a table. `Atlas.filter` joins them by "and",
see `crmmap.atlas.filter_specs`.

Kept apart, the masks also tell how many rows each option would leave and which filter to relax.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import reduce

import numpy as np
import pandas as pd

from crmmap.atlas.adherence import names_standard
from crmmap.atlas.filters import Filters
from crmmap.atlas.lookups import Lookups
from crmmap.atlas.states import INCLUDED, LIVE, MEASURES_INCLUDED, RUNNING
from crmmap.schema.vocabulary import REACH_LEVELS

Rows = np.ndarray
"""A mask over the rows of a table."""
Masks = dict[str, Rows]
Mask = Callable[[Lookups, Filters], Rows | Masks]
PLACES = "places"
"""Regions and countries are one kind of filter: a row fits that lies in any of them."""


def together(masks: Masks, *, without: str | None = None) -> np.ndarray:
    """Rows that all masks hold; ``without`` leaves one kind of filter out."""
    everything = np.ones(len(next(iter(masks.values()))), dtype=bool)
    return reduce(
        np.logical_and, [mask for name, mask in masks.items() if name != without], everything
    )


def liveness(look: Lookups, filters: Filters) -> pd.Series:
    """State of each agreement at ``as_of``, as `crmmap.atlas.states.agreement_states` has it."""
    return look.agreement_states_at(filters.as_of)


def host_countries(look: Lookups, filters: Filters) -> np.ndarray:
    """Table of who is bound to whom, for the partner lens.

    Returns
    -------
    ndarray of object
        For each bloc of ``atlas.blocs`` the set of ISO3 codes that match it under ``filters``:
        members, non-member parties in substance to a live agreement with it that covers a chosen
        mineral (any mineral if none is chosen), or both.
    """
    rows = (liveness(look, filters) == LIVE).to_numpy()
    if filters.minerals:
        rows = rows & look.agreement_minerals.any_of(look.with_group(filters.minerals))
    parties = look.parties_in_substance_at(filters.as_of)
    values, live = np.array(parties.values, dtype=object), parties.holds[rows]
    result = np.empty(len(look.atlas.blocs), dtype=object)
    for i, bloc in enumerate(look.atlas.blocs["bloc_id"]):
        members = look.members(bloc, filters.as_of)
        lens = members | {bloc}
        shared = live[live[:, np.isin(values, list(lens))].any(axis=1)]
        partners = set(values[shared.any(axis=0)]) - lens
        result[i] = {"members": members, "partners": partners, "both": members | partners}[
            filters.relation
        ]
    return result


def sites_of_blocs(look: Lookups, filters: Filters) -> Rows:
    """Sites in the countries that match a chosen bloc."""
    matching = dict(zip(look.atlas.blocs["bloc_id"], host_countries(look, filters), strict=True))
    hosts = set().union(*(matching.get(bloc, set()) for bloc in filters.blocs))
    return look.atlas.sites["iso3"].isin(hosts).to_numpy()


def agreements_of_blocs(look: Lookups, filters: Filters) -> Rows:
    """Agreements of any chosen bloc."""
    return _combined([bloc_agreements(look, filters, bloc) for bloc in filters.blocs], "any")


def bloc_agreements(look: Lookups, filters: Filters, bloc: str) -> Rows:
    """Agreements to which the bloc or one of its members on the day is a party in substance, or
    which it leads.
    """
    return look.parties_in_substance_at(filters.as_of).any_of(
        look.members(bloc, filters.as_of) | {bloc}
    )


def sites_covered(look: Lookups, filters: Filters) -> Rows:
    """Sites that any of the chosen standards covers, or all of them."""
    return _combined(
        [standard_reach(look, standard, filters.as_of) for standard in filters.standards],
        filters.standards_match,
    )


def standard_reach(look: Lookups, standard: str, day: date) -> Rows:
    """Sites that a standard covers at any level on a day."""
    reach = look.reach_at(day)
    levels = [reach[standard, level] for level in REACH_LEVELS if (standard, level) in reach]
    return reduce(np.logical_or, levels, np.zeros(len(look.atlas.sites), dtype=bool))


def agreements_naming_standards(look: Lookups, filters: Filters) -> Rows:
    """Agreements whose provisions name any of the chosen standards, or all of them."""
    return _combined(
        [standard_agreements(look, standard) for standard in filters.standards],
        filters.standards_match,
    )


def standard_agreements(look: Lookups, standard: str) -> Rows:
    """Agreements whose provisions name the standard."""
    names = dict(
        zip(look.atlas.standards["standard_id"], look.atlas.standards["name"], strict=True)
    )
    name = names.get(standard, standard)
    provisions = look.atlas.agreements["governance_provisions"]
    return np.array([names_standard(cell, standard, name) for cell in provisions], dtype=bool)


def _combined(masks: list[Rows], match: str) -> Rows:
    return reduce(np.logical_and if match == "all" else np.logical_or, masks)


def agreements_on_minerals(look: Lookups, filters: Filters) -> Rows:
    """Agreements on a chosen mineral, or on all critical raw materials if it is one."""
    return look.agreement_minerals.any_of(look.with_group(filters.minerals))


def measures_on_minerals(look: Lookups, filters: Filters) -> Rows:
    """Measures on a chosen mineral, or on all critical raw materials if it is one."""
    return look.measure_minerals.any_of(look.with_group(filters.minerals))


def near(look: Lookups, filters: Filters, shown: Callable[[Lookups, Filters], Rows]) -> Rows:
    """Sites within the distance of the named zones, else of any zone shown."""
    if filters.near_zones:
        zones = look.atlas.zones["zone_id"].isin(filters.near_zones).to_numpy()
    else:
        zones = shown(look, filters)
    pairs = look.nearby
    close = pairs[(pairs["distance_km"] <= filters.near_km) & zones[pairs["zone"].to_numpy()]]
    mask = np.zeros(len(look.atlas.sites), dtype=bool)
    mask[close["site"].to_numpy()] = True
    return mask


def without(*parts: str) -> Mask:
    """Of some parts that can be left out a mask for each that is."""
    return lambda look, filters: {
        part: ~look.left_out[part] for part in parts if part in filters.exclude
    }


def isin(table: str, column: str, name: str) -> Mask:
    """Rows whose cell is one of the values of a filter."""
    return lambda look, filters: (
        getattr(look.atlas, table)[column].isin(getattr(filters, name)).to_numpy()
    )


def _places(look: Lookups, filters: Filters) -> set[str]:
    return look.in_places(filters.regions, filters.countries)


IN_PLACES: Mapping[str, Mask] = {
    "sites": lambda look, filters: look.atlas.sites["iso3"].isin(_places(look, filters)).to_numpy(),
    "zones": lambda look, filters: look.zone_countries.any_of(_places(look, filters)),
    "agreements": lambda look, filters: look.parties.any_of(_places(look, filters)),
    "measures": lambda look, filters: (
        look.atlas.measures["imposing"].isin(_places(look, filters)).to_numpy()
    ),
}
"""Rows that lie in the chosen regions and countries."""


def _every(table: str) -> Callable[[Lookups, Filters], Rows]:
    return lambda look, _filters: np.ones(len(getattr(look.atlas, table)), dtype=bool)


def _agreements_on(look: Lookups, filters: Filters) -> Rows:
    wanted = [LIVE, *(state for part in filters.also for state in INCLUDED[part])]
    return liveness(look, filters).isin(wanted).to_numpy()


def _measures_on(look: Lookups, filters: Filters) -> Rows:
    wanted = [*RUNNING, *(state for part in filters.also for state in MEASURES_INCLUDED[part])]
    return look.measure_states_at(filters.as_of).isin(wanted).to_numpy()


AS_OF: Mapping[str, Callable[[Lookups, Filters], Rows]] = {
    "sites": _every("sites"),
    "zones": _every("zones"),
    "production": _every("production"),
    "agreements": _agreements_on,
    "measures": _measures_on,
}
"""Rows that the date leaves; sites, zones and series have none."""

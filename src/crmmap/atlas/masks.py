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


def liveness(lookups: Lookups, filters: Filters) -> pd.Series:
    """State of each agreement at ``as_of``, as `crmmap.atlas.states.agreement_states` has it."""
    return lookups.agreement_states_at(filters.as_of)


def host_countries(lookups: Lookups, filters: Filters) -> np.ndarray:
    """Table of who is bound to whom, for the partner lens.

    Returns
    -------
    ndarray of object
        For each bloc of ``atlas.blocs`` the set of ISO3 codes that match it under ``filters``:
        members, non-member parties in substance to a live agreement with it that covers a chosen
        mineral (any mineral if none is chosen), or both.
    """
    bound = lookups.bound_at(filters.as_of, filters.minerals)
    result = np.empty(len(bound), dtype=object)
    for place, (members, partners) in enumerate(bound):
        result[place] = {"members": members, "partners": partners, "both": members | partners}[
            filters.relation
        ]
    return result


def sites_of_blocs(lookups: Lookups, filters: Filters) -> Rows:
    """Sites in the countries that match a chosen bloc."""
    matching = dict(
        zip(lookups.atlas.blocs["bloc_id"], host_countries(lookups, filters), strict=True)
    )
    hosts = set().union(*(matching.get(bloc, set()) for bloc in filters.blocs))
    return lookups.atlas.sites["iso3"].isin(hosts).to_numpy()


def agreements_of_blocs(lookups: Lookups, filters: Filters) -> Rows:
    """Agreements of any chosen bloc."""
    return _combined([bloc_agreements(lookups, filters, bloc) for bloc in filters.blocs], "any")


def bloc_agreements(lookups: Lookups, filters: Filters, bloc: str) -> Rows:
    """Agreements to which the bloc or one of its members on the day is a party in substance, or
    which it leads.
    """
    return lookups.parties_in_substance_at(filters.as_of).any_of(
        lookups.members(bloc, filters.as_of) | {bloc}
    )


def sites_covered(lookups: Lookups, filters: Filters) -> Rows:
    """Sites that any of the chosen standards covers, or all of them."""
    return _combined(
        [standard_reach(lookups, standard, filters.as_of) for standard in filters.standards],
        filters.standards_match,
    )


def standard_reach(lookups: Lookups, standard: str, day: date) -> Rows:
    """Sites that a standard covers at any level on a day."""
    reach = lookups.reach_at(day)
    levels = [reach[standard, level] for level in REACH_LEVELS if (standard, level) in reach]
    return reduce(np.logical_or, levels, np.zeros(len(lookups.atlas.sites), dtype=bool))


def agreements_naming_standards(lookups: Lookups, filters: Filters) -> Rows:
    """Agreements whose provisions name any of the chosen standards, or all of them."""
    return _combined(
        [standard_agreements(lookups, standard) for standard in filters.standards],
        filters.standards_match,
    )


def standard_agreements(lookups: Lookups, standard: str) -> Rows:
    """Agreements whose provisions name the standard."""
    names = dict(
        zip(lookups.atlas.standards["standard_id"], lookups.atlas.standards["name"], strict=True)
    )
    name = names.get(standard, standard)
    provisions = lookups.atlas.agreements["governance_provisions"]
    return np.array([names_standard(cell, standard, name) for cell in provisions], dtype=bool)


def _combined(masks: list[Rows], match: str) -> Rows:
    return reduce(np.logical_and if match == "all" else np.logical_or, masks)


def agreements_on_minerals(lookups: Lookups, filters: Filters) -> Rows:
    """Agreements on a chosen mineral, or on all critical raw materials if it is one."""
    return lookups.agreement_minerals.any_of(lookups.with_group(filters.minerals))


def measures_on_minerals(lookups: Lookups, filters: Filters) -> Rows:
    """Measures on a chosen mineral, or on all critical raw materials if it is one."""
    return lookups.measure_minerals.any_of(lookups.with_group(filters.minerals))


def near(lookups: Lookups, filters: Filters, shown: Callable[[Lookups, Filters], Rows]) -> Rows:
    """Sites within the distance of the named zones, else of any zone shown."""
    if filters.near_zones:
        zones = lookups.atlas.zones["zone_id"].isin(filters.near_zones).to_numpy()
    else:
        zones = shown(lookups, filters)
    pairs = lookups.nearby
    close = pairs[(pairs["distance_km"] <= filters.near_km) & zones[pairs["zone"].to_numpy()]]
    mask = np.zeros(len(lookups.atlas.sites), dtype=bool)
    mask[close["site"].to_numpy()] = True
    return mask


def without(*parts: str) -> Mask:
    """Of some parts that can be left out a mask for each that is."""
    return lambda lookups, filters: {
        part: ~lookups.left_out[part] for part in parts if part in filters.exclude
    }


def isin(table: str, column: str, name: str) -> Mask:
    """Rows whose cell is one of the values of a filter."""
    return lambda lookups, filters: (
        getattr(lookups.atlas, table)[column].isin(getattr(filters, name)).to_numpy()
    )


def _places(lookups: Lookups, filters: Filters) -> set[str]:
    return lookups.in_places(filters.regions, filters.countries)


IN_PLACES: Mapping[str, Mask] = {
    "sites": lambda lookups, filters: (
        lookups.atlas.sites["iso3"].isin(_places(lookups, filters)).to_numpy()
    ),
    "zones": lambda lookups, filters: lookups.zone_countries.any_of(_places(lookups, filters)),
    "agreements": lambda lookups, filters: lookups.parties.any_of(_places(lookups, filters)),
    "measures": lambda lookups, filters: (
        lookups.atlas.measures["imposing"].isin(_places(lookups, filters)).to_numpy()
    ),
}
"""Rows that lie in the chosen regions and countries."""


def _every(table: str) -> Callable[[Lookups, Filters], Rows]:
    return lambda lookups, _filters: np.ones(len(getattr(lookups.atlas, table)), dtype=bool)


def _agreements_on(lookups: Lookups, filters: Filters) -> Rows:
    wanted = [LIVE, *(state for part in filters.also for state in INCLUDED[part])]
    return liveness(lookups, filters).isin(wanted).to_numpy()


def _measures_on(lookups: Lookups, filters: Filters) -> Rows:
    wanted = [*RUNNING, *(state for part in filters.also for state in MEASURES_INCLUDED[part])]
    return lookups.measure_states_at(filters.as_of).isin(wanted).to_numpy()


SERIES = ("production", "trade_flows", "import_reliance", "outlook_supply", "outlook_demand")
"""Tables of figures by mineral and country; a filter of minerals is all that they heed."""
SERIES_ON_MINERALS: Mapping[str, Mask] = {
    **{table: isin(table, "mineral", "minerals") for table in SERIES},
    "trade_flows": lambda lookups, filters: lookups.trade_minerals.any_of(filters.minerals),
    "import_reliance": lambda lookups, filters: lookups.reliance_minerals.any_of(filters.minerals),
}
"""Rows on the chosen minerals; customs have one code for several."""
FILTERED = ("sites", "zones", "agreements", "measures", *SERIES)
"""Tables that filters make smaller."""
AS_OF: Mapping[str, Callable[[Lookups, Filters], Rows]] = {
    "sites": _every("sites"),
    "zones": _every("zones"),
    **{table: _every(table) for table in SERIES},
    "agreements": _agreements_on,
    "measures": _measures_on,
}
"""Rows that the date leaves; sites, zones and series have none."""

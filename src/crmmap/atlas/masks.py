"""What each filter means: for each kind of filter a mask over the rows. `Atlas.filter` joins them
by "and".

Kept apart, the masks also tell how many rows each option would leave and which filter to relax.
"""

from __future__ import annotations

from datetime import date
from functools import reduce

import numpy as np
import pandas as pd

from crmmap.atlas.adherence import names_standard
from crmmap.atlas.filters import COKING_COAL, ECOREGIONS, OCCURRENCES, POOR_CIRCLES, Filters
from crmmap.atlas.lookups import Lookups
from crmmap.atlas.states import INCLUDED, LIVE, MEASURES_INCLUDED, RUNNING
from crmmap.schema.vocabulary import REACH_LEVELS

Masks = dict[str, np.ndarray]
PLACES = "places"
"""Regions and countries are one kind of filter: a row fits that lies in any of them."""


def together(masks: Masks, *, without: str | None = None) -> np.ndarray:
    """Rows that all masks hold; ``without`` leaves one kind of filter out."""
    everything = np.ones(len(next(iter(masks.values()))), dtype=bool)
    return reduce(
        np.logical_and, [mask for name, mask in masks.items() if name != without], everything
    )


def _everything(rows: pd.DataFrame) -> np.ndarray:
    return np.ones(len(rows), dtype=bool)


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


def site_masks(look: Lookups, filters: Filters) -> Masks:
    """One mask over ``atlas.sites`` for each kind of filter that is set."""
    sites = look.atlas.sites
    masks = {"as_of": _everything(sites)}
    for part in (OCCURRENCES, COKING_COAL):
        if part in filters.exclude:
            masks[part] = ~look.left_out[part]
    if filters.minerals:
        masks["minerals"] = look.site_minerals.any_of(filters.minerals)
    if filters.kinds:
        masks["kinds"] = look.site_kinds.any_of(filters.kinds)
    for name, column in {"statuses": "status", "confidence": "confidence"}.items():
        if getattr(filters, name):
            masks[name] = sites[column].isin(getattr(filters, name)).to_numpy()
    if places := look.in_places(filters.regions, filters.countries):
        masks[PLACES] = sites["iso3"].isin(places).to_numpy()
    if filters.blocs:
        matching = dict(
            zip(look.atlas.blocs["bloc_id"], host_countries(look, filters), strict=True)
        )
        hosts = set().union(*(matching.get(bloc, set()) for bloc in filters.blocs))
        masks["blocs"] = sites["iso3"].isin(hosts).to_numpy()
    if filters.standards:
        masks["standards"] = _combined(
            [standard_reach(look, standard, filters.as_of) for standard in filters.standards],
            filters.standards_match,
        )
    if filters.near_km is not None:
        masks["near_km"] = _near(look, filters)
    return masks


def standard_reach(look: Lookups, standard: str, day: date) -> np.ndarray:
    """Sites that a standard reaches at any level on a day."""
    reach = look.reach_at(day)
    levels = [reach[standard, level] for level in REACH_LEVELS if (standard, level) in reach]
    return reduce(np.logical_or, levels, np.zeros(len(look.atlas.sites), dtype=bool))


def _combined(masks: list[np.ndarray], match: str) -> np.ndarray:
    return reduce(np.logical_and if match == "all" else np.logical_or, masks)


def _near(look: Lookups, filters: Filters) -> np.ndarray:
    if filters.near_zones:
        zones = look.atlas.zones["zone_id"].isin(filters.near_zones).to_numpy()
    else:
        zones = together(zone_masks(look, filters))
    pairs = look.nearby
    close = pairs[(pairs["distance_km"] <= filters.near_km) & zones[pairs["zone"].to_numpy()]]
    mask = np.zeros(len(look.atlas.sites), dtype=bool)
    mask[close["site"].to_numpy()] = True
    return mask


def zone_masks(look: Lookups, filters: Filters) -> Masks:
    """One mask over ``atlas.zones`` for each kind of filter that is set."""
    zones = look.atlas.zones
    masks = {"as_of": _everything(zones)}
    for part in (ECOREGIONS, POOR_CIRCLES):
        if part in filters.exclude:
            masks[part] = ~look.left_out[part]
    if places := look.in_places(filters.regions, filters.countries):
        masks[PLACES] = look.zone_countries.any_of(places)
    for name, column in {"zone_categories": "category", "sensitivities": "sensitivity"}.items():
        if getattr(filters, name):
            masks[name] = zones[column].isin(getattr(filters, name)).to_numpy()
    return masks


def agreement_masks(look: Lookups, filters: Filters) -> Masks:
    """One mask over ``atlas.agreements`` for each kind of filter that is set; ``as_of`` is
    always.
    """
    rows = look.atlas.agreements
    wanted = [LIVE, *(state for part in filters.also for state in INCLUDED[part])]
    masks = {"as_of": liveness(look, filters).isin(wanted).to_numpy()}
    if filters.minerals:
        masks["minerals"] = look.agreement_minerals.any_of(look.with_group(filters.minerals))
    if filters.blocs:
        masks["blocs"] = _combined(
            [bloc_agreements(look, filters, bloc) for bloc in filters.blocs], "any"
        )
    if filters.standards:
        masks["standards"] = _combined(
            [standard_agreements(look, standard) for standard in filters.standards],
            filters.standards_match,
        )
    if places := look.in_places(filters.regions, filters.countries):
        masks[PLACES] = look.parties.any_of(places)
    for name, column in {"modes": "diplomacy_mode", "legal_force": "legal_force"}.items():
        if getattr(filters, name):
            masks[name] = rows[column].isin(getattr(filters, name)).to_numpy()
    return masks


def bloc_agreements(look: Lookups, filters: Filters, bloc: str) -> np.ndarray:
    """Agreements to which the bloc or one of its members on the day is a party in substance, or
    which it leads.
    """
    return look.parties_in_substance_at(filters.as_of).any_of(
        look.members(bloc, filters.as_of) | {bloc}
    )


def standard_agreements(look: Lookups, standard: str) -> np.ndarray:
    """Agreements whose provisions name the standard."""
    names = dict(
        zip(look.atlas.standards["standard_id"], look.atlas.standards["name"], strict=True)
    )
    name = names.get(standard, standard)
    provisions = look.atlas.agreements["governance_provisions"]
    return np.array([names_standard(cell, standard, name) for cell in provisions], dtype=bool)


def measure_masks(look: Lookups, filters: Filters) -> Masks:
    """One mask over ``atlas.measures`` for each kind of filter that is set; ``as_of`` is always."""
    rows = look.atlas.measures
    wanted = [*RUNNING, *(state for part in filters.also for state in MEASURES_INCLUDED[part])]
    masks = {"as_of": look.measure_states_at(filters.as_of).isin(wanted).to_numpy()}
    if filters.minerals:
        masks["minerals"] = look.measure_minerals.any_of(look.with_group(filters.minerals))
    if filters.modes:
        masks["modes"] = rows["mode"].isin(filters.modes).to_numpy()
    if places := look.in_places(filters.regions, filters.countries):
        masks[PLACES] = rows["imposing"].isin(places).to_numpy()
    return masks


def production_masks(look: Lookups, filters: Filters) -> Masks:
    """One mask over ``atlas.production`` for each kind of filter that changes what is said of
    the world.
    """
    rows = look.atlas.production
    masks = {"as_of": _everything(rows)}
    if filters.minerals:
        masks["minerals"] = rows["mineral"].isin(filters.minerals).to_numpy()
    return masks

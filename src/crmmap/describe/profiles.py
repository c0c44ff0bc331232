"""Profiles of a place: a country, a UN region, a bloc, or an area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.lookup import names_any

NAMED = ("country", "region", "bloc")
KINDS = (*NAMED, "area")


@dataclass(frozen=True)
class Place:
    """A country (ISO3), a UN subregion (its name), a bloc (its id), or an area (a polygon,
    EPSG:4326).
    """

    kind: str
    key: str
    shape: Any = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind is {self.kind!r}; take one of {', '.join(KINDS)}")
        if (self.kind == "area") != (self.shape is not None):
            raise ValueError("an area has a shape, and no other place has one")


def name_of(atlas: Atlas, place: Place) -> str:
    """As readers know it."""
    return (
        atlas.lookups.name_of.get(place.key, place.key)
        if place.kind in ("country", "bloc")
        else place.key
    )


def countries_of(atlas: Atlas, place: Place, *, as_of: date) -> frozenset[str]:
    """ISO3 codes: of a bloc its members on the day, of an area the countries of the sites in it."""
    if place.kind == "country":
        return frozenset({place.key})
    if place.kind == "region":
        return frozenset(atlas.lookups.in_regions([place.key]))
    if place.kind == "bloc":
        return atlas.lookups.members(place.key, as_of)
    return frozenset(atlas.sites["iso3"][_sites_in(atlas, place.shape)])


def of_place(atlas: Atlas, place: Place, *, as_of: date) -> Atlas:
    """The rows that belong to a place, as a smaller Atlas.

    Sites and zones lie in it: a zone by its list of countries, in an area by its outline or its
    centre. Agreements have it, or one of its countries, for a party in substance; measures are
    imposed by it or aimed at it by name. Production, reserves and adherence are of its countries;
    events and the paper's entities name one of them.
    """
    codes = countries_of(atlas, place, as_of=as_of)
    parties = codes | ({place.key} if place.kind == "bloc" else frozenset())
    lookups = atlas.lookups
    if place.kind == "area":
        sites = _sites_in(atlas, place.shape)
        zones = shapely.intersects(atlas.zones.geometry.to_numpy(), place.shape)
    else:
        sites, zones = (
            atlas.sites["iso3"].isin(codes).to_numpy(),
            lookups.zone_countries.any_of(codes),
        )
    measures = atlas.measures
    return atlas.replace(
        sites=atlas.sites[sites],
        zones=atlas.zones[zones],
        agreements=atlas.agreements[lookups.parties_in_substance_at(as_of).any_of(parties)],
        measures=measures[
            measures["imposing"].isin(parties) | names_any(measures["target"], parties)
        ],
        production=atlas.production[atlas.production["iso3"].isin(codes)],
        reserves=atlas.reserves[atlas.reserves["iso3"].isin(codes)],
        standard_adherence=atlas.standard_adherence[atlas.standard_adherence["iso3"].isin(codes)],
        timeline=atlas.timeline[names_any(atlas.timeline["places"], parties)],
        paper_entities=atlas.paper_entities[names_any(atlas.paper_entities["iso3"], codes)],
    )


def _sites_in(atlas: Atlas, shape: Any) -> np.ndarray:
    shapely.prepare(shape)
    return shapely.intersects_xy(
        shape, atlas.sites.geometry.x.to_numpy(), atlas.sites.geometry.y.to_numpy()
    )

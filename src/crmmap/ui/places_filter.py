"""The control “Place”: its options, and how they translate to the filters on regions and
countries.
"""

from __future__ import annotations

from collections.abc import Iterable

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.continents import CONTINENTS
from crmmap.atlas.counts import Counts
from crmmap.schema.vocabulary import HIGH_SEAS

NAME = "places"
"""Of the control, in place of the filters ``regions`` and ``countries``."""


def options(atlas: Atlas, counts: dict[str, Counts]) -> list[str]:
    """Every place as ``kind:key``: a continent above its subregions, then countries; those
    without sites last.
    """
    found = []
    for continent, regions in CONTINENTS.items():
        found += [f"continent:{continent}", *(f"region:{region}" for region in regions)]
    beside = sorted(
        set(atlas.lookups.region_of.values())
        - {part for parts in CONTINENTS.values() for part in parts}
    )
    found += [f"region:{region}" for region in beside]
    codes = [*atlas.lookups.region_of, HIGH_SEAS]
    codes.sort(
        key=lambda iso3: (not counts["countries"].get(iso3), atlas.lookups.name_of.get(iso3, iso3))
    )
    return [*found, *(f"country:{iso3}" for iso3 in codes)]


def name(atlas: Atlas, value: str) -> str:
    """A place as the list shows it."""
    kind, _, key = value.partition(":")
    return atlas.lookups.name_of.get(key, key) if kind == "country" else key


def count(value: str, counts: dict[str, Counts]) -> int:
    """How many sites lie there, of those that the other filters leave."""
    kind, _, key = value.partition(":")
    if kind == "country":
        return counts["countries"].get(key, 0)
    return sum(
        counts["regions"].get(region, 0)
        for region in (CONTINENTS[key] if kind == "continent" else (key,))
    )


def taken_apart(values: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The filters that chosen places mean."""
    regions: dict[str, None] = {}
    countries: dict[str, None] = {}
    for value in values:
        kind, _, key = value.partition(":")
        if kind == "country":
            countries[key] = None
        else:
            regions |= dict.fromkeys(CONTINENTS[key] if kind == "continent" else (key,))
    return {"regions": tuple(regions), "countries": tuple(countries)}


def put_together(regions: Iterable[str], countries: Iterable[str]) -> list[str]:
    """The options that match these filters. A continent stands for all of its subregions."""
    left, found = list(regions), []
    for continent, parts in CONTINENTS.items():
        if set(parts) <= set(left):
            found.append(f"continent:{continent}")
            left = [region for region in left if region not in parts]
    return [
        *found,
        *(f"region:{region}" for region in left),
        *(f"country:{iso3}" for iso3 in countries),
    ]

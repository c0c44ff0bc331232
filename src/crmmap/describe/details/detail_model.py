"""The parts that cards are made of: facts, sections, and facts that several cards share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filter_specs import masks_of
from crmmap.atlas.filters import Filters
from crmmap.atlas.masks import liveness, together
from crmmap.atlas.states import LIVE
from crmmap.dates import in_words
from crmmap.geodesy import great_circle

MOST = 8
"""Rows of a list in the panel; the tables below the map hold all."""


@dataclass(frozen=True)
class Fact:
    """One line. ``target`` is a table and a key to go to, ``url`` an address to read."""

    label: str
    text: str
    url: str = ""
    target: tuple[str, str] | None = None


@dataclass(frozen=True)
class Section:
    """A heading with its facts; ``empty`` says what it means that there are none."""

    title: str
    facts: list[Fact]
    empty: str = ""


@dataclass(frozen=True)
class Details:
    """All sections of a feature.

    ``place`` is its latitude, longitude and a zoom that shows it, ``cautions`` are what a reader
    must know first.
    """

    title: str
    subtitle: str
    sections: list[Section]
    place: tuple[float, float, float] | None = None
    cautions: list[str] = field(default_factory=list)


def row_of(frame: pd.DataFrame, column: str, key: str) -> pd.Series:
    """The one row with this key."""
    rows = frame[frame[column] == key]
    if rows.empty:
        raise KeyError(f"no row with {column} {key!r}")
    return rows.iloc[0]


def position_of(frame: pd.DataFrame, column: str, key: str) -> int:
    """Where the row with this key stands, counted from 0."""
    return int(np.flatnonzero(frame[column] == key)[0])


def place_of(
    atlas: Atlas, parties: Iterable[str], zoom: float
) -> tuple[float, float, float] | None:
    """Latitude, longitude and zoom that show these countries and blocs; None if none of them has
    a place.
    """
    spots = [atlas.lookups.places[party] for party in parties if party in atlas.lookups.places]
    if not spots:
        return None
    if len(spots) == 1:
        (lon, lat) = spots[0]
    else:  # the middle of the way between the first two, as the link runs
        lon, lat = great_circle(spots[0], spots[1], points=3)[1]
    return float(lat), float(lon), zoom


def has_country(atlas: Atlas, iso3: str) -> bool:
    """Whether a code is that of a country with an outline."""
    return bool((atlas.countries["iso_a3"] == iso3).any())


def known(*facts: Fact) -> list[Fact]:
    """Facts that say something."""
    return [fact for fact in facts if fact.text]


def listed(cell: str) -> str:
    """``Nickel, Cobalt`` for ``Nickel;Cobalt``."""
    return ", ".join(part for part in cell.split(";") if part)


def names(atlas: Atlas, cell: str) -> str:
    """Countries and blocs of a list by name."""
    return ", ".join(atlas.lookups.name_of.get(part, part) for part in cell.split(";") if part)


def source_facts(row: pd.Series) -> list[Fact]:
    """Where a row of the diplomacy tables comes from, and how sure it is."""
    title = row.get("source_title", "") or "No source on record"
    return known(
        Fact("Source", title, url=row.get("source_url", "")),
        Fact("Provenance", row.get("provenance", "")),
        Fact("Confidence", row.get("confidence", "")),
        Fact("Evidence as of", row.get("as_of", "")),
        Fact("Note", row.get("notes", "")),
    )


def publishers(atlas: Atlas, ids: str) -> list[Fact]:
    """The publishers of some sources, with title, version and licence."""
    rows = atlas.sources.set_index("source_id")
    return [
        Fact(
            rows.at[i, "publisher"],
            f"{rows.at[i, 'title']}, {rows.at[i, 'version']} ({rows.at[i, 'licence']})",
            url=rows.at[i, "address"],
        )
        for i in ids.split(";")
        if i in rows.index
    ]


def shortened(facts: Iterable[Fact], more: str = "more; the tables below hold all") -> list[Fact]:
    """The first `MOST` facts, and how many there are beside."""
    facts = list(facts)
    rest = len(facts) - MOST
    return facts if rest <= 0 else [*facts[:MOST], Fact("", f"and {rest} {more}")]


def _acting_for(atlas: Atlas, filters: Filters, countries: Iterable[str]) -> set[str]:
    """The European Union, if it acts for one of the countries; no other bloc acts in its
    members' stead.
    """
    return {"EU"} if set(countries) & atlas.lookups.members("EU", filters.as_of) else set()


def live_agreements(
    atlas: Atlas, filters: Filters, parties: Iterable[str], *, blocs_too: bool = True
) -> list[Fact]:
    """Live agreements, the newest first, that bind one of ``parties``: itself, or with
    ``blocs_too`` through a bloc.
    """
    lookups = atlas.lookups
    bound = lookups.parties_in_substance_at(filters.as_of) if blocs_too else lookups.parties
    rows = atlas.agreements[(liveness(lookups, filters) == LIVE).to_numpy() & bound.any_of(parties)]
    return [
        Fact(
            row.signed_date[:4],
            f"{row.short_title} ({_manner(row.diplomacy_mode, row.legal_force)})",
            target=target,
        )
        for row in rows.sort_values("signed_date", ascending=False).itertuples()
        if (target := ("agreements", str(row.agreement_id)))
    ]


def _manner(mode: str, force: str) -> str:
    """``cooperative, non-binding``; ``binding`` once where both say so."""
    return mode if mode == force else f"{mode}, {force}"


def measures_by(
    atlas: Atlas, filters: Filters, imposing: str, minerals: Iterable[str] = ()
) -> list[Fact]:
    """Measures that a country or bloc, or the Union for it, imposes at the date; only those on
    ``minerals`` if any.
    """
    lookups = atlas.lookups
    mask = together(masks_of("measures", lookups, Filters(as_of=filters.as_of)))
    mask = (
        mask
        & atlas.measures["imposing"]
        .isin({imposing} | _acting_for(atlas, filters, [imposing]))
        .to_numpy()
    )
    wanted = set(minerals)
    if wanted:
        mask = mask & lookups.measure_minerals.any_of(lookups.with_group(wanted))
    return [
        Fact(
            row.status,
            f"{row.kind[:1].upper()}{row.kind[1:]}: {listed(row.minerals) or 'no mineral named'}",
            target=("measures", str(row.measure_id)),
        )
        for row in atlas.measures[mask].itertuples()
    ]


def as_of(filters: Filters) -> str:
    """``as of 30 June 2026``."""
    return f"as of {in_words(filters.as_of)}"

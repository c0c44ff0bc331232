"""The card of a site."""

from __future__ import annotations

import re

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.dates import day_in_words
from crmmap.describe.details.detail_model import (
    Details,
    Fact,
    Section,
    as_of,
    has_country,
    known,
    listed,
    live_agreements,
    measures_by,
    position_of,
    publishers,
    row_of,
    shortened,
)
from crmmap.describe.details.zones import WITHIN_KM, in_words_km
from crmmap.schema.vocabulary import REACH_LEVELS
from crmmap.wording import kinds_in_words, listing, short_standard

STRATEGIC = {
    "third-country-2025": "outside the EU, chosen in 2025",
    "EU-2025": "within the EU, chosen in 2025",
}
STATUS_NOTE = (
    "status: "  # so a note begins that names the source of the status, with its address at the end
)
_THROUGH = {
    "site": "the site itself",
    "company": "its owner",
    "state": "its country",
    "declaration": "a declaration of its country",
}


def site(atlas: Atlas, filters: Filters, key: str) -> Details:
    """A mine, deposit or plant."""
    row = row_of(atlas.sites, "site_id", key)
    place = position_of(atlas.sites, "site_id", key)
    minerals = row["minerals"].split(";")
    return Details(
        title=row["name"],
        subtitle=f"{kinds_in_words(row['kind'])} · {row['country']}",
        sections=[
            Section("Facts", _facts(atlas, row)),
            *(
                [Section("Other sites of the same complex", _complex(atlas, row))]
                if row["complex_id"]
                else []
            ),
            Section(
                f"Protected and sensitive areas within {WITHIN_KM} km",
                _zones(atlas, place),
                empty=f"We found no such area within {WITHIN_KM} km.",
            ),
            Section(
                "Governance standards that cover it",
                _standards(atlas, filters, place),
                empty="We found no record of any standard.",
            ),
            Section(
                f"Agreements of its country in force, {as_of(filters)}",
                shortened(live_agreements(atlas, filters, [row["iso3"]])),
                empty="We found no agreement in force.",
            ),
            Section(
                "Trade measures of its country on these minerals",
                shortened(measures_by(atlas, filters, row["iso3"], minerals)),
                empty="We found no trade measure.",
            ),
            Section("Position and evidence", _whereabouts(atlas, row)),
            Section("Sources", publishers(atlas, row["source_ids"])),
        ],
        place=(float(row["latitude"]), float(row["longitude"]), 7),
        cautions=["Position of low confidence: the point may lie many kilometres off."]
        if row["confidence"] == "low"
        else [],
    )


def _facts(atlas: Atlas, row: pd.Series) -> list[Fact]:
    return known(
        Fact("Also called", listed(row["also_called"])),
        Fact("Status", _status(atlas, row)),
        Fact("Minerals", listed(row["minerals"])),
        Fact(
            "Country",
            row["country"],
            target=("countries", row["iso3"]) if has_country(atlas, row["iso3"]) else None,
        ),
        Fact(
            "Company",
            row["owner"] or "no owner on record",
            target=("companies", row["owner"]) if row["owner"] else None,
        ),
        *_site_details(atlas, row["site_id"]),
        Fact(
            "EU strategic project",
            STRATEGIC.get(row["eu_strategic_project"], row["eu_strategic_project"]),
        ),
    )


def _whereabouts(atlas: Atlas, row: pd.Series) -> list[Fact]:
    check = atlas.named_sites[atlas.named_sites["site_id"] == row["site_id"]]
    position = f"{row['latitude']:.4f}, {row['longitude']:.4f} (WGS 84)"
    return known(
        Fact("Position", position),
        Fact("Location quality", row["confidence"]),
        Fact(
            "Other inventories",
            _distances(check["cross_check"].iloc[0] if len(check) else row["position_check"]),
        ),
        Fact("Evidence from", "" if pd.isna(row["as_of_year"]) else f"{row['as_of_year']:.0f}"),
        *_notes(row["note"]),
    )


def _status(atlas: Atlas, row: pd.Series) -> str:
    """``operating, as of November 2024 (Global Energy Monitor)``."""
    if row["status"] == "unknown":
        return "not known"
    source = row["status_source_id"]
    publisher = (
        atlas.sources.loc[atlas.sources["source_id"] == source, "publisher"] if source else ()
    )
    from_whom = f" ({publisher.iloc[0]})" if len(publisher) else ""
    day = row["status_as_of"]
    return (
        f"{row['status']}, as of {day_in_words(day)}{from_whom}"
        if day
        else f"{row['status']}, date not recorded"
    )


def _complex(atlas: Atlas, row: pd.Series) -> list[Fact]:
    """Mine and plants of one operation, which stand apart on the map."""
    same = atlas.sites[
        (atlas.sites["complex_id"] == row["complex_id"])
        & (atlas.sites["site_id"] != row["site_id"])
    ]
    return [
        Fact(kinds_in_words(other["kind"]), other["name"], target=("sites", other["site_id"]))
        for other in same.to_dict("records")
    ]


def _site_details(atlas: Atlas, key: str) -> list[Fact]:
    """Capacity, output and the like, as the inventories that know them say."""
    publishers = dict(zip(atlas.sources["source_id"], atlas.sources["publisher"], strict=True))
    facts = []
    for row in atlas.site_details[atlas.site_details["site_id"] == key].to_dict("records"):
        capacity = (
            ""
            if pd.isna(row["capacity"])
            else f"{row['capacity']:g} {row['capacity_unit']}".strip()
        )
        of_year = f" ({row['capacity_year']})" if capacity and row["capacity_year"] else ""
        unit = row["capacity_unit"] or (
            "Mt coal a year" if row["source_id"].startswith("gem_") else ""
        )
        output = f"{row['production']} {unit}".strip() if row["production"] else ""
        in_year = f" ({row['production_year']})" if output and row["production_year"] else ""
        source = f"; {publishers.get(row['source_id'], row['source_id'])}"
        facts += [
            Fact("Capacity", f"{capacity}{of_year}{source}" if capacity else ""),
            Fact("Output", f"{output}{in_year}{source}" if output else ""),
            Fact("In operation since", f"{row['start_year']}{source}" if row["start_year"] else ""),
            Fact("Parent company", row["parent"]),
        ]
    return facts


def _standards(atlas: Atlas, filters: Filters, place: int) -> list[Fact]:
    reach = atlas.lookups.reach_at(filters.as_of)
    found = [
        (standard, level)
        for level in REACH_LEVELS
        for standard in atlas.standards["standard_id"]
        if (standard, level) in reach and reach[standard, level][place]
    ]
    names = dict(zip(atlas.standards["standard_id"], atlas.standards["name"], strict=True))
    return [
        Fact(
            short_standard(names[standard]),
            f"through {_THROUGH[level]}",
            target=("standards", standard),
        )
        for standard, level in found
    ]


def _notes(note: str) -> list[Fact]:
    if not note.startswith(STATUS_NOTE):
        return [Fact("Note", note)]
    words, _, url = note.removeprefix(STATUS_NOTE).rpartition(" ")
    return [Fact("Source of the status", words or note, url=url if words else "")]


def _distances(check: str) -> str:
    """``Two other inventories place it 1.6 and 20 km away``, from ``a: 20.0 km | b: 1.6 km``."""
    named = [part.strip() for part in check.split("|") if not part.strip().startswith("unverified")]
    found = sorted(float(km) for part in named for km in re.findall(r": (\d+(?:\.\d+)?) km$", part))
    if not named or not found:
        return "; ".join(named)
    number = {1: "One other inventory places", 2: "Two other inventories place"}.get(
        len(found), f"{len(found)} other inventories place"
    )
    return f"{number} it {listing(f'{km:g}' for km in found)} km away"


def _zones(atlas: Atlas, place: int) -> list[Fact]:
    pairs = atlas.lookups.nearby
    pairs = pairs[(pairs["site"] == place) & (pairs["distance_km"] <= WITHIN_KM)]
    facts = []
    for pair in pairs.itertuples():
        zone_row = atlas.zones.iloc[pair.zone]
        if zone_row["category"] == "ecoregion":
            continue  # context, not a neighbour
        facts.append(
            Fact(
                in_words_km(pair.distance_km, circle=zone_row["geometry_kind"] == "point"),
                f"{zone_row['name']} ({zone_row['category']}, {zone_row['sensitivity']} "
                "sensitivity)",
                target=("zones", zone_row["zone_id"]),
            )
        )
    return shortened(facts)

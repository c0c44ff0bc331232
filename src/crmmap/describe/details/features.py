"""What is known of a site, a zone, an agreement, a measure."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.masks import liveness
from crmmap.describe.details.facts import (
    Details,
    Fact,
    Section,
    as_of,
    known,
    listed,
    live_agreements,
    measures_by,
    names,
    place_of,
    position_of,
    row_of,
    shortened,
    source_facts,
)
from crmmap.schema.vocabulary import LEVELS
from crmmap.wording import kinds_in_words

ZONES_WITHIN_KM = 50
_THROUGH = {"site": "the site itself", "company": "its owner", "state": "its country"}


def site(atlas: Atlas, filters: Filters, key: str) -> Details:
    """A mine, deposit or plant."""
    row = row_of(atlas.sites, "site_id", key)
    place = position_of(atlas.sites, "site_id", key)
    check = atlas.named_sites[atlas.named_sites["site_id"] == key]
    position = f"{row['latitude']:.4f}, {row['longitude']:.4f} (WGS 84)"
    facts = known(
        Fact("Status", "not known" if row["status"] == "unknown" else row["status"]),
        Fact("Minerals", listed(row["minerals"])),
        Fact(
            "Country",
            row["country"],
            target=("countries", row["iso3"]) if _has_country(atlas, row["iso3"]) else None,
        ),
        Fact(
            "Company",
            row["owner"] or "no owner on record",
            target=("companies", row["owner"]) if row["owner"] else None,
        ),
        Fact("Position", position),
        Fact("Confidence of position", row["confidence"]),
        Fact("Checked against", check["cross_check"].iloc[0] if len(check) else row["position_check"]),
        Fact("Evidence of", "" if pd.isna(row["as_of_year"]) else f"{row['as_of_year']:.0f}"),
        Fact("EU strategic project", row["eu_strategic_project"]),
        Fact("Note", row["note"]),
    )
    minerals = row["minerals"].split(";")
    return Details(
        title=row["name"],
        subtitle=f"{kinds_in_words(row['kind'])} · {row['country']}",
        sections=[
            Section("Facts", facts),
            Section("Sources", _sources(atlas, row["source_ids"])),
            Section(
                "Governance standards that reach it",
                _standards(atlas, filters, place),
                empty="No record of any standard.",
            ),
            Section(
                f"Zones within {ZONES_WITHIN_KM} km",
                _zones(atlas, place),
                empty="No zone on record within 50 km.",
            ),
            Section(
                f"Live agreements of its country, {as_of(filters)}",
                shortened(live_agreements(atlas, filters, [row["iso3"]])),
                empty="No live agreement on record.",
            ),
            Section(
                "Measures of its country on these minerals",
                shortened(measures_by(atlas, filters, row["iso3"], minerals)),
                empty="No measure on record.",
            ),
        ],
        place=(float(row["latitude"]), float(row["longitude"]), 7),
        cautions=["Position of low confidence: the point may lie many kilometres off."]
        if row["confidence"] == "low"
        else [],
    )


def _has_country(atlas: Atlas, iso3: str) -> bool:
    return bool((atlas.countries["iso_a3"] == iso3).any())


def _sources(atlas: Atlas, ids: str) -> list[Fact]:
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


def _standards(atlas: Atlas, filters: Filters, place: int) -> list[Fact]:
    reach = atlas.lookups.reach_at(filters.as_of)
    found = [
        (standard, level)
        for level in LEVELS
        for standard in atlas.standards["standard_id"]
        if (standard, level) in reach and reach[standard, level][place]
    ]
    return [Fact(standard, f"through {_THROUGH[level]}", target=("standards", standard)) for standard, level in found]


def _zones(atlas: Atlas, place: int) -> list[Fact]:
    pairs = atlas.lookups.nearby
    pairs = pairs[(pairs["site"] == place) & (pairs["distance_km"] <= ZONES_WITHIN_KM)]
    facts = []
    for pair in pairs.itertuples():
        zone_row = atlas.zones.iloc[pair.zone]
        if zone_row["category"] == "ecoregion":
            continue  # context, not a neighbour
        facts.append(
            Fact(
                in_words_km(pair.distance_km, circle=zone_row["geometry_kind"] == "point"),
                f"{zone_row['name']} ({zone_row['category']}, {zone_row['sensitivity']} sensitivity)",
                target=("zones", zone_row["zone_id"]),
            )
        )
    return shortened(facts)


def in_words_km(distance_km: float, *, circle: bool) -> str:
    """``12 km``, ``inside``; of a circle ``within its circle``, for its outline is not known."""
    if distance_km <= 0:
        return "within the equal-area circle" if circle else "inside"
    about = f"{distance_km:.0f} km" if distance_km >= 1 else "below 1 km"
    return f"{about} from the circle" if circle else about


def zone(atlas: Atlas, filters: Filters, key: str) -> Details:
    """A sensitive ecological zone; the filters do not matter to it."""
    row = row_of(atlas.zones, "zone_id", key)
    place = position_of(atlas.zones, "zone_id", key)
    circle = row["geometry_kind"] == "point"
    area = "" if pd.isna(row["area_km2"]) else f"{row['area_km2']:,.0f} km² ({row['area_basis'] or 'basis not known'})"
    drawn = f"circle of equal area, {row['circle_reliability'] or 'no'} guide to the outline" if circle else "outline"
    pairs = atlas.lookups.nearby
    near = pairs[(pairs["zone"] == place) & (pairs["distance_km"] <= ZONES_WITHIN_KM)].sort_values("distance_km")
    sites = [
        Fact(
            in_words_km(pair.distance_km, circle=circle),
            atlas.sites["name"].iloc[pair.site],
            target=("sites", atlas.sites["site_id"].iloc[pair.site]),
        )
        for pair in near.head(40).itertuples()
    ]
    centre = row.geometry.representative_point()
    facts = known(
        Fact("Category", row["category"]),
        Fact("Sensitivity", f"{row['sensitivity']} (rule {row['sensitivity_rule']})"),
        Fact("Designation", row["designation"]),
        Fact("IUCN category", row["iucn_category"]),
        Fact("Since", row["year"]),
        Fact("Countries", names(atlas, row["countries"])),
        Fact("Area", area),
        Fact("Drawn as", drawn),
        Fact("Licence", row["licence"]),
        Fact("Note", row["note"]),
    )
    more = f"more of {len(near)} within {ZONES_WITHIN_KM} km, whatever the filters"
    return Details(
        title=row["name"],
        subtitle=f"{row['category'].capitalize()} · {names(atlas, row['countries']) or 'high seas'}",
        sections=[
            Section("Facts", facts),
            Section("Sources", _sources(atlas, row["source_id"])),
            Section(
                f"Sites within {ZONES_WITHIN_KM} km",
                shortened(sites, more),
                empty="No site on record within 50 km.",
            ),
        ],
        place=(centre.y, centre.x, 6),
        cautions=["Only the centre and the area are known; the circle is not the outline."] if circle else [],
    )


def agreement(atlas: Atlas, filters: Filters, key: str) -> Details:
    """An agreement between states or blocs."""
    row = row_of(atlas.agreements, "agreement_id", key)
    state = liveness(atlas.lookups, filters)[row.name]
    money = "" if pd.isna(row["financing_usd"]) else f"USD {row['financing_usd'] / 1e6:,.0f} m"
    facts = known(
        Fact("Parties", names(atlas, row["parties"])),
        Fact("Lead", names(atlas, row["lead"])),
        Fact("Signed", row["signed_date"]),
        Fact("Ended", row["end_date"]),
        Fact("Status", f"{row['status']}; {'not yet signed' if state == 'later' else state} {as_of(filters)}"),
        Fact("Kind", f"{row['kind']}, {row['scope']}"),
        Fact("Legal force", row["legal_force"]),
        Fact("Minerals", listed(row["minerals"])),
        Fact("Stages", listed(row["value_chain_stages"])),
        Fact("Governance provisions", listed(row["governance_provisions"]) or "none on record"),
        Fact("Financing", money or "no figure on record"),
    )
    reading = [Fact("Our reading", f"{row['diplomacy_mode']}, because: {row['mode_rationale']}")]
    parties = [
        Fact(
            "",
            atlas.lookups.name_of.get(party, party),
            target=("countries" if _has_country(atlas, party) else "blocs", party),
        )
        for party in row["parties"].split(";")
    ]
    return Details(
        title=row["title"],
        subtitle=f"{row['diplomacy_mode'].capitalize()} (our reading) · {row['legal_force']} in law · {row['status']}",
        sections=[
            Section("Facts", facts),
            Section("Diplomacy mode", reading),
            Section("Source", source_facts(row)),
            Section("Go to a party", shortened(parties, "more parties")),
        ],
        place=place_of(atlas, row["parties"].split(";"), 2.5),
        cautions=[row["paper_differs"]] if row["paper_differs"] else [],
    )


def measure(atlas: Atlas, filters: Filters, key: str) -> Details:
    """An export control, ban, quota, tariff or the like."""
    row = row_of(atlas.measures, "measure_id", key)
    facts = known(
        Fact("Imposed by", names(atlas, row["imposing"])),
        Fact("Against", names(atlas, row["target"])),
        Fact("Minerals", listed(row["minerals"])),
        Fact("Goods", row.get("goods", "")),
        Fact("Announced", row["announced_date"]),
        Fact("In effect from", row["effective_date"]),
        Fact("Until", row["end_date"]),
        Fact("Status", row["status"]),
        Fact("Our reading", row["mode"]),
    )
    return Details(
        title=f"{names(atlas, row['imposing'])}: {row['kind']}",
        subtitle=f"Measure · {row['mode']} · {row['status']}",
        sections=[Section(f"Facts, {as_of(filters)}", facts), Section("Source", source_facts(row))],
        place=place_of(atlas, [row["imposing"]], 3),
    )

"""The card of a protected or sensitive area."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.describe.details.detail_model import (
    Details,
    Fact,
    Section,
    known,
    names,
    position_of,
    publishers,
    row_of,
    shortened,
)

WITHIN_KM = 50
"""Sites and areas that a card names as near each other."""


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
    area = (
        ""
        if pd.isna(row["area_km2"])
        else f"{row['area_km2']:,.0f} km² ({row['area_basis'] or 'basis not known'})"
    )
    drawn = (
        f"circle of equal area, {row['circle_reliability'] or 'no'} guide to the outline"
        if circle
        else "outline"
    )
    pairs = atlas.lookups.nearby
    near = pairs[(pairs["zone"] == place) & (pairs["distance_km"] <= WITHIN_KM)].sort_values(
        "distance_km"
    )
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
    more = f"more of {len(near)} within {WITHIN_KM} km, whatever the filters"
    return Details(
        title=row["name"],
        subtitle=f"{row['category'].capitalize()} · "
        f"{names(atlas, row['countries']) or 'high seas'}",
        sections=[
            Section("Facts", facts),
            Section("Sources", publishers(atlas, row["source_id"])),
            Section(
                f"Sites within {WITHIN_KM} km",
                shortened(sites, more),
                empty=f"We found no site within {WITHIN_KM} km.",
            ),
        ],
        place=(centre.y, centre.x, 6),
        cautions=["Only the centre and the area are known; the circle is not the outline."]
        if circle
        else [],
    )

"""The card of a country."""

from __future__ import annotations

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filter_names import LEFT_OUT
from crmmap.atlas.filter_specs import masks_of
from crmmap.atlas.filters import Filters
from crmmap.atlas.masks import together
from crmmap.describe.details.detail_model import (
    Details,
    Fact,
    Section,
    as_of,
    known,
    live_agreements,
    measures_by,
    place_of,
    row_of,
    shortened,
)
from crmmap.measures.concentration import shares
from crmmap.schema.vocabulary import HUBS, KINDS, STAGE_DONE, leading_kind
from crmmap.wording import in_sentence, listing, verb, year_in_words

NOTABLE_SHARE = 0.1  # below a tenth of the world a country's part is left to the tables


def country(atlas: Atlas, filters: Filters, key: str) -> Details:
    """A country or territory."""
    row = row_of(atlas.countries, "iso_a3", key)
    sites = atlas.sites[atlas.sites["iso3"] == key]
    hubs = (
        int(sum(KINDS[kind] in HUBS for kind in leading_kind(sites["kind"]))) if len(sites) else 0
    )
    members = atlas.bloc_members[
        atlas.lookups.memberships_at(filters.as_of)
        & (atlas.bloc_members["iso3"] == key)
        & atlas.bloc_members["counts"]
    ]
    facts = known(
        Fact("Region", row["region"]),
        Fact("Sites on record", _counted_sites(atlas, filters, key, hubs)),
    )
    return Details(
        title=row["name"],
        subtitle=f"Country or territory · {row['region']}",
        sections=[
            Section("Facts", facts),
            Section(
                "Part of world supply, 10% and more",
                shortened(_shares(atlas, key)),
                empty="No share of 10% or more on record.",
            ),
            Section(
                f"Live agreements, {as_of(filters)}",
                shortened(live_agreements(atlas, filters, [key])),
                empty="No live agreement on record.",
            ),
            Section(
                "Measures it imposes",
                shortened(measures_by(atlas, filters, key)),
                empty="No measure on record.",
            ),
            Section(
                "Standards it adheres to", _adherence(atlas, key), empty="No record of adherence."
            ),
            Section(
                "Blocs",
                shortened(
                    Fact("", atlas.lookups.name_of.get(bloc, bloc), target=("blocs", bloc))
                    for bloc in members["bloc_id"].unique()
                ),
                empty="No membership on record.",
            ),
        ],
        place=place_of(atlas, [key], 4),
    )


def _counted_sites(atlas: Atlas, filters: Filters, iso3: str, hubs: int) -> str:
    """How many sites there are, and how many of them the map leaves out by its settings alone."""
    here = (atlas.sites["iso3"] == iso3).to_numpy()
    masks = masks_of("sites", atlas.lookups, Filters(exclude=filters.exclude))
    left_out = int((here & ~together(masks)).sum())
    said = f"{here.sum():,}"
    if hubs:
        said += f", of which {hubs:,} {verb(hubs, 'is a plant', 'are plants')}"
    if left_out:
        parts = [
            LEFT_OUT[part][0].lower()
            for part, mask in masks.items()
            if part in LEFT_OUT and (here & ~mask).any()
        ]
        said += f"; {left_out:,} {verb(left_out, 'is', 'are')} not shown ({listing(parts)})"
    return said


def _shares(atlas: Atlas, iso3: str) -> list[Fact]:
    rows = shares(atlas)
    rows = rows[(rows["iso3"] == iso3) & (rows["share"] >= NOTABLE_SHARE)].sort_values(
        "share", ascending=False
    )
    return [
        Fact(
            f"{row.share:.0%}",
            f"of {in_sentence(row.mineral)} {STAGE_DONE[row.stage]}, "
            f"{year_in_words(row.year, row.basis)} ({row.publisher})",
        )
        for row in rows.itertuples()
    ]


def _adherence(atlas: Atlas, iso3: str) -> list[Fact]:
    rows = atlas.standard_adherence
    rows = rows[rows["counts"] & (rows["subject_kind"] == "country") & (rows["iso3"] == iso3)]
    return [
        Fact(r.standard_id, r.status, target=("standards", str(r.standard_id)))
        for r in rows.itertuples()
    ]

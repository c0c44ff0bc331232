"""One figure by country, for shading the map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.masks import liveness
from crmmap.measures.concentration import shares
from crmmap.schema.vocabulary import REST
from crmmap.wording import in_sentence


@dataclass(frozen=True)
class Shading:
    """One figure by country.

    Attributes
    ----------
    title, source
        For the legend.
    values
        By ISO3 code; a country that is missing has no data.
    percent
        Whether the values are parts of one.
    publishers
        Of the figures; none where each row has a source of its own.
    """

    title: str
    source: str
    values: pd.Series
    percent: bool
    publishers: tuple[str, ...] = ()


def _share_of(stage: str) -> Callable[[Atlas, Filters], Shading]:
    def shading(atlas: Atlas, filters: Filters) -> Shading:
        rows = shares(atlas)
        rows = rows[(rows["stage"] == stage) & (rows["iso3"] != REST)]
        if filters.minerals:
            rows = rows[rows["mineral"].isin(filters.minerals)]
        minerals = rows["mineral"].unique()
        verb = "mining" if stage == "mine" else "refining"
        of = (
            in_sentence(minerals[0])
            if len(minerals) == 1
            else f"the largest of {len(minerals)} minerals"
        )
        publishers = tuple(sorted(rows["publisher"].unique()))
        values = rows.groupby("iso3")["share"].max()
        return Shading(
            f"Share of world {verb}, {of}", "; ".join(publishers), values, True, publishers
        )

    return shading


def _live_agreements(atlas: Atlas, filters: Filters) -> Shading:
    live = (liveness(atlas.lookups, filters) == "live").to_numpy()
    if filters.minerals:
        live = live & atlas.lookups.agreement_minerals.any_of(
            atlas.lookups.with_group(filters.minerals)
        )
    counts = pd.Series(atlas.lookups.parties.counts(live))
    known = counts[counts.index.isin(atlas.countries["iso_a3"]) & (counts > 0)]
    return Shading(
        "Live agreements the country is itself a party to",
        "as named in each row of the data",
        known,
        percent=False,
    )


def _adherence(atlas: Atlas, filters: Filters) -> Shading:
    rows = atlas.standard_adherence
    rows = rows[rows["counts"] & (rows["subject_kind"] == "country")]
    if filters.standards:
        rows = rows[rows["standard_id"].isin(filters.standards)]
    title = "Adheres to " + (
        ", ".join(filters.standards) if filters.standards else "how many state-level standards"
    )
    counts = rows.groupby("iso3")["standard_id"].nunique()
    return Shading(title, "as named in each row of the data", counts, percent=False)


SHADINGS: dict[str, Callable[[Atlas, Filters], Shading]] = {
    "mining": _share_of("mine"),
    "refining": _share_of("refinery"),
    "agreements": _live_agreements,
    "adherence": _adherence,
}
"""What countries can be shaded by."""

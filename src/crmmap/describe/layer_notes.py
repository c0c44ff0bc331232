"""What each layer is, as of when, from which sources, under which licence, with which caution."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.licences import OWN_COMPILATION
from crmmap.dates import POLICY_READ_TO, in_words


@dataclass(frozen=True)
class Note:
    """A layer in words; ``sources`` are rows of sources.csv."""

    title: str
    what: str
    as_of: str
    caution: str
    sources: pd.DataFrame


def _used(atlas: Atlas, cells: pd.Series) -> pd.DataFrame:
    counts = cells.str.split(";").explode().value_counts()
    rows = atlas.sources.set_index("source_id")
    return rows.loc[[i for i in counts.index if i in rows.index]]


def notes(atlas: Atlas) -> dict[str, Note]:
    """A note for each layer."""
    sources = atlas.sources.set_index("source_id")
    years = atlas.sites["as_of_year"].dropna()
    diplomacy = sources[sources.index == OWN_COMPILATION]
    return {
        "sites": Note(
            "Sites",
            "Mines, deposits, smelters, refineries, processing and recycling plants. Of several kinds at one place the "
            "one furthest along the chain gives the sign.",
            f"Evidence of {years.min():.0f} to {years.max():.0f}; each row has its year."
            if len(years)
            else "No row says of which year it is.",
            "Most inventories carry no lifecycle status; a dotted ring means that the position is of low confidence.",
            _used(atlas, atlas.sites["source_ids"]),
        ),
        "zones": Note(
            "Sensitive zones",
            "Protected areas, natural World Heritage, wetlands, reefs, deep-sea areas, Arctic and Antarctic. A dashed "
            "circle has the reported area about the reported centre; it is not the outline.",
            "Outlines of 2012 to 2026; each row has its source.",
            "Near is not harm, and no zone on record is not no problem: coverage differs by country.",
            _used(atlas, atlas.zones["source_id"]),
        ),
        "links": Note(
            "Agreement links",
            "Great-circle arcs from the lead to the partner; colour is the diplomacy mode, dash the legal force. "
            "Plurilateral agreements are spokes from their lead, or from the first party where none leads.",
            f"Evidence to {in_words(POLICY_READ_TO)}.",
            "The mode is our own reading, with its reason in each row. A link's width never shows money.",
            diplomacy,
        ),
        "countries": Note(
            "Countries",
            "Outlines and names. Shaded by one figure on request; hatched means that there is no data.",
            "Outlines: Natural Earth 5. Figures: the year stands in each row.",
            "Disputed outlines are dashed and follow Natural Earth; no position on any border is taken.",
            pd.concat([sources[sources.index == "natural_earth"], _used(atlas, atlas.production["publisher"])]),
        ),
    }


def attributions(atlas: Atlas) -> list[str]:
    """Attribution texts of all sources, each once."""
    return list(dict.fromkeys(atlas.sources["attribution"]))

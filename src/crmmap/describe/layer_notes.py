"""Notes on each layer of the map: what it is, its date, sources, licence and cautions."""

from __future__ import annotations

from collections import Counter
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
    counts: Counter[str] = Counter()
    for cell, count in cells.value_counts().items():
        for source in str(cell).split(";"):
            counts[source] += int(count)
    rows = atlas.sources.set_index("source_id")
    return rows.loc[[source for source, _ in counts.most_common() if source in rows.index]]


def notes(atlas: Atlas) -> dict[str, Note]:
    """A note for each layer."""
    sources = atlas.sources.set_index("source_id")
    years = atlas.sites["as_of_year"].dropna()
    diplomacy = sources[sources.index == OWN_COMPILATION]
    return {
        "sites": Note(
            "Sites",
            "Mines, deposits, smelters, refineries, processing and recycling plants. If a site "
            "has several kinds, the "
            "one furthest along the chain gives the sign.",
            f"Evidence of {years.min():.0f} to {years.max():.0f}; each row has its year."
            if len(years)
            else "No row says of which year it is.",
            "For many sites the status is not known. A dotted ring means that the position is "
            "uncertain.",
            _used(atlas, atlas.sites["source_ids"]),
        ),
        "zones": Note(
            "Sensitive zones",
            "Protected areas, natural World Heritage, wetlands, reefs, deep-sea areas, Arctic and "
            "Antarctic. A dashed "
            "circle is an approximate extent: it has the reported area around the reported centre.",
            "Mapped boundaries date from 2012 to 2026; each row names its source.",
            "Distances say nothing about harm. Where no area is shown, we may have no record: "
            "coverage varies.",
            _used(atlas, atlas.zones["source_id"]),
        ),
        "links": Note(
            "Agreement links",
            "Arcs run from the lead party to its partners; the colour is the diplomacy mode, a "
            "dashed line is not "
            "legally binding. An agreement of many countries is drawn from its lead, or from its "
            "first party.",
            f"Policy was read up to {in_words(POLICY_READ_TO)}.",
            "The character of an agreement follows by rule from coded features. The page Sources "
            "and method says how. "
            "The width of a line never shows money.",
            diplomacy,
        ),
        "countries": Note(
            "Countries",
            "Outlines and names. Shaded by one figure on request; hatched means that there is no "
            "data.",
            "Outlines: Natural Earth 5. Figures: the year stands in each row.",
            "Disputed outlines are dashed and follow Natural Earth; no position on any border is "
            "taken.",
            pd.concat(
                [
                    sources[sources.index == "natural_earth"],
                    _used(atlas, atlas.production["publisher"]),
                ]
            ),
        ),
    }


def attributions(atlas: Atlas) -> list[str]:
    """Attribution texts of all sources, each once."""
    return list(dict.fromkeys(atlas.sources["attribution"]))

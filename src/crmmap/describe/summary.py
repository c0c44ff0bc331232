"""What is shown, in one sentence and a few figures, each with its source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.licences import publishers_of
from crmmap.dates import in_words
from crmmap.measures.concentration import concentration
from crmmap.schema.vocabulary import HUBS, KINDS, leading_kind
from crmmap.wording import counted, in_sentence, percent

NEAR_KM = 10
NO_ARTICLE = ("CHINA", "BRICS", "PAX-SILICA", "LOBITO")


@dataclass(frozen=True)
class Figure:
    """A number, what it says in words, and where it comes from."""

    value: str
    words: str
    source: str


def sentence(whole: Atlas, shown: Atlas, filters: Filters) -> str:
    """What is shown and its most important number."""
    name = whole.lookups.name_of
    parts = [counted(len(shown.sites), "site")]
    if filters.minerals:
        parts.append("with " + _either(in_sentence(mineral) for mineral in filters.minerals))
    if filters.blocs:
        who = {"both": "members and partners", "members": "members", "partners": "partners"}[filters.relation]
        parts.append(f"in {who} of {_either(_with_article(bloc, name.get(bloc, bloc)) for bloc in filters.blocs)}")
    if filters.countries or filters.regions:
        parts.append("in " + _either([*(name.get(iso3, iso3) for iso3 in filters.countries), *filters.regions]))
    if filters.standards:
        link = " and " if filters.standards_match == "all" else " or "
        parts.append("reached by " + link.join(filters.standards))
    if filters.near_km is not None:
        parts.append(f"within {filters.near_km:g} km of a zone shown")
    deals = f"{counted(len(shown.agreements), 'agreement')} and {counted(len(shown.zones), 'sensitive zone')}"
    return f"{' '.join(parts)}, {deals}, as of {in_words(filters.as_of)}."


def _with_article(bloc: str, name: str) -> str:
    return name if bloc in NO_ARTICLE else f"the {name}"


def _either(words) -> str:
    words = list(words)
    if len(words) > 4:
        return f"{', '.join(words[:3])} or {len(words) - 3} more"
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def figures(whole: Atlas, shown: Atlas, filters: Filters) -> list[Figure]:
    """At most five key figures of the selection."""
    return [
        _sites(whole, shown),
        *_leaders(whole, filters),
        _agreements(shown),
        _nature(whole, shown),
    ]


def _sites(whole: Atlas, shown: Atlas) -> Figure:
    kinds = leading_kind(shown.sites["kind"]) if len(shown.sites) else np.empty(0, int)
    hubs = int(np.isin(kinds, [KINDS.index(kind) for kind in HUBS]).sum())
    unknown = int((shown.sites["status"] == "unknown").sum())
    words = f"of {len(whole.sites):,} sites shown, {hubs:,} of them refining hubs; status not known for {unknown:,}"
    return Figure(f"{len(shown.sites):,}", words, _publishers(whole, {"sites": shown.sites}))


def _publishers(whole: Atlas, tables: dict[str, pd.DataFrame]) -> str:
    return publishers_of(whole, tables) or "nothing shown, nothing to cite"


def _leaders(whole: Atlas, filters: Filters) -> list[Figure]:
    """Who leads refining and mining: of one mineral its share, of several how many a country leads."""
    table = concentration(whole)
    if filters.minerals:
        table = table[table["mineral"].isin(filters.minerals)]
    result = []
    for stage, doing in (("refinery", "refining"), ("mine", "mining")):
        rows = table[table["stage"] == stage]
        if rows.empty:
            chosen = _either(in_sentence(mineral) for mineral in filters.minerals)
            result.append(Figure("–", f"no record of who leads {doing} of {chosen}", "no series in production.csv"))
        elif len(rows) == 1:
            row = rows.iloc[0]
            result.append(Figure(percent(row["top_1"]), f"{row['sentence']}; {row['band']}", row["publisher"]))
        else:
            leader, count = Counter(rows["leader_name"]).most_common(1)[0]
            years = sorted({str(year)[-4:] for year in rows["year"]})
            span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
            words = f"minerals whose {doing} {leader} leads, {span}"
            source = ", ".join(sorted(rows["publisher"].unique()))
            result.append(Figure(f"{count} of {len(rows)}", words, source))
    return result


def _agreements(shown: Atlas) -> Figure:
    rows = shown.agreements
    binding = int((rows["legal_force"] == "binding").sum())
    modes = Counter(rows["diplomacy_mode"])
    top = f", most often {modes.most_common(1)[0][0]}" if modes else ""
    return Figure(f"{len(rows):,}", f"agreements shown, {binding} binding{top} (our reading)", "each row's own source")


def _nature(whole: Atlas, shown: Atlas) -> Figure:
    near = sites_near(whole, shown, NEAR_KM)
    total = len(shown.sites)
    words = f"of the sites shown lie within {NEAR_KM} km of a zone shown ({near:,}); near is not harm"
    return Figure(percent(near / total) if total else "–", words, _publishers(whole, {"zones": shown.zones}))


def sites_near(whole: Atlas, shown: Atlas, km: float) -> int:
    """How many shown sites lie within ``km`` of a shown zone; ecoregions and poor circles are kept out of counts."""
    zones = shown.zones
    counted = zones[(zones["category"] != "ecoregion") & (zones["circle_reliability"] != "poor")]
    sites_on = whole.sites.index.isin(shown.sites.index)
    zones_on = whole.zones.index.isin(counted.index)
    pairs = whole.lookups.nearby
    close = (pairs["distance_km"] <= km).to_numpy()
    close = close & sites_on[pairs["site"].to_numpy()] & zones_on[pairs["zone"].to_numpy()]
    return int(pairs["site"][close].nunique())

"""What is shown, in one sentence and a few figures, each with its source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filter_names import LEFT_OUT
from crmmap.atlas.filter_specs import FILTERS, filters_set
from crmmap.atlas.filters import Filters
from crmmap.atlas.licences import publishers_of
from crmmap.atlas.lookups import Lookups
from crmmap.dates import in_words
from crmmap.measures.concentration import concentration
from crmmap.schema.vocabulary import HUBS, KINDS, leading_kind
from crmmap.wording import counted, in_sentence, largest_group, listing, percent, the, verb

NEAR_KM = 10


@dataclass(frozen=True)
class Figure:
    """A number, what it says in words, and where it comes from."""

    value: str
    words: str
    source: str


def sentence(whole: Atlas, shown: Atlas, filters: Filters) -> str:
    """What is shown and its most important number."""
    said = [spec.phrase(whole.lookups, filters) for spec in filters_set(filters) if spec.phrase]
    parts = [counted(len(shown.sites), "site"), *dict.fromkeys(said)]
    deals = (
        f"{counted(len(shown.agreements), 'agreement')} and "
        f"{counted(len(shown.zones), 'protected or sensitive area')}"
    )
    return f"{' '.join(parts)}, {deals}, as of {in_words(filters.as_of)}."


def selection(lookups: Lookups, filters: Filters) -> str:
    """The filters that a user has set, each with its values; "" if none is. The date stands apart.

    Examples
    --------
    >>> import crmmap
    >>> from crmmap.describe.summary import selection
    >>> chosen = crmmap.Filters.default().but(minerals=("Cobalt",), blocs=("EU",))
    >>> selection(crmmap.load().lookups, chosen)
    'Mineral: Cobalt (Co) · Partner bloc: European Union'
    """
    changed = set(filters.changed(since=Filters.default())) - {"as_of"}
    parts: dict[str, list[str]] = {}
    for spec in FILTERS:
        if spec.name not in changed or (spec.name in _OF and not getattr(filters, _OF[spec.name])):
            continue
        values = getattr(filters, spec.name)
        if spec.name == "exclude":
            shown = [label for part, (label, _) in LEFT_OUT.items() if part not in values]
            parts.setdefault(spec.label, []).extend(shown or ["nothing more"])
            continue
        if spec.name == "near_km":
            parts["Sites near protected areas"] = [f"at most {values:g} km away"]
            continue
        held = values if isinstance(values, tuple) else (values,)
        names = [
            spec.option_name(lookups, option)
            for option in spec.allowed(lookups)
            if spec.value(option) in held
        ]
        parts.setdefault(spec.label, []).extend(names)
    return " · ".join(f"{label}: {', '.join(names)}" for label, names in parts.items())


_OF = {"relation": "blocs", "standards_match": "standards"}
"""Filters that say how another is meant."""


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
    words = (
        f"of {len(whole.sites):,} sites shown; {hubs:,} of them refine, process or recycle; "
        "the status of "
    )
    words += f"{unknown:,} is not known"
    return Figure(f"{len(shown.sites):,}", words, _publishers(whole, {"sites": shown.sites}))


def _publishers(whole: Atlas, tables: dict[str, pd.DataFrame]) -> str:
    return publishers_of(whole, tables) or "nothing shown, nothing to cite"


def _leaders(whole: Atlas, filters: Filters) -> list[Figure]:
    """Who leads refining and mining: of one mineral its share, of several how many a country
    leads.
    """
    table = concentration(whole)
    if filters.minerals:
        table = table[table["mineral"].isin(filters.minerals)]
    result = []
    for stage, doing in (("refinery", "refining"), ("mine", "mining")):
        rows = table[table["stage"] == stage]
        if rows.empty:
            chosen = listing((in_sentence(mineral) for mineral in filters.minerals), last="or")
            result.append(
                Figure("–", f"We have no series on the {doing} of {chosen}", "no series on record")
            )
        elif len(rows) == 1:
            row = rows.iloc[0]
            result.append(
                Figure(percent(row["top_1"]), f"{row['sentence']}: {row['band']}", row["publisher"])
            )
        else:
            counts = Counter(rows["leader_name"])
            count = max(counts.values())
            leaders = [the(name) for name, number in counts.items() if number == count]
            led = f"led by {'each of ' if len(leaders) > 1 else ''}{listing(leaders)}"
            years = sorted({str(year)[-4:] for year in rows["year"]})
            span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
            words = f"minerals whose {doing} is {led} ({span})"
            source = ", ".join(sorted(rows["publisher"].unique()))
            result.append(Figure(f"{count} of {len(rows)}", words, source))
    return result


def _agreements(shown: Atlas) -> Figure:
    rows = shown.agreements
    binding = int((rows["legal_force"] == "binding").sum())
    modes = Counter(rows["diplomacy_mode"])
    words = f"{verb(len(rows), 'agreement', 'agreements')} shown, {binding:,} legally binding"
    words += f"; by our classification {largest_group(modes)}" if modes else ""
    return Figure(f"{len(rows):,}", words, "as named in each row of the data")


def _nature(whole: Atlas, shown: Atlas) -> Figure:
    near = sites_near(whole, shown, NEAR_KM)
    total = len(shown.sites)
    words = (
        f"of the sites shown ({near:,}) lie within {NEAR_KM} km of a protected or sensitive "
        "area shown. Distance says "
    )
    words += "nothing about harm"
    return Figure(
        percent(near / total) if total else "–", words, _publishers(whole, {"zones": shown.zones})
    )


def sites_near(whole: Atlas, shown: Atlas, km: float) -> int:
    """How many shown sites lie within ``km`` of a shown zone; ecoregions and rough locations are
    not counted.
    """
    zones = shown.zones
    counted = zones[(zones["category"] != "ecoregion") & (zones["circle_reliability"] != "poor")]
    sites_on = whole.sites.index.isin(shown.sites.index)
    zones_on = whole.zones.index.isin(counted.index)
    pairs = whole.lookups.nearby
    close = (pairs["distance_km"] <= km).to_numpy()
    close = close & sites_on[pairs["site"].to_numpy()] & zones_on[pairs["zone"].to_numpy()]
    return int(pairs["site"][close].nunique())

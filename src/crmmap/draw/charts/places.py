"""Charts of a place: its sites, and its part of the world's supply."""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.describe.profiles import Place, countries_of, name_of
from crmmap.draw.charts.exhibit import Exhibit, publishers
from crmmap.draw.charts.grammar import (
    bars,
    coloured,
    name_axis,
    number_axis,
    share_axis,
    stage_colours,
    tips,
)
from crmmap.draw.palette import KIND_SIGNS, THEMES
from crmmap.measures.concentration import shares
from crmmap.schema.vocabulary import KINDS, REST, STAGE_WORDS, leading_kind
from crmmap.terms import KIND_NAMES
from crmmap.wording import (
    begun,
    counted,
    in_sentence,
    listing,
    percent,
    short_name,
    small_percent,
    the,
)

SMALLEST_SHARE = 0.005
MOST = 14
FEW = 4
PAIR = (("#3B4D8F", "#B5C1F5"), ("#B87F00", "#F0B429"))
"""Colours of two places, on light and on dark ground."""


def sites(part: Atlas, name: str, theme_name: str) -> Exhibit:
    """Its sites by kind."""
    rows = part.sites
    if rows.empty:
        return Exhibit(
            "sites", f"No site in {name} fits the filters.", None, rows.drop(columns="geometry"), ""
        )
    kinds = pd.Series([KINDS[kind] for kind in leading_kind(rows["kind"])])
    counts = (
        kinds.value_counts()
        .reindex(KINDS, fill_value=0)
        .rename_axis("kind")
        .reset_index(name="sites")
    )
    counts["name"] = counts["kind"].map(KIND_NAMES)
    unknown = int((rows["status"] == "unknown").sum())
    title = counted(len(rows), "site")
    title += f"; the status of {unknown:,} is not known" if unknown else ", all of known status"
    colours = {kind: KIND_SIGNS[kind][1 + THEMES[theme_name].side] for kind in KINDS}
    chart = bars(
        counts.assign(text=counts["sites"].map("{:,}".format)),
        y=name_axis("name", list(KIND_NAMES.values())),
        x=number_axis("sites", None),
        text="text",
        colour=coloured("kind", colours, orient=None),
        tip=tips("name:N", "sites:Q"),
    )
    ids = sorted({source for cell in rows["source_ids"] for source in cell.split(";")})
    known = part.sources.set_index("source_id")["publisher"]
    source = ", ".join(dict.fromkeys(str(known.get(i, i)) for i in ids))
    return Exhibit("sites", title, chart, pd.DataFrame(rows.drop(columns="geometry")), source)


def _sums(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares of several countries together, of each mineral and stage, the largest first."""
    grouped = rows.groupby(["mineral", "stage"], as_index=False)
    sums = grouped.agg(
        share=("share", "sum"), year=("year", "first"), publisher=("publisher", "first")
    )
    return sums.sort_values("share", ascending=False, ignore_index=True)


def compare(
    whole: Atlas,
    places: tuple[Place, ...],
    theme_name: str,
    *,
    as_of: date,
    minerals: tuple[str, ...],
) -> Exhibit:
    """The parts of two places in the world's mining and refining, on one scale."""
    table = shares(whole)
    if minerals:
        table = table[table["mineral"].isin(minerals)]
    empty = _sums(table).iloc[:0]
    if len(places) < 2 or any(place.kind == "area" for place in places):
        title = "Two countries, regions or blocs can be compared by their shares of the world."
        return Exhibit("compare", title, None, empty, "")
    names = [name_of(whole, place) for place in places]
    codes = [countries_of(whole, place, as_of=as_of) - {REST} for place in places]
    if codes[0] == codes[1]:
        who = listing([the(names[0], begin=True), the(names[1])])
        title = f"{who} are the same countries here, so there is nothing to compare."
        return Exhibit("compare", title, None, empty, "")
    parts = [
        _sums(table[table["iso3"].isin(own)]).assign(place=name)
        for own, name in zip(codes, names, strict=True)
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows = rows[rows["share"] >= SMALLEST_SHARE].sort_values(
        "share", ascending=False, ignore_index=True
    )
    if rows.empty:
        title = f"No series of mining or refining names {the(names[0])} or {the(names[1])}."
        return Exhibit("compare", title, None, empty, "")
    rows["series"] = [
        f"{in_sentence(row.mineral, row.stage)}, {STAGE_WORDS[row.stage]}"
        for row in rows.itertuples()
    ]
    larger = rows.drop_duplicates("series")["place"].value_counts()
    total = rows["series"].nunique()
    first, second = (int(larger.get(name, 0)) for name in names)
    title = (
        f"Of {counted(total, 'mineral and stage', 'minerals and stages')}, {the(names[0])} "
        f"supplies more of {first or 'none'} and {the(names[1])} of {second or 'none'}"
    )
    best = list(dict.fromkeys(rows["series"]))[:MOST]
    drawn = rows[rows["series"].isin(best)].copy()
    drawn["text"] = [
        f"{small_percent(row.share)} {short_name(row.place)}" for row in drawn.itertuples()
    ]
    colours = {name: pair[THEMES[theme_name].side] for name, pair in zip(names, PAIR, strict=True)}
    chart = bars(
        drawn,
        y=name_axis("series", best),
        x=share_axis("share", "share of the world", room=1.45),
        offset=alt.YOffset("place:N", sort=names),
        text="text",
        colour=coloured("place", colours, orient=None),
        tip=tips("series:N", "place:N", "share:Q|.1%", "year:N", "publisher:N"),
        each=36,
    )
    note = f"Parts below 0.5% are left out. {_shared(whole, codes)}".strip()
    if total > MOST:
        note = f"The {MOST} largest; the others are in the table. {note}"
    columns = ["series", "place", "share", "year", "publisher"]
    source = publishers(rows, "publisher", "year")
    return Exhibit("compare", title, chart, rows[columns], source, note)


def _shared(whole: Atlas, codes: list[frozenset[str]]) -> str:
    """Which countries count to both."""
    both = codes[0] & codes[1]
    if not both:
        return ""
    if len(both) > FEW:
        return f"{len(both)} countries belong to both."
    called = (the(whole.lookups.name_of.get(iso3, iso3)) for iso3 in sorted(both))
    count = "counts" if len(both) == 1 else "count"
    text = f"{listing(called)} {count} to both."
    return begun(text)


def world_shares(
    whole: Atlas, place: Place, theme_name: str, *, as_of: date, minerals: tuple[str, ...]
) -> Exhibit:
    """Its part of the world's mining and refining, mineral by mineral."""
    name = name_of(whole, place)
    codes = countries_of(whole, place, as_of=as_of) - {REST}
    table = shares(whole)
    table = table[table["iso3"].isin(codes)]
    if minerals:
        table = table[table["mineral"].isin(minerals)]
    if place.kind == "area" or table.empty:
        title = (
            "Shares of supply are known by country, not by area."
            if place.kind == "area"
            else f"No series of mining or refining names {the(name)}; it may be among the other "
            "countries."
        )
        return Exhibit("shares", title, None, table, "")
    sums = _sums(table)
    top = sums.iloc[0]
    doing = "mining" if top["stage"] == "mine" else "refining"
    title = (
        f"Its largest part of world supply: {percent(top['share'])} of the {doing} of "
        f"{in_sentence(top['mineral'])}"
    )
    large = sums[sums["share"] >= SMALLEST_SHARE]
    best = (
        large.groupby("mineral")["share"]
        .max()
        .sort_values(ascending=False)
        .head(MOST)
        .index.tolist()
    )
    rows = large[large["mineral"].isin(best)].assign(text=lambda t: t["share"].map(small_percent))
    rows["doing"] = rows["stage"].map(STAGE_WORDS)
    chart = bars(
        rows,
        y=name_axis("mineral", best),
        x=share_axis("share", "share of the world"),
        offset=alt.YOffset("doing:N"),
        text="text",
        colour=coloured("doing", stage_colours(theme_name)),
        tip=tips("mineral:N", "doing:N", "share:Q|.1%", "year:N", "publisher:N"),
        each=30,
    )
    return Exhibit("shares", title, chart, sums, publishers(sums, "publisher", "year"))

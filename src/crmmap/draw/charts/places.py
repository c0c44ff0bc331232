"""A place in one page: sites, shares, agreements, measures, standards, zones, events, and what
the paper says of it.
"""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.describe.profiles import Place, countries_of, name_of
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit, publishers
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
from crmmap.wording import counted, in_sentence, percent, short_standard, small_percent, the

SMALLEST_SHARE = 0.005
MOST = 14
MOST_LINES = 6
IN_A_LINE = {
    "agreements": ("short_title", "diplomacy_mode", "legal_force", "state", "signed_date"),
    "measures": ("kind", "minerals", "mode", "status"),
    "standards": ("standard", "adherent", "status"),
    "zones": ("name", "category", "designation"),
    "events": ("date", "event"),
    "paper": ("entity", "type", "map_shows"),
}
"""Of each table the column that names a row, and those that are said of it."""


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
    grouped = table.groupby(["mineral", "stage"], as_index=False)
    sums = grouped.agg(
        share=("share", "sum"), year=("year", "first"), publisher=("publisher", "first")
    )
    sums = sums.sort_values("share", ascending=False, ignore_index=True)
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


def tables(part: Atlas, name: str, *, states: pd.Series) -> list[Exhibit]:
    """Agreements, measures, standards, zones, events and the paper's words on a place, each with
    its rows.

    Parameters
    ----------
    states
        Of each agreement on the day, as `crmmap.atlas.masks.liveness` says.
    """
    deals = part.agreements.assign(state=states.reindex(part.agreements.index))
    live = int((deals["state"] == "live").sum())
    binding = int(((deals["state"] == "live") & (deals["legal_force"] == "binding")).sum())
    zones = pd.DataFrame(part.zones.drop(columns="geometry"))
    circles = int((zones["geometry_kind"] == "point").sum())
    adherence = part.standard_adherence[part.standard_adherence["counts"]]
    named = part.standards.set_index("standard_id")["name"].map(short_standard)
    countries = part.lookups.name_of
    adherence = adherence.assign(
        standard=adherence["standard_id"].map(named),
        adherent=[countries.get(subject, subject) for subject in adherence["subject"]],
    )
    states_only = adherence[adherence["subject_kind"] == "country"]["standard_id"].nunique()
    records = counted(len(adherence), "record")
    shown = [
        (
            "agreements",
            f"{counted(live, 'live agreement')}, {binding} binding; {len(deals)} on record",
            deals,
        ),
        (
            "measures",
            f"{counted(len(part.measures), 'measure')} imposed by it or aimed at it by name",
            part.measures,
        ),
        (
            "standards",
            f"{counted(states_only, 'standard')} adhered to by a state here; {records}",
            adherence,
        ),
        (
            "zones",
            f"{counted(len(zones), 'protected or sensitive area')}; {circles} of them with an "
            "approximate extent only",
            zones,
        ),
        ("events", f"{counted(len(part.timeline), 'dated event')}", part.timeline),
        (
            "paper",
            f"Entities of the briefing paper here: {len(part.paper_entities)}",
            part.paper_entities,
        ),
    ]
    source = EACH_ROW
    return [
        Exhibit(
            key,
            title if len(rows) else _nothing(key, name),
            None,
            rows,
            source if len(rows) else "",
        )
        for key, title, rows in shown
    ]


def lines(exhibit: Exhibit) -> list[tuple[str, str]]:
    """The first rows of one of `tables` in words: a name, and what is said of it; none for an
    exhibit with a chart.
    """
    rows = exhibit.rows
    if rows.empty or exhibit.name not in IN_A_LINE:
        return []
    if exhibit.name == "agreements":
        rows = rows.assign(ended=rows["state"] != "live").sort_values(
            "signed_date", ascending=False
        )
        rows = rows.sort_values("ended", kind="stable")
    if exhibit.name == "zones":
        rows = rows.sort_values("area_km2", ascending=False)
    if exhibit.name == "events":
        rows = rows.sort_values("date", ascending=False)
    named, *said = IN_A_LINE[exhibit.name]
    return [
        (
            str(row[named]),
            " · ".join(str(row[column]).replace(";", ", ") for column in said if str(row[column])),
        )
        for row in rows.head(MOST_LINES).to_dict("records")
    ]


def _nothing(key: str, name: str) -> str:
    what = {
        "agreements": "agreement",
        "measures": "measure",
        "standards": "adherence",
        "zones": "protected or sensitive area",
        "events": "event",
        "paper": "word of the briefing paper",
    }[key]
    return f"We found no {what} for {the(name)} under these filters."

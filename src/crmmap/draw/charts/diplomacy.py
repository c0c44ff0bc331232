"""Charts of agreements over time: by mode and legal force."""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.states import UNDATED
from crmmap.dates import first_days, in_words
from crmmap.draw.charts.exhibit import EACH_ROW, AnyChart, Exhibit
from crmmap.draw.charts.grammar import (
    FORCE_NAMES,
    FORCE_SHAPES,
    SMALL,
    coloured,
    day_axis,
    high,
    mode_colours,
    name_axis,
    over_lines,
    shaped,
    share_axis,
    tips,
)
from crmmap.draw.palette import THEMES
from crmmap.measures.diplomacy import diplomacy
from crmmap.schema.vocabulary import MODES, PROPOSED
from crmmap.wording import counted, largest_group, listing, percent, verb

READING = "The mode is our classification of each agreement; each row gives the reason."
COLLECTED = (
    "What was collected is uneven: rows led by China and Russia are mostly company contracts, "
    "rows led by the EU "
    "mostly memoranda and treaties."
)
"""Stands beside every count by lead."""
LANES = 12
NEAR_THE_AXIS = 0.1
"""Below this share a number below its point would lie on the axis."""
FROM_YEAR = 2017
EVENT = "event"
FOUNDED = {2022: "Minerals Security Partnership, June 2022", 2026: "FORGE, February 2026"}
"""Told in the chart above the year."""


def timeline(atlas: Atlas, theme_name: str, *, as_of: date) -> Exhibit:
    """Agreements by lead, measures and events, each at its date."""
    rows, order = _dated(atlas)
    rows = rows[rows["date"].notna() & (rows["date"] <= pd.Timestamp(as_of))]
    recent = rows[rows["date"].dt.year >= FROM_YEAR]
    if recent.empty:
        title = f"Nothing that fits the filters is dated between {FROM_YEAR} and {in_words(as_of)}."
        return Exhibit("timeline", title, None, rows, "")
    chart = (
        alt.Chart(recent)
        .mark_point(filled=True, size=75, opacity=0.8)
        .encode(
            x=day_axis("date"),
            y=name_axis("lane", order),
            yOffset=alt.YOffset("jitter:Q"),
            color=coloured("mode", mode_colours(theme_name) | {EVENT: THEMES[theme_name].label}),
            shape=shaped("force", FORCE_SHAPES),
            tooltip=tips("what:N", "date:T|%d %B %Y", "mode:N", "force:N", "status:N"),
        )
        .transform_calculate(jitter="(datum.what.length * 7 % 11) / 11")
    )
    chart = high(chart, recent["lane"].nunique(), 30)
    title = _busiest(recent)
    rows = rows.assign(date=rows["date"].dt.date.astype(str)).sort_values("date", ascending=False)
    note = f"An agreement dated by month or year alone is drawn on the first day of it. {COLLECTED}"
    return Exhibit("timeline", title, chart, rows, EACH_ROW, note)


def _dated(atlas: Atlas) -> tuple[pd.DataFrame, list[str]]:
    """Agreements, measures and events as one table, and the order of their lanes."""
    name = atlas.lookups.name_of
    deals, imposed, events = atlas.agreements, atlas.measures, atlas.timeline
    leads = deals["lead"].where(deals["lead"] != "", deals["parties"].str.split(";").str[0])
    largest = leads.value_counts().head(LANES).index
    lanes = [
        name.get(lead, lead) if lead in set(largest) else "Other lead parties" for lead in leads
    ]
    agreed = _lane(deals, lanes, deals["signed_date"], deals["short_title"]).assign(
        mode=deals["diplomacy_mode"].to_numpy(),
        force=deals["legal_force"].map(FORCE_NAMES).to_numpy(),
    )
    begun = imposed["effective_date"].where(
        imposed["effective_date"] != "", imposed["announced_date"]
    )
    told = [
        f"{name.get(iso3, iso3)}: {kind}, {minerals}"
        for iso3, kind, minerals in imposed[["imposing", "kind", "minerals"]].itertuples(
            index=False
        )
    ]
    measures = _lane(imposed, "Measures", begun, told).assign(mode=imposed["mode"].to_numpy())
    whole = events["date"].str.fullmatch(r"\d{4}(-\d{2}){0,2}")
    happened = _lane(events, "Events", events["date"].where(whole, ""), events["event"])
    happened["status"] = events["category"].to_numpy()
    rows = pd.concat([agreed, measures, happened], ignore_index=True)
    order = [*(name.get(lead, lead) for lead in largest), "Other lead parties"]
    return rows, [*order, "Measures", "Events"]


def _lane(
    table: pd.DataFrame, lane: str | list[str], dates: pd.Series, what: pd.Series | list[str]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "lane": lane,
            "date": first_days(dates).to_numpy(),
            "what": list(what),
            "mode": EVENT,
            "force": "not known",
            "status": table["status"].to_numpy() if "status" in table else "",
            "source_url": table["source_url"].to_numpy(),
        }
    )


def _busiest(recent: pd.DataFrame) -> str:
    """How many agreements were signed, and in which year the most."""
    signed = recent[~recent["lane"].isin(["Measures", "Events"]) & ~recent["status"].isin(PROPOSED)]
    if signed.empty:
        return (
            f"No agreement signed since {FROM_YEAR} fits the filters; {len(recent):,} other "
            "entries do"
        )
    years = signed["date"].dt.year.value_counts()
    most = years.iloc[0]
    return (
        f"{counted(len(signed), 'agreement')} signed since {FROM_YEAR}; the most in one year: "
        f"{most}, in {listing(str(year) for year in sorted(years.index[years == most]))}"
    )


def live_by_year(atlas: Atlas, theme_name: str, *, as_of: date) -> Exhibit:
    """Live agreements at the end of each year, by mode."""
    table = diplomacy(atlas, as_of=as_of)
    if table.empty:
        return Exhibit(
            "live", "No agreement that fits the filters was signed by then.", None, table, ""
        )
    last = table.iloc[-1]
    live = {mode: int(last[f"live_{mode}"]) for mode in MODES}
    total = sum(live.values())
    title = f"{counted(total, 'agreement')} {verb(total, 'is', 'are')} live on {in_words(as_of)}"
    title += f"; {largest_group(live)}" if total else ""
    recent = table[table["year"] >= FROM_YEAR]
    long = recent.melt("year", [f"live_{mode}" for mode in MODES], "mode", "agreements")
    long["mode"] = long["mode"].str.removeprefix("live_")
    long["place"] = long["mode"].map({mode: i for i, mode in enumerate(MODES)})
    chart = (
        alt.Chart(long)
        .mark_bar(stroke=THEMES[theme_name].hairline)
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("agreements:Q", title="live at the year's end"),
            color=coloured("mode", mode_colours(theme_name)),
            order=alt.Order("place:Q"),
            tooltip=[alt.Tooltip("year:O"), alt.Tooltip("mode:N"), alt.Tooltip("agreements:Q")],
        )
        .properties(height=300, width="container")
    )
    return Exhibit(
        "live",
        title,
        chart,
        table,
        EACH_ROW,
        f"{READING} The last year is counted up to {in_words(as_of)}.{undated_note(atlas, as_of)}",
    )


def splintering(atlas: Atlas, theme_name: str, *, as_of: date) -> Exhibit:
    """The share of new agreements that leave cooperation behind."""
    table = diplomacy(atlas, as_of=as_of)
    known = table[table["new"] > 0] if len(table) else table
    known = known[known["year"] >= 2021] if len(known) else known
    if known.empty:
        return Exhibit(
            "splintering", "No new agreement since 2021 fits the filters.", None, table, ""
        )
    first, last = known.iloc[0], known.iloc[-1]
    title = (
        f"{_splintering(last)} of the agreements signed in {last['year']:.0f} are "
        "competitive, binding or coercive"
    )
    title += f"; {_splintering(first)} in {first['year']:.0f}" if len(known) > 1 else ""
    rows = known.assign(
        text=known["splintering_share"].map(percent), of=known["new"].map("of {:.0f}".format)
    )
    chart = _share_by_year(rows, theme_name)
    note = (
        "The band runs from every agreement read with low confidence counted as cooperative to "
        "none of them. Beside each share stands the number of new agreements. The last year is "
        f"counted up to {in_words(as_of)}."
    )
    return Exhibit("splintering", title, chart, table, EACH_ROW, note)


def _share_by_year(rows: pd.DataFrame, theme_name: str) -> AnyChart:
    """A line with its band; the share stands above each year, of how many below."""
    colour, label = mode_colours(theme_name)["binding"], THEMES[theme_name].label
    of = "of the year's new agreements"
    base = alt.Chart(rows).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=share_axis("splintering_share", of, channel=alt.Y),
        tooltip=tips("year:O", "splintering_share:Q|.0%", "new_splintering:Q", "new:Q"),
    )
    band = base.mark_area(opacity=0.22, color=colour).encode(
        y=share_axis("splintering_low", of, channel=alt.Y), y2=alt.Y2("splintering_high:Q")
    )
    line = base.mark_line(color=colour, strokeWidth=2.5)
    dots = base.mark_point(filled=True, size=90, opacity=1, color=colour)
    texts = over_lines(
        base.mark_text(dy=-16, fontWeight="bold").encode(text=alt.Text("text:N")), theme_name
    )
    low = f"datum.splintering_share < {NEAR_THE_AXIS}"
    counts = [
        over_lines(
            base.transform_filter(where)
            .mark_text(dy=dy, fontSize=SMALL, color=label)
            .encode(text=alt.Text("of:N")),
            theme_name,
        )
        for where, dy in ((f"!({low})", 17), (low, -31))
    ]
    events = pd.DataFrame({"year": list(FOUNDED), "event": list(FOUNDED.values())})
    events = events[events["year"].isin(rows["year"])]
    last = events["year"] == rows["year"].max()
    marks = [  # the last keeps off the edge
        alt.Chart(part)
        .mark_text(align=align, dx=dx, dy=-4, fontSize=SMALL, color=label)
        .encode(x=alt.X("year:O"), y=alt.value(8), text=alt.Text("event:N"))
        for part, align, dx in ((events[~last], "center", 0), (events[last], "right", 20))
        if len(part)
    ]
    return high(alt.layer(band, line, dots, texts, *counts, *marks), 1, 300, 0)


def _splintering(row: pd.Series) -> str:
    """``83% (24 of 29; 52% to 83%)``: the share, its numbers and its range."""
    low, high = percent(row["splintering_low"]), percent(row["splintering_high"])
    reach = f"; {low} to {high}" if low != high else ""
    return (
        f"{percent(row['splintering_share'])} ({row['new_splintering']:.0f} of "
        f"{row['new']:.0f}{reach})"
    )


def undated_note(atlas: Atlas, as_of: date) -> str:
    """What could change a count of the past: agreements that have ended, nobody knows when."""
    number = int(atlas.lookups.agreement_states_at(as_of).isin(UNDATED).sum())
    if not number:
        return ""
    ended = (
        f"{counted(number, 'agreement')} {verb(number, 'has', 'have')} ended or been "
        "suspended on an unknown day"
    )
    return f" {ended} and {verb(number, 'counts', 'count')} on no day."

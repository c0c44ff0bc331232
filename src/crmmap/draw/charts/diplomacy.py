"""Charts of agreements over time: by mode and legal force."""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.states import UNDATED
from crmmap.dates import first_days, in_words
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit
from crmmap.draw.palette import MODE_COLOURS, THEMES
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
FROM_YEAR = 2017
EVENT = "event"
FORCE_NAMES = {
    "binding": "binding",
    "mixed": "mixed",
    "non-binding": "non-binding",
    "": "not known",
}
FORCE_SHAPES = {
    "binding": "circle",
    "mixed": "diamond",
    "non-binding": "square",
    "not known": "triangle-up",
}


def _mode_colour(theme_name: str, *, events: bool = False) -> alt.Color:
    theme = THEMES[theme_name]
    colours = {mode: MODE_COLOURS[mode][theme.side] for mode in MODES} | (
        {EVENT: theme.label} if events else {}
    )
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color("mode:N", title=None, scale=scale, legend=alt.Legend(orient="top"))


def timeline(atlas: Atlas, theme_name: str, *, as_of: date) -> Exhibit:
    """Agreements by lead, measures and events, each at its date."""
    name = atlas.lookups.name_of
    deals = atlas.agreements
    leads = deals["lead"].where(deals["lead"] != "", deals["parties"].str.split(";").str[0])
    largest = leads.value_counts().head(LANES).index
    agreed = pd.DataFrame(
        {
            "lane": [
                name.get(lead, lead) if lead in set(largest) else "Other lead parties"
                for lead in leads
            ],
            "date": first_days(deals["signed_date"]),
            "what": deals["short_title"],
            "mode": deals["diplomacy_mode"],
            "force": deals["legal_force"].map(FORCE_NAMES),
            "status": deals["status"],
            "source_url": deals["source_url"],
        }
    )
    imposed = atlas.measures
    start = imposed["effective_date"].where(
        imposed["effective_date"] != "", imposed["announced_date"]
    )
    who = [name.get(iso3, iso3) for iso3 in imposed["imposing"]]
    measures = pd.DataFrame(
        {
            "lane": "Measures",
            "date": first_days(start),
            "what": [
                f"{by}: {kind}, {minerals}"
                for by, kind, minerals in zip(
                    who, imposed["kind"], imposed["minerals"], strict=True
                )
            ],
            "mode": imposed["mode"],
            "force": "not known",
            "status": imposed["status"],
            "source_url": imposed["source_url"],
        }
    )
    events = atlas.timeline
    happened = pd.DataFrame(
        {
            "lane": "Events",
            "date": first_days(
                events["date"].where(events["date"].str.fullmatch(r"\d{4}(-\d{2}){0,2}"), "")
            ),
            "what": events["event"],
            "mode": EVENT,
            "force": "not known",
            "status": events["category"],
            "source_url": events["source_url"],
        }
    )
    rows = pd.concat([agreed, measures, happened], ignore_index=True)
    rows = rows[rows["date"].notna() & (rows["date"] <= pd.Timestamp(as_of))]
    recent = rows[rows["date"].dt.year >= FROM_YEAR]
    signed = recent[~recent["lane"].isin(["Measures", "Events"]) & ~recent["status"].isin(PROPOSED)]
    if recent.empty:
        title = f"Nothing that fits the filters is dated between {FROM_YEAR} and {in_words(as_of)}."
        return Exhibit("timeline", title, None, rows, "")
    busiest = signed["date"].dt.year.value_counts()
    title = (
        f"{counted(len(signed), 'agreement')} signed since {FROM_YEAR}; the most in one year: "
        f"{busiest.iloc[0]}, in "
        f"{listing(str(year) for year in sorted(busiest.index[busiest == busiest.iloc[0]]))}"
        if len(signed)
        else f"No agreement signed since {FROM_YEAR} fits the filters; {len(recent):,} other "
        "entries do"
    )
    order = [name.get(lead, lead) for lead in largest] + [
        "Other lead parties",
        "Measures",
        "Events",
    ]
    chart = (
        alt.Chart(recent)
        .mark_point(filled=True, size=75, opacity=0.8)
        .encode(
            x=alt.X("date:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
            y=alt.Y("lane:N", title=None, sort=order),
            yOffset="jitter:Q",
            color=_mode_colour(theme_name, events=True),
            shape=alt.Shape(
                "force:N",
                title=None,
                scale=alt.Scale(domain=list(FORCE_SHAPES), range=list(FORCE_SHAPES.values())),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=[
                "what:N",
                alt.Tooltip("date:T", format="%d %B %Y"),
                "mode:N",
                "force:N",
                "status:N",
            ],
        )
        .transform_calculate(jitter="(datum.what.length * 7 % 11) / 11")
        .properties(height=30 * recent["lane"].nunique() + 30, width="container")
    )
    rows = rows.assign(date=rows["date"].dt.date.astype(str)).sort_values("date", ascending=False)
    note = f"An agreement dated by month or year alone is drawn on the first day of it. {COLLECTED}"
    return Exhibit("timeline", title, chart, rows, EACH_ROW, note)


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
            color=_mode_colour(theme_name),
            order="place:Q",
            tooltip=["year:O", "mode:N", "agreements:Q"],
        )
        .properties(height=300, width="container")
    )
    return Exhibit(
        "live",
        title,
        chart,
        table,
        EACH_ROW,
        f"{READING} The last year counts up to {in_words(as_of)}.{undated_note(atlas, as_of)}",
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
    theme = THEMES[theme_name]
    rows = known.assign(
        text=known["splintering_share"].map(percent), of=known["new"].map("of {:.0f}".format)
    )
    base = alt.Chart(rows).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y(
            "splintering_share:Q",
            title="of the year's new agreements",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        ),
        tooltip=[
            "year:O",
            alt.Tooltip("splintering_share:Q", format=".0%"),
            "new_splintering:Q",
            "new:Q",
        ],
    )
    band = base.mark_area(opacity=0.22, color=MODE_COLOURS["binding"][theme.side]).encode(
        y=alt.Y(
            "splintering_low:Q", title="of the year's new agreements", axis=alt.Axis(format="%")
        ),
        y2="splintering_high:Q",
    )
    line = base.mark_line(color=MODE_COLOURS["binding"][theme.side], strokeWidth=2.5)
    dots = base.mark_point(
        filled=True, size=90, opacity=1, color=MODE_COLOURS["binding"][theme.side]
    )
    texts = base.mark_text(dy=-16, fontWeight="bold").encode(text="text:N")
    counts = base.mark_text(dy=17, fontSize=10.5, color=theme.label).encode(text="of:N")
    events = pd.DataFrame(
        {
            "year": [2022, 2026],
            "event": ["Minerals Security Partnership, June 2022", "FORGE, February 2026"],
        }
    )
    events = events[events["year"].isin(rows["year"])]
    marks = alt.Chart(events).mark_text(align="center", dy=-4, fontSize=10.5, color=theme.label)
    marks = marks.encode(x="year:O", y=alt.value(8), text="event:N")
    chart = alt.layer(band, line, dots, texts, counts, marks).properties(
        height=300, width="container"
    )
    note = (
        "The band runs from every agreement read with low confidence counted as cooperative to "
        "none of them; the "
        f"number of new agreements stands below. The last year counts up to {in_words(as_of)}."
    )
    return Exhibit("splintering", title, chart, table, EACH_ROW, note)


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

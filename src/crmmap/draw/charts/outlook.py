"""Charts of the years to come, as the IEA sees them."""

from __future__ import annotations

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.grammar import SMALL, high, share_axis, tips
from crmmap.draw.palette import LINES, THEMES
from crmmap.measures import demand as demands
from crmmap.measures import outlook as outlooks
from crmmap.schema.vocabulary import REST, STAGE_WORDS, WORLD
from crmmap.wording import in_sentence, percent, short_name, the

SAID = 2040
"""The year of which a title speaks."""
DRAWN = 4
"""Countries with a line of their own."""
NARROW = ("magnet rare earths", "battery-grade graphite", "natural graphite")
"""What some series count, as their ``measure`` says; never put beside the whole mineral."""
HEIGHT, LINE_PIXELS = 260, 15
SCENARIOS = {"STEPS": "stated policies", "APS": "announced pledges", "NZE": "net zero by 2050"}
SOURCE = "IEA, Critical Minerals Dataset, edition of May 2025"


def supply_ahead(atlas: Atlas, mineral: str, theme_name: str, *, stage: str) -> Exhibit:
    """The shares of the largest suppliers of a mineral to 2040."""
    table = outlooks(atlas)
    table = table[(table["mineral"] == mineral) & (table["stage"] == stage)]
    counted = table["measure"].iloc[0] if len(table) else ""
    doing = f"{STAGE_WORDS[stage]} of {narrow(counted) or in_sentence(mineral)}"
    name = f"outlook-{stage}"
    if table.empty:
        return Exhibit(name, f"We have no outlook for the {doing}.", None, table, "")
    rows = atlas.outlook_supply
    rows = rows[
        (rows["mineral"] == mineral)
        & (rows["measure"] == table["measure"].iloc[0])
        & (rows["stage"] == stage)
        & ~rows["iso3"].isin([WORLD, REST])
    ]
    first, last = table.iloc[0], table.iloc[-1]
    leader = rows[rows["iso3"] == first["leader"]].set_index("year")["share_of_world"]
    then = leader.get(str(last["year"]), float("nan"))
    title = (
        f"{the(first['leader_name'], begin=True)}: {percent(first['top_1'])} of the {doing} in "
        f"{first['year']}"
    )
    if then == then:
        title += f", {percent(then)} in {last['year']} in the IEA's base case"
    if last["leader"] != first["leader"]:
        title += f"; {the(last['leader_name'])} leads then with {percent(last['top_1'])}"
    largest = rows.groupby("country")["share_of_world"].max().nlargest(DRAWN).index
    drawn = rows[rows["country"].isin(largest)].rename(columns={"share_of_world": "share"})
    drawn = drawn.assign(who=drawn["country"].map(short_name))
    order = [short_name(name) for name in largest]
    chart = _lines(drawn, "share", "who", order, theme_name, title="share of the world")
    note = (
        f"The series counts {first['measure']}. The base case takes operating and announced "
        "projects, weighted by how probable they are; it is no forecast. Recycling is not in it. "
        "The series is the IEA's own and does not continue that of today's shares above."
    )
    if (table["parts"] > 1.005).any():
        note += " In some years the parts that are published add up to more than the whole."
    return Exhibit(name, title, chart, table, SOURCE, note)


def demand_ahead(atlas: Atlas, mineral: str, theme_name: str) -> Exhibit:
    """The demand for a mineral in three scenarios, as times that of the base year."""
    table = demands(atlas)
    table = table[(table["mineral"] == mineral) & table["times"].notna()]
    named = narrow(table["measure"].iloc[0]) if len(table) else ""
    named = named or in_sentence(mineral)
    if table.empty:
        return Exhibit("demand", f"We have no outlook for demand for {named}.", None, table, "")
    year = SAID if (table["year"] == SAID).any() else table["year"].max()
    times = table[table["year"] == year]["times"]
    title = (
        f"Demand for {named} in {year}: {times.min():.1f} to {times.max():.1f} times that of "
        f"{table['year'].min()}, by scenario of the IEA"
    )
    drawn = table.assign(words=table["scenario"].map(SCENARIOS))
    chart = _lines(
        drawn,
        "times",
        "words",
        list(SCENARIOS.values()),
        theme_name,
        title=f"times the demand of {table['year'].min()}",
    )
    note = (
        f"The series counts {table['measure'].iloc[0]}. Scenarios say how much would be needed "
        "under each set of policies; they are no forecasts."
    )
    return Exhibit("demand", title, chart, table, SOURCE, note)


def narrow(measure: str) -> str:
    """What a series counts, where it is less than the whole of the mineral."""
    return next((name for name in NARROW if name in measure), "")


def _lines(
    rows: pd.DataFrame,
    value: str,
    by: str,
    order: list[str],
    theme_name: str,
    *,
    title: str,
) -> alt.LayerChart:
    """A line for each name with the name at its end; a dot for each figure."""
    side = THEMES[theme_name].side
    colours = [pair[side] for pair in LINES]
    scale = alt.Scale(domain=order, range=colours[: len(order)])
    top = 1.0 if value == "share" else float(rows[value].max()) * 1.05
    y = (
        share_axis(value, title, channel=alt.Y, room=top)
        if value == "share"
        else alt.Y(f"{value}:Q", title=title, scale=alt.Scale(domain=[0, top], nice=False))
    )
    colour = alt.Color(f"{by}:N", scale=scale, legend=None)
    base = alt.Chart(rows).encode(
        x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=y,
        color=colour,
        tooltip=tips(f"{by}:N", "year:O", f"{value}:Q|.2f", "value:Q|,.0f", "unit:N"),
    )
    dots = base.mark_point(filled=True, size=55, opacity=1)
    ends = _apart(rows[rows["year"] == rows["year"].max()], value, top)
    words = alt.Chart(ends).mark_text(align="left", dx=9, fontSize=SMALL)
    words = words.encode(
        x=alt.X("year:O"), y=alt.Y("place:Q"), text=alt.Text(f"{by}:N"), color=colour
    )
    return high(alt.layer(base.mark_line(strokeWidth=2.5), dots, words), 1, HEIGHT, 0)


def _apart(ends: pd.DataFrame, value: str, top: float) -> pd.DataFrame:
    """Where the names at the ends of lines stand, so that none lies on another."""
    ordered = ends.sort_values(value).reset_index(drop=True)
    gap = LINE_PIXELS * top / HEIGHT
    places: list[float] = []
    for wanted in ordered[value]:
        places.append(max(wanted, places[-1] + gap) if places else wanted)
    return ordered.assign(place=places)

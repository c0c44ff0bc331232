"""The index of minerals, and what one mineral's page says beside shares and trade."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.states import LIVE
from crmmap.describe.mineral_gaps import mineral_gaps
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit, publishers
from crmmap.draw.charts.grammar import (
    SMALL,
    cells,
    head_axis,
    high,
    name_axis,
    over_lines,
    share_axis,
    stage_colours,
    steps,
    tips,
)
from crmmap.draw.charts.records import MOST_LINES
from crmmap.draw.palette import SHADES
from crmmap.measures import alternatives, governance, history, mineral_index, near_pairs
from crmmap.measures.by_place import NEAR_KM, OWN_LEVELS
from crmmap.schema.vocabulary import ALL_CRITICAL, STAGE_WORDS, STATUSES
from crmmap.terms import KIND_PLURALS
from crmmap.wording import (
    begun,
    counted,
    in_sentence,
    listing,
    part_of,
    percent,
    short_standard,
    small_percent,
    the,
    verb,
)

COUNTS = (2, 6, 21, 101)
"""Limits of the classes of a number of sites."""
THROUGH = {
    "site": "by a record of the site itself",
    "company": "through the owner",
    "state": "in countries that adhere",
    "declaration": "in countries that declared support",
}
"""How a standard reaches sites, by its level."""
PLANTS = ("processing_plant", "smelter", "refinery", "recycling_plant")


def index(atlas: Atlas, *, as_of: date, minerals: tuple[str, ...]) -> Exhibit:
    """All minerals, or the chosen ones, to be sorted and compared."""
    table = mineral_index(atlas, as_of=as_of, minerals=minerals)
    led = table[["leader_mine", "leader_refinery"]].replace("", np.nan)
    first = led["leader_refinery"].value_counts()
    title = counted(len(table), "mineral")
    if len(first):
        title += (
            f"; {the(first.index[0])} leads the refining of "
            f"{first.iloc[0]} of the {len(led['leader_refinery'].dropna())} whose refining is on "
            "record"
        )
    live = (atlas.lookups.agreement_states_at(as_of) == LIVE).to_numpy()
    on_all = int((live & (atlas.agreements["minerals"] == ALL_CRITICAL).to_numpy()).sum())
    note = (
        "Agreements and export restrictions are those that name the mineral; "
        f"{counted(on_all, 'more agreement')} of this choice {verb(on_all, 'is', 'are')} on all "
        "critical raw materials. The index of concentration (HHI) is a lower bound. An empty cell: "
        "not on record, or no single price."
    )
    source = publishers(atlas.production[atlas.production["headline"]], "publisher", "year")
    return Exhibit("index", title, None, table, f"{source}; {EACH_ROW}", note)


def over_time(atlas: Atlas, mineral: str, theme_name: str) -> Exhibit:
    """The leading country's share in mining and refining by year."""
    table = history(atlas)
    table = table[table["mineral"] == mineral]
    if table.empty:
        title = f"We have no two years of {in_sentence(mineral)} that count the same."
        return Exhibit("history", title, None, table, "")
    said = []
    for stage, rows in table.groupby("stage"):
        first, last = rows.iloc[0], rows.iloc[-1]
        doing = f"{STAGE_WORDS[str(stage)]} of {in_sentence(mineral, str(stage))}"
        if first["leader"] == last["leader"]:
            said.append(
                f"{the(last['leader_name'])} leads the {doing}: {percent(first['top_1'])} in "
                f"{first['year']}, {percent(last['top_1'])} in {last['year']}"
            )
        else:
            said.append(
                f"the {doing} was led by {the(first['leader_name'])} in {first['year']} "
                f"({percent(first['top_1'])}) and by {the(last['leader_name'])} in {last['year']} "
                f"({percent(last['top_1'])})"
            )
    title = "; ".join(said)
    drawn = table.assign(
        doing=table["stage"].map(STAGE_WORDS),
        when=table["year"].astype(str),
        text=table["top_1"].map(percent),
    )
    colours = {
        doing: colour
        for doing, colour in stage_colours(theme_name).items()
        if doing in set(drawn["doing"])
    }
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    base = alt.Chart(drawn).encode(
        x=alt.X("when:O", title=None, axis=alt.Axis(labelAngle=0)),
        y=share_axis("top_1", "the leader's share", channel=alt.Y),
        color=alt.Color("doing:N", title=None, scale=scale, legend=alt.Legend(orient="top")),
        tooltip=tips("doing:N", "when:N", "leader_name:N", "top_1:Q|.1%", "hhi:Q|,.0f"),
    )
    words = base.mark_text(dy=-12, fontSize=SMALL).encode(text=alt.Text("text:N"))
    dots = base.mark_point(filled=True, size=70, opacity=1)
    chart = alt.layer(base.mark_line(strokeWidth=2.5), dots, over_lines(words, theme_name))
    note = f"The series counts: {listing(table['measure'].unique())}."
    source = publishers(table.assign(year=table["year"].astype(str)), "publisher", "year")
    return Exhibit("history", begun(title), high(chart, 1, 220, 0), table, source, note)


def step_in(atlas: Atlas, mineral: str, theme_name: str) -> Exhibit:
    """Sites outside the leading country that could add supply, by kind and status."""
    table = alternatives(atlas, mineral=mineral)
    named = in_sentence(mineral)
    if table.empty:
        title = f"No site of {named} outside a leading country fits the filters."
        return Exhibit("step-in", title, None, table, "")
    outside = _outside(table)
    plants = int(table["kind"].isin(PLANTS).sum())
    working = int((table["status"] == "operating").sum())
    what = listing(
        part
        for part in (
            counted(int((table["kind"] == "mine").sum()), "mine"),
            counted(int((table["kind"] == "deposit").sum()), "deposit"),
            counted(plants, "plant"),
        )
        if not part.startswith("0 ")
    )
    title = f"{outside}{what} of {named} {verb(len(table), 'is', 'are')} on record; "
    title += f"{working:,} {verb(working, 'is', 'are')} known to operate"
    title = begun(title)
    counts = table.groupby(["kind", "status"]).size().rename("sites").reset_index()
    counts["plural"] = counts["kind"].map(KIND_PLURALS).str.capitalize()
    counts["words"] = counts["status"].map(lambda status: _STATUS_WORDS.get(status, status))
    counts["text"] = counts["sites"].map("{:,}".format)
    order = [KIND_PLURALS[kind].capitalize() for kind in KIND_PLURALS if kind in set(table["kind"])]
    chart = cells(
        counts,
        x=head_axis("words", [_STATUS_WORDS.get(one, one) for one in STATUSES]),
        y=name_axis("plural", order),
        colour=steps("sites", COUNTS, SHADES[theme_name]),
        text="text:N",
        strong=f"datum.sites >= {COUNTS[2]}",
        theme_name=theme_name,
        tip=tips("plural:N", "words:N", "sites:Q"),
        each=28,
    )
    note = (
        "A site on record may be small, or have the mineral as a by-product; what it could supply "
        "is not known. For each stage the country that leads it is left out."
    )
    return Exhibit("step-in", title, chart, table, EACH_ROW, note)


def _outside(table: pd.DataFrame) -> str:
    """``outside China, `` or ``outside Chile (mining) and China (refining), ``."""
    leaders = table[table["leader_name"] != ""].groupby("stage")["leader_name"].first()
    if leaders.empty:
        return ""
    if leaders.nunique() == 1:
        return f"outside {the(leaders.iloc[0])}, "
    told = listing(f"{the(name)} ({STAGE_WORDS[str(stage)]})" for stage, name in leaders.items())
    return f"outside {told}, "


_STATUS_WORDS = {"unknown": "not known"}


def standards(atlas: Atlas, mineral: str) -> Exhibit:
    """Which governance standards cover sites and supply of a mineral, and at which level."""
    table = governance(atlas)
    table = table[(table["mineral"] == mineral) & (table["of_sites"] > 0)]
    total = int(table["of_sites"].max()) if len(table) else 0
    table = table[table["sites"] > 0]
    if table.empty:
        title = f"No standard covers any of {counted(total, 'site')} of {in_sentence(mineral)}."
        return Exhibit("standards", title, None, table, "")
    names = atlas.standards.set_index("standard_id")["name"].map(short_standard)
    table = table.assign(standard=table["standard_id"].map(names))
    reach = atlas.lookups.reach
    close = [mask for (_, level), mask in reach.items() if level in OWN_LEVELS]
    held = atlas.lookups.site_minerals.any_of([mineral])
    covered = int((np.logical_or.reduce(close) & held).sum()) if close else 0
    whose = f"site of {in_sentence(mineral)}"
    title = f"{part_of(covered, total, whose)} {verb(covered, 'is', 'are')} covered by a standard "
    title += "at the site or through its owner"
    table = table.sort_values("sites", ascending=False, kind="stable")
    own = table["level"].isin(OWN_LEVELS)
    told = pd.concat([table[own], table[~own]])
    lines = tuple((row.standard, _reaches(row), "") for row in told.head(MOST_LINES).itertuples())
    note = "No record does not mean that a standard is not followed."
    columns = ["standard", *(column for column in table.columns if column != "standard")]
    return Exhibit("standards", title, None, told[columns], EACH_ROW, note, lines)


def _reaches(row: Any) -> str:
    said = [f"{counted(int(row.sites), 'site')} {THROUGH[row.level]}"]
    for column, doing in (("share_of_mining", "mining"), ("share_of_refining", "refining")):
        share = getattr(row, column)
        if share == share and share > 0:
            said.append(f"countries with {small_percent(share)} of world {doing}")
    return " · ".join(said)


def nature(atlas: Atlas, mineral: str) -> Exhibit:
    """Sites of a mineral near protected or sensitive areas, and the areas with most of them."""
    pairs = near_pairs(atlas, within_km=NEAR_KM)
    sites = pd.DataFrame(atlas.sites.drop(columns="geometry"))
    mine = sites[atlas.lookups.site_minerals.any_of([mineral])]
    pairs = pairs[pairs["site_id"].isin(mine["site_id"])]
    named = in_sentence(mineral)
    if mine.empty:
        return Exhibit("nature", f"No site of {named} fits the filters.", None, pairs, "")
    near = pairs["site_id"].nunique()
    title = (
        f"{part_of(near, len(mine), f'site of {named}')} {verb(near, 'lies', 'lie')} within "
        f"{NEAR_KM:.0f} km of a protected or sensitive area on record"
    )
    zones = pd.DataFrame(atlas.zones.drop(columns="geometry")).set_index("zone_id")
    table = pairs.assign(
        site=pairs["site_id"].map(mine.set_index("site_id")["name"]),
        area=pairs["zone_id"].map(zones["name"]),
    )
    counts = table.groupby("zone_id")["site_id"].nunique()
    counts = counts.sort_values(ascending=False, kind="stable").head(MOST_LINES)
    counts.index = counts.index.map(zones["name"])
    lines = tuple((str(area), counted(int(number), "site"), "") for area, number in counts.items())
    note = (
        "Distances are between positions, not between works; a short distance is no harm. Areas "
        "of some countries are not on record."
    )
    columns = ["site", "area", "category", "shape", "distance_km", "site_id", "zone_id"]
    return Exhibit("nature", title, None, table[columns], EACH_ROW, note, lines)


def gaps(atlas: Atlas, mineral: str) -> Exhibit:
    """What is not known of a mineral."""
    found = mineral_gaps(atlas, mineral)
    lines = tuple((topic, said, "") for topic, said in found)
    rows = pd.DataFrame(found, columns=["topic", "what is not known"])
    title = (
        f"{counted(len(rows), 'gap')} in what is known of {in_sentence(mineral)}"
        if lines
        else f"Every table names {in_sentence(mineral)}"
    )
    return Exhibit("gaps", title, None, rows, "the tables of this edition", "", lines)

"""Charts of supply: who mines, who refines, and how concentrated that is."""

from __future__ import annotations

from collections.abc import Set

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.exhibit import Exhibit, publishers
from crmmap.draw.charts.grammar import (
    SMALL,
    STAGE_SHAPES,
    bars,
    cells,
    coloured,
    head_axis,
    high,
    name_axis,
    number_axis,
    shaped,
    share_axis,
    stage_colours,
    steps,
    tips,
)
from crmmap.draw.charts.own_figures import diamonds, own_figures
from crmmap.draw.palette import KIND_SIGNS, SHADES, THEMES
from crmmap.measures.concentration import concentration, shares
from crmmap.measures.mining_refining_gap import mining_refining_gap
from crmmap.schema.vocabulary import REST, STAGE_WORDS, STAGES, WORLD
from crmmap.wording import (
    in_sentence,
    listing,
    percent,
    quantity,
    short_name,
    small_percent,
    the,
    year_in_words,
)

MOST = 10
HALF = 0.5
STAGE_NAMES = {"mine": "Mining", "refinery": "Refining"}
HEAT_COLUMNS = (
    "mineral",
    "stage",
    "leader",
    "leader_name",
    "top_1",
    "top_3",
    "rest",
    "hhi",
    "band",
    "year",
    "measure",
    "publisher",
)
NEARLY_ALL = 0.9
"""Above this share a title speaks of the leader alone."""
HHI_BREAKS = (1000, 1800, 3600, 6400)


def heat(atlas: Atlas, theme_name: str) -> Exhibit:
    """All minerals by stage: the leader, its share, and the concentration."""
    table = concentration(atlas)
    if table.empty:
        return Exhibit(
            "concentration",
            "No series of mining or refining is on record for this choice.",
            None,
            table,
            "",
        )
    refining = table[table["stage"] == "refinery"]
    half = refining[(refining["leader"] == "CHN") & (refining["top_1"] > HALF)]
    many = len(refining)
    if many > 1:
        title = (
            f"China refines more than half of {len(half)} of the {many} minerals whose "
            "refining is on record"
        )
    else:
        title = f"{table['sentence'].iloc[-1]}: {table['band'].iloc[-1]}"
    rows = table.assign(
        where=table["stage"].map(STAGE_NAMES),
        text=[
            f"{short_name(row.leader_name)} {percent(row.top_1)}{_narrower(row.mineral, row.stage)}"
            for row in table.itertuples()
        ],
        year=[year_in_words(row.year, row.basis) for row in table.itertuples()],
    )
    order = rows.groupby("mineral")["hhi"].max().sort_values(ascending=False).index.tolist()
    chart = cells(
        rows,
        x=head_axis("where", list(STAGE_NAMES.values())),
        y=name_axis("mineral", order),
        colour=steps("hhi", HHI_BREAKS, SHADES[theme_name], title="HHI, 0 to 10,000"),
        text="text:N",
        strong=f"datum.hhi >= {HHI_BREAKS[2]}",
        theme_name=theme_name,
        tip=tips("sentence:N", "hhi:Q|,.0f", "band:N", "top_3:Q|.0%", "publisher:N"),
    )
    note = (
        "The index of concentration (HHI) is the sum of the squared shares in percent, without "
        "other countries: a "
        "lower bound. Above 1,800 is highly concentrated (US Merger Guidelines 2023). A blank "
        "cell: we have no series."
    )
    return Exhibit(
        "concentration",
        title,
        chart,
        rows[[*HEAT_COLUMNS]],
        publishers(rows, "publisher", "year"),
        note,
    )


def _narrower(mineral: str, stage: str) -> str:
    """What a series counts where it is less than the mineral, such as platinum of its group."""
    series = in_sentence(mineral, stage)
    return "" if series == in_sentence(mineral) else f" ({series})"


def mine_to_refine(atlas: Atlas, mineral: str, theme_name: str) -> Exhibit:
    """One mineral: each country's share in mining beside its share in refining."""
    table = mining_refining_gap(atlas)
    table = table[table["mineral"] == mineral]
    if table.empty:
        title = (
            f"Mining and refining of {in_sentence(mineral)} can't be compared: we have no "
            "series of one of the two."
        )
        return Exhibit("mine-to-refine", title, None, table, "")
    both = concentration(atlas)
    both = both[both["mineral"] == mineral].set_index("stage")
    title = "; ".join(both.loc[stage, "sentence"] for stage in STAGES)
    largest = table[["mine", "refinery"]].max(axis=1).nlargest(MOST)
    rows = table.loc[largest[largest > 0].index]
    chart = _side_by_side(rows, theme_name)
    source = publishers(table, "publisher_mine", "year_mine", "publisher_refinery", "year_refinery")
    left_out = listing(dict.fromkeys(the(one) for one in both["excludes"] if one))
    note = (
        "Where a country has no sign for a stage, that series does not name it; it may be "
        "among the other countries."
    )
    note += f" A published total excludes {left_out}." if left_out else ""
    return Exhibit("mine-to-refine", title, chart, rows, source, note)


def _side_by_side(rows: pd.DataFrame, theme_name: str) -> alt.LayerChart:
    """A line for each country from its share in mining to that in refining."""
    long = rows.melt(["country"], list(STAGES), "stage", "share").dropna()
    long["where"] = long["stage"].map(STAGE_WORDS)
    long["text"] = long["share"].map(small_percent)
    y, title = name_axis("country", rows["country"].tolist()), "share of the world"
    line = alt.Chart(rows).mark_rule(strokeWidth=2.5, color=THEMES[theme_name].border)
    line = line.encode(y=y, x=share_axis("mine", title), x2=alt.X2("refinery:Q"))
    dots = alt.Chart(long).mark_point(filled=True, size=130, opacity=1)
    dots = dots.encode(
        y=y,
        x=share_axis("share", title),
        color=coloured("where", stage_colours(theme_name)),
        shape=shaped("where", STAGE_SHAPES, orient="top"),
        tooltip=tips("country:N", "where:N", "share:Q|.1%"),
    )
    texts = alt.Chart(long).encode(y=y, x=share_axis("share", title), text=alt.Text("text:N"))
    above = texts.transform_filter("datum.stage == 'mine'").mark_text(dy=-14, fontSize=SMALL)
    below = texts.transform_filter("datum.stage == 'refinery'").mark_text(dy=15, fontSize=SMALL)
    return high(line + dots + above + below, len(rows), 40)


def producers(
    atlas: Atlas, mineral: str, stage: str, theme_name: str, *, marked: Set[str]
) -> Exhibit:
    """The largest producers of one mineral at one stage; countries that the filter names are
    marked.
    """
    table = shares(atlas)
    table = table[(table["mineral"] == mineral) & (table["stage"] == stage)]
    name = f"producers-{stage}"
    if table.empty:
        series = f"{STAGE_WORDS[stage]} of {in_sentence(mineral)}"
        what = f"We have no series of {series}."
        return Exhibit(name, what, None, table, "")
    row = concentration(atlas).set_index(["mineral", "stage"]).loc[(mineral, stage)]
    does = "mine" if stage == "mine" else "refine"
    year = year_in_words(row["year"], row["basis"])
    three = (
        f"Three countries {does} {percent(min(1.0, row['top_3']))} of "
        f"{in_sentence(mineral, stage)} ({year})"
    )
    title = three if row["countries"] >= 3 and row["top_1"] < NEARLY_ALL else row["sentence"]
    of = (
        f"share of the published total, which excludes {the(row['excludes'])}"
        if row["excludes"]
        else "share of the world"
    )
    whole = max(1.0, float(table["share"].sum()))  # rounded parts may sum to more than one
    rows = table[table["iso3"] != REST].head(MOST).assign(share=lambda t: t["share"] / whole)
    rest = 1 - rows["share"].sum()
    rows = rows.assign(
        text=rows["share"].map(_or_withheld),
        drawn=rows["share"].fillna(0),
        marked=rows["iso3"].isin(marked) if marked else True,
    )
    colour = stage_colours(theme_name)[STAGE_WORDS[stage]]
    chart = bars(
        rows,
        y=name_axis("country", rows["country"].tolist()),
        x=share_axis("drawn", of),
        text="text",
        colour=alt.condition(
            "datum.marked", alt.value(colour), alt.value(THEMES[theme_name].border)
        ),
        tip=tips("country:N", "text:N", "value:Q", "unit:N", "year:N", "publisher:N"),
    )
    own = own_figures(atlas, mineral, stage)
    if len(own):
        beside = own[own["iso3"].isin(rows["iso3"])]
        chart = chart + diamonds(beside, rows["country"].tolist(), theme_name)
    note = f"The index of concentration is {row['hhi']:,.0f} at least: {row['band']}."
    note += f" The remaining {percent(rest)} comes from other countries." if rest > 0.005 else ""
    note += f" The published total excludes {the(row['excludes'])}." if row["excludes"] else ""
    keep = [
        "mineral",
        "stage",
        "iso3",
        "country",
        "share",
        "value",
        "unit",
        "year",
        "measure",
        "basis",
        "publisher",
    ]
    if len(own):
        years = listing(sorted(own["year"].unique()))
        note += (
            f" ◆ marks the figures of your own file ({years}), as parts of the same world total."
        )
        table = pd.concat([table, own], ignore_index=True)
    return Exhibit(name, title, chart, table[keep], publishers(table, "publisher", "year"), note)


def _or_withheld(share_of_world: float) -> str:
    """A share, or that the publisher names the country without a figure."""
    return "not published" if share_of_world != share_of_world else small_percent(share_of_world)


def reserves(atlas: Atlas, mineral: str, theme_name: str) -> Exhibit:
    """Who holds the reserves of one mineral."""
    table = atlas.reserves[atlas.reserves["mineral"] == mineral]
    table = table[table["reserves"].notna()].sort_values("reserves", ascending=False)
    newest = table[table["year"] == table["year"].max()]
    named = newest[~newest["iso3"].isin([WORLD, REST])]
    if named.empty:
        title = f"No reserves of {in_sentence(mineral)} are on record by country."
        return Exhibit("reserves", title, None, table, "")
    top, unit = named.iloc[0], named["unit"].iloc[0]
    first = listing(
        the(name) for name in named.loc[named["reserves"] == top["reserves"], "country"]
    )
    title = (
        f"The largest reserves of {in_sentence(mineral)} are reported by {first}: "
        f"{quantity(top['reserves'], unit)}"
    )
    rows = named.head(MOST).assign(text=lambda t: t["reserves"].map("{:,.0f}".format))
    chart = bars(
        rows,
        y=name_axis("country", rows["country"].tolist()),
        x=number_axis("reserves", f"reserves, {unit}"),
        text="text",
        colour=KIND_SIGNS["deposit"][1 + THEMES[theme_name].side],
        tip=tips("country:N", "reserves:Q|,", "unit:N", "year:N", "measure:N"),
    )
    note = (
        f"{top['measure']}. Reserves are what can be mined at a profit today, not all that is "
        "in the ground."
    )
    return Exhibit(
        "reserves", title, chart, named, ", ".join(sorted(named["source"].unique())), note
    )

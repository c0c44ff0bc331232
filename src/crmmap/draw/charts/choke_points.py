"""Charts of supply: who mines, who refines, and how concentrated that is."""

from __future__ import annotations

from collections.abc import Set

import altair as alt

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.exhibit import Exhibit, publishers
from crmmap.draw.palette import KIND_SIGNS, SHADES, THEMES, Theme
from crmmap.measures.concentration import concentration, shares
from crmmap.measures.mining_refining_gap import mining_refining_gap
from crmmap.schema.vocabulary import REST, STAGE_WORDS, STAGES, WORLD
from crmmap.wording import in_sentence, listing, percent, quantity, the, year_in_words

MOST = 10
HALF = 0.5
LONGEST = 16  # letters of a country's name in a cell; a longer one stands as its code
STAGE_NAMES = {"mine": "Mining", "refinery": "Refining"}
HHI_BREAKS = (1000, 1800, 3600, 6400)


def _stage_colours(theme: Theme) -> list[str]:
    return [KIND_SIGNS[kind][1 + theme.side] for kind in ("mine", "refinery")]


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
            f"{row.leader_name if len(row.leader_name) <= LONGEST else row.leader} "
            f"{percent(row.top_1)}"
            for row in table.itertuples()
        ],
        year=[year_in_words(row.year, row.basis) for row in table.itertuples()],
    )
    order = rows.groupby("mineral")["hhi"].max().sort_values(ascending=False).index.tolist()
    colours = SHADES[theme_name]
    strong = "#FFFFFF" if theme_name == "light" else "#16191C"
    base = alt.Chart(rows).encode(
        x=alt.X(
            "where:N",
            title=None,
            sort=list(STAGE_NAMES.values()),
            axis=alt.Axis(orient="top", labelAngle=0),
        ),
        y=alt.Y("mineral:N", title=None, sort=order),
        tooltip=[
            alt.Tooltip("sentence:N", title="Leader"),
            alt.Tooltip("hhi:Q", format=",.0f", title="HHI"),
            alt.Tooltip("band:N", title="Band"),
            alt.Tooltip("top_3:Q", format=".0%", title="Top 3"),
            alt.Tooltip("publisher:N", title="Source"),
        ],
    )
    cells = base.mark_rect(stroke=THEMES[theme_name].hairline, strokeWidth=2).encode(
        color=alt.Color(
            "hhi:Q",
            title="HHI, 0 to 10,000",
            scale=alt.Scale(type="threshold", domain=list(HHI_BREAKS), range=list(colours)),
            legend=alt.Legend(orient="top", direction="horizontal"),
        )
    )
    words = base.mark_text(fontSize=12).encode(
        text="text:N",
        color=alt.condition(
            f"datum.hhi > {HHI_BREAKS[2]}", alt.value(strong), alt.value(THEMES[theme_name].ink)
        ),
    )
    chart = (cells + words).properties(height=24 * len(order) + 10, width="container")
    keep = [
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
    ]
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
        rows[[*keep, "publisher"]],
        publishers(rows, "publisher", "year"),
        note,
    )


def mine_to_refine(atlas: Atlas, mineral: str, theme_name: str) -> Exhibit:
    """One mineral: each country's share in mining beside its share in refining."""
    theme = THEMES[theme_name]
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
    rows = table.loc[largest.index]
    long = rows.melt(["country"], ["mine", "refinery"], "stage", "share").dropna()
    long["where"] = long["stage"].map(STAGE_NAMES)
    long["text"] = long["share"].map(percent)
    order = rows["country"].tolist()
    y = alt.Y("country:N", sort=order, title=None)
    x = alt.X(
        "share:Q",
        title="share of the world",
        axis=alt.Axis(format="%", tickCount=6),
        scale=alt.Scale(nice=True),
    )
    line = alt.Chart(rows).mark_rule(strokeWidth=2.5, color=theme.border)
    line = line.encode(y=y, x=alt.X("mine:Q", title="share of the world"), x2="refinery:Q")
    stages = list(STAGE_NAMES.values())
    dots = alt.Chart(long).mark_point(filled=True, size=130, opacity=1)
    dots = dots.encode(
        y=y,
        x=x,
        color=alt.Color(
            "where:N",
            title=None,
            scale=alt.Scale(domain=stages, range=_stage_colours(theme)),
            legend=alt.Legend(orient="top"),
        ),
        shape=alt.Shape(
            "where:N", title=None, scale=alt.Scale(domain=stages, range=["circle", "square"])
        ),
        tooltip=["country:N", "where:N", alt.Tooltip("share:Q", format=".1%")],
    )
    texts = alt.Chart(long).encode(y=y, x=x, text="text:N")
    above = texts.transform_filter("datum.stage == 'mine'").mark_text(dy=-14, fontSize=11)
    below = texts.transform_filter("datum.stage == 'refinery'").mark_text(dy=15, fontSize=11)
    chart = (line + dots + above + below).properties(height=38 * len(rows) + 20, width="container")
    source = publishers(table, "publisher_mine", "year_mine", "publisher_refinery", "year_refinery")
    left_out = listing(dict.fromkeys(the(one) for one in both["excludes"] if one))
    note = (
        "Where a country has no sign for a stage, that series does not name it; it may be "
        "among the other countries."
    )
    note += f" A published total excludes {left_out}." if left_out else ""
    return Exhibit("mine-to-refine", title, chart, rows, source, note)


def producers(
    atlas: Atlas, mineral: str, stage: str, theme_name: str, *, marked: Set[str]
) -> Exhibit:
    """The largest producers of one mineral at one stage; countries that the filter names are
    marked.
    """
    theme = THEMES[theme_name]
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
    title = three if row["countries"] >= 3 else row["sentence"]
    of = (
        f"share of the published total, which excludes {the(row['excludes'])}"
        if row["excludes"]
        else "share of the world"
    )
    rows = table[table["iso3"] != REST].head(MOST)
    rest = 1 - rows["share"].sum()
    rows = rows.assign(
        text=rows["share"].map(percent), marked=rows["iso3"].isin(marked) if marked else True
    )
    colour = _stage_colours(theme)[list(STAGES).index(stage)]
    y = alt.Y("country:N", sort=rows["country"].tolist(), title=None)
    base = alt.Chart(rows).encode(
        y=y,
        x=alt.X("share:Q", title=of, axis=alt.Axis(format="%", tickCount=5)),
        tooltip=[
            "country:N",
            alt.Tooltip("share:Q", format=".1%"),
            "value:Q",
            "unit:N",
            "year:N",
            "publisher:N",
        ],
    )
    bars = base.mark_bar(height={"band": 0.7}).encode(
        color=alt.condition("datum.marked", alt.value(colour), alt.value(theme.border))
    )
    chart = (bars + base.mark_text(align="left", dx=5).encode(text="text:N")).properties(
        height=26 * len(rows) + 30, width="container"
    )
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
    return Exhibit(name, title, chart, table[keep], publishers(table, "publisher", "year"), note)


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
    base = alt.Chart(rows).encode(
        y=alt.Y("country:N", sort=rows["country"].tolist(), title=None),
        x=alt.X("reserves:Q", title=f"reserves, {unit}", axis=alt.Axis(format="~s", tickCount=5)),
        tooltip=[
            "country:N",
            alt.Tooltip("reserves:Q", format=","),
            "unit:N",
            "year:N",
            "measure:N",
        ],
    )
    theme = THEMES[theme_name]
    bars = base.mark_bar(height={"band": 0.7}, color=KIND_SIGNS["deposit"][1 + theme.side])
    words = base.mark_text(align="left", dx=5).encode(text="text:N")
    chart = (bars + words).properties(height=26 * len(rows) + 30, width="container")
    note = (
        f"{top['measure']}. Reserves are what can be mined at a profit today, not all that is "
        "in the ground."
    )
    return Exhibit(
        "reserves", title, chart, named, ", ".join(sorted(named["source"].unique())), note
    )

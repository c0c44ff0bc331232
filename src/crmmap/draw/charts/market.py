"""Charts of what a mineral costs, what it is used for, and what will be wanted of it."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.grammar import bars, cells, head_axis, name_axis, share_axis, steps, tips
from crmmap.draw.charts.outlook import SCENARIOS, SOURCE, narrow
from crmmap.draw.palette import KIND_SIGNS, SHADES, THEMES
from crmmap.measures import prices as all_prices
from crmmap.measures import reliance as all_reliance
from crmmap.measures import supply_and_demand
from crmmap.wording import counted, in_sentence, listing, percent, small_percent

MOST = 12
TIMES = (0.5, 0.9, 1.1, 2.0)
"""Limits of the classes of a price, as times that of the first year."""
RELIANCE = (0.25, 0.5, 0.75, 0.95)
COVERED = (0.5, 0.75, 0.9, 1.0)
USGS = "USGS, Mineral Commodity Summaries 2026"
EU_STUDY = "European Commission, Study on the Critical Raw Materials for the EU 2023"


def prices(atlas: Atlas, mineral: str, theme_name: str) -> Exhibit:
    """The yearly price of each product of a mineral."""
    table = all_prices(atlas)
    table = table[table["mineral"] == mineral]
    if table.empty:
        title = f"We have no price of {in_sentence(mineral)}."
        return Exhibit("prices", title, None, table, "")
    products = table["product"].unique()
    drawn = table[table["product"].isin(products[:MOST])]
    first = drawn.sort_values("year").groupby("product")["usd_per_t"].transform("first")
    drawn = drawn.assign(
        text=[
            f"{_dollars(value)}{' est.' if estimated else ''}"
            for value, estimated in drawn[["usd_per_t", "estimated"]].itertuples(index=False)
        ],
        times=drawn["usd_per_t"] / first,
        when=drawn["year"].astype(str),
    )
    years = sorted(drawn["when"].unique())
    chart = cells(
        drawn,
        x=head_axis("when", years),
        y=name_axis("product", products[:MOST].tolist()),
        colour=steps("times", TIMES, SHADES[theme_name]),
        text="text:N",
        strong=f"datum.times >= {TIMES[2]}",
        theme_name=theme_name,
        tip=tips("product:N", "when:N", "usd_per_t:Q|,.0f", "value:Q", "unit:N"),
    )
    note = "US dollars for a tonne, from the published unit by arithmetic; yearly averages."
    left = len(products) - MOST
    note += f" The table has {counted(left, 'more product')}." if left > 0 else ""
    return Exhibit("prices", _moved(table, mineral), chart, table, USGS, note)


def _moved(table: pd.DataFrame, mineral: str) -> str:
    """How far the price of the one product, or the prices of all, moved since the first year."""
    first, last = table["year"].min(), table["year"].max()
    ends = table.pivot_table(index="product", columns="year", values="usd_per_t")[[first, last]]
    ends = ends.dropna()
    if ends.empty or first == last:
        return f"Prices of {in_sentence(mineral)} in {last}"
    times = ends[last] / ends[first]
    if len(times) == 1:
        return (
            f"{times.index[0]}: {_dollars(ends[last].iloc[0])} US dollars a tonne in {last}, "
            f"{_times(times.iloc[0])} the price of {first}"
        )
    return (
        f"In {last} the prices of {counted(len(times), 'product')} of {in_sentence(mineral)} were "
        f"between {times.min():.1f} and {_times(times.max())} those of {first}"
    )


def _times(value: float) -> str:
    return f"{value:.1f} times"


def _dollars(usd_per_t: float) -> str:
    """Three figures of a price, and no more."""
    for size, word in ((1e6, " million"), (1.0, "")):
        if usd_per_t >= size:
            number = float(f"{usd_per_t / size:.3g}")
            return f"{number:,.10g}{word}"
    return f"{usd_per_t:.2f}"


def end_uses(atlas: Atlas, mineral: str, theme_name: str) -> Exhibit:
    """What a mineral is used for; of a group of materials the largest use of each."""
    rows = atlas.end_uses
    rows = rows[(rows["mineral"] == mineral) & rows["share"].notna()]
    if rows.empty:
        title = f"We have no shares of what {in_sentence(mineral)} is used for."
        return Exhibit("end-uses", title, None, rows, "")
    rows = rows.sort_values("share", ascending=False, kind="stable")
    many = rows["material"].nunique() > 1
    drawn = rows.drop_duplicates("material") if many else rows
    drawn = drawn.head(MOST)
    named = drawn["material"] + ": " + drawn["application"] if many else drawn["application"]
    drawn = drawn.assign(
        use=named,
        text=drawn["qualifier"].where(drawn["qualifier"] != "", "")
        + drawn["share"].map(small_percent),
    )
    first = drawn.iloc[0]
    if many:
        title = (
            f"The largest use of each of the {counted(rows['material'].nunique(), 'material')} "
            f"that count as {in_sentence(mineral)}"
        )
    else:
        use = _decapital(first["application"])
        title = f"The largest use of {in_sentence(mineral)}: {use} ({percent(first['share'])})"
    chart = bars(
        drawn,
        y=name_axis("use", drawn["use"].tolist()),
        x=share_axis("share", "share of its use"),
        text="text",
        colour=KIND_SIGNS["processing_plant"][1 + THEMES[theme_name].side],
        tip=tips("material:N", "application:N", "share:Q|.0%", "nace_sector:N"),
    )
    note = "Shares of use in the EU or in the world, 2016 to 2020, as the study has them."
    return Exhibit("end-uses", title, chart, rows, EU_STUDY, note)


def reliance(atlas: Atlas, mineral: str, theme_name: str) -> Exhibit:
    """How much of what the United States uses is imported."""
    table = all_reliance(atlas, mineral=mineral)
    if table.empty:
        title = (
            "No country's dependence on imports of "
            f"{in_sentence(mineral)} is published as a share of its use."
        )
        return Exhibit("reliance", title, None, table, "")
    table = table.assign(
        what=table["product"]
        .str.replace(": all", "")
        .str.replace(r"^(\w+): \1$", r"\1", regex=True),
        when=table["year"].astype(str),
        text=[
            "net exporter" if sign == "net exporter" else f"{sign}{percent(share)}"
            for sign, share in table[["qualifier", "reliance"]].itertuples(index=False)
        ],
    )
    of_year = table[table["year"] == table["year"].max()]
    newest = of_year.sort_values("reliance", kind="stable").iloc[-1]
    said = newest["text"].replace(">", "more than ").replace("<", "less than ")
    what = _decapital(newest["what"])
    title = (
        f"The United States exports more {what} than it imports"
        if said == "net exporter"
        else f"Net imports are {said} of the {what} that the United States uses"
    )
    title += f" ({newest['when']}{' est.' if newest['estimated'] else ''})"
    if len(of_year) > 1:
        title += f", the most of {len(of_year)} products"
    years = sorted(table["when"].unique())
    chart = cells(
        table,
        x=head_axis("when", years),
        y=name_axis("what", list(dict.fromkeys(table["what"]))),
        colour=steps("reliance", RELIANCE, SHADES[theme_name]),
        text="text:N",
        strong=f"datum.reliance >= {RELIANCE[2]}",
        theme_name=theme_name,
        tip=tips("what:N", "when:N", "text:N", "estimated:N"),
    )
    note = (
        "Net import reliance: imports less exports, with changes of stocks, as a share of "
        "apparent consumption. Only the United States publish it for each year."
    )
    rows = table.drop(columns=["what", "when", "text"])
    return Exhibit("reliance", title, chart, rows, USGS, note)


def _decapital(product: str) -> str:
    return product if product[1:2].isupper() else product[:1].lower() + product[1:]


def supply_beside_demand(atlas: Atlas, mineral: str, theme_name: str) -> Exhibit:
    """Which part of the demand of each scenario the IEA's base case of supply would meet."""
    table = supply_and_demand(atlas)
    table = table[table["mineral"] == mineral]
    if table.empty:
        title = f"We have no outlook of supply and demand of {in_sentence(mineral)} that count "
        title += "the same."
        return Exhibit("balance", title, None, table, "")
    last = table[table["year"] == table["year"].max()]
    named = narrow(table["counts"].iloc[0]) or in_sentence(mineral)
    low, high = last["covered"].min(), last["covered"].max()
    title = (
        f"Supply from mines and plants that exist or are announced would meet {percent(low)} to "
        f"{percent(high)} of the demand for {named} in {last['year'].iloc[0]}, by "
        "scenario"
    )
    drawn = table.assign(
        words=table["scenario"].map(SCENARIOS),
        when=table["year"].astype(str),
        text=table["covered"].map(percent),
    )
    chart = cells(
        drawn,
        x=head_axis("when", sorted(drawn["when"].unique())),
        y=name_axis("words", list(SCENARIOS.values())),
        colour=steps("covered", COVERED, SHADES[theme_name][::-1]),
        text="text:N",
        strong=f"datum.covered < {COVERED[1]}",
        theme_name=theme_name,
        tip=tips("words:N", "when:N", "supply:Q|,.0f", "demand:Q|,.0f", "unit:N"),
    )
    counts = listing(table["counts"].unique())
    note = (
        f"Supply counts {counts}. Recycling is not in it, and projects that nobody has announced "
        "are not; the difference is no shortage that the IEA has forecast."
    )
    return Exhibit("balance", title, chart, table, SOURCE, note)

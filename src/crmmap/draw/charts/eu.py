"""Charts of the EU's criticality assessment and of the benchmarks of its Critical Raw Materials
Act.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.exhibit import EXPORT_WIDTH, AnyChart, Exhibit, publishers
from crmmap.draw.charts.grammar import (
    SMALL,
    coloured,
    high,
    name_axis,
    over_lines,
    shaped,
    tips,
)
from crmmap.draw.charts.label_places import SIDES, placed
from crmmap.draw.palette import THEMES
from crmmap.measures.benchmarks import LIMITS, benchmarks
from crmmap.measures.mining_refining_gap import leading_refiner
from crmmap.wording import counted, in_sentence, listing, percent

PAPER_CLAIM = (
    "The briefing paper cites the IEA: China is the leading refiner of 19 of the 20 "
    "most important minerals."
)
RISK_TOP, IMPORTANCE, SCATTER_HEIGHT = 5.6, (1.0, 9.2), 520
AXES = ["supply_risk", "economic_importance"]
HEADS = {
    "extraction": ["Extraction in the EU", "at least 10%"],
    "processing": ["Processing in the EU", "at least 40%"],
    "recycling": ["Recycling in the EU", "at least 25%"],
    "one third country": ["Largest third country", "at most 65%"],
}
"""Above the column of each benchmark, in two lines."""
STATES = {"meets it": "circle", "misses it": "diamond", "not known": "stroke"}
STATE_COLOURS = {
    "light": ("#0072B2", "#D55E00", "#8A8780"),
    "dark": ("#4FB0EA", "#F0822D", "#8D9399"),
}
LISTS = ("EU strategic", "EU critical", "Neither")
LIST_COLOURS = {
    "light": ("#7B3294", "#0072B2", "#8A8780"),
    "dark": ("#C58AE0", "#4FB0EA", "#8D9399"),
}


def strategic(atlas: Atlas) -> Exhibit:
    """Which strategic minerals China leads in refining, beside what the paper cites."""
    listed = set(atlas.minerals.loc[atlas.minerals["eu_strategic_2024"], "mineral"])
    rows = leading_refiner(atlas, "CHN", listed)
    known = rows[rows["leads"].notna()]
    leads = int(known["leads"].sum())
    others = known[~known["leads"].astype(bool)]
    others = ", ".join(
        f"{in_sentence(row.mineral)} ({row.leader_name})" for row in others.itertuples()
    )
    missing = ", ".join(
        in_sentence(mineral) for mineral in rows.loc[rows["leads"].isna(), "mineral"]
    )
    title = (
        f"China leads the refining of {leads} of the {len(known)} EU strategic minerals with "
        "a series"
    )
    note = (
        f"{PAPER_CLAIM} Our tables give {leads} of {len(known)}; it does not lead "
        f"{others or 'none'}. "
        "The two are not the same list: the IEA's own 20 are not in our tables, ours are the "
        "strategic raw materials "
        "of Regulation (EU) 2024/1252, and some of our series are means of 2016 to 2020."
        + (f" No refining series: {missing}." if missing else "")
    )
    return Exhibit("strategic", title, None, rows, publishers(rows, "publisher", "year"), note)


def _placed(rows: pd.DataFrame) -> list[int]:
    """For each row the place of its name; what the EU does not list has none."""
    across = EXPORT_WIDTH / RISK_TOP
    down = SCATTER_HEIGHT / (IMPORTANCE[1] - IMPORTANCE[0])
    spots = [
        (x * across, (y - IMPORTANCE[0]) * down) for x, y in rows[AXES].itertuples(index=False)
    ]
    return placed(
        spots,
        rows["material"].to_list(),
        (rows["list"] != LISTS[-1]).to_list(),
        width=EXPORT_WIDTH,
        height=SCATTER_HEIGHT,
    )


def criticality(atlas: Atlas, theme_name: str, *, minerals: tuple[str, ...]) -> Exhibit:
    """Supply risk and economic importance in the EU's assessment of 2023, the paper's figure 3."""
    rows = atlas.criticality
    if minerals:
        rows = rows[rows["canonical_mineral"].isin(minerals)]
    if rows.empty:
        title = "The EU's assessment of 2023 has no row for this choice of minerals."
        return Exhibit("criticality", title, None, rows, "")
    unassessed = rows.loc[rows["supply_risk"].isna(), "material"]
    rows = rows[rows["supply_risk"].notna()]
    if rows.empty:
        title = f"The EU's assessment of 2023 did not assess {listing(unassessed)}."
        return Exhibit("criticality", title, None, rows, "")
    above = rows[(rows["supply_risk"] >= 1.0) & (rows["economic_importance"] >= 2.8)]
    exempt = rows.loc[rows["critical"] & ~rows.index.isin(above.index), "material"]
    title = (
        f"{len(above)} of {counted(len(rows), 'assessed material')} lie above both thresholds "
        "of the EU's study of 2023"
    )
    us = rows["us_critical_2025"].astype(str).eq("True")
    rows = rows.assign(
        list=[LISTS[0 if row.strategic else 1 if row.critical else 2] for row in rows.itertuples()],
        us=us.map({True: "on the US list of 2025", False: "not on it"}),
    )
    chart = _scatter(rows.assign(side=_placed(rows)), theme_name)
    note = "Dashed: the thresholds, 1.0 and 2.8."
    if len(exempt):
        note += (
            " On the EU's list of critical materials although below one of them: "
            f"{listing(exempt)}."
        )
    if len(unassessed):
        note += f" Not assessed: {listing(unassessed)}."
    keep = [
        "material",
        "canonical_mineral",
        "supply_risk",
        "economic_importance",
        "critical",
        "strategic",
    ]
    keep += ["us_critical_2022", "us_critical_2025", "source"]
    source = (
        "European Commission, Study on the critical raw materials for the EU 2023; US lists "
        "of 2022 and 2025"
    )
    return Exhibit("criticality", title, chart, rows[keep], source, note)


def _scatter(rows: pd.DataFrame, theme_name: str) -> AnyChart:
    """A named point for each material, with the thresholds."""
    base = alt.Chart(rows).encode(
        x=alt.X(
            "supply_risk:Q",
            title="supply risk",
            scale=alt.Scale(domain=[0, RISK_TOP], nice=False),
            axis=alt.Axis(tickCount=6),
        ),
        y=alt.Y(
            "economic_importance:Q",
            title="economic importance",
            scale=alt.Scale(domain=list(IMPORTANCE), nice=False),
        ),
    )
    colours = dict(zip(LISTS, LIST_COLOURS[theme_name], strict=True))
    shapes = {"on the US list of 2025": "circle", "not on it": "triangle-up"}
    dots = base.mark_point(filled=True, size=95, opacity=0.95).encode(
        color=coloured("list", colours),
        shape=shaped("us", shapes, orient="top"),
        tooltip=tips("material:N", "supply_risk:Q", "economic_importance:Q", "list:N", "us:N"),
    )
    labels = [
        over_lines(
            base.transform_filter(f"datum.side == {place}")
            .mark_text(align=align, dx=dx, dy=dy, fontSize=SMALL)
            .encode(text=alt.Text("material:N")),
            theme_name,
        )
        for place, (align, dx, dy) in enumerate(SIDES)
    ]
    limits = alt.Chart(pd.DataFrame({"x": [1.0], "y": [2.8]})).mark_rule(
        strokeDash=[5, 4], color=THEMES[theme_name].label
    )
    rules = limits.encode(x=alt.X("x:Q")) + limits.encode(y=alt.Y("y:Q"))
    return high(alt.layer(rules, dots, *labels), 1, SCATTER_HEIGHT, 0)


def eu_benchmarks(atlas: Atlas, theme_name: str, *, minerals: tuple[str, ...]) -> Exhibit:
    """The benchmarks of the EU's Critical Raw Materials Act, one column each."""
    table = benchmarks(atlas)
    if minerals:
        wanted = set(
            atlas.criticality.loc[atlas.criticality["canonical_mineral"].isin(minerals), "material"]
        )
        table = table[table["material"].isin(wanted)]
    if table.empty:
        title = (
            "None of the chosen minerals is a strategic raw material of the EU, so no "
            "benchmark applies."
        )
        return Exhibit("benchmarks", title, None, table, "")
    third = table[(table["benchmark"] == "one third country") & table["met"].notna()]
    over = third[~third["met"].astype(bool)]
    title = (
        f"The EU takes more than 65% from one third country for {len(over)} of the "
        f"{counted(len(third), 'strategic material')} whose origins are known well enough to say"
    )
    state = table["met"].map({True: "meets it", False: "misses it"}).fillna("not known")
    rows = table.assign(
        state=state,
        shown=table["share"].fillna(0),
        text=[
            "not known" if row.share != row.share else f"{percent(row.share)} {row.country}".strip()
            for row in table.itertuples()
        ],
    )
    parts = [
        _benchmark(rows[rows["benchmark"] == benchmark], benchmark, theme_name, first=place == 0)
        for place, benchmark in enumerate(HEADS)
    ]
    chart = alt.hconcat(*parts, spacing=14)
    note = (
        "The benchmarks of Regulation (EU) 2024/1252 for 2030 are about consumption; the study "
        "gives sourcing in "
        "2016–2020, which we use instead. Nothing is known about recycling by material, or about "
        "heavy rare earths, "
        "for which the study gives yttrium only."
    )
    source = "European Commission, Study on the critical raw materials for the EU 2023 (2016–2020)"
    return Exhibit("benchmarks", title, chart, table, source, note)


def _benchmark(part: pd.DataFrame, benchmark: str, theme_name: str, *, first: bool) -> Any:
    """The column of one benchmark; the first has the names and the legend."""
    states = dict(zip(STATES, STATE_COLOURS[theme_name], strict=True))
    base = alt.Chart(part).encode(
        y=name_axis(
            "material",
            sorted(part["material"]),
            axis=alt.Axis(labels=first, ticks=False, domain=False),
        ),
        x=alt.X(
            "shown:Q",
            title=None,
            scale=alt.Scale(domain=[0, 1.45]),
            axis=alt.Axis(format="%", values=[0, 0.5, 1]),
        ),
        tooltip=tips("material:N", "share:Q|.0%", "state:N", "country:N", "stage:N"),
    )
    dots = base.mark_point(filled=True, size=80, opacity=1).encode(
        color=coloured("state", states, orient=None),
        shape=shaped("state", STATES, orient="bottom" if first else None),
    )
    text = base.mark_text(align="left", dx=8, fontSize=SMALL).encode(text=alt.Text("text:N"))
    limit = alt.Chart(pd.DataFrame({"x": [LIMITS[benchmark]]})).mark_rule(
        strokeDash=[5, 4], color=THEMES[theme_name].label
    )
    title = alt.TitleParams(HEADS[benchmark], fontSize=13)
    text = over_lines(text, theme_name)
    return alt.layer(limit.encode(x=alt.X("x:Q")), text, dots, width=170, height=430, title=title)

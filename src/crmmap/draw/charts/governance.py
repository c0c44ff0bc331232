"""Charts of governance standards: which sites and how much supply they cover, and at which
level.
"""

from __future__ import annotations

from functools import reduce

import altair as alt
import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit
from crmmap.draw.palette import SHADES, THEMES
from crmmap.measures.governance import SUPPLY, governance, uncovered_supply
from crmmap.wording import counted, percent

SOURCE = f"{EACH_ROW}; shares of supply as on the page Minerals"
CAUTION = (
    "A missing record does not mean that a standard is not followed. Levels are never added up: "
    "what a state has "
    "signed says little about one mine, and a declaration says least."
)
LEVEL_NAMES = {
    "site": "site",
    "company": "owner",
    "state": "country",
    "declaration": "country, declared only",
}
"""Through whom a standard covers a site."""
LEVEL_COLOURS = {
    "light": ("#009E73", "#0072B2", "#B87F00", "#8A8780"),
    "dark": ("#2BC79A", "#3FA2DE", "#F0B429", "#8D9399"),
}
STEPS = (0.1, 0.25, 0.5, 0.75)


def is_law(bindingness: str) -> bool:
    """Whether a standard binds by law or treaty; all others are voluntary or a condition of a
    contract.
    """
    return bindingness.startswith("law")


def cover(atlas: Atlas, theme_name: str) -> Exhibit:
    """How many sites each standard covers, at each level."""
    reach, total = atlas.lookups.reach, len(atlas.sites)
    if not total or not reach:
        title = (
            "No standard on record covers a site shown." if total else "No site fits the filters."
        )
        return Exhibit("cover", title, None, pd.DataFrame(), "", CAUTION if total else "")
    bindingness = atlas.standards.set_index("standard_id")["bindingness"]
    rows = pd.DataFrame(
        [
            {
                "standard": standard,
                "level": level,
                "sites": int(mask.sum()),
                "share": float(mask.mean()),
                "bindingness": bindingness[standard],
                "binds": "by law or treaty" if is_law(bindingness[standard]) else "voluntary",
            }
            for (standard, level), mask in reach.items()
        ]
    )
    closely = [mask for (_, level), mask in reach.items() if level in ("site", "company")]
    covered = int(reduce(np.logical_or, closely, np.zeros(total, dtype=bool)).sum())
    title = (
        f"A standard covers {covered:,} of the {total:,} sites shown through the site itself or "
        "its owner; the others "
        "at most through their country"
    )
    rows["words"], rows["text"] = rows["level"].map(LEVEL_NAMES), rows["share"].map(percent)
    rows["label"] = rows["standard"] + rows["binds"].map(
        {"voluntary": "", "by law or treaty": " (law)"}
    )
    order = rows.groupby("label")["share"].max().sort_values(ascending=False).index.tolist()
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", title=None, sort=order),
        x=alt.X("share:Q", title="of the sites shown", axis=alt.Axis(format="%")),
        yOffset=alt.YOffset("words:N", sort=list(LEVEL_NAMES.values())),
        tooltip=[
            "standard:N",
            "words:N",
            "sites:Q",
            alt.Tooltip("share:Q", format=".1%"),
            "bindingness:N",
        ],
    )
    colour = alt.Color(
        "words:N",
        title="adherence of",
        scale=alt.Scale(domain=list(LEVEL_NAMES.values()), range=list(LEVEL_COLOURS[theme_name])),
        legend=alt.Legend(orient="top", columns=2, labelLimit=260),
    )
    bars = base.mark_bar(height={"band": 0.85}).encode(color=colour)
    chart = (
        bars + base.mark_text(align="left", dx=5, fontSize=11).encode(text="text:N")
    ).properties(height=26 * len(order) + 40, width="container")
    keep = ["standard", "level", "sites", "share", "bindingness"]
    return Exhibit(
        "cover", title, chart, rows[keep].sort_values("share", ascending=False), SOURCE, CAUTION
    )


def supply(atlas: Atlas, theme_name: str, *, stage: str) -> Exhibit:
    """Minerals by state-level standards: the share of supply from adherent countries."""
    column = SUPPLY[stage]
    table = governance(atlas)
    table = (
        table[table["level"].isin(["state", "declaration"]) & table[column].notna()]
        if len(table)
        else table
    )
    doing = "mining" if stage == "mine" else "refining"
    if table.empty:
        title = f"No series of {doing} and no state-level standard go together for this choice."
        return Exhibit("supply", title, None, table, "")
    middle = table.groupby("standard_id")[column].median().sort_values(ascending=False)
    name = atlas.standards.set_index("standard_id")["name"].get(middle.index[0], middle.index[0])
    title = (
        f"{name}: for half of the minerals, {percent(middle.iloc[0])} or more of {doing} is "
        "in countries that adhere"
    )
    rows = table.assign(text=table[column].map(percent))
    minerals = rows.groupby("mineral")[column].mean().sort_values(ascending=False).index.tolist()
    theme = THEMES[theme_name]
    base = alt.Chart(rows).encode(
        x=alt.X(
            "standard_id:N",
            title=None,
            sort=middle.index.tolist(),
            axis=alt.Axis(orient="top", labelAngle=0),
        ),
        y=alt.Y("mineral:N", title=None, sort=minerals),
        tooltip=[
            "mineral:N",
            "standard_id:N",
            alt.Tooltip(f"{column}:Q", format=".0%", title="share of supply"),
        ],
    )
    cells = base.mark_rect(stroke=theme.hairline, strokeWidth=2).encode(
        color=alt.Color(
            f"{column}:Q",
            title="from adherent countries",
            scale=alt.Scale(type="threshold", domain=list(STEPS), range=list(SHADES[theme_name])),
            legend=alt.Legend(orient="top", direction="horizontal", format=".0%"),
        )
    )
    strong = "#FFFFFF" if theme_name == "light" else "#16191C"
    words = base.mark_text(fontSize=11).encode(
        text="text:N",
        color=alt.condition(
            f"datum.{column} > {STEPS[2]}", alt.value(strong), alt.value(theme.ink)
        ),
    )
    chart = (cells + words).properties(height=21 * len(minerals) + 20, width="container")
    return Exhibit("supply", title, chart, table, SOURCE, f"Through countries only. {CAUTION}")


def unreached(atlas: Atlas, theme_name: str) -> Exhibit:
    """Minerals by the share of their sites that no standard covers."""
    table = uncovered_supply(atlas)
    table = table[table["sites"] > 0]
    if table.empty:
        return Exhibit("uncovered_supply", "No site fits the filters.", None, table, "")
    ranked = table[table["sites"] >= 20].head(15)
    ranked = ranked if len(ranked) else table.head(15)
    top = ranked.iloc[0]
    title = (
        f"{top['mineral']}: no standard on record covers {percent(top['share'])} of its "
        f"{counted(top['sites'], 'site')}"
    )
    rows = ranked.assign(text=ranked["share"].map(percent) + ranked["sites"].map(" of {:,}".format))
    base = alt.Chart(rows).encode(
        y=alt.Y("mineral:N", title=None, sort=rows["mineral"].tolist()),
        x=alt.X(
            "share:Q",
            title="of its sites",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1.15]),
        ),
        tooltip=["mineral:N", "unreached:Q", "declared_only:Q", "sites:Q"],
    )
    bars = base.mark_bar(height={"band": 0.7}, color=THEMES[theme_name].label)
    chart = (bars + base.mark_text(align="left", dx=5).encode(text="text:N")).properties(
        height=24 * len(rows) + 30, width="container"
    )
    note = (
        "Minerals with 20 sites and more; all are in the table. A site counts as not covered if "
        "its country has "
        "declared support and nothing else is on record."
    )
    return Exhibit("uncovered_supply", title, chart, table, SOURCE, note)

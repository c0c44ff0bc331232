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
from crmmap.draw.charts.grammar import (
    bars,
    cells,
    coloured,
    head_axis,
    name_axis,
    share_axis,
    steps,
    tips,
)
from crmmap.draw.palette import SHADES, THEMES
from crmmap.measures.governance import SUPPLY, governance, uncovered_supply
from crmmap.wording import counted, percent, short_standard, small_percent

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
    rows["words"], rows["text"] = rows["level"].map(LEVEL_NAMES), rows["share"].map(small_percent)
    named = atlas.standards.set_index("standard_id")["name"].map(short_standard)
    rows["label"] = rows["standard"].map(named) + rows["binds"].map(
        {"voluntary": "", "by law or treaty": " (law)"}
    )
    order = rows.groupby("label")["share"].max().sort_values(ascending=False).index
    levels = dict(zip(LEVEL_NAMES.values(), LEVEL_COLOURS[theme_name], strict=True))
    chart = bars(
        rows,
        y=name_axis("label", order),
        x=share_axis("share", "of the sites shown"),
        offset=alt.YOffset("words:N", sort=list(levels)),
        text="text",
        colour=coloured("words", levels, title="adherence of", columns=2),
        tip=tips("label:N", "words:N", "sites:Q", "share:Q|.1%", "bindingness:N"),
        each=30,
    )
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
    named = atlas.standards.set_index("standard_id")["name"].map(short_standard)
    name = named.get(middle.index[0], middle.index[0])
    title = (
        f"{name}: for half of the minerals, {percent(middle.iloc[0])} or more of {doing} is "
        "in countries that adhere"
    )
    rows = table.assign(text=table[column].map(percent), standard=table["standard_id"].map(named))
    minerals = rows.groupby("mineral")[column].mean().sort_values(ascending=False).index
    chart = cells(
        rows,
        x=head_axis("standard", [named[one] for one in middle.index], angle=-40),
        y=name_axis("mineral", minerals),
        colour=steps(
            column, STEPS, SHADES[theme_name], title="from adherent countries", form=".0%"
        ),
        text="text:N",
        strong=f"datum.{column} >= {STEPS[2]}",
        theme_name=theme_name,
        tip=tips("mineral:N", "standard:N", f"{column}:Q|.0%"),
        each=21,
    )
    return Exhibit("supply", title, chart, table, SOURCE, f"Through countries only. {CAUTION}")


def not_covered(atlas: Atlas, theme_name: str) -> Exhibit:
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
    chart = bars(
        rows,
        y=name_axis("mineral", rows["mineral"]),
        x=share_axis("share", "of its sites"),
        text="text",
        colour=THEMES[theme_name].label,
        tip=tips("mineral:N", "not_covered:Q", "declared_only:Q", "sites:Q"),
        each=24,
    )
    note = (
        "Minerals with 20 sites and more; all are in the table. A site counts as not covered if "
        "its country has "
        "declared support and nothing else is on record."
    )
    return Exhibit("uncovered_supply", title, chart, table, SOURCE, note)

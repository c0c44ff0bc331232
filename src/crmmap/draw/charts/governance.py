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
from crmmap.draw.palette import MODE_COLOURS, SHADES, THEMES
from crmmap.measures.governance import SUPPLY, governance, trust, uncovered_supply
from crmmap.schema.vocabulary import MODES
from crmmap.wording import counted, listing, percent, verb

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
SMALLEST_SHARE = 0.01
STEPS = (0.1, 0.25, 0.5, 0.75)
THEME_NAMES = ("environment", "community", "labour", "transparency", "security")


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


def provisions(atlas: Atlas, theme_name: str) -> Exhibit:
    """What agreements provide for, by mode."""
    rows = atlas.agreements.assign(
        provision=atlas.agreements["governance_provisions"].str.split(";")
    )
    rows = rows.explode("provision")
    none = int((rows["provision"] == "").sum())
    rows = rows[rows["provision"].fillna("") != ""]
    if rows.empty:
        return Exhibit("provisions", "No agreement that fits names a provision.", None, rows, "")
    table = rows.groupby(["provision", "diplomacy_mode"]).size().rename_axis(["provision", "mode"])
    counts = table.reset_index(name="agreements")
    order = counts.groupby("provision")["agreements"].sum().sort_values(ascending=False)
    first = listing(order.index[order == order.iloc[0]])
    title = (
        f"The provision named most often is {first}: {order.iloc[0]} of "
        f"{counted(len(atlas.agreements), 'agreement')}"
    )
    if (order == order.iloc[0]).sum() > 1:
        title = f"The provisions named most often, {order.iloc[0]} times each, are {first}"
    side = THEMES[theme_name].side
    chart = (
        alt.Chart(counts)
        .mark_bar(height={"band": 0.7})
        .encode(
            y=alt.Y("provision:N", title=None, sort=order.index.tolist()),
            x=alt.X("agreements:Q", title="agreements"),
            color=alt.Color(
                "mode:N",
                title=None,
                scale=alt.Scale(
                    domain=list(MODES), range=[MODE_COLOURS[mode][side] for mode in MODES]
                ),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=["provision:N", "mode:N", "agreements:Q"],
        )
        .properties(height=24 * len(order) + 40, width="container")
    )
    note = (
        f"An agreement may name several provisions; {none} {verb(none, 'names', 'name')} none "
        "that we know of."
    )
    return Exhibit("provisions", title, chart, counts, EACH_ROW, note)


def minerals_trust(atlas: Atlas, members: set[str], theme_name: str) -> Exhibit:
    """What a Global Minerals Trust of chosen members would hold."""
    table = trust(atlas, members)
    if table.empty or not members:
        return Exhibit(
            "trust", "Choose members to see what they would hold together.", None, table, ""
        )
    half = table[table["share_of_mining"] > 0.5]
    known = int(table["share_of_mining"].notna().sum())
    title = (
        f"{counted(len(members), 'chosen country', 'chosen countries')} would hold more than half "
        "of the mining of "
        f"{len(half)} of {counted(known, 'mineral')}"
    )
    names = {"share_of_mining": "mining", "share_of_refining": "refining"}
    most = table[table[list(names)].max(axis=1) >= SMALLEST_SHARE]
    long = most.melt("mineral", list(names), "stage", "share").dropna()
    long["stage"], long["text"] = long["stage"].map(names), long["share"].map(percent)
    colours = {"light": ["#7A5230", "#0072B2"], "dark": ["#C79A6B", "#3FA2DE"]}[theme_name]
    base = alt.Chart(long).encode(
        y=alt.Y("mineral:N", title=None, sort=most["mineral"].tolist()),
        x=alt.X(
            "share:Q",
            title="share of the world",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        ),
        yOffset="stage:N",
        tooltip=["mineral:N", "stage:N", alt.Tooltip("share:Q", format=".0%")],
    )
    scale = alt.Scale(domain=list(names.values()), range=colours)
    bars = base.mark_bar(height={"band": 0.9}).encode(
        color=alt.Color("stage:N", title=None, scale=scale, legend=alt.Legend(orient="top"))
    )
    chart = bars.properties(height=24 * len(most) + 40, width="container")
    note = "The trust is a proposal. Nobody knows who would join, so you choose its members. "
    note += "Minerals of which they hold less than 1% are in the table alone."
    return Exhibit("trust", title, chart, table, "shares as on the page of choke points", note)


def demands(atlas: Atlas, chosen: tuple[str, ...]) -> Exhibit:
    """Which standard demands what: a table of all, or of the chosen ones."""
    rows = atlas.standards
    if chosen:
        rows = rows[rows["standard_id"].isin(chosen)]
    law = int(rows["bindingness"].map(is_law).sum())
    title = (
        f"{law} of {counted(len(rows), 'standard')} {verb(law, 'binds', 'bind')} by law or "
        "treaty; the others are "
        "voluntary, proposed, or part of a contract"
    )
    table = rows[["standard_id", "name", "issuer", "level", "bindingness"]].copy()
    for theme in THEME_NAMES:
        table[theme] = ["✓" if theme in cell.split(";") else "" for cell in rows["themes"]]
    table["assurance"], table["url"], table["as_of"] = rows["assurance"], rows["url"], rows["as_of"]
    note = (
        "✓ means that the standard covers the subject; where a cell is empty, we found nothing "
        "on it."
    )
    return Exhibit(
        "demands", title, None, table, "the publisher of each standard, see its address", note
    )

"""Charts of what agreements provide for, what standards demand, and what a Global Minerals Trust
would hold.
"""

from __future__ import annotations

import altair as alt

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit
from crmmap.draw.charts.governance import is_law
from crmmap.draw.charts.grammar import (
    bars,
    coloured,
    high,
    mode_colours,
    name_axis,
    number_axis,
    share_axis,
    stage_colours,
    tips,
)
from crmmap.measures.governance import trust
from crmmap.wording import counted, listing, small_percent, verb

SMALLEST_SHARE = 0.01
THEME_NAMES = ("environment", "community", "labour", "transparency", "security")


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
        often = "once" if order.iloc[0] == 1 else f"{order.iloc[0]} times"
        tied = "; ".join(order.index[order == order.iloc[0]])
        title = f"The provisions named most often, {often} each: {tied}"
    base = alt.Chart(counts).mark_bar(height={"band": 0.7})
    chart = base.encode(
        y=name_axis("provision", order.index),
        x=number_axis("agreements", "agreements"),
        color=coloured("mode", mode_colours(theme_name)),
        tooltip=tips("provision:N", "mode:N", "agreements:Q"),
    )
    chart = high(chart, len(order), 24, 40)
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
    parts = {"share_of_mining": "mining", "share_of_refining": "refining"}
    most = table[table[list(parts)].max(axis=1) >= SMALLEST_SHARE]
    long = most.melt("mineral", list(parts), "stage", "share").dropna()
    long["stage"], long["text"] = long["stage"].map(parts), long["share"].map(small_percent)
    chart = bars(
        long,
        y=name_axis("mineral", most["mineral"]),
        x=share_axis("share", "share of the world"),
        offset=alt.YOffset("stage:N"),
        text="text",
        colour=coloured("stage", stage_colours(theme_name)),
        tip=tips("mineral:N", "stage:N", "share:Q|.0%"),
        each=30,
    )
    note = "The trust is a proposal. Nobody knows who would join, so you choose its members. "
    note += "Minerals of which they hold less than 1% are in the table alone."
    return Exhibit("trust", title, chart, table, "shares of supply as on the page Minerals", note)


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

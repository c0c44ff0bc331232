"""Charts of what agreements provide for, what standards demand, and what a Global Minerals Trust
would hold.
"""

from __future__ import annotations

import altair as alt

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit
from crmmap.draw.charts.governance import is_law
from crmmap.draw.palette import MODE_COLOURS, THEMES
from crmmap.measures.governance import trust
from crmmap.schema.vocabulary import MODES
from crmmap.wording import counted, listing, percent, verb

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
        names = "; ".join(order.index[order == order.iloc[0]])
        title = f"The provisions named most often, {often} each: {names}"
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

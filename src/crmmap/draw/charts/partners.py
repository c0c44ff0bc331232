"""Who has agreements with whom: partners by lead parties, and countries that several powers sign
with.
"""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.diplomacy import COLLECTED
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit
from crmmap.draw.charts.grammar import (
    FORCE_NAMES,
    cells,
    coloured,
    head_axis,
    high,
    mode_colours,
    name_axis,
    tips,
)
from crmmap.measures.partners import FORCES, contested_countries, links
from crmmap.wording import begun, counted, listing, the, verb

FORCE_SHADES = {
    "light": ("#7B3294", "#B58AC4", "#DCCDE3", "#B9B6AF"),
    "dark": ("#C58AE0", "#7F5594", "#51405A", "#5A6067"),
}


def matrix(
    atlas: Atlas, theme_name: str, *, as_of: date, hosts: int = 30, leads: int = 12
) -> Exhibit:
    """Hosts by leads: how many live agreements, and the strongest legal force among them."""
    pairs = links(atlas, as_of=as_of)
    if pairs.empty:
        return Exhibit("matrix", "No live agreement fits the filters.", None, pairs, "")
    grouped = pairs.groupby(["host_name", "lead_name"])
    table = grouped["agreement_id"].nunique().rename("agreements").reset_index()
    rank = {force: place for place, force in enumerate(FORCES)}
    best = grouped["force"].agg(lambda forces: min(forces, key=rank.__getitem__)).reset_index()
    table["force"] = best["force"].map(FORCE_NAMES)
    by_lead = (
        table.groupby("lead_name")["host_name"].nunique().sort_values(ascending=False).head(leads)
    )
    by_host = (
        table[table["lead_name"].isin(by_lead.index)].groupby("host_name")["lead_name"].nunique()
    )
    by_host = by_host.sort_values(ascending=False).head(hosts)
    shown = table[table["lead_name"].isin(by_lead.index) & table["host_name"].isin(by_host.index)]
    partners = counted(int(by_lead.iloc[0]), "partner")
    title = (
        f"{_first_of(by_lead)} {verb(_ties(by_lead), 'leads', 'lead')} agreements with {partners}; "
    )
    title += f"{_first_of(by_host)} {verb(_ties(by_host), 'has', 'have')} agreements with "
    title += counted(int(by_host.iloc[0]), "lead party", "lead parties")
    chart = cells(
        shown,
        x=head_axis("lead_name", by_lead.index, angle=-40),
        y=name_axis("host_name", by_host.index),
        colour=coloured(
            "force",
            dict(zip(FORCE_NAMES.values(), FORCE_SHADES[theme_name], strict=True)),
            title="strongest force",
            orient="bottom",
        ),
        text="agreements:Q",
        strong="datum.force == 'binding'",
        theme_name=theme_name,
        tip=tips("host_name:N", "lead_name:N", "agreements:Q", "force:N"),
        each=22,
    )
    note = (
        f"At most {hosts} partners and {leads} lead parties, those with the most links; all are "
        "in the table. "
        f"{COLLECTED}"
    )
    return Exhibit("matrix", title, chart, table, EACH_ROW, note)


def rivals(atlas: Atlas, theme_name: str, *, as_of: date) -> Exhibit:
    """Countries that have agreements with two or more competing powers."""
    table = contested_countries(atlas, as_of=as_of)
    if table.empty:
        return Exhibit(
            "contested_countries",
            "No country has live agreements with two of the powers under these filters.",
            None,
            table,
            "",
        )
    most = table.set_index("host_name")["rivals"]
    title = (
        f"{counted(len(table), 'country', 'countries')} {verb(len(table), 'has', 'have')} "
        "live agreements with several "
    )
    title += "powers"
    if most.iloc[0] > 2:
        title += (
            f"; {_first_of(most)} {verb(_ties(most), 'has', 'have')} agreements with "
            f"{most.iloc[0]} of them"
        )
    rows = table.assign(power=table["powers"].str.split(";")).explode("power")
    colour = mode_colours(theme_name)["competitive"]
    chart = (
        alt.Chart(rows)
        .mark_point(filled=True, size=110, opacity=1, color=colour)
        .encode(
            x=head_axis("power", sorted(rows["power"].unique()), angle=-40),
            y=name_axis("host_name", table["host_name"]),
            tooltip=tips("host_name:N", "powers:N", "agreements:Q"),
        )
    )
    chart = high(chart, len(table), 22, 20)
    note = (
        "The powers, as in the briefing paper: the United States, China, the European Union with "
        "its members, and "
        "Russia. Only partners that such an agreement names are counted."
    )
    return Exhibit("contested_countries", title, chart, table, EACH_ROW, note)


def _ties(ranked: pd.Series) -> int:
    return int((ranked == ranked.iloc[0]).sum())


def _first_of(ranked: pd.Series) -> str:
    """The names that share the first place."""
    first = [the(str(name)) for name in ranked.index[ranked == ranked.iloc[0]]]
    return begun(listing(first))

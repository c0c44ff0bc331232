"""Who has agreements with whom: partners by lead parties, and countries that several powers sign
with.
"""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.diplomacy import COLLECTED, FORCE_NAMES
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit
from crmmap.draw.palette import MODE_COLOURS, THEMES
from crmmap.measures.partners import FORCES, contested_countries, links
from crmmap.wording import counted, listing, the, verb


def matrix(
    atlas: Atlas, theme_name: str, *, as_of: date, hosts: int = 30, leads: int = 12
) -> Exhibit:
    """Hosts by leads: how many live agreements, and the strongest legal force among them."""
    pairs = links(atlas, as_of=as_of)
    if pairs.empty:
        return Exhibit("matrix", "No live agreement fits the filters.", None, pairs, "")
    grouped = pairs.groupby(["host_name", "lead_name"])
    cells = grouped["agreement_id"].nunique().rename("agreements").reset_index()
    rank = {force: place for place, force in enumerate(FORCES)}
    best = grouped["force"].agg(lambda forces: min(forces, key=rank.__getitem__)).reset_index()
    cells["force"] = best["force"].map(FORCE_NAMES)
    by_lead = (
        cells.groupby("lead_name")["host_name"].nunique().sort_values(ascending=False).head(leads)
    )
    by_host = (
        cells[cells["lead_name"].isin(by_lead.index)].groupby("host_name")["lead_name"].nunique()
    )
    by_host = by_host.sort_values(ascending=False).head(hosts)
    shown = cells[cells["lead_name"].isin(by_lead.index) & cells["host_name"].isin(by_host.index)]
    partners = counted(int(by_lead.iloc[0]), "partner")
    title = (
        f"{_first_of(by_lead)} {verb(_ties(by_lead), 'leads', 'lead')} agreements with {partners}; "
    )
    title += f"{_first_of(by_host)} {verb(_ties(by_host), 'has', 'have')} agreements with "
    title += counted(int(by_host.iloc[0]), "lead party", "lead parties")
    theme = THEMES[theme_name]
    colours = {
        "light": ["#7B3294", "#B58AC4", "#DCCDE3", "#B9B6AF"],
        "dark": ["#C58AE0", "#8A5FA0", "#51405A", "#5A6067"],
    }[theme_name]
    names = list(FORCE_NAMES.values())
    base = alt.Chart(shown).encode(
        x=alt.X(
            "lead_name:N",
            title=None,
            sort=by_lead.index.tolist(),
            axis=alt.Axis(orient="top", labelAngle=-40),
        ),
        y=alt.Y("host_name:N", title=None, sort=by_host.index.tolist()),
        tooltip=["host_name:N", "lead_name:N", "agreements:Q", "force:N"],
    )
    squares = base.mark_rect(stroke=theme.hairline, strokeWidth=2).encode(
        color=alt.Color(
            "force:N",
            title="strongest force",
            scale=alt.Scale(domain=names, range=colours),
            legend=alt.Legend(orient="bottom"),
        )
    )
    on_strong = "#FFFFFF" if theme_name == "light" else "#16191C"
    numbers = base.mark_text(fontSize=11).encode(
        text="agreements:Q",
        color=alt.condition("datum.force == 'binding'", alt.value(on_strong), alt.value(theme.ink)),
    )
    chart = (squares + numbers).properties(height=20 * len(by_host) + 10, width="container")
    note = (
        f"At most {hosts} partners and {leads} lead parties, those with the most links; all are "
        "in the table. "
        f"{COLLECTED}"
    )
    return Exhibit("matrix", title, chart, cells, EACH_ROW, note)


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
    base = alt.Chart(rows).encode(
        x=alt.X("power:N", title=None, axis=alt.Axis(orient="top", labelAngle=-40)),
        y=alt.Y("host_name:N", title=None, sort=table["host_name"].tolist()),
        tooltip=["host_name:N", "powers:N", "agreements:Q"],
    )
    side = THEMES[theme_name].side
    chart = base.mark_point(
        filled=True, size=110, opacity=1, color=MODE_COLOURS["competitive"][side]
    )
    chart = chart.properties(height=21 * len(table) + 20, width="container")
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
    return (said := listing(first))[:1].upper() + said[1:]

"""A chart of agreements: lead parties on the left, partner countries on the right, a line for
each mode.
"""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.diplomacy import COLLECTED
from crmmap.draw.charts.exhibit import EACH_ROW, AnyChart, Exhibit
from crmmap.draw.charts.grammar import SMALL, coloured, high, mode_colours, tips
from crmmap.measures.partners import links
from crmmap.wording import counted, the, verb

LEADS, HOSTS = 12, 30
LEFT, RIGHT = 0.3, 0.7  # of the width: where the lines begin and end
ROOM = 205  # pixels of a name on the narrowest picture


def network(atlas: Atlas, theme_name: str, *, as_of: date) -> Exhibit:
    """Agreements in force between the lead parties and partner countries with most of them."""
    pairs = links(atlas, as_of=as_of)
    if pairs.empty:
        return Exhibit("network", "No live agreement fits the filters.", None, pairs, "")
    table = pairs.groupby(["lead_name", "host_name", "mode"])["agreement_id"].nunique()
    table = table.rename("agreements").reset_index()
    by_lead, by_host = (
        _ranked(table, "lead_name", "host_name"),
        _ranked(table, "host_name", "lead_name"),
    )
    leads = by_lead.index[:LEADS]
    shown = table[table["lead_name"].isin(leads)]
    hosts = [host for host in by_host.index if host in set(shown["host_name"])][:HOSTS]
    chart = _lines(shown[shown["host_name"].isin(hosts)], leads, theme_name)
    several = int((by_host >= 3).sum())
    title = (
        f"{the(str(by_lead.index[0]), begin=True)} leads agreements with "
        f"{counted(int(by_lead.iloc[0]), 'partner')}"
    )
    if several:
        title += (
            f"; {counted(several, 'partner')} {verb(several, 'has', 'have')} agreements with three "
            "or more lead parties"
        )
    note = (
        f"At most {LEADS} lead parties and {HOSTS} partners, those with the most links; all are "
        "in the table. A "
        f"thicker line means more agreements, not more money. {COLLECTED}"
    )
    return Exhibit("network", title, chart, table, EACH_ROW, note)


def _ranked(table: pd.DataFrame, by: str, of: str) -> pd.Series:
    """How many partners each has, the most first."""
    return table.groupby(by)[of].nunique().sort_values(ascending=False, kind="stable")


def _lines(shown: pd.DataFrame, leads: pd.Index, theme_name: str) -> AnyChart:
    """A line for each pair and mode, between the names of both at the sides."""
    left = {lead: (place + 0.5) / len(leads) for place, lead in enumerate(leads)}
    # each host stands at the mean of its leads, which untangles the lines
    middle = (
        shown["lead_name"].map(left).groupby(shown["host_name"]).mean().sort_values(kind="stable")
    )
    right = {host: (place + 0.5) / len(middle) for place, host in enumerate(middle.index)}
    lines = shown.assign(
        x=LEFT, x2=RIGHT, y=shown["lead_name"].map(left), y2=shown["host_name"].map(right)
    )
    ends = pd.DataFrame(
        [(lead, LEFT - 0.01, place, "right") for lead, place in left.items()]
        + [(host, RIGHT + 0.01, place, "left") for host, place in right.items()],
        columns=["name", "x", "y", "side"],
    )
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[1, 0], nice=False))
    width = alt.Scale(domain=[1, 4], range=[1.2, 4], clamp=True)
    rules = (
        alt.Chart(lines)
        .mark_rule(opacity=0.65)
        .encode(
            x=x,
            y=y,
            x2=alt.X2("x2:Q"),
            y2=alt.Y2("y2:Q"),
            size=alt.Size("agreements:Q", legend=None, scale=width),
            color=coloured("mode", mode_colours(theme_name)),
            tooltip=tips("lead_name:N", "host_name:N", "mode:N", "agreements:Q"),
        )
    )
    words = alt.Chart(ends).encode(x=x, y=y, text=alt.Text("name:N"))
    texts = [
        words.transform_filter(f"datum.side == '{side}'").mark_text(
            align=side, fontSize=SMALL, limit=ROOM
        )
        for side in ("left", "right")
    ]
    return high(alt.layer(rules, *texts), max(8, len(left), len(right)), 20, 0)

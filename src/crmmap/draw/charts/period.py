"""What happened in a period: a line and a sign for each agreement, trade measure and event."""

from __future__ import annotations

from datetime import date

import altair as alt

from crmmap.atlas.atlas import Atlas
from crmmap.dates import day_in_words, first_days, in_words
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit
from crmmap.draw.charts.grammar import coloured, high, name_axis, tips
from crmmap.draw.palette import MODE_COLOURS, THEMES
from crmmap.measures import happened
from crmmap.wording import counted, listing

MOST_LINES = 60
LANES = {"agreement": "Agreements", "measure": "Trade measures", "event": "Events"}


def period(
    atlas: Atlas, theme_name: str, *, first: date, last: date, places: frozenset[str]
) -> Exhibit:
    """All that is dated between two days, the earliest first.

    Parameters
    ----------
    places
        Countries and blocs that measures and events must name; all of them if empty.
    """
    rows = happened(atlas, first=first, last=last, places=places)
    between = f"Between {in_words(first)} and {in_words(last)}"
    if rows.empty:
        title = f"{between} we have nothing on record that fits the filters."
        return Exhibit("period", title, None, rows, "")
    deals = rows[rows["kind"] == "agreement"]
    agreements = [
        f"{counted(n, 'agreement')} {change}"
        for change in ("signed", "announced", "ended")
        if (n := int((deals["change"] == change).sum()))
    ]
    acts = rows[rows["kind"] == "measure"]["id"].nunique()
    events = int((rows["kind"] == "event").sum())
    counts = [
        *agreements,
        f"{counted(acts, 'trade measure')} announced or changed" if acts else "",
        counted(events, "event") if events else "",
    ]
    title = f"{between}: {listing(filter(None, counts), most=5)}"
    drawn = rows.assign(
        lane=rows["kind"].map(LANES),
        day=first_days(rows["date"]),
        when=rows["date"].map(day_in_words),
    )
    side = THEMES[theme_name].side
    colours = {
        LANES["agreement"]: MODE_COLOURS["cooperative"][side],
        LANES["measure"]: MODE_COLOURS["coercive"][side],
        LANES["event"]: THEMES[theme_name].label,
    }
    chart = (
        alt.Chart(drawn)
        .mark_point(filled=True, size=90, opacity=0.8)
        .encode(
            x=alt.X(
                "day:T",
                title=None,
                axis=alt.Axis(format="%-d %b %Y", labelOverlap=True, labelBound=True, tickCount=8),
                scale=alt.Scale(padding=10),  # so that no sign of the first or last day is cut
            ),
            y=name_axis("lane", [lane for lane in LANES.values() if lane in set(drawn["lane"])]),
            color=coloured("lane", colours, orient=None),
            shape=alt.Shape("lane:N", legend=None),
            tooltip=tips("when:N", "what:N", "change:N"),
        )
    )
    lines = tuple(
        (
            row.when,
            f"{row.what} ({row.change})" if row.change else str(row.what),
            row.source_url,
        )
        for row in drawn.head(MOST_LINES).itertuples()
    )
    note = (
        "A date of which only the month or the year is known counts if all of it lies in the "
        "period. An agreement or a measure may stand under events too, where the press told of it. "
        "Events name no mineral, so a filter of minerals leaves them all."
    )
    wide = high(chart, drawn["lane"].nunique(), 34)
    table = rows.drop(columns="last_day")
    return Exhibit("period", title, wide, table, EACH_ROW, note, lines)

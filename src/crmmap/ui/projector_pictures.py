"""What stands on the stage in place of the map: a chart, a table, figures, a quote, a picture."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.projector import projected
from crmmap.draw.charts.step_table import Table
from crmmap.scenarios.lead_figures import Figure
from crmmap.stories import Step
from crmmap.stories.story import Quote
from crmmap.ui.text import html, plain


def _title(exhibit: Exhibit) -> None:
    st.html(f"<h2>{html(exhibit.title)}</h2>")


def _source(exhibit: Exhibit, shown: int, of: int, what: str) -> None:
    part = f"The first {shown} of {of} {what}; the page shows all. " if shown < of else ""
    st.caption(plain(part + (f"Source: {exhibit.source}." if exhibit.source else "")))


def show_chart(exhibit: Exhibit, theme: str) -> None:
    """The chart with its finding; where there is none, the finding says so."""
    _title(exhibit)
    shown = of = 0
    if exhibit.chart is not None:
        spec, shown, of = projected(exhibit.spec(theme))
        st.vega_lite_chart(None, spec, theme=None, width="content")
    _source(exhibit, shown, of, "names")


def show_table(exhibit: Exhibit, table: Table) -> None:
    """The first rows, or what is compared, in words."""
    _title(exhibit)
    heads, rows = table
    named = not heads[0]  # the first cell of each row says what the row is of
    head = "".join(f'<th scope="col">{html(one)}</th>' if one else "<td></td>" for one in heads)
    first = '<th scope="row">{}</th>' if named else "<td>{}</td>"
    body = "".join(
        "<tr>"
        + first.format(html(row[0]))
        + "".join(f"<td>{html(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in rows
    )
    st.html(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")
    _source(exhibit, len(rows), 0 if named else len(exhibit.rows), "rows")


def show_figures(figures: Sequence[Figure]) -> None:
    """The figures that lead a scenario, one below the other."""
    parts = "".join(
        f"<div><dd>{html(one.figure)}</dd><dt>{html(one.words)}</dt></div>" for one in figures
    )
    st.html(f"<dl>{parts}</dl>")
    st.caption(
        "Plain arithmetic on shares of supply, no forecast. Prices and stocks are not modelled."
    )


def draw_quote(quote: Quote) -> None:
    """What somebody has said, and where."""
    st.html(
        f"<figure><blockquote>{html(quote.text)}</blockquote>"
        f"<figcaption>{html(quote.source)}</figcaption></figure>"
    )


def draw_image(step: Step) -> None:
    """A picture of the user's own; it stands in the story itself, and is fetched from nowhere."""
    st.html(f'<img alt="{html(step.title)}" src="{step.image}">')

"""An exhibit on a page: its finding, its chart, its rows, and what can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st
from altair.utils.schemapi import disable_debug_mode

from crmmap.draw.charts.exhibit import Exhibit, picture
from crmmap.licences import give
from crmmap.summary import counted
from crmmap.tables import Sheet
from crmmap.ui import data
from crmmap.ui.map import theme_name
from crmmap.ui.text import html, plain

NOT_HERE = (
    "This chart may hold rows that must not be passed on, so it can't be downloaded here. The command line makes it "
    "without these rows: crmmap exhibit."
)
disable_debug_mode()  # the tests check the charts' grammar; here it would take half of the time


def show(exhibit: Exhibit, *, page: str, lines: Sequence[tuple[str, str]] = ()) -> None:
    """Draw it; ``lines`` are rows in words, where there is no chart."""
    theme = theme_name()
    with st.container(key=f"exhibit_{page}_{exhibit.name}"):
        st.markdown(f"#### {plain(exhibit.title)}")
        if exhibit.chart is not None:
            # with its data inside: st.altair_chart names them by a frame's address, which another may get later
            st.vega_lite_chart(None, exhibit.spec(theme), theme=None, width="stretch")
        if lines:
            said = "".join(f"<dt>{html(name)}</dt><dd>{html(words)}</dd>" for name, words in lines)
            more = len(exhibit.rows) - len(lines)
            st.html(f'<dl class="crm-facts">{said}</dl>' + (f"<small>and {more:,} more below</small>" if more else ""))
        if exhibit.note:
            st.caption(plain(exhibit.note))
        if exhibit.source:
            st.caption(plain(f"Source: {exhibit.source}."))
        if not exhibit.rows.empty:
            _take_away(exhibit, theme, page)


def _take_away(exhibit: Exhibit, theme: str, page: str) -> None:
    with st.expander(f"{counted(len(exhibit.rows), 'row')} · downloads", key=f"rows_{page}_{exhibit.name}"):
        if give(data.atlas()).left_out:
            st.caption(NOT_HERE)
        else:
            _downloads(exhibit, theme, f"crmmap-{page}-{exhibit.name}")
        st.dataframe(exhibit.rows, hide_index=True, key=f"table_{page}_{exhibit.name}")


def _downloads(exhibit: Exhibit, theme: str, name: str) -> None:
    sheet = Sheet(exhibit.title, exhibit.rows, exhibit.note, exhibit.source)
    with st.container(horizontal=True):
        _button(name, "CSV", sheet.to_csv)
        if exhibit.chart is not None:
            for kind in ("png", "svg"):
                _button(name, kind.upper(), partial(picture, exhibit, theme_name=theme, kind=kind))


def _button(name: str, kind: str, content) -> None:
    mime = {"CSV": "text/csv", "PNG": "image/png", "SVG": "image/svg+xml"}[kind]
    st.download_button(
        kind,
        content,
        file_name=f"{name}.{kind.lower()}",
        mime=mime,
        icon=":material/download:",
        key=f"{kind}_{name}",
        on_click="ignore",
    )

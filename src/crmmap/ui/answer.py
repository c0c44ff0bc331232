"""The panel beside the map: the answer in words, or the card of what is selected."""

from __future__ import annotations

import streamlit as st

from crmmap.address.examples import EXAMPLES
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.describe.answer import Answer, answer
from crmmap.ui import address, panel, state
from crmmap.ui.cache import shared
from crmmap.ui.text import html, plain


def of(whole: Atlas) -> Answer:
    """The answer to what is set."""
    display = state.display()
    return shared(_answer, whole, state.filters(), display.theme, display.stage)


def _answer(whole: Atlas, filters: Filters, theme: str, stage: str) -> Answer:
    return answer(whole, filters, theme=theme, stage=stage)


def draw(whole: Atlas) -> None:
    """The answer, or the card."""
    if state.selected() is not None:
        panel.draw(whole)
        return
    said = of(whole)
    with st.container(key="answer"):
        if said.ranking:
            st.html(_ranking(said))
        for place, line in enumerate(said.lines):
            st.button(
                plain(line.text),
                key=f"line_{place}",
                type="tertiary",
                on_click=state.show_rows,
                args=(line.theme, line.table),
                help="Show it on the map, with its rows below",
            )
        st.caption(
            plain(said.caution) + (f" Sources: {plain(said.sources)}." if said.sources else "")
        )
        with st.expander("Start from a question", key="questions"):
            for place, (question, words) in enumerate(EXAMPLES.items()):
                st.button(
                    question,
                    key=f"example_{place}",
                    type="tertiary",
                    on_click=address.take_words,
                    args=(whole, words),
                )
            st.caption(
                "Select a site, an area, an agreement or a country on the map to see its card. "
                "The map shows no "
                "prices, stocks or contracts of delivery."
            )


def _ranking(said: Answer) -> str:
    rows = "".join(
        f"<li><span>{html(place.name)}</span><b>{html(place.figure)}</b>"
        f'<i style="width:{100 * place.part:.1f}%"></i></li>'
        for place in said.ranking
    )
    return f"<h2>{html(said.ranking_title)}</h2><ol class=crm-ranking>{rows}</ol>"

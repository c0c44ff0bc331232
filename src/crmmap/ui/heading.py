"""The heading of a page, with notices that a user must read first."""

from __future__ import annotations

import streamlit as st

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.facets import absent_blocs, last_days
from crmmap.atlas.filters import Filters
from crmmap.dates import in_words
from crmmap.describe.summary import sentence
from crmmap.ui import address, keeper, known_on, session_data, state
from crmmap.ui.text import html, plain


def draw(whole: Atlas, headline: str) -> None:
    """The heading of the map: what it says, in a sentence or two.

    What comes and goes stands in a container that stays: were the blocks below to change their
    place, the browser would make the map anew.
    """
    with st.container():
        _notices(whole)
    st.html(f'<h1 class="crm-sentence">{html(headline)}</h1>')


MAP_ID, ANSWER_ID = "crm-map", "crm-answer"


def draw_skip_links() -> None:
    """Ways past the bar and past the map, whose features Tab goes through one by one; they show
    when the keyboard is on them.
    """
    st.html(
        '<nav class="crm-skip" aria-label="Skip">'
        f'<a href="#{MAP_ID}" target="_self">Skip to the map</a>'
        f'<a href="#{ANSWER_ID}" target="_self">Skip to the answer</a></nav>'
    )


def draw_target(name: str) -> None:
    """Where a skip link leads."""
    st.html(f'<span class="crm-target" id="{name}"></span>')


def draw_figure(headline: str) -> None:
    """The title of the map in another page's frame."""
    st.html(f'<h1 class="crm-sentence">{html(headline)}</h1>')


def draw_question(whole: Atlas, question: str, filters: Filters | None = None) -> None:
    """The heading of a page without a map of sites: its question, and what the bar leaves, or what
    other filters leave.
    """
    filters = filters or state.filters()
    with st.container():
        _notices(whole)
    st.html(f'<h1 class="crm-sentence">{html(question)}</h1>')
    st.caption(plain(sentence(whole, whole.filter(filters), filters)))


def _notices(whole: Atlas) -> None:
    keeper.draw_notice()
    known_on.draw_notice()
    if session_data.files():
        names = ", ".join(imported.name for imported in session_data.files())
        st.caption(plain(f"With your own data, in this session alone: {names}."))
    dropped = address.dropped()
    if dropped:
        st.warning(
            plain("Left out of the address: " + "; ".join(dropped) + "."),
            icon=":material/link_off:",
        )
        st.button("Understood", key="forget_dropped", on_click=address.forget_dropped)
    for note in absent_blocs(whole, state.filters()):
        st.info(plain(note), icon=":material/event_busy:")
    for bloc, day in last_days(whole, state.filters()).items():
        label = f"Show {bloc} on its last day, {in_words(day)}"
        st.button(plain(label), key=f"last_day_{bloc}", on_click=state.with_date, args=(day,))

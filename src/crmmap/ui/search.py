"""The search box: it finds names and understands questions."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit_searchbox import st_searchbox

from crmmap.address.words import to_words
from crmmap.atlas.atlas import Atlas
from crmmap.describe.details import details
from crmmap.describe.questions import Question, understood
from crmmap.describe.search import Match
from crmmap.ui import data, slots, state
from crmmap.ui.navigation import HOME

KEPT = ("as_of", "exclude", "map")
"""Words of the address that a new question leaves as they are."""


def draw(whole: Atlas) -> None:
    """The search; what it finds is selected, what it understands is asked of the map."""
    index = data.index(whole)

    def look_up(text: str) -> list[tuple[str, Match | Question]]:
        asked: list[Match | Question] = list(understood(whole, text))
        return [(found.label, found) for found in [*asked, *index.search(text)]]

    def choose(found: Match | Question) -> None:
        now = state.picture()
        if isinstance(found, Question):
            kept = {word: value for word, value in to_words(now).items() if word in KEPT}
            _go(found.page, kept | found.words)
        elif found.table == "scenarios":
            kept = {word: value for word, value in to_words(now).items() if word in KEPT}
            _go("scenarios", kept | {"scenario": found.key})
        elif found.table == "minerals":
            minerals = tuple(dict.fromkeys((*now.filters.minerals, found.key)))
            wanted = replace(
                now,
                filters=now.filters.but(minerals=minerals),
                display=replace(now.display, theme="supply"),
            )
            st.session_state[slots.NEXT_WORDS] = to_words(wanted)
        else:
            feature = (found.table, found.key)
            state.select(feature, details(whole, state.filters(), *feature).place)

    def _go(page: str, words: dict[str, str]) -> None:
        st.session_state[slots.NEXT_WORDS] = words
        st.session_state[slots.NEXT_PAGE] = page or HOME

    with st.container(key="search_box", width=260):
        st_searchbox(
            look_up,
            placeholder="Ask or find …",
            key="search",
            submit_function=choose,
            clear_on_submit=True,
            debounce=120,
        )

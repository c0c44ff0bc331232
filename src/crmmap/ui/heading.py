"""Above the map: what is shown, the set filters as chips, key figures, and the search."""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st
from streamlit_searchbox import st_searchbox

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.facets import absent_blocs, last_days
from crmmap.dates import in_words
from crmmap.describe.details import details
from crmmap.describe.search import Found
from crmmap.describe.summary import figures, sentence
from crmmap.ui import data, keeper, own_data, state
from crmmap.ui.text import html, plain
from crmmap.ui.words import chips


def draw_link() -> None:
    """A link from the embedded map to the full page."""
    words = "&".join(f"{quote(word)}={quote(value)}" for word, value in st.query_params.to_dict().items())
    st.markdown(f"[Open the full map](./?{words})")


def draw(whole: Atlas, shown: Atlas) -> None:
    """The heading of a page with a map.

    What comes and goes stands in containers that stay: were the blocks below to change their place, the browser would
    make the map anew.
    """
    with st.container():
        _notices(whole)
    say, find = st.columns([0.66, 0.34], gap="large", vertical_alignment="center")
    with say:
        st.html(f'<h1 class="crm-sentence">{html(sentence(whole, shown, state.filters()))}</h1>')
    with find:
        _search(whole)
    with st.container(horizontal=True, gap="small", key="chips"):
        _chips(whole)
    _figures(whole, shown)


def draw_question(whole: Atlas, shown: Atlas, question: str) -> None:
    """The heading of a page without a map of sites: its question, what is chosen, and the set filters as chips."""
    with st.container():
        _notices(whole)
    st.html(f'<h1 class="crm-sentence">{html(question)}</h1>')
    st.caption(plain(sentence(whole, shown, state.filters())))
    with st.container(horizontal=True, gap="small", key="chips"):
        _chips(whole)


def _notices(whole: Atlas) -> None:
    keeper.draw_notice()
    if own_data.files():
        names = ", ".join(brought.name for brought in own_data.files())
        st.caption(plain(f"With your own data, in this session alone: {names}."))
    dropped = state.dropped()
    if dropped:
        st.warning(plain("Left out of the address: " + "; ".join(dropped) + "."), icon=":material/link_off:")
        st.button("Understood", key="forget_dropped", on_click=state.forget_dropped)
    for note in absent_blocs(whole, state.filters()):
        st.info(plain(note), icon=":material/event_busy:")
    for bloc, day in last_days(whole, state.filters()).items():
        label = f"Show {bloc} on its last day, {in_words(day)}"
        st.button(plain(label), key=f"last_day_{bloc}", on_click=state.with_date, args=(day,))


def _chips(whole: Atlas) -> None:
    found = chips(whole, state.filters())
    for name, value, words in found:
        key = f"chip_{name}_{value or words}"
        st.button(f"{plain(words)} ✕", key=key, on_click=state.reset, args=(name, value), help="Remove")
    if found:
        st.button("Reset all", key="chips_reset", on_click=state.reset, type="tertiary")


def _figures(whole: Atlas, shown: Atlas) -> None:
    cards = "".join(
        f"<div class=crm-figure><b>{html(f.value)}</b><span>{html(f.words)}</span><small>{html(f.source)}</small></div>"
        for f in figures(whole, shown, state.filters())
    )
    st.html(f'<div class="crm-figures">{cards}</div>')


def _search(whole: Atlas) -> None:
    index = data.index(whole)

    def look_up(text: str) -> list[tuple[str, Found]]:
        return [(found.label, found) for found in index.search(text)]

    def choose(found: Found) -> None:
        if found.table == "minerals":
            now = state.filters()
            st.session_state["next_filters"] = now.but(minerals=tuple(dict.fromkeys((*now.minerals, found.key))))
            return
        feature = (found.table, found.key)
        state.select(feature, details(whole, state.filters(), *feature).place)

    st_searchbox(
        look_up,
        placeholder="Find by name …",
        key="search",
        submit_function=choose,
        clear_on_submit=True,
        debounce=120,
    )

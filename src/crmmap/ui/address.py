"""The address of the page: what it says is taken, and what the user sees is repeated in it."""

from __future__ import annotations

from time import monotonic

import streamlit as st

from crmmap import shipped
from crmmap.address.display import HOME
from crmmap.address.words import from_words, to_words
from crmmap.address.words import known_on as day_known
from crmmap.atlas.atlas import Atlas
from crmmap.stories import library as stories
from crmmap.stories.steps import with_step
from crmmap.ui import choices, data, known_on, slots, state

PRESENTER = "present"
"""The page on which an address means a step of a story."""
BACK = "back"
"""The word by which the browser says that its user went back or forward, see ``keeper.js``."""
LATE_SECONDS = 4
"""An address that we replaced less long ago comes from a click, if the browser does not say that
its user went back."""
UNDONE_SECONDS = 2
"""For which a picture that the user went back from can only come from a request on its way."""


def read_address(page: str) -> None:
    """Take the picture from the address, when a session begins or the user goes back to an earlier
    address.

    Who goes to another page comes with an empty address and keeps the picture.
    """
    words = st.query_params.to_dict()
    went_back = words.pop(BACK, "") != ""
    turned = st.session_state.get(slots.PAGE_SEEN, page) != page
    st.session_state[slots.PAGE_SEEN] = page
    if turned and not words and not went_back:
        st.session_state[slots.CHART] = ""
        return
    written = st.session_state.get(slots.ADDRESS_WRITTEN)
    if written is not None and words == written:
        if _is_undone():
            known_on.show(day_known(words, []))
            take_words(data.atlas(), words)
        return
    if written is not None and went_back:
        st.session_state[slots.UNDONE] = (written, monotonic())
    elif written is not None and _is_late(words):
        return
    older = known_on.show(day_known(words, []))
    atlas = data.atlas()
    take_words(atlas, words)
    st.session_state[slots.DROPPED] = from_words(words, atlas, page)[1] + ([older] if older else [])
    if written is None:
        # a click may end the first run before it writes the address in our own words, and then
        # brings this one again
        st.session_state[slots.ADDRESS_WRITTEN] = words


def take_words(atlas: Atlas, words: dict[str, str], page: str = "") -> None:
    """Set the picture that these words of an address mean, on the page that is shown if none is
    named; from callbacks.
    """
    page = page or st.session_state[slots.PAGE_SEEN]
    wanted, _ = from_words(
        with_step(stories(atlas.folder), words) if page == PRESENTER else words, atlas, page
    )
    choices.take(page, wanted.own)
    st.session_state[slots.CHART] = wanted.chart if page != PRESENTER else ""
    state.set_filters(wanted.filters)
    state.set_display(wanted.display)
    state.select(wanted.selected)
    state.move(*(wanted.view or HOME))


def _is_late(words: dict[str, str]) -> bool:
    """Whether the address is one we have just replaced: who clicks quickly still sends the one
    before.
    """
    now = monotonic()
    return any(
        words == old and now - when < LATE_SECONDS
        for old, when in st.session_state.get(slots.ADDRESSES_REPLACED, [])
    )


def _is_undone() -> bool:
    """Whether the controls stand as they did before the user went back: a request that the browser
    sent before it had heard of the change carries what they were, and would undo the Back.
    """
    words, when = st.session_state.get(slots.UNDONE, ({}, float("-inf")))
    now = to_words(state.picture())
    return monotonic() - when < UNDONE_SECONDS and _but_view(now) == _but_view(words)


def _but_view(words: dict[str, str]) -> dict[str, str]:
    return {word: value for word, value in words.items() if word != "view"}


def write_address() -> None:
    """Repeat the picture in the address, so that it can be passed on."""
    words = to_words(state.picture())
    embed = {
        word: value for word, value in st.query_params.to_dict().items() if word.startswith("embed")
    }
    words |= embed
    if st.query_params.to_dict() != words:
        st.query_params.from_dict(words)
    before = st.session_state.get(slots.ADDRESS_WRITTEN)
    if before is not None and before != words:
        st.session_state[slots.ADDRESSES_REPLACED] = [
            *st.session_state.get(slots.ADDRESSES_REPLACED, [])[-20:],
            (before, monotonic()),
        ]
    st.session_state[slots.ADDRESS_WRITTEN] = words


def dropped() -> list[str]:
    """What in the address was nonsense."""
    return st.session_state.get(slots.DROPPED, [])


def forget_dropped() -> None:
    """The user has read it."""
    st.session_state[slots.DROPPED] = []


def take_question(atlas: Atlas, here: str) -> None:
    """Take what the search was asked, on the page that answers; before any widget is drawn."""
    words = st.session_state.pop(slots.NEXT_WORDS, None)
    there = st.session_state.pop(slots.NEXT_PAGE, here)
    if words is None:
        return
    take_words(atlas, words, there)
    if there != here:  # it comes with an empty address, as by a link of the navigation
        st.switch_page(shipped.PAGES / f"{there}.py")

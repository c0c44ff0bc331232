"""The date control, and playing through the years."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import streamlit as st

from crmmap.dates import POLICY_READ_TO, in_words
from crmmap.ui import slots, state

FIRST_YEAR = 2021
PLAY_EVERY_SECONDS = 1.4
PLAY_STEP_MONTHS = 3


def draw() -> None:
    """The slider of the date, and the switch that plays it."""
    days = sorted({*month_ends(), state.filters().as_of})
    st.select_slider(
        "Date", days, key=state.key_of("as_of"), format_func=in_words, persist_state="session"
    )
    st.caption(
        "Agreements, trade measures and memberships are shown as they stood on this day. Policy "
        "was read up to "
        f"{in_words(POLICY_READ_TO)}. Sites and production have no date: they are as their "
        "sources describe them."
    )
    st.toggle("Play from 2021", key=slots.PLAYING, on_change=_begin, persist_state="session")
    if st.session_state.get(slots.PLAYING):
        _play()


def month_ends() -> list[date]:
    """The last day of each month from 2021 on, and the day to which policy was read."""
    days = [
        date(y, m, monthrange(y, m)[1])
        for y in range(FIRST_YEAR, POLICY_READ_TO.year + 1)
        for m in range(1, 13)
    ]
    return [*(day for day in days if day < POLICY_READ_TO), POLICY_READ_TO]


def _begin() -> None:
    if st.session_state.get(slots.PLAYING):
        state.with_date(month_ends()[0])


@st.fragment(run_every=PLAY_EVERY_SECONDS)
def _play() -> None:
    """Step on; the first run of the fragment belongs to the page's own run and only shows the
    date.
    """
    if st.session_state.get(slots.PLAY_SHOWN) != state.filters().as_of:
        st.session_state[slots.PLAY_SHOWN] = state.filters().as_of
        return
    days = month_ends()
    later = [day for day in days if day > state.filters().as_of]
    if not later:
        return
    st.session_state[slots.NEXT_DATE] = later[min(PLAY_STEP_MONTHS, len(later)) - 1]
    st.rerun(scope="app")


def take_step() -> None:
    """Take the date that playing has asked for; before any widget is drawn."""
    day = st.session_state.pop(slots.NEXT_DATE, None)
    if day is not None:
        state.with_date(day)
        if day >= POLICY_READ_TO:
            st.session_state[slots.PLAYING] = False

"""The data as they were known on an earlier day, where they come from a store."""

from __future__ import annotations

from datetime import date

import streamlit as st

from crmmap.dates import in_words
from crmmap.engines import LostWorker
from crmmap.schema.validate import InvalidData
from crmmap.ui import data, session_data, slots
from crmmap.ui.cache import atlas_known_on
from crmmap.ui.propose import AWAY, store
from crmmap.ui.text import plain

CHOSEN = "known_on_chosen"
NEWEST = "The newest"


def day() -> date | None:
    """The day whose data are shown; None for the newest."""
    return st.session_state.get(slots.KNOWN_ON)


def show(wanted: date | None) -> str:
    """Show the data that were known on a day; what is in the way, in words, and then all stays.

    Before any widget is drawn, so at the beginning of a run and from callbacks.
    """
    if wanted == day():
        return ""
    try:
        atlas_known_on(wanted)
    except (LookupError, InvalidData, OSError, LostWorker) as fault:
        return data.said_of(fault)
    st.session_state[slots.KNOWN_ON] = wanted
    session_data.renew()
    return ""


def draw_notice() -> None:
    """On every page, that these are not the newest data."""
    known, shown = day(), data.base()
    if known is None or not data.is_older():
        return
    with st.container(horizontal=True, vertical_alignment="center", key="known_on_notice"):
        st.warning(
            plain(
                f"These are the data as they were known on {in_words(known)} "
                f"(snapshot {shown.snapshot}), not the newest."
            ),
            icon=":material/history:",
        )
        st.button("Show the newest data", key="known_on_newest", on_click=_newest)


def _newest() -> None:
    show(None)


def draw_choice() -> None:
    """The days of which other data than the newest are kept."""
    held = store()
    if held is None:
        return
    try:
        newest = held.current()
        days = {one: said for one, said in held.days().items() if said.id != newest}
    except (OSError, LookupError):
        st.caption(AWAY)
        return
    if not days:
        return
    notes = {
        one: f"As known on {in_words(one)}{_why(manifest.note)}" for one, manifest in days.items()
    }
    shown = day()
    earlier = [one for one in days if shown is not None and one <= shown]
    st.session_state[CHOSEN] = max(earlier, default=NEWEST) if data.is_older() else NEWEST
    st.selectbox(
        "Data to show",
        [NEWEST, *days],
        key=CHOSEN,
        format_func=lambda one: notes.get(one, NEWEST),
        on_change=_choose,
        width=480,
    )


def _why(note: str) -> str:
    return f": {note}" if note else ""


def _choose() -> None:
    chosen = st.session_state[CHOSEN]
    said = show(None if chosen == NEWEST else chosen)
    if said:
        st.session_state[slots.DROPPED] = [said]

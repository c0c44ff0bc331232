"""Keeps in the browser's tab what a session would lose on a restart of the server or a reload of
the page.
"""

from __future__ import annotations

import secrets
from functools import cache
from typing import Any

import streamlit as st

from crmmap.shipped import WEB
from crmmap.ui import recorder, session_data, slots
from crmmap.ui.text import plain

MOST_NAMES, LONGEST_NAME = 20, 80


@cache
def _component() -> Any:
    script = (WEB / "app" / "keeper.js").read_text(encoding="utf-8")
    return st.components.v2.component("crmmap_keeper", js=script)


def show_map() -> None:
    """Scroll to the map with the next run: what was chosen in a table below it is seen there."""
    st.session_state[slots.KEEPER_SHOW_MAP] = st.session_state.get(slots.KEEPER_SHOW_MAP, 0) + 1


def draw() -> None:
    """Hand the browser what it shall keep; at the end of a run, when all of it is known."""
    session = st.session_state.setdefault(slots.KEEPER_SESSION, secrets.token_hex(8))
    kept = {
        "session": session,
        "story": recorder.as_text(),
        "stays": recorder.stays(),
        "files": [one.name for one in session_data.files()],
        "answered": st.session_state.get(slots.KEEPER_ANSWERED, False),
        "show_map": st.session_state.get(slots.KEEPER_SHOW_MAP, 0),
    }
    with st.container(key="kept_by_browser"):
        answer = _component()(key="keeper", data=kept, on_kept_change=lambda: None).get("kept")
    if answer:
        st.session_state[slots.KEEPER_ANSWERED] = True
        _take_back(answer.get("story"), answer.get("files"), stays=answer.get("stays") is True)
        st.rerun()


def _take_back(story: object, names: object, *, stays: bool) -> None:
    """What the browser hands over; if it has kept more than this session knows, the session is a
    new one.
    """
    if isinstance(story, str) and story:
        recorder.restore(story, stays=stays)
    if isinstance(names, list) and not session_data.files():
        st.session_state[slots.KEEPER_LOST_FILES] = [
            str(name)[:LONGEST_NAME] for name in names[:MOST_NAMES]
        ]


def draw_notice() -> None:
    """Say which of the user's files went with the session before."""
    lost = st.session_state.get(slots.KEEPER_LOST_FILES)
    if not lost:
        return
    named = plain(", ".join(lost))
    st.warning(
        "Your own data are no longer on the map, because the server was restarted or the page was "
        "reloaded. "
        "To bring them back, open the page “Your data” and choose the files again, or use the "
        f"copies in this browser if you kept any: {named}",
        icon=":material/upload_file:",
    )
    st.button("Dismiss", key="keeper_dismiss", on_click=_forget)


def _forget() -> None:
    st.session_state.pop(slots.KEEPER_LOST_FILES, None)

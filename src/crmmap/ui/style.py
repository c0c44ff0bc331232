"""The few rules of style that Streamlit's theme does not know."""

from __future__ import annotations

import streamlit as st

from crmmap.shipped import WEB

_WEB = WEB / "app"
_CSS, _DARK, _FRAME = (
    f"<style>{(_WEB / name).read_text('utf-8')}</style>"
    for name in ("style.css", "dark.css", "frame.css")
)


def apply() -> None:
    """Add them to the page."""
    st.html(_CSS)
    if st.context.theme.type == "dark":
        st.html(_DARK)
    if st.context.is_embedded:
        st.html(_FRAME)

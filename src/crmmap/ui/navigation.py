"""The pages of the app."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from crmmap import shipped

ICON = files("crmmap.ui") / "icon.svg"
"""A file: a Material icon would be asked of another host."""

PAGES = {
    "atlas": ("Atlas", ":material/public:"),
    "choke_points": ("Choke points", ":material/hub:"),
    "diplomacy": ("Diplomacy", ":material/handshake:"),
    "nature": ("Nature", ":material/forest:"),
    "governance": ("Governance", ":material/gavel:"),
    "places": ("Places", ":material/location_on:"),
    "scenarios": ("Scenarios", ":material/alt_route:"),
    "present": ("Present", ":material/slideshow:"),
    "your_data": ("Your data", ":material/upload_file:"),
    "coverage": ("Data & method", ":material/fact_check:"),
}
"""Title and icon of each file in ``pages/``; the first is what opens."""
HOME = next(iter(PAGES))


def navigate() -> StreamlitPage:
    """Title and icon of the window, and the bar of pages; the page that was asked for."""
    st.set_page_config(
        page_title="crmmap · critical raw materials and minerals diplomacy",
        page_icon=str(ICON),
        layout="wide",
        initial_sidebar_state="auto",
    )
    pages = [
        st.Page(shipped.PAGES / f"{name}.py", title=title, icon=icon, default=name == HOME)
        for name, (title, icon) in PAGES.items()
    ]
    return st.navigation(pages, position="top")

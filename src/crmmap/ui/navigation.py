"""The pages of the app."""

from __future__ import annotations

from importlib.resources import files

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from crmmap import shipped

NAME, LINE = "crmmap", "critical raw materials and minerals diplomacy"
ICON, LOGO = (files("crmmap.ui") / name for name in ("icon.svg", "logo.svg"))
"""Files: a Material icon would be asked of another host."""

PAGES = {
    "atlas": "Map",
    "choke_points": "Minerals",
    "places": "Places",
    "diplomacy": "Agreements",
    "scenarios": "What if",
    "present": "Present",
    "your_data": "Your data",
    "coverage": "Sources and method",
    "nature": "Nature",
    "governance": "Governance",
}
"""Title of each file in ``pages/``; the first is what opens."""
SECTIONS = {
    "": ("atlas", "choke_points", "places", "diplomacy", "scenarios", "present"),
    "Data": ("your_data", "coverage"),
    "More": ("nature", "governance"),
}
"""The pages in the order of the navigation. A section with a name is a menu."""
HOME = next(iter(PAGES))


def navigate() -> StreamlitPage:
    """Title and icon of the window, the product's name, and the bar of pages; the page that was
    asked for.
    """
    st.set_page_config(page_title=f"{NAME}: {LINE}", page_icon=str(ICON), layout="wide")
    st.logo(str(LOGO), size="large", link=None)
    pages = {
        section: [
            st.Page(
                shipped.PAGES / f"{name}.py",
                title=PAGES[name],
                default=name == HOME,
                url_path=None if name == HOME else name,
            )
            for name in names
        ]
        for section, names in SECTIONS.items()
    }
    return st.navigation(pages, position="top")

"""Named views of the nature page, such as the Arctic or the deep sea."""

from __future__ import annotations

import streamlit as st

from crmmap.ui import state

VIEWS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[float, float, float]]] = {
    "Arctic": (("Arctic",), (), (72.0, 20.0, 2.5)),
    "Deep sea": (("deep-sea",), (), (12.0, -135.0, 3.5)),
    "Salt flats of the drylands": (("salt-flat wetland",), (), (-22.5, -67.5, 5.5)),
    "Rainforest of the Amazon": (("protected area",), ("BRA",), (-6.0, -58.0, 4.0)),
}
"""Zone categories, countries, and latitude, longitude, zoom."""


def draw() -> None:
    """A button each; the other filters stay as they are."""
    with st.container(horizontal=True, key="named_views"):
        for name in VIEWS:
            st.button(name, key=f"view_{name}", on_click=_go, args=(name,))


def _go(name: str) -> None:
    categories, countries, place = VIEWS[name]
    state.set_filters(state.filters().but(zone_categories=categories, countries=countries))
    state.move(*place)

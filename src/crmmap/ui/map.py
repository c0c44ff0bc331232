"""The map in the page; the only module that calls st_folium."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import folium
import streamlit as st
from streamlit_folium import st_folium

from crmmap.address.display import HOME, Display
from crmmap.atlas.atlas import Atlas
from crmmap.describe.summary import sentence
from crmmap.draw.canvas import CanvasLayer, Scene, View, base_map
from crmmap.draw.countries import plain_countries
from crmmap.draw.palette import THEMES
from crmmap.draw.scene import LAND, canvas_layers, corner, scene
from crmmap.exchange.html_map import picture_as_html
from crmmap.measures.shading import SHADINGS, Shading
from crmmap.ui import data, state

HEIGHT = 560
BEHIND = (
    "Drawing the map … If it stays away, this browser could not load its scripts or blocks them. "
    "The tables of this page hold the same rows."
)
"""Stands behind the map, so it is seen for as long as there is none."""
_CLICK, _COUNT = "last_object_clicked_tooltip", "last_object_clicked_count"


def theme_name() -> str:
    """``light`` or ``dark``, as the app's theme."""
    return "dark" if st.context.theme.type == "dark" else "light"


def shading(atlas: Atlas) -> Shading | None:
    """By what the countries are shaded, if by anything."""
    chosen = state.display().shading
    return SHADINGS[chosen](atlas, state.filters()) if chosen else None


@st.fragment
def draw(whole: Atlas, shown: Atlas, *, height: int = HEIGHT) -> None:
    """The map; panning runs this alone, choosing a feature runs the page."""
    display = state.display()
    layers, sources = _layers(whole, shown, display), corner(shown, display, shading(whole))
    group = scene(layers, state.ordered_view(), display, theme_name=theme_name(), sources=sources)
    answer = show(group, key="atlas_map", height=height, reports=[_CLICK, _COUNT, "center", "zoom"])
    _note_view(answer)
    if _clicked(answer):
        st.rerun(scope="app")


def sketch(whole: Atlas, *, key: str, height: int) -> str | None:
    """A map to draw an area on; its corners as ``lon lat,lon lat,…`` once it is closed."""
    url = data.addresses()[1] + data.map_files(whole).files["countries"]
    land = plain_countries(url, THEMES[theme_name()])
    group = folium.FeatureGroup()
    group.add_child(Scene([land], View(*HOME, token="sketch"), theme=theme_name(), sources=LAND, sketch=True))
    answer = show(group, key=key, height=height, reports=[_CLICK, _COUNT])
    kind, _, corners = (answer.get(_CLICK) or "").partition(":")
    return corners if kind == "area" else None


def show(group: folium.FeatureGroup, *, key: str, height: int, reports: list[str]) -> dict[str, Any]:
    """A map with a scene, and what st_folium reports of it."""
    with st.container(key=f"area_{key}"):
        st.html(f'<p class="crm-behind-map">{BEHIND}</p>')
        return st_folium(
            base_map(*data.addresses(), View(*HOME, token="home")),
            key=key,
            height=height,
            use_container_width=True,
            returned_objects=reports,
            feature_group_to_add=group,
        )


def _layers(whole: Atlas, shown: Atlas, display: Display) -> list[CanvasLayer]:
    return canvas_layers(
        data.map_files(whole),
        shown,
        state.filters(),
        display,
        base_url=data.addresses()[1],
        theme_name=theme_name(),
        selected=state.selected(),
        shading=shading(whole),
    )


def as_file(whole: Atlas, shown: Atlas) -> Callable[[], bytes]:
    """What writes the map as it is shown now into one HTML file, with the countries of this app for a basemap.

    It is called when the user asks for the file, outside of any session; so all it needs is read here.
    """
    picture = replace(state.picture(), view=state.view())
    files = data.files_to_give(whole)
    title = sentence(whole, shown, state.filters())
    return partial(picture_as_html, picture, files, title=title, theme_name=theme_name())


def _note_view(answer: dict[str, Any]) -> None:
    """Keep where the user looks; until the map has moved, each run hands over the report before."""
    center, zoom = answer.get("center"), answer.get("zoom")
    report = (center, zoom)
    if center and zoom is not None and report != st.session_state.get("map_report"):
        st.session_state["map_report"] = report
        state.seen(center["lat"], center["lng"], zoom)
        state.write_address()


def _clicked(answer: dict[str, Any]) -> bool:
    """Whether a feature was clicked since the last run; if so it is now selected."""
    count, text = answer.get(_COUNT), answer.get(_CLICK)
    if not text or count == st.session_state.get("map_clicks"):
        return False
    st.session_state["map_clicks"] = count
    table, _, key = text.partition(":")
    if (table, key) == state.selected():
        return False
    state.select((table, key))
    return True

"""The map in the page; the only module that calls st_folium."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import folium
import streamlit as st
from streamlit_folium import st_folium

from crmmap.address.display import HOME, Display
from crmmap.address.words import Picture
from crmmap.atlas.atlas import Atlas
from crmmap.draw.atlas_map import LAND, GivenFiles, corner, scene
from crmmap.draw.canvas import Scene, View, base_map, font_file
from crmmap.draw.countries import plain_countries
from crmmap.draw.legend import key as key_of
from crmmap.draw.palette import THEMES
from crmmap.draw.themes import Composition
from crmmap.exchange.html_map import picture_as_html
from crmmap.exchange.map_file import title_of
from crmmap.measures.shading import SHADINGS, Shading
from crmmap.ui import address, data, slots, state

HEIGHT = 640
"""Where no style sheet fits it to the window."""
BEHIND, BLOCKED = (
    "Drawing the map …",
    "The map has not appeared. This browser may be blocking its scripts. The tables of this page "
    "hold the same rows.",
)
"""Stand behind the map, so they are seen for as long as there is none; the second comes after 20
seconds."""
_CLICK, _COUNT = "last_object_clicked_tooltip", "last_object_clicked_count"


def theme_name() -> str:
    """``light`` or ``dark``, as the app's theme."""
    return "dark" if st.context.theme.type == "dark" else "light"


def shading(atlas: Atlas) -> Shading | None:
    """By what the countries are shaded, if by anything."""
    display = state.display()
    shaded = display.shading if display.theme == "sites" else None
    return SHADINGS[shaded](atlas, state.filters()) if shaded else None


@st.fragment
def draw(
    whole: Atlas,
    shown: Atlas,
    *,
    height: int = HEIGHT,
    display: Display | None = None,
    beside: int = 0,
) -> None:
    """The map; panning runs this alone, choosing a feature runs the page.

    Parameters
    ----------
    display
        In place of what the user has switched on.
    beside
        Pixels at the left that something lies over; the map shows its middle beside them, and where
        it is moved to is not kept.
    """
    display = display or state.display()
    parts = _composition(whole, shown, display)
    group = scene(
        parts.layers(),
        state.ordered_view(),
        display,
        theme_name=theme_name(),
        sources=corner(shown, display, parts.publishers),
        legend=key_of(parts),
        beside=beside,
    )
    moves = [] if beside else ["center", "zoom"]
    answer = show(group, key="atlas_map", height=height, reports=[_CLICK, _COUNT, *moves])
    _note_view(answer)
    if _clicked(answer):
        st.rerun(scope="app")


def sketch(whole: Atlas, *, key: str, height: int) -> str | None:
    """A map to draw an area on; its corners as ``lon lat,lon lat,…`` once it is closed."""
    url = data.addresses()[1] + data.map_files(whole).files["countries"]
    land = plain_countries(url, THEMES[theme_name()])
    group = folium.FeatureGroup()
    group.add_child(
        Scene(
            [land],
            View(*HOME, token="sketch", home=True),
            theme=theme_name(),
            sources=LAND,
            sketch=True,
        )
    )
    answer = show(group, key=key, height=height, reports=[_CLICK, _COUNT])
    kind, _, corners = (answer.get(_CLICK) or "").partition(":")
    return corners if kind == "area" else None


def show(
    group: folium.FeatureGroup, *, key: str, height: int, reports: list[str]
) -> dict[str, Any]:
    """A map with a scene, and what st_folium reports of it."""
    with st.container(key=f"area_{key}"):
        st.html(f'<p class="crm-behind-map">{BEHIND}<span>{BLOCKED}</span></p>')
        return st_folium(
            base_map(*data.addresses(), View(*HOME, token="home", home=True), font=map_font()),
            key=key,
            height=height,
            use_container_width=True,
            returned_objects=reports,
            feature_group_to_add=group,
        )


@cache
def map_font() -> str | None:
    """The style sheet of the map's font, the app's own; Streamlit names it by its content."""
    folder = Path(st.__file__).parent / "static" / "static" / "media"
    found = sorted(folder.glob("SourceSansVF-Upright*.woff2"))
    return font_file(f"../static/media/{found[0].name}", "Source Sans") if found else None


def _composition(whole: Atlas, shown: Atlas, display: Display) -> Composition:
    return Composition(
        data.map_files(whole),
        shown,
        state.filters(),
        display,
        base_url=data.addresses()[1],
        theme_name=theme_name(),
        selected=state.selected(),
        shading=shading(whole),
    )


def as_file(whole: Atlas) -> Callable[[], bytes]:
    """What writes the map as it is shown now into one HTML file, with the countries of this app for
    a basemap.

    It is called when the user asks for the file, outside of any session; so all it needs is read
    here.
    """
    return partial(_written, state.picture(), data.files_to_give(whole), theme_name())


def _written(picture: Picture, files: GivenFiles, theme: str) -> bytes:
    return picture_as_html(picture, files, title=title_of(picture, files.atlas), theme_name=theme)


def _note_view(answer: dict[str, Any]) -> None:
    """Keep where the user looks; until the map has moved, each run hands over the report before."""
    center, zoom = answer.get("center"), answer.get("zoom")
    report = (center, zoom)
    if center and zoom is not None and report != st.session_state.get(slots.MAP_REPORT):
        st.session_state[slots.MAP_REPORT] = report
        state.seen(center["lat"], center["lng"], zoom)
        address.write_address()


def _clicked(answer: dict[str, Any]) -> bool:
    """Whether a feature was clicked since the last run; if so it is now selected."""
    count, text = answer.get(_COUNT), answer.get(_CLICK)
    if not text or count == st.session_state.get(slots.MAP_CLICKS):
        return False
    st.session_state[slots.MAP_CLICKS] = count
    table, _, row = text.partition(":")
    feature = selectable(data.atlas(), table, row)
    if feature == state.selected():
        return False
    state.select(feature)
    return True


def selectable(atlas: Atlas, layer: str, row: str) -> tuple[str, str] | None:
    """Table and key of what a click on a layer's row selects: a circle means its country or
    bloc.
    """
    if layer == "supply":
        return ("blocs", row) if row in set(atlas.blocs["bloc_id"]) else ("countries", row)
    return None if layer == "none" else (layer, row)

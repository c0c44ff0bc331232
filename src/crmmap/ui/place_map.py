"""The map of a place: what belongs to it, as its profile lists it."""

from __future__ import annotations

import streamlit as st

from crmmap.address.display import Display
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.masks import liveness
from crmmap.atlas.states import LIVE
from crmmap.describe.profiles import Place, name_of
from crmmap.draw.atlas_map import corner, scene
from crmmap.draw.canvas import View
from crmmap.draw.legend import key as key_of
from crmmap.draw.place_view import box_of_place, fitting
from crmmap.draw.themes import Composition
from crmmap.shipped import PAGES
from crmmap.ui import charts as exhibits
from crmmap.ui import data, state
from crmmap.ui import map as atlas_map
from crmmap.ui.navigation import HOME
from crmmap.wording import the

PAGE = "places"
TALL, LOW = 520, 340
"""Pixels of the map of one place, and of one of two."""
WIDTH = 480
_WORLD = (20.0, 10.0, 0.6)


def draw(whole: Atlas, place: Place, *, key: str, height: int) -> None:
    """Sites and areas of a place, and of a country a line to whom a live agreement between two
    parties binds it.
    """
    filters = state.filters().but(countries=(), regions=())
    if place.kind == "bloc":
        filters = filters.but(blocs=(place.key,))  # which tints its members
    display = Display("sites", layers=("sites", "zones"))
    part = exhibits.setting(PAGE, place=place).part
    blocs = exhibits.setting(PAGE).many("actors") if place.kind == "country" else ()
    live = liveness(part.lookups, filters) == LIVE
    parts = Composition(
        data.map_files(whole),
        part.replace(agreements=part.agreements[live.to_numpy()]),
        filters,
        display,
        base_url=data.addresses()[1],
        theme_name=atlas_map.theme_name(),
        selected=("countries", place.key) if place.kind == "country" else None,
        shading=None,
        partners_of=place.key if place.kind == "country" else None,
        actors=tuple(_actor(whole, bloc) for bloc in blocs),
    )
    box = box_of_place(whole, place, as_of=filters.as_of)
    view = fitting(box, width=WIDTH, height=height) if box else _WORLD
    group = scene(
        parts.layers(),
        View(*view, token=f"{place.kind} {place.key} {height}"),
        display,
        theme_name=atlas_map.theme_name(),
        sources=corner(part, display, parts.publishers),
        legend=key_of(parts),
    )
    atlas_map.show(group, key=key, height=height, reports=[])
    if place.kind != "area" and st.button(
        f"Open {the(name_of(whole, place))} on the map",
        key=f"open_{key}",
        icon=":material/map:",
        on_click=_take,
        args=(place, display, view),
    ):
        st.switch_page(PAGES / f"{HOME}.py")


def _actor(whole: Atlas, bloc: str) -> tuple[str, frozenset[str]]:
    """An actor that is compared: agreements of a bloc's members are among its own."""
    lookups = whole.lookups
    members = lookups.members(bloc, state.filters().as_of)
    return lookups.name_of.get(bloc, bloc), members | {bloc}


def _take(place: Place, display: Display, view: tuple[float, float, float]) -> None:
    """The filters of the map to the place."""
    chosen = {"country": "countries", "region": "regions", "bloc": "blocs"}[place.kind]
    state.set_filters(state.filters().but(**{"countries": (), "regions": (), chosen: (place.key,)}))
    state.set_display(display)
    state.move(*view)

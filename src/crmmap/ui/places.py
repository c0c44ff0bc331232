"""The page on places: choosing a place, and its profile."""

from __future__ import annotations

from functools import partial

import streamlit as st

from crmmap.address.page_options import AREAS, BEGINS, NONE, begins
from crmmap.address.page_options import places as all_places
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.licences import give
from crmmap.describe.profiles import Place, name_of
from crmmap.draw.charts.catalogue import EXHIBITS, page_of
from crmmap.exchange.area import UnusableArea, drawn_area, read_area
from crmmap.exchange.brief import brief
from crmmap.names import fold
from crmmap.ui import charts as exhibits
from crmmap.ui import choices, data, place_map, state
from crmmap.ui import map as atlas_map
from crmmap.ui.text import plain

PAGE = "places"
COMPARE = "places/compare"
"""The exhibit of two places; all others of the page are of one."""
AREA_NAMES = {"drawn": "An area drawn on the map", "file": "An area from a file"}
KIND_NAMES = {"country": "country", "region": "UN region", "bloc": "bloc"}


def choose(atlas: Atlas) -> list[str]:
    """The places to show, one or two, as `crmmap.address.page_options` writes them."""
    options = all_places(atlas)
    names = {option: _label(atlas, option) for option in options}
    home = begins("place", state.filters())
    left, right = st.columns(2, gap="large")
    with left:
        one = choices.one(PAGE, "place", "Profile of", options, first=home, names=names)
    with right:
        names = {**names, NONE: "no other place"}
        two = choices.one(PAGE, "beside", "Beside", [NONE, *options], first=NONE, names=names)
    blocs = atlas.blocs.set_index("bloc_id")["name"].to_dict()
    choices.many(
        PAGE,
        "actors",
        "Compare what these have agreed there",
        list(blocs),
        first=BEGINS["actors"](state.filters()),
        names=blocs,
    )
    chosen = [one] if two in (NONE, one) else [one, two]
    compare(chosen)
    return chosen


def _label(atlas: Atlas, option: str) -> str:
    if option in AREA_NAMES:
        return AREA_NAMES[option]
    kind, _, key = option.partition(":")
    return f"{name_of(atlas, Place(kind, key))} · {KIND_NAMES[kind]}"


def place_of(atlas: Atlas, chosen: str) -> Place | None:
    """The place; None as long as an area has not been given."""
    try:
        if chosen == "drawn":
            return _drawn(atlas)
        if chosen == "file":
            return _uploaded()
    except UnusableArea as fault:
        st.error(plain(str(fault)))
        return None
    kind, _, key = chosen.partition(":")
    return Place(kind, key)


def _drawn(atlas: Atlas) -> Place | None:
    corners = atlas_map.sketch(atlas, key="place_sketch", height=360)
    if corners is None:
        st.caption("Draw the area on the map. It stays in this session and is gone with it.")
        return None
    return Place("area", "The area drawn", drawn_area(corners))


def _uploaded() -> Place | None:
    file = st.file_uploader(
        "An area as GeoJSON", type=["geojson", "json"], key="place_file", max_upload_size=4
    )
    if file is None:
        st.caption(
            "Polygons in WGS 84 degrees, 4 MB at most. The file stays in this session and is gone "
            "with it."
        )
        return None
    return Place("area", file.name, read_area(file.getvalue()))


def draw(whole: Atlas) -> None:
    """The whole of the page below its heading: a place with its map beside it, or two places."""
    chosen = choose(whole)
    if len(chosen) == 1:
        left, right = st.columns([0.4, 0.6], gap="large")
        with left, st.container(key="place_map_column"):
            place = _mapped(whole, chosen[0], key="place_map", height=place_map.TALL)
        if place is not None:
            with right:
                profile(whole, place, key=chosen[0])
        return
    for number, (column, one) in enumerate(
        zip(st.columns(2, gap="large"), chosen, strict=True), start=1
    ):
        with column:
            with st.container(key=f"place_map_column_{number}"):
                place = _mapped(whole, one, key=f"place_map_{number}", height=place_map.LOW)
            if place is not None:
                profile(whole, place, key=one)


def _mapped(whole: Atlas, chosen: str, *, key: str, height: int) -> Place | None:
    """The place, with its map; an area that is drawn has the map on which it is drawn."""
    place = place_of(whole, chosen)
    if place is not None and chosen != "drawn":
        place_map.draw(whole, place, key=key, height=height)
    return place


def compare(chosen: list[str]) -> None:
    """Two places on one chart, where both have a name."""
    if len(chosen) > 1 and not set(chosen) & set(AREAS):
        exhibits.show(COMPARE, exhibits.setting(PAGE))


def profile(whole: Atlas, place: Place, *, key: str) -> None:
    """All that is known of a place, under the filters."""
    setting = exhibits.setting(PAGE, place=place)
    name = name_of(whole, place)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(name))
        st.download_button(
            "Brief on one page (PDF)",
            partial(
                brief,
                data.files_to_give(whole),
                place,
                state.filters(),
                own=choices.now(PAGE),
                left_out=give(whole).left_out,
            ),
            file_name=f"crmmap-{fold(name).replace(' ', '-')}.pdf",
            mime="application/pdf",
            icon=":material/download:",
            key=f"brief_{key}",
            on_click="ignore",
        )
    for name in EXHIBITS:
        if page_of(name) == PAGE and name != COMPARE:
            exhibits.show(name, setting, key=key.replace(":", "-"))

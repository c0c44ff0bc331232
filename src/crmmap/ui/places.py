"""Choosing a place, and its profile."""

from __future__ import annotations

import streamlit as st

from crmmap.atlas import Atlas
from crmmap.draw.charts import places as charts
from crmmap.exchange.area import UnusableArea, drawn_area, read_area
from crmmap.profiles import Place, name_of, of_place
from crmmap.ui import charts as exhibits
from crmmap.ui import map as atlas_map
from crmmap.ui import state
from crmmap.ui.map import theme_name
from crmmap.ui.text import plain

PAGE = "places"
WORDS = {
    "country": "Country",
    "region": "UN region",
    "bloc": "Bloc",
    "drawn": "Area drawn on the map",
    "area": "Area from a file",
}


def choose(atlas: Atlas, *, key: str, first: str) -> Place | None:
    """Kind and place; None as long as an area has not been given."""
    kind = state.choose("Kind of place", list(WORDS), first=("country",), key=f"{key}_kind", names=WORDS)
    names = atlas.lookups.name_of
    if kind == "country":
        options = sorted(atlas.lookups.region_of, key=lambda iso3: names.get(iso3, iso3))
        return Place("country", state.choose("Country", options, first=(first,), key=f"{key}_country", names=names))
    if kind == "region":
        options = sorted(set(atlas.lookups.region_of.values()))
        return Place("region", state.choose("UN region", options, first=("Middle Africa",), key=f"{key}_region"))
    if kind == "bloc":
        options = atlas.blocs["bloc_id"].tolist()
        return Place("bloc", state.choose("Bloc", options, first=("EU",), key=f"{key}_bloc", names=names))
    try:
        return _drawn(atlas, key) if kind == "drawn" else _uploaded(key)
    except UnusableArea as fault:
        st.error(plain(str(fault)))
        return None


def _drawn(atlas: Atlas, key: str) -> Place | None:
    corners = atlas_map.sketch(atlas, key=f"{key}_sketch", height=360)
    if corners is None:
        st.caption("Draw the area on the map. It stays in this session and is gone with it.")
        return None
    return Place("area", "The area drawn", drawn_area(corners))


def _uploaded(key: str) -> Place | None:
    file = st.file_uploader("An area as GeoJSON", type=["geojson", "json"], key=f"{key}_area", max_upload_size=4)
    if file is None:
        st.caption("Polygons in WGS 84 degrees, 4 MB at most. The file stays in this session and is gone with it.")
        return None
    return Place("area", file.name, read_area(file.getvalue()))


def profile(whole: Atlas, shown: Atlas, place: Place, *, key: str) -> None:
    """All that is known of a place, under the filters."""
    filters = state.filters()
    name = name_of(whole, place)
    part = of_place(shown, place, as_of=filters.as_of)
    theme, page = theme_name(), f"{PAGE}-{key}"
    st.subheader(plain(name))
    exhibits.show(charts.sites(part, name, theme), page=page)
    exhibits.show(charts.world_shares(whole, place, theme, as_of=filters.as_of, minerals=filters.minerals), page=page)
    for exhibit in charts.tables(part, name, states=whole.lookups.states_at(filters.as_of)):
        exhibits.show(exhibit, page=page)

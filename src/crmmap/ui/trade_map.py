"""From where an importer buys a mineral: its shares, and beside them a map."""

from __future__ import annotations

import folium
import streamlit as st

from crmmap.address.page_options import begins, importers
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.licences import publishers_of
from crmmap.draw.atlas_map import LAND
from crmmap.draw.canvas import Scene, View
from crmmap.draw.legend import to_html, trade_entries
from crmmap.draw.trade import Sources, sources_of, trade_layers
from crmmap.ui import charts as exhibits
from crmmap.ui import choices, data, state
from crmmap.ui import map as atlas_map

HEIGHT = 380
VIEW = View(24.0, 12.0, 1.0, "trade")


def draw(whole: Atlas, mineral: str, *, page: str) -> None:
    """The shares and the map of one importer, with a list of all."""
    names = whole.lookups.name_of
    options = importers(whole)
    left, right = st.columns([0.44, 0.56], gap="large")
    with left:
        importer = choices.one(
            page,
            "importer",
            "Importer",
            options,
            first=begins("importer", state.filters()),
            names={code: names.get(code, code) for code in options},
        )
        exhibits.show(f"{page}/sources", exhibits.setting(page))
    with right:
        _map(whole, sources_of(whole, mineral, importer))


def _map(whole: Atlas, sources: Sources) -> None:
    theme, files = atlas_map.theme_name(), data.map_files(whole)
    layers = trade_layers(
        whole,
        sources,
        theme_name=theme,
        countries_url=data.addresses()[1] + files.files["countries"],
    )
    group = folium.FeatureGroup()
    corner = publishers_of(whole, {"trade_flows": sources.rows}, first=[LAND])
    group.add_child(Scene(layers, VIEW, theme=theme, sources=corner))
    atlas_map.show(group, key="trade_map", height=HEIGHT, reports=[])
    if not sources.rows.empty:
        st.html(to_html(trade_entries(theme)))
        st.caption(
            "Lines lead from the 15 largest countries of origin, if they supply 0.5% or more."
        )

"""Atlas: where critical raw materials are mined and refined, beside which zones, and who is bound to whom."""

import streamlit as st

from crmmap.ui import data, heading, layers, panel, state, tables
from crmmap.ui import map as atlas_map

state.begin()
whole = data.atlas()
shown = whole.filter(state.filters())
shading = atlas_map.shading(whole)

if st.context.is_embedded:
    atlas_map.draw(whole, shown)
    layers.draw(whole, shown, shading)
    heading.draw_link()
    st.stop()

heading.draw(whole, shown)
with st.container():  # always there, so that the map below keeps its place
    if shown.sites.empty:
        tables.explain_empty(whole, "sites", place="map")
left, right = st.columns([0.68, 0.32], gap="small")
with left:
    atlas_map.draw(whole, shown)
with right:
    panel.draw(whole, height=atlas_map.HEIGHT)
layers.draw(whole, shown, shading)
tables.draw(whole, shown, shading)

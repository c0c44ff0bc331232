"""Map: who mines and who refines, who has agreed what with whom, what standards cover, and what
lies near nature.
"""

import streamlit as st

from crmmap.ui import answer, data, heading, layers, row_tables, state
from crmmap.ui import map as atlas_map

state.begin()
whole = data.atlas()
shown = whole.filter(state.filters())
headline = answer.of(whole).headline

if st.context.is_embedded:
    heading.draw_figure(headline)
    atlas_map.draw(whole, shown)
else:
    heading.draw(whole, headline)
    with st.container():  # always there, so that the map below keeps its place
        if shown.sites.empty:
            row_tables.explain_empty(whole, "sites", place="map")
    left, right = st.columns([0.785, 0.215], gap="small")
    with left:
        layers.draw_themes()
        heading.draw_target(heading.MAP_ID)
        atlas_map.draw(whole, shown)
    with right:
        heading.draw_target(heading.ANSWER_ID)
        answer.draw(whole)
    row_tables.draw(whole, shown, atlas_map.shading(whole))
    layers.draw_notes(whole)

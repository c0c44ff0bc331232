"""Nature: where sites lie close to sensitive zones."""

import streamlit as st

from crmmap.address.display import Display
from crmmap.address.page_options import begins
from crmmap.draw.charts.nature import near_in_words
from crmmap.measures.ecology import near_pairs
from crmmap.ui import charts as exhibits
from crmmap.ui import choices, data, heading, named_views, panel, state
from crmmap.ui import map as atlas_map

PAGE = "nature"

state.begin()
whole = data.atlas()
shown = whole.filter(state.filters())

heading.draw_question(whole, "Where do mines meet nature?")
named_views.draw()
exhibits.show("nature/categories", exhibits.setting(PAGE))

st.divider()
km = choices.buffer_km(
    PAGE, "buffer", "Buffer around the zones, km", first=int(begins("buffer", state.filters()))
)
setting = exhibits.setting(PAGE)
pairs = near_pairs(shown, within_km=km)
near = shown.replace(
    sites=shown.sites[shown.sites["site_id"].isin(pairs["site_id"])],
    zones=shown.zones[shown.zones["zone_id"].isin(pairs["zone_id"])],
    agreements=shown.agreements.iloc[:0],  # the map is of these alone
)
st.markdown(near_in_words(near, pairs, within_km=km))
left, right = st.columns([0.68, 0.32], gap="small")
with left:
    atlas_map.draw(whole, near, display=Display(theme="sites", layers=("sites", "zones")))
with right:
    panel.draw(whole)
for pair in (("sites", "zones"), ("hosts", "minerals")):
    for by, column in zip(pair, st.columns(2, gap="large"), strict=True):
        with column:
            exhibits.show(f"nature/{by}", setting)

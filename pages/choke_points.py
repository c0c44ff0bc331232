"""Choke points: who mines, who refines, how concentrated, and where the EU stands."""

import streamlit as st

from crmmap.address.page_options import begins
from crmmap.ui import charts as exhibits
from crmmap.ui import choices, data, heading, stage_map, state

PAGE = "choke_points"

state.begin()
whole = data.atlas()
filters = state.filters()

heading.draw_question(whole, whole.filter(filters), "Where are the choke points?")
setting = exhibits.setting(PAGE)
exhibits.show("choke_points/heat", setting)
exhibits.show("choke_points/strategic", setting)

st.divider()
minerals = whole.minerals["mineral"].tolist()
mineral = choices.one(
    PAGE, "detail", "Mineral in detail", minerals, first=begins("detail", filters)
)
setting = exhibits.setting(PAGE)
left, right = st.columns(2, gap="large")
with left:
    exhibits.show("choke_points/mine-to-refine", setting)
with right:
    stage_map.draw(whole, mineral)
for stage, column in zip(("mine", "refinery"), st.columns(2, gap="large"), strict=True):
    with column:
        exhibits.show(f"choke_points/producers-{stage}", setting)
exhibits.show("choke_points/reserves", setting)

st.subheader("Who depends on whom, and what comes next")
exhibits.show("choke_points/imports", setting)
for stage, column in zip(("mine", "refinery"), st.columns(2, gap="large"), strict=True):
    with column:
        exhibits.show(f"choke_points/outlook-{stage}", setting)
exhibits.show("choke_points/demand", setting)

st.divider()
exhibits.show("choke_points/criticality", setting)
exhibits.show("choke_points/benchmarks", setting)

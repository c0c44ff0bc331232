"""Diplomacy: who is bound to whom, by what kind of deal, and how that moves."""

import streamlit as st

from crmmap.address.page_options import begins, countries
from crmmap.draw.charts.choke_points import STAGE_NAMES
from crmmap.ui import agreements, choices, data, heading, state
from crmmap.ui import charts as exhibits

PAGE = "diplomacy"

state.begin()
whole = data.atlas()
filters = state.filters()

heading.draw_question(whole, "Who is bound to whom, by what kind of deal?")
st.subheader("What happened between two days")
agreements.choose_period()
setting = exhibits.setting(PAGE)
exhibits.show("diplomacy/period", setting)

st.subheader("All agreements")
agreements.every(whole)

st.divider()
exhibits.show("diplomacy/timeline", setting)
left, right = st.columns(2, gap="large")
with left:
    exhibits.show("diplomacy/live", setting)
with right:
    exhibits.show("diplomacy/splintering", setting)
exhibits.show("diplomacy/network", setting)
left, right = st.columns([0.6, 0.4], gap="large")
with left:
    exhibits.show("diplomacy/matrix", setting)
with right:
    exhibits.show("diplomacy/rivals", setting)

st.divider()
st.subheader("As seen from a host")
called = whole.lookups.name_of
choices.one(PAGE, "host", "Host", countries(whole), first=begins("host", filters), names=called)
setting = exhibits.setting(PAGE)
exhibits.show("diplomacy/lens", setting)
exhibits.show("diplomacy/imposed", setting)

st.divider()
st.subheader("Two blocs side by side")
blocs = whole.blocs["bloc_id"].tolist()
pick = st.columns(3)
with pick[0]:
    choices.one(PAGE, "first", "First bloc", blocs, first=begins("first", filters), names=called)
with pick[1]:
    choices.one(PAGE, "second", "Second bloc", blocs, first=begins("second", filters), names=called)
with pick[2]:
    choices.one(
        PAGE, "stage", "Stage", list(STAGE_NAMES), first=begins("stage", filters), names=STAGE_NAMES
    )
exhibits.show("diplomacy/blocs", exhibits.setting(PAGE))

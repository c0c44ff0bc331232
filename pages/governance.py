"""Governance: which standard reaches which sites and how much of supply, and where none does."""

import streamlit as st

from crmmap.address.page_options import EXAMPLE_MEMBERS, begins, countries
from crmmap.draw.charts.choke_points import STAGE_NAMES
from crmmap.ui import charts as exhibits
from crmmap.ui import choices, data, heading, state

PAGE = "governance"

state.begin()
whole = data.atlas()
filters = state.filters()

heading.draw_question(whole, "Which rules reach the mines, and where do none?")
setting = exhibits.setting(PAGE)
left, right = st.columns(2, gap="large")
with left:
    exhibits.show("governance/cover", setting)
with right:
    exhibits.show("governance/not-covered", setting)

st.divider()
choices.one(
    PAGE, "stage", "Stage", list(STAGE_NAMES), first=begins("stage", filters), names=STAGE_NAMES
)
exhibits.show("governance/supply", exhibits.setting(PAGE))

st.divider()
left, right = st.columns(2, gap="large")
with left:
    exhibits.show("governance/provisions", setting)
with right:
    st.markdown("##### A Global Minerals Trust of your choice")
    called = whole.lookups.name_of
    choices.many(PAGE, "members", "Members", countries(whole), first=EXAMPLE_MEMBERS, names=called)
    exhibits.show("governance/trust", exhibits.setting(PAGE))

st.divider()
exhibits.show("governance/demands", setting)

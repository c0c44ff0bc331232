"""Governance: which standard reaches which sites and how much of supply, and where none does."""

import streamlit as st

from crmmap.choices import countries
from crmmap.draw.charts import governance as charts
from crmmap.draw.charts.choke_points import STAGE_NAMES
from crmmap.ui import charts as exhibits
from crmmap.ui import choices, data, heading, state
from crmmap.ui.cache import shared
from crmmap.ui.map import theme_name

PAGE = "governance"
EXAMPLE_MEMBERS = ("AUS", "CHL", "COD", "IDN", "ZAF")

state.begin()
whole = data.atlas()
filters = state.filters()
shown = whole.filter(filters)
theme = theme_name()
chosen = whole.filter(filters.but(regions=(), countries=()))  # shares stay shares of the world

heading.draw_question(whole, shown, "Which rules reach the mines, and where do none?")
left, right = st.columns(2, gap="large")
with left:
    exhibits.show(charts.cover(shown, theme), page=PAGE)
with right:
    exhibits.show(charts.unreached(shown, theme), page=PAGE)

st.divider()
stage = choices.one(PAGE, "stage", "Stage", list(STAGE_NAMES), first="mine", names=STAGE_NAMES)
exhibits.show(charts.supply(chosen, theme, stage=stage), page=PAGE)

st.divider()
left, right = st.columns(2, gap="large")
with left:
    exhibits.show(charts.provisions(shown, theme), page=PAGE)
with right:
    st.markdown("##### A Global Minerals Trust of your choice")
    called = whole.lookups.name_of
    members = choices.many(PAGE, "members", "Members", countries(whole), first=EXAMPLE_MEMBERS, names=called)
    exhibits.show(charts.minerals_trust(chosen, set(members), theme), page=PAGE)

st.divider()
exhibits.show(shared(charts.demands, whole, filters.standards), page=PAGE)

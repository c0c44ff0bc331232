"""Diplomacy: who is bound to whom, by what kind of deal, and how that moves."""

import streamlit as st

from crmmap.draw.charts import diplomacy as charts
from crmmap.draw.charts import lens
from crmmap.draw.charts.choke_points import STAGE_NAMES
from crmmap.draw.charts.network import network
from crmmap.filters import NOT_LIVE
from crmmap.ui import charts as exhibits
from crmmap.ui import data, heading, panel, state
from crmmap.ui.map import theme_name

PAGE = "diplomacy"

state.begin()
whole = data.atlas()
filters = state.filters()
shown = whole.filter(filters)
history = whole.filter(filters.but(also=NOT_LIVE))  # what has ended since belongs to it
theme, day = theme_name(), filters.as_of

heading.draw_question(whole, shown, "Who is bound to whom, by what kind of deal?")
exhibits.show(charts.timeline(history, theme, as_of=day), page=PAGE)
left, right = st.columns(2, gap="large")
with left:
    exhibits.show(charts.live_by_year(history, theme, as_of=day), page=PAGE)
with right:
    exhibits.show(charts.splintering(history, theme, as_of=day), page=PAGE)
exhibits.show(network(shown, theme, as_of=day), page=PAGE)
left, right = st.columns([0.6, 0.4], gap="large")
with left:
    exhibits.show(charts.matrix(shown, theme, as_of=day), page=PAGE)
with right:
    exhibits.show(charts.rivals(shown, theme, as_of=day), page=PAGE)

st.divider()
st.subheader("As seen from a host")
hosts = sorted(whole.lookups.region_of, key=lambda iso3: whole.lookups.name_of.get(iso3, iso3))
host = state.choose("Host", hosts, first=filters.countries or ("COD",), key="lens_host", names=whole.lookups.name_of)
deals = lens.as_seen_from(history, host, theme)
left, right = st.columns([0.68, 0.32], gap="large")
with left:
    exhibits.show(deals, page=PAGE)
    exhibits.show(lens.imposed_by(shown, host), page=PAGE)
with right:
    names = dict(zip(deals.rows["agreement_id"], deals.rows["agreement"], strict=True)) if len(deals.rows) else {}
    state.choose_feature("Open an agreement", "agreements", names)
    panel.draw(whole, height=560)

st.divider()
st.subheader("Two blocs side by side")
blocs = whole.blocs["bloc_id"].tolist()
pick = st.columns(3)
with pick[0]:
    one = state.choose("First bloc", blocs, first=filters.blocs or ("EU",), key="bloc_one", names=whole.lookups.name_of)
with pick[1]:
    two = state.choose("Second bloc", blocs, first=("US",), key="bloc_two", names=whole.lookups.name_of)
with pick[2]:
    stage = state.choose("Stage", list(STAGE_NAMES), first=("mine",), key="bloc_stage", names=STAGE_NAMES)
chosen = whole.filter(filters.but(regions=(), countries=()))
exhibits.show(lens.two_blocs(chosen, (one, two), theme, as_of=day, stage=stage), page=PAGE)

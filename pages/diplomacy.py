"""Diplomacy: who is bound to whom, by what kind of deal, and how that moves."""

import streamlit as st

from crmmap.choices import countries
from crmmap.draw.charts import diplomacy as charts
from crmmap.draw.charts import lens
from crmmap.draw.charts.choke_points import STAGE_NAMES
from crmmap.draw.charts.network import network
from crmmap.filters import NOT_LIVE
from crmmap.ui import charts as exhibits
from crmmap.ui import choices, data, heading, panel, state
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
called = whole.lookups.name_of
host = choices.one(PAGE, "host", "Host", countries(whole), first=(*filters.countries, "COD")[0], names=called)
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
    one = choices.one(PAGE, "first", "First bloc", blocs, first=(*filters.blocs, "EU")[0], names=called)
with pick[1]:
    two = choices.one(PAGE, "second", "Second bloc", blocs, first="US", names=called)
with pick[2]:
    stage = choices.one(PAGE, "stage", "Stage", list(STAGE_NAMES), first="mine", names=STAGE_NAMES)
chosen = whole.filter(filters.but(regions=(), countries=()))
exhibits.show(lens.two_blocs(chosen, (one, two), theme, as_of=day, stage=stage), page=PAGE)

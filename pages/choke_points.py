"""Choke points: who mines, who refines, how concentrated, and where the EU stands."""

import streamlit as st

from crmmap.draw.charts import choke_points as charts
from crmmap.draw.charts import eu
from crmmap.ui import charts as exhibits
from crmmap.ui import choices, data, heading, stage_map, state
from crmmap.ui.cache import shared
from crmmap.ui.map import theme_name

PAGE = "choke_points"

state.begin()
whole = data.atlas()
filters = state.filters()
shown = whole.filter(filters)
theme = theme_name()
chosen = whole.filter(filters.but(regions=(), countries=()))  # shares stay shares of the world
marked = state.marked_countries(whole)

heading.draw_question(whole, shown, "Where are the choke points?")
exhibits.show(charts.heat(chosen, theme), page=PAGE)
exhibits.show(shared(eu.strategic, whole), page=PAGE)

st.divider()
minerals = whole.minerals["mineral"].tolist()
first = (*filters.minerals, "Lithium")[0]
mineral = choices.one(PAGE, "detail", "Mineral in detail", minerals, first=first)
left, right = st.columns(2, gap="large")
with left:
    exhibits.show(shared(charts.mine_to_refine, whole, mineral, theme), page=PAGE)
with right:
    stage_map.draw(whole, mineral)
for stage, column in zip(("mine", "refinery"), st.columns(2, gap="large"), strict=True):
    with column:
        producers = shared(charts.producers, whole, mineral, stage, theme, marked=frozenset(marked))
        exhibits.show(producers, page=PAGE)
exhibits.show(shared(charts.reserves, whole, mineral, theme), page=PAGE)

st.divider()
exhibits.show(shared(eu.criticality, whole, theme, minerals=filters.minerals), page=PAGE)
exhibits.show(shared(eu.eu_benchmarks, whole, theme, minerals=filters.minerals), page=PAGE)

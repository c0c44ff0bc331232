"""Scenarios: what would change, before and after."""

import streamlit as st

from crmmap.draw.charts import scenarios as charts
from crmmap.ui import charts as exhibits
from crmmap.ui import data, heading, own_scenario, scenarios, state
from crmmap.ui.map import theme_name

PAGE = "scenarios"

state.begin()
whole = data.atlas()
shown = whole.filter(state.filters())

heading.draw_question(whole, shown, "What would change if …?")
left, right = st.columns([0.3, 0.7], gap="large")
with left, st.container(key="scenario_side"):
    chosen = scenarios.choose(whole)
    scenarios.assumptions(chosen)
outcome, ends = scenarios.outcomes(whole, chosen)
moved = scenarios.moved(whole, chosen, outcome, ends)
with right:
    scenarios.maps(whole, chosen, outcome, title=charts.finding(outcome, moved))
    exhibits.show(charts.indicators(moved, theme_name()), page=PAGE)
    exhibits.show(charts.balance(outcome), page=PAGE)
    exhibits.show(charts.changes(outcome), page=PAGE)
    scenarios.tell(chosen)
    own_scenario.draw(whole, chosen)

"""Scenarios: what would change, before and after."""

import streamlit as st

from crmmap.draw.charts.scenario_finding import finding
from crmmap.ui import charts as exhibits
from crmmap.ui import data, heading, scenario_editor, scenario_maps, scenarios, state

PAGE = "scenarios"

state.begin()
whole = data.atlas()
shown = whole.filter(state.filters())

heading.draw_question(whole, "What would change if …?")
left, right = st.columns([0.3, 0.7], gap="large")
with left, st.container(key="scenario_side"):
    chosen = scenarios.choose(whole)
    base = scenarios.choose_base()
    scenarios.tell_base(whole, chosen, base)
    scenarios.assumptions(chosen)
setting = exhibits.setting(PAGE, scenario=lambda atlas: scenarios.compared(atlas, chosen, base))
outcome, moved = scenarios.compared_or_stop(setting)
with right:
    scenario_maps.draw(whole, chosen, outcome, title=finding(outcome, moved, chosen[0][0].focus))
    for name in ("imports", "indicators", "balance", "changes"):
        exhibits.show(f"scenarios/{name}", setting)
    scenarios.tell(outcome.before, chosen)
    scenario_editor.draw(whole, chosen)

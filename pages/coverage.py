"""Data and method: what the data do not know, and how the figures are made."""

import streamlit as st

from crmmap.draw.charts import coverage as charts
from crmmap.method import methods
from crmmap.ui import charts as exhibits
from crmmap.ui import data, heading, state
from crmmap.ui.cache import shared
from crmmap.ui.map import theme_name

PAGE = "coverage"

state.begin()
whole = data.atlas()
shown = whole.filter(state.filters())
theme = theme_name()

heading.draw_question(whole, shown, "What do the data not know, and how are the figures made?")
exhibits.show(charts.regions(shown, theme), page=PAGE)
for make in (charts.tables, charts.sources, charts.entities):
    exhibits.show(shared(make, whole), page=PAGE)

st.divider()
st.subheader("Method")
st.caption("Made from the code's own words, so that it can't drift from what is computed.")
for method in methods():
    with st.expander(f"**{method.name}** · {method.summary}"):
        st.code(method.text, language=None, wrap_lines=True)
exhibits.show(charts.table_rules(), page=PAGE)

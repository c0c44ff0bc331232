"""Data and method: what the data do not know, and how the figures are made."""

import streamlit as st

from crmmap.describe import unanswered
from crmmap.describe.classification import PARAGRAPHS
from crmmap.describe.methodology import methods
from crmmap.describe.news import published
from crmmap.ui import charts as exhibits
from crmmap.ui import corrections, data, heading, known_on, state
from crmmap.ui.text import plain

PAGE = "coverage"

state.begin()
whole = data.atlas()
shown = whole.filter(state.filters())

heading.draw_question(whole, "What do the data not know, and how are the figures made?")
setting = exhibits.setting(PAGE)
for name in ("regions", "tables", "sources", "entities"):
    exhibits.show(f"coverage/{name}", setting)

st.divider()
st.subheader(unanswered.TITLE)
st.markdown("\n".join(f"- {line}" for line in unanswered.UNANSWERED))

st.divider()
st.subheader("How we classify agreements")
for paragraph in PARAGRAPHS:
    st.markdown(paragraph)
exhibits.show("coverage/classification", setting)
st.subheader("What is new in these data")
about, changes = published(whole)
if about:
    st.markdown("\n".join([plain(about), "", *(f"- {plain(change)}" for change in changes)]))
known_on.draw_choice()
exhibits.show("coverage/news", setting)

st.divider()
corrections.draw(whole)

st.divider()
st.subheader("Method")
st.caption("Made from the code's own words, so that it can't drift from what is computed.")
for method in methods():
    with st.expander(f"**{method.name}** · {method.summary}"):
        st.code(method.text, language=None, wrap_lines=True)
exhibits.show("coverage/rules", setting)

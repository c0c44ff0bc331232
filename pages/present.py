"""Present: stories told step by step, on a projector, with no network."""

import streamlit as st

from crmmap.ui import data, heading, presenter, state, stories

state.begin()
whole = data.atlas()
told = presenter.told()
if told is not None:
    presenter.tell(whole, *told)
else:
    heading.draw_question(whole, whole.filter(state.filters()), "Which story do you want to tell?")
    with st.container(key="stories"):
        stories.draw(whole)

"""Present: stories told step by step, on a projector, with no network."""

import streamlit as st

from crmmap.ui import data, heading, presenter, state, stories

state.begin()
whole = data.atlas()
step_shown = presenter.current_step()
if step_shown is not None:
    presenter.tell(whole, *step_shown)
else:
    heading.draw_question(whole, "Which story do you want to tell?")
    with st.container(key="stories"):
        stories.draw(whole)

"""The app: page set-up, navigation and the shared sidebar."""

from importlib.resources import files

import streamlit as st

from crmmap.ui import data, sidebar, state, style

ICON = files("crmmap.ui") / "icon.svg"

st.set_page_config(
    page_title="crmmap · critical raw materials and minerals diplomacy",
    page_icon=str(ICON),
    layout="wide",
    initial_sidebar_state="auto",
)
style.apply()
page = st.navigation([st.Page("pages/atlas.py", title="Atlas", icon=":material/public:", default=True)], position="top")
atlas = data.atlas()
state.read_address(atlas)
sidebar.take_step()
state.take_filters()
if not st.context.is_embedded:
    sidebar.draw(atlas)
page.run()
state.write_address()

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
page = st.navigation(
    [
        st.Page("pages/atlas.py", title="Atlas", icon=":material/public:", default=True),
        st.Page("pages/choke_points.py", title="Choke points", icon=":material/hub:", url_path="choke-points"),
        st.Page("pages/diplomacy.py", title="Diplomacy", icon=":material/handshake:", url_path="diplomacy"),
        st.Page("pages/nature.py", title="Nature", icon=":material/forest:", url_path="nature"),
        st.Page("pages/governance.py", title="Governance", icon=":material/gavel:", url_path="governance"),
        st.Page("pages/places.py", title="Places", icon=":material/location_on:", url_path="places"),
        st.Page("pages/coverage.py", title="Data & method", icon=":material/fact_check:", url_path="data"),
    ],
    position="top",
)
atlas = data.atlas()
state.read_address(atlas, page.url_path)
sidebar.take_step()
state.take_filters()
if not st.context.is_embedded:
    sidebar.draw(atlas)
page.run()
state.write_address()

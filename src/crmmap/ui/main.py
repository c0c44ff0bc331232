"""What runs for a session: navigation and the shared sidebar around each page."""

import streamlit as st

from crmmap.ui import data, keeper, navigation, sidebar, state, style

page = navigation.navigate()
style.apply()
atlas = data.atlas()
state.read_address(atlas, page.url_path or navigation.HOME)
sidebar.take_step()
state.take_filters()
if not st.context.is_embedded:
    sidebar.draw(atlas)
page.run()
keeper.draw()
state.write_address()

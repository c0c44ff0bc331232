"""What runs for a session: navigation and the bar around each page."""

import streamlit as st

from crmmap.ui import bar, data, dates, keeper, navigation, state, style

page = navigation.navigate()
style.apply()
atlas = data.atlas()
state.read_address(atlas, page.url_path or navigation.HOME)
dates.take_step()
state.take_question(atlas)
if not st.context.is_embedded:
    bar.draw(atlas)
page.run()
keeper.draw()
state.write_address()

"""What runs for a session: navigation and the bar around each page."""

import streamlit as st

from crmmap.ui import address, bar, data, dates, keeper, navigation, style

page = navigation.navigate()
style.apply()
atlas = data.atlas()
address.read_address(atlas, page.url_path or navigation.HOME)
dates.take_step()
address.take_question(atlas)
if not st.context.is_embedded:
    bar.draw(atlas)
page.run()
keeper.draw()
address.write_address()

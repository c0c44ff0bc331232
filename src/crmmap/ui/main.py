"""What runs for a session: navigation and the bar around each page."""

import streamlit as st

from crmmap.ui import (
    address,
    addresses,
    bar,
    data,
    dates,
    figure,
    heading,
    keeper,
    navigation,
    observe,
    style,
)

page = navigation.navigate()
style.apply()
name = page.url_path or navigation.HOME
address.read_address(name)
atlas = data.atlas()
dates.take_step()
address.take_question(atlas, name)
if not st.context.is_embedded:
    if name == navigation.HOME:
        heading.draw_skip_links()
    bar.draw(atlas)
chart = figure.wanted()
with observe.timed(name):
    if chart:
        figure.draw(atlas, chart)
    else:
        page.run()
        if st.context.is_embedded:
            figure.draw_foot(addresses.here())
keeper.draw()
address.write_address()

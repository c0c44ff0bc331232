"""Places: all that is known of a country, a region, a bloc or an area, alone or beside another."""

import streamlit as st

from crmmap.filters import NOT_LIVE
from crmmap.ui import data, heading, places, state

state.begin()
whole = data.atlas()
filters = state.filters()
# a profile tells of what is to come and what has ended, and of its place whatever the filter of places says
shown = whole.filter(filters.but(also=NOT_LIVE, countries=(), regions=()))

heading.draw_question(whole, whole.filter(filters), "What is known of a place?")
two = st.toggle("Beside another place", key="two_places", persist_state="session")
columns = st.columns(2 if two else 1, gap="large")
for key, first, column in zip(("one", "two"), (filters.countries[:1] or ("COD",), ("AUS",)), columns, strict=False):
    with column:
        place = places.choose(whole, key=key, first=first[0])
        if place is not None:
            places.profile(whole, shown, place, key=key)

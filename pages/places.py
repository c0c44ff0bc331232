"""Places: all that is known of a country, a region, a bloc or an area, alone or beside another."""

from crmmap.filters import NOT_LIVE
from crmmap.ui import data, heading, places, state

state.begin()
whole = data.atlas()
filters = state.filters()
# a profile tells of what is to come and what has ended, and of its place whatever the filter of places says
shown = whole.filter(filters.but(also=NOT_LIVE, countries=(), regions=()))

heading.draw_question(whole, whole.filter(filters), "What is known of a place?")
for column, chosen in zip(*places.choose(whole), strict=True):
    with column:
        place = places.place_of(whole, chosen)
        if place is not None:
            places.profile(whole, shown, place, key=chosen)

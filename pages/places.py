"""Places: all that is known of a country, a region, a bloc or an area, alone or beside another."""

from crmmap.ui import data, heading, places, state

state.begin()
whole = data.atlas()

heading.draw_question(whole, "What is known of a place?")
for column, chosen in zip(*places.choose(whole), strict=True):
    with column:
        place = places.place_of(whole, chosen)
        if place is not None:
            places.profile(whole, place, key=chosen)

"""Places: all that is known of a country, a region, a bloc or an area, alone or beside another."""

from crmmap.ui import data, heading, places, state

state.begin()
whole = data.atlas()

heading.draw_question(whole, "What is known of a place?")
places.draw(whole)

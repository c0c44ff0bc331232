"""Your data: bring an inventory, zones or statistics of your own, and see what becomes of every
row.
"""

from crmmap.ui import data, heading, state, your_data

state.begin()
whole = data.atlas()

heading.draw_question(whole, "What do your own data add to the map?")
your_data.draw(whole)

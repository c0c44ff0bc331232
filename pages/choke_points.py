"""Minerals: an index of all, and a page for each."""

from crmmap.ui import data, minerals, state

state.begin()
whole = data.atlas()

mineral = minerals.choose(whole)
if mineral:
    minerals.of_mineral(whole, mineral)
else:
    minerals.index(whole)

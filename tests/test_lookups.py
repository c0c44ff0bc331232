"""What lookups read is what they declare: a scenario takes over all that its tables leave as it
was."""

import pytest

from crmmap import load_scenario
from crmmap.atlas.lookup import Lookup
from crmmap.atlas.lookups import Lookups
from tests.shipped import WHOLE

DECLARED = {name: lookup for name, lookup in vars(Lookups).items() if isinstance(lookup, Lookup)}


class Watched:
    """The shipped tables, which note which of them are asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getattr__(self, name):
        self.asked.add(name)
        return getattr(WHOLE, name)


@pytest.mark.parametrize("name", DECLARED)
def test_a_lookup_declares_the_tables_that_it_reads(name):
    watched = Watched()
    getattr(Lookups(watched), name)
    assert watched.asked == set(DECLARED[name].tables)


def test_a_scenario_takes_over_what_its_tables_leave_as_it_was():
    """Jadar opens a mine: sites and production change, agreements do not."""
    for name in DECLARED:
        getattr(WHOLE.lookups, name)
    changed = load_scenario("jadar").apply(WHOLE)
    same = {
        field
        for field in ("agreements", "sites", "countries")
        if getattr(changed, field) is getattr(WHOLE, field)
    }
    assert "agreements" in same
    assert changed.lookups.parties is WHOLE.lookups.parties
    fresh = Lookups(changed)
    for name in DECLARED:
        if name != "nearby":
            assert str(getattr(changed.lookups, name)) == str(
                getattr(fresh, name)
            ) or "object at" in str(getattr(fresh, name)), name

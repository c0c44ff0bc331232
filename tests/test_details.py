"""What cards say of a feature."""

from crmmap import Filters
from crmmap.describe.details import details


def test_a_country_counts_the_sites_that_the_map_leaves_out(whole):
    """Zambia has 111 sites, and the map opens with 83 of them."""
    facts = {
        fact.label: fact.text
        for fact in details(whole, Filters.default(), "countries", "ZMB").sections[0].facts
    }
    everything = Filters.default().but(exclude=())
    assert len(whole.filter(everything.but(countries=("ZMB",))).sites) == 111
    assert len(whole.filter(Filters.default().but(countries=("ZMB",))).sites) == 83
    assert facts["Sites on record"].startswith("111, of which")
    assert "; 28 are not shown (mineral occurrences" in facts["Sites on record"]

"""How options of filters read, and what a sentence on a selection says of each filter."""

from __future__ import annotations

from crmmap.atlas.filters import COKING_COAL, ECOREGIONS, OCCURRENCES, POOR_CIRCLES, Filters
from crmmap.atlas.lookups import Lookups
from crmmap.terms import KIND_NAMES
from crmmap.wording import begun, in_sentence, listing, short_standard, the

RELATION_NAMES = {"both": "Both", "members": "Members", "partners": "Agreement partners"}
MATCH_NAMES = {"any": "Any chosen standard", "all": "All of them"}
FORCE_NAMES = {
    "binding": "Legally binding",
    "mixed": "Partly binding",
    "non-binding": "Not binding",
}


LEFT_OUT = {
    OCCURRENCES: (
        "Mineral occurrences",
        "Deposits of unknown status: a mineral was found there, no project is known.",
    ),
    COKING_COAL: (
        "Coking-coal mines",
        "Sites of coking coal and nothing else. It is an EU critical raw material.",
    ),
    ECOREGIONS: ("Ecoregions", "Context: large regions of one kind of nature, never counted."),
    POOR_CIRCLES: (
        "Areas with a rough location",
        "Only a point and an area are known, so the extent says little.",
    ),
}
"""Label and explanation of each part that the filter ``exclude`` can leave out."""


def capitalised(_lookups: Lookups, value: str) -> str:
    """The value itself, as the first word of a label."""
    return begun(value)


def relation(_lookups: Lookups, value: str) -> str:
    """Whom of a bloc to show."""
    return RELATION_NAMES[value]


def match(_lookups: Lookups, value: str) -> str:
    """Whether one standard is enough."""
    return MATCH_NAMES[value]


def force(_lookups: Lookups, value: str) -> str:
    """Legal force of an agreement."""
    return FORCE_NAMES[value]


def kind(_lookups: Lookups, value: str) -> str:
    """Kind of site."""
    return KIND_NAMES[value]


def party(lookups: Lookups, value: str) -> str:
    """A country or a bloc by its id."""
    return lookups.name_of.get(value, value)


def mineral(lookups: Lookups, value: str) -> str:
    """A mineral with its symbol."""
    symbol = _cell(lookups, "minerals", "mineral", value, "symbol")
    return f"{value} ({symbol})" if symbol else value


def standard(lookups: Lookups, value: str) -> str:
    """A standard without what its name says in brackets."""
    return short_standard(_cell(lookups, "standards", "standard_id", value, "name")) or value


def area(lookups: Lookups, value: str) -> str:
    """A protected or sensitive area."""
    return _cell(lookups, "zones", "zone_id", value, "name") or value


def distance(_lookups: Lookups, value: str) -> str:
    """A distance in km."""
    return f"Within {value} km"


def _cell(lookups: Lookups, table: str, column: str, key: str, wanted: str) -> str:
    return lookups.cells(table, column, wanted).get(key, "")


def with_minerals(_lookups: Lookups, filters: Filters) -> str:
    """Which minerals the sites have."""
    return "with " + listing((in_sentence(one) for one in filters.minerals), last="or")


def of_blocs(lookups: Lookups, filters: Filters) -> str:
    """Whose members or partners the countries are."""
    who = "members and partners" if filters.relation == "both" else filters.relation
    named = (the(party(lookups, bloc)) for bloc in filters.blocs)
    return f"in {who} of {listing(named, last='or')}"


def in_places(lookups: Lookups, filters: Filters) -> str:
    """Countries and regions."""
    countries = (the(party(lookups, iso3)) for iso3 in filters.countries)
    return "in " + listing([*countries, *filters.regions], last="or")


def covered_by(lookups: Lookups, filters: Filters) -> str:
    """The standards that cover the sites."""
    link = " and " if filters.standards_match == "all" else " or "
    return "covered by " + link.join(
        _cell(lookups, "standards", "standard_id", one, "name") or one for one in filters.standards
    )


def near(_lookups: Lookups, filters: Filters) -> str:
    """The distance to an area."""
    return f"within {filters.near_km:g} km of a protected or sensitive area shown"

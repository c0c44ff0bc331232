"""What a page lets a user choose beside the filters that all pages share; each choice is a word
of the page's address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.describe.profiles import NAMED
from crmmap.measures.dependence import IMPORTERS
from crmmap.scenarios import UnusableScenario
from crmmap.scenarios import library as scenarios
from crmmap.scenarios.base_year import BASE_YEARS
from crmmap.scenarios.settings import is_setting, unpack
from crmmap.schema.vocabulary import STAGES
from crmmap.stories import UnusableStory
from crmmap.stories import library as stories
from crmmap.stories import unpack as unpack_story
from crmmap.stories.story import MOST_STEPS
from crmmap.terms import STATE_BLOCS

AREAS = ("drawn", "file")
"""Places that a user brings; an address cannot carry them, only that one is wanted."""
NONE = "none"
"""Stands for an empty list, or for no place, where that is not what a choice begins with."""
GREATEST_BUFFER_KM = 100
OWN, SHARED = "own", "shared"
"""Stand for the scenario or story that a user has written, and for a story that came with its
link.
"""

Choice = Callable[[str, Atlas], tuple[str, ...]]
"""Reads the values of a choice from a text of an address; ValueError tells which is not known."""


def one_of(options: Callable[[Atlas], Iterable[str]]) -> Choice:
    """One of the options that an Atlas has."""

    def read(text: str, atlas: Atlas) -> tuple[str, ...]:
        if text not in set(options(atlas)):
            raise ValueError(text)
        return (text,)

    return read


def many_of(options: Callable[[Atlas], Iterable[str]]) -> Choice:
    """Any number of the options that an Atlas has, parted by semicolons."""

    def read(text: str, atlas: Atlas) -> tuple[str, ...]:
        values = tuple(dict.fromkeys(part for part in text.split(";") if part and part != NONE))
        known = set(options(atlas))
        unknown = [value for value in values if value not in known]
        if unknown:
            raise ValueError(unknown[0])
        return values

    return read


def countries(atlas: Atlas) -> list[str]:
    """ISO3 codes in the order of the names."""
    names = atlas.lookups.name_of
    return sorted(atlas.lookups.region_of, key=lambda iso3: names.get(iso3, iso3))


def blocs(atlas: Atlas) -> list[str]:
    """Ids as in their table."""
    return atlas.blocs["bloc_id"].tolist()


def minerals(atlas: Atlas) -> list[str]:
    """Names as in their table."""
    return atlas.minerals["mineral"].tolist()


def places(atlas: Atlas) -> list[str]:
    """Every place that has a profile, as ``kind:key``, then the areas."""
    regions = sorted(set(atlas.lookups.region_of.values()))
    keys = dict(zip(NAMED, (countries(atlas), regions, blocs(atlas)), strict=True))
    return [*(f"{kind}:{key}" for kind in NAMED for key in keys[kind]), *AREAS]


def importers(atlas: Atlas) -> list[str]:
    """Codes and ids of who imports: those whose whole imports are known, then all others."""
    groups = [bloc for bloc in blocs(atlas) if bloc not in _COUNTRY]
    return list(dict.fromkeys((*IMPORTERS, *countries(atlas), *groups)))


def series(atlas: Atlas) -> list[str]:
    """``mineral:stage`` of all minerals."""
    return [f"{mineral}:{stage}" for mineral in minerals(atlas) for stage in STAGES]


def _scenarios(atlas: Atlas) -> list[str]:
    return [*scenarios(atlas.folder), OWN]


def _stories(atlas: Atlas) -> list[str]:
    return [*stories(atlas.folder), OWN, SHARED]


def _steps(_: Atlas) -> list[str]:
    return [str(place) for place in range(1, MOST_STEPS + 1)]


def _settings(text: str, _: Atlas) -> tuple[str, ...]:
    """Whether a value fits is for the scenario to say."""
    values = tuple(part for part in text.split(";") if part)
    wrong = [value for value in values if not is_setting(value)]
    if wrong:
        raise ValueError(wrong[0])
    return values


def _own(text: str, _: Atlas) -> tuple[str, ...]:
    try:
        unpack(text)
    except UnusableScenario:
        raise ValueError(text) from None
    return (text,)


def _told(text: str, _: Atlas) -> tuple[str, ...]:
    try:
        unpack_story(text)
    except UnusableStory:
        raise ValueError(text) from None
    return (text,)


def _day(text: str, _: Atlas) -> tuple[str, ...]:
    """A day as an ISO date."""
    return (date.fromisoformat(text).isoformat(),)


def _stages(_: Atlas) -> tuple[str, ...]:
    return STAGES


def _buffers(_: Atlas) -> list[str]:
    return [str(km) for km in range(GREATEST_BUFFER_KM + 1)]


def _quarter_before(day: date) -> date:
    """Three months before a day, on the 28th at the latest."""
    months = 12 * day.year + day.month - 4
    return date(months // 12, months % 12 + 1, min(day.day, 28))


_COUNTRY = {bloc: iso3 for iso3, bloc in STATE_BLOCS.items()}
ACTORS = ("EU", "CHINA", "US")
"""Blocs that a place is compared by, to begin with."""
EXAMPLE_MEMBERS = ("AUS", "CHL", "COD", "IDN", "ZAF")
"""Of a Global Minerals Trust, to begin with."""
BEGINS: Mapping[str, Callable[[Filters], tuple[str, ...]]] = {
    "detail": lambda filters: (*filters.minerals, "Lithium")[:1],
    "importer": lambda filters: (*(_COUNTRY.get(one, one) for one in filters.blocs), "EU")[:1],
    "host": lambda filters: (*filters.countries, "COD")[:1],
    "first": lambda filters: (*filters.blocs, "EU")[:1],
    "second": lambda _: ("US",),
    "from": lambda filters: (_quarter_before(filters.as_of).isoformat(),),
    "to": lambda filters: (filters.as_of.isoformat(),),
    "stage": lambda _: ("mine",),
    "buffer": lambda _: ("10",),
    "members": lambda _: EXAMPLE_MEMBERS,
    "place": lambda filters: (f"country:{(*filters.countries, 'COD')[0]}",),
    "beside": lambda _: (NONE,),
    "actors": lambda filters: tuple(dict.fromkeys((*filters.blocs, *ACTORS)))[: len(ACTORS)],
}
"""What choices begin with under some filters, by their word: on their page, in stories and on
the command line."""


def begins(word: str, filters: Filters) -> str:
    """The first value that a choice begins with."""
    return BEGINS[word](filters)[0]


CHOICES: Mapping[str, Mapping[str, Choice]] = {
    "choke_points": {
        "detail": one_of(lambda atlas: [NONE, *minerals(atlas)]),
        "importer": one_of(importers),
    },
    "diplomacy": {
        "from": _day,
        "to": _day,
        "host": one_of(countries),
        "first": one_of(blocs),
        "second": one_of(blocs),
        "stage": one_of(_stages),
    },
    "nature": {"buffer": one_of(_buffers)},
    "governance": {"stage": one_of(_stages), "members": many_of(countries)},
    "scenarios": {
        "scenario": one_of(_scenarios),
        "and": one_of(lambda atlas: [NONE, *_scenarios(atlas)]),
        "set": _settings,
        "own": _own,
        "supply": one_of(series),
        "base": one_of(lambda _: BASE_YEARS),
    },
    "present": {"story": one_of(_stories), "step": one_of(_steps), "told": _told},
    "places": {
        "place": one_of(places),
        "beside": one_of(lambda atlas: [NONE, *places(atlas)]),
        "actors": many_of(blocs),
    },
}
"""The choices of each page that has any, by their word."""

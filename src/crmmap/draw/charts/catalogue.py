"""Every exhibit by its name, as its page shows it for some filters: for stories, files and the
command line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Literal

import pandas as pd

from crmmap.address.page_options import BEGINS
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import NOT_LIVE, Filters
from crmmap.atlas.licences import give
from crmmap.describe.profiles import Place, name_of, of_place
from crmmap.draw.charts import (
    by_country,
    choke_points,
    coverage,
    diplomacy,
    eu,
    governance,
    governance_terms,
    nature,
    network,
    outlook,
    partners,
    places,
    trade,
)
from crmmap.draw.charts import scenarios as scenario_charts
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.measures.scope import WORLD_HEEDS
from crmmap.scenarios import Outcome

Scope = Literal["world", "selection", "place"]
"""What an exhibit speaks of: the world, what the filters leave, or one place."""
ALL = tuple(field.name for field in fields(Filters))


@dataclass(frozen=True)
class Setting:
    """What an exhibit is made of.

    Attributes
    ----------
    own
        Choices of the page by their words, as in an address; see `crmmap.address.page_options`.
    scenario
        Sets the scenario, where there is one, against an Atlas: its outcome, and the indicators
        before and after as `crmmap.measures.compare` has them.
    place
        Of a profile, if it is another than the address can say.
    """

    whole: Atlas
    filters: Filters
    theme: str = "light"
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scenario: Callable[[Atlas], tuple[Outcome, pd.DataFrame]] | None = None
    place: Place | None = None

    @cached_property
    def shown(self) -> Atlas:
        """The rows that the filters leave."""
        return self.whole.filter(self.filters)

    @cached_property
    def history(self) -> Atlas:
        """As shown, with what has ended and what is to come."""
        return self.whole.filter(self.filters.but(also=NOT_LIVE))

    @cached_property
    def compared(self) -> tuple[Outcome, pd.DataFrame]:
        """What comes of the scenario; ValueError if there is none."""
        if self.scenario is None:
            raise ValueError("this exhibit needs a scenario")
        return self.scenario(self.whole)

    @cached_property
    def given(self) -> Setting:
        """The same, of what may be passed on."""
        return replace(self, whole=give(self.whole).atlas)

    @cached_property
    def of_place(self) -> Place:
        """The place of a profile."""
        if self.place is not None:
            return self.place
        kind, _, key = self.one("place").partition(":")
        return Place(kind, key)

    @cached_property
    def part(self) -> Atlas:
        """What belongs to the place, whatever the filter of places says, with what has ended and
        what is to come.
        """
        shown = self.whole.filter(self.filters.but(also=NOT_LIVE, countries=(), regions=()))
        return of_place(shown, self.of_place, as_of=self.filters.as_of)

    @cached_property
    def place_tables(self) -> dict[str, Exhibit]:
        """The exhibits of a place that have no chart, by their name."""
        states = self.whole.lookups.agreement_states_at(self.filters.as_of)
        made = places.tables(self.part, name_of(self.whole, self.of_place), states=states)
        return {exhibit.name: exhibit for exhibit in made}

    def many(self, word: str) -> tuple[str, ...]:
        """A choice of the page, or what it begins with."""
        return self.own[word] if word in self.own else BEGINS[word](self.filters)

    def one(self, word: str) -> str:
        """The only value, or the first, of a choice."""
        return self.many(word)[0]


@dataclass(frozen=True)
class Listed:
    """An exhibit as it stands in the catalogue.

    Attributes
    ----------
    make
        Makes it; ValueError if the setting lacks what it needs.
    scope
        What it speaks of.
    heeds
        The filters that may change it. It is made as if all others were not set.
    """

    make: Callable[[Setting], Exhibit]
    scope: Scope
    heeds: tuple[str, ...]

    def __call__(self, setting: Setting) -> Exhibit:
        filters = self.heeded(setting.filters)
        return self.make(
            setting if filters == setting.filters else replace(setting, filters=filters)
        )

    def heeded(self, filters: Filters) -> Filters:
        """The filters, without those that may not change the exhibit."""
        return Filters(**{name: getattr(filters, name) for name in self.heeds})


def _world(make: Callable[[Setting], Exhibit], *heeds: str) -> Listed:
    return Listed(make, "world", heeds)


def _selection(make: Callable[[Setting], Exhibit]) -> Listed:
    return Listed(make, "selection", ALL)


def _profile(make: Callable[[Setting], Exhibit]) -> Listed:
    """Of one place, whatever the filter of places says, with what has ended and what is to come."""
    return Listed(make, "place", ALL)


def _marked(s: Setting) -> frozenset[str]:
    """Countries that the filters name by country, by region or as members of a bloc."""
    lookups, now = s.whole.lookups, s.filters
    members = (lookups.members(bloc, now.as_of) for bloc in now.blocs)
    return frozenset(now.countries) | lookups.in_regions(now.regions) | frozenset().union(*members)


def _producers(stage: str) -> Listed:
    def make(s: Setting) -> Exhibit:
        return choke_points.producers(s.whole, s.one("detail"), stage, s.theme, marked=_marked(s))

    return _world(make, "as_of", "minerals", "countries", "regions", "blocs")


def _ahead(stage: str) -> Listed:
    return _world(
        lambda s: outlook.supply_ahead(s.whole, s.one("detail"), s.theme, stage=stage), "minerals"
    )


def _ranking(by: str) -> Listed:
    return _selection(
        lambda s: nature.ranking(s.shown, s.theme, within_km=float(s.one("buffer")), by=by)
    )


def _of_place(name: str) -> Listed:
    return _profile(lambda s: s.place_tables[name])


EXHIBITS: Mapping[str, Listed] = {
    "choke_points/heat": _world(lambda s: choke_points.heat(s.shown, s.theme), *WORLD_HEEDS),
    "choke_points/strategic": _world(lambda s: eu.strategic(s.whole)),
    "choke_points/mine-to-refine": _world(
        lambda s: choke_points.mine_to_refine(s.whole, s.one("detail"), s.theme), "minerals"
    ),
    "choke_points/producers-mine": _producers("mine"),
    "choke_points/producers-refinery": _producers("refinery"),
    "choke_points/reserves": _world(
        lambda s: choke_points.reserves(s.whole, s.one("detail"), s.theme), "minerals"
    ),
    "choke_points/imports": _world(
        lambda s: trade.imports(s.whole, s.one("detail"), s.theme), "minerals"
    ),
    "choke_points/outlook-mine": _ahead("mine"),
    "choke_points/outlook-refinery": _ahead("refinery"),
    "choke_points/demand": _world(
        lambda s: outlook.demand_ahead(s.whole, s.one("detail"), s.theme), "minerals"
    ),
    "choke_points/criticality": _world(
        lambda s: eu.criticality(s.whole, s.theme, minerals=s.filters.minerals), "minerals"
    ),
    "choke_points/benchmarks": _world(
        lambda s: eu.eu_benchmarks(s.whole, s.theme, minerals=s.filters.minerals), "minerals"
    ),
    "diplomacy/timeline": _selection(
        lambda s: diplomacy.timeline(s.history, s.theme, as_of=s.filters.as_of)
    ),
    "diplomacy/live": _selection(
        lambda s: diplomacy.live_by_year(s.history, s.theme, as_of=s.filters.as_of)
    ),
    "diplomacy/splintering": _selection(
        lambda s: diplomacy.splintering(s.history, s.theme, as_of=s.filters.as_of)
    ),
    "diplomacy/network": _selection(
        lambda s: network.network(s.shown, s.theme, as_of=s.filters.as_of)
    ),
    "diplomacy/matrix": _selection(
        lambda s: partners.matrix(s.shown, s.theme, as_of=s.filters.as_of)
    ),
    "diplomacy/rivals": _selection(
        lambda s: partners.rivals(s.shown, s.theme, as_of=s.filters.as_of)
    ),
    "diplomacy/lens": _selection(
        lambda s: by_country.as_seen_from(s.history, s.one("host"), s.theme)
    ),
    "diplomacy/imposed": _selection(lambda s: by_country.imposed_by(s.shown, s.one("host"))),
    "diplomacy/blocs": _world(
        lambda s: by_country.two_blocs(
            s.shown,
            (s.one("first"), s.one("second")),
            s.theme,
            as_of=s.filters.as_of,
            stage=s.one("stage"),
        ),
        *WORLD_HEEDS,
    ),
    "nature/categories": _selection(lambda s: nature.by_category(s.shown, s.theme)),
    **{f"nature/{by}": _ranking(by) for by in ("sites", "zones", "hosts", "minerals")},
    "governance/cover": _selection(lambda s: governance.cover(s.shown, s.theme)),
    "governance/unreached": _selection(lambda s: governance.unreached(s.shown, s.theme)),
    "governance/supply": _world(
        lambda s: governance.supply(s.shown, s.theme, stage=s.one("stage")), *WORLD_HEEDS
    ),
    "governance/provisions": _selection(lambda s: governance_terms.provisions(s.shown, s.theme)),
    "governance/trust": _world(
        lambda s: governance_terms.minerals_trust(s.shown, set(s.many("members")), s.theme),
        *WORLD_HEEDS,
    ),
    "governance/demands": Listed(
        lambda s: governance_terms.demands(s.whole, s.filters.standards),
        "selection",
        ("standards",),
    ),
    "places/sites": _profile(lambda s: places.sites(s.part, name_of(s.whole, s.of_place), s.theme)),
    "places/shares": _profile(
        lambda s: places.world_shares(
            s.whole, s.of_place, s.theme, as_of=s.filters.as_of, minerals=s.filters.minerals
        )
    ),
    "places/imports": _profile(
        lambda s: trade.of_place(
            s.whole, s.of_place, s.theme, minerals=s.filters.minerals, as_of=s.filters.as_of
        )
    ),
    **{f"places/{name}": _of_place(name) for name in places.IN_A_LINE},
    "coverage/regions": _selection(lambda s: coverage.regions(s.shown, s.theme)),
    "coverage/tables": _world(lambda s: coverage.tables(s.whole)),
    "coverage/sources": _world(lambda s: coverage.sources(s.whole)),
    "coverage/entities": _world(lambda s: coverage.entities(s.whole)),
    "coverage/classification": _world(lambda s: coverage.agreement_rule(s.whole)),
    "coverage/news": _world(lambda _: coverage.what_is_new()),
    "coverage/rules": _world(lambda _: coverage.table_rules()),
    "scenarios/indicators": _world(
        lambda s: scenario_charts.indicators(s.compared[1], s.theme), *ALL
    ),
    "scenarios/balance": _world(lambda s: scenario_charts.balance(s.compared[0]), *ALL),
    "scenarios/changes": _world(lambda s: scenario_charts.changes(s.compared[0]), *ALL),
}
"""By page and name, in the order in which they stand on their page."""


def page_of(name: str) -> str:
    """The page that an exhibit stands on."""
    return name.partition("/")[0]

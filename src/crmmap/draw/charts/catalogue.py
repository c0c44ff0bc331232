"""Every exhibit by its name, as its page shows it for some filters: for stories, files and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

from crmmap.atlas import Atlas
from crmmap.draw.charts import choke_points, coverage, diplomacy, eu, governance, lens, nature, network, places
from crmmap.draw.charts import scenarios as scenario_charts
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.filters import NOT_LIVE, Filters
from crmmap.measures import compare, indicators
from crmmap.profiles import Place, name_of, of_place
from crmmap.scenarios import Outcome, Scenario


@dataclass(frozen=True)
class Setting:
    """What an exhibit is made of.

    Attributes
    ----------
    own
        Choices of the page by their words, as in an address; see `crmmap.choices`.
    outcome
        Of the scenario, where there is one, with the scenario whose focus its indicators have.
    """

    whole: Atlas
    filters: Filters
    theme: str = "light"
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outcome: tuple[Outcome, Scenario] | None = None

    @cached_property
    def shown(self) -> Atlas:
        """The rows that the filters leave."""
        return self.whole.filter(self.filters)

    @cached_property
    def world(self) -> Atlas:
        """As shown, but of all places: shares stay shares of the world."""
        return self.whole.filter(self.filters.but(regions=(), countries=()))

    @cached_property
    def history(self) -> Atlas:
        """As shown, with what has ended and what is to come."""
        return self.whole.filter(self.filters.but(also=NOT_LIVE))

    def one(self, word: str, begin: str) -> str:
        """A choice of the page, or what it begins with."""
        return self.own.get(word, (begin,))[0]

    @property
    def mineral(self) -> str:
        """The mineral in detail."""
        return self.one("detail", (*self.filters.minerals, "Lithium")[0])


def _outcome(s: Setting) -> tuple[Outcome, Scenario]:
    if s.outcome is None:
        raise ValueError("this exhibit needs a scenario")
    return s.outcome


def _moved(s: Setting) -> Exhibit:
    outcome, scenario = _outcome(s)
    minerals = s.filters.minerals or scenario.focus.minerals
    blocs = s.filters.blocs or scenario.focus.blocs
    sides = (
        indicators(atlas, minerals=minerals, blocs=blocs, as_of=s.filters.as_of) for atlas in (s.whole, outcome.atlas)
    )
    return scenario_charts.indicators(compare(*sides), s.theme)


def _place(s: Setting) -> Place:
    kind, _, key = s.one("place", f"country:{(*s.filters.countries, 'COD')[0]}").partition(":")
    return Place(kind, key)


def _part(s: Setting) -> Atlas:
    """What belongs to the place, whatever the filter of places says, with what has ended and what is to come."""
    shown = s.whole.filter(s.filters.but(also=NOT_LIVE, countries=(), regions=()))
    return of_place(shown, _place(s), as_of=s.filters.as_of)


def _of_place(name: str, s: Setting) -> Exhibit:
    states = s.whole.lookups.states_at(s.filters.as_of)
    made = places.tables(_part(s), name_of(s.whole, _place(s)), states=states)
    return next(exhibit for exhibit in made if exhibit.name == name)


EXHIBITS: Mapping[str, Callable[[Setting], Exhibit]] = {
    "choke_points/heat": lambda s: choke_points.heat(s.world, s.theme),
    "choke_points/strategic": lambda s: eu.strategic(s.whole),
    "choke_points/mine-to-refine": lambda s: choke_points.mine_to_refine(s.whole, s.mineral, s.theme),
    "choke_points/producers-mine": lambda s: choke_points.producers(s.whole, s.mineral, "mine", s.theme, marked=set()),
    "choke_points/producers-refinery": lambda s: choke_points.producers(
        s.whole, s.mineral, "refinery", s.theme, marked=set()
    ),
    "choke_points/reserves": lambda s: choke_points.reserves(s.whole, s.mineral, s.theme),
    "choke_points/criticality": lambda s: eu.criticality(s.whole, s.theme, minerals=s.filters.minerals),
    "choke_points/benchmarks": lambda s: eu.eu_benchmarks(s.whole, s.theme, minerals=s.filters.minerals),
    "diplomacy/timeline": lambda s: diplomacy.timeline(s.history, s.theme, as_of=s.filters.as_of),
    "diplomacy/live": lambda s: diplomacy.live_by_year(s.history, s.theme, as_of=s.filters.as_of),
    "diplomacy/splintering": lambda s: diplomacy.splintering(s.history, s.theme, as_of=s.filters.as_of),
    "diplomacy/network": lambda s: network.network(s.shown, s.theme, as_of=s.filters.as_of),
    "diplomacy/matrix": lambda s: diplomacy.matrix(s.shown, s.theme, as_of=s.filters.as_of),
    "diplomacy/rivals": lambda s: diplomacy.rivals(s.shown, s.theme, as_of=s.filters.as_of),
    "diplomacy/lens": lambda s: lens.as_seen_from(s.history, s.one("host", (*s.filters.countries, "COD")[0]), s.theme),
    "diplomacy/imposed": lambda s: lens.imposed_by(s.shown, s.one("host", (*s.filters.countries, "COD")[0])),
    "diplomacy/blocs": lambda s: lens.two_blocs(
        s.world,
        (s.one("first", (*s.filters.blocs, "EU")[0]), s.one("second", "US")),
        s.theme,
        as_of=s.filters.as_of,
        stage=s.one("stage", "mine"),
    ),
    "nature/categories": lambda s: nature.by_category(s.shown, s.theme),
    "nature/hosts": lambda s: nature.ranking(s.shown, s.theme, within_km=float(s.one("buffer", "10")), by="hosts"),
    "nature/minerals": lambda s: nature.ranking(
        s.shown, s.theme, within_km=float(s.one("buffer", "10")), by="minerals"
    ),
    "nature/zones": lambda s: nature.ranking(s.shown, s.theme, within_km=float(s.one("buffer", "10")), by="zones"),
    "nature/sites": lambda s: nature.ranking(s.shown, s.theme, within_km=float(s.one("buffer", "10")), by="sites"),
    "governance/cover": lambda s: governance.cover(s.shown, s.theme),
    "governance/unreached": lambda s: governance.unreached(s.shown, s.theme),
    "governance/supply": lambda s: governance.supply(s.world, s.theme, stage=s.one("stage", "mine")),
    "governance/provisions": lambda s: governance.provisions(s.shown, s.theme),
    "governance/trust": lambda s: governance.minerals_trust(
        s.world, set(s.own.get("members", ("AUS", "CHL", "COD", "IDN", "ZAF"))), s.theme
    ),
    "governance/demands": lambda s: governance.demands(s.whole, s.filters.standards),
    "places/shares": lambda s: places.world_shares(
        s.whole, _place(s), s.theme, as_of=s.filters.as_of, minerals=s.filters.minerals
    ),
    "places/sites": lambda s: places.sites(_part(s), name_of(s.whole, _place(s)), s.theme),
    **{f"places/{name}": partial(_of_place, name) for name in places.IN_A_LINE},
    "coverage/regions": lambda s: coverage.regions(s.shown, s.theme),
    "coverage/tables": lambda s: coverage.tables(s.whole),
    "coverage/sources": lambda s: coverage.sources(s.whole),
    "coverage/entities": lambda s: coverage.entities(s.whole),
    "coverage/rules": lambda _: coverage.table_rules(),
    "scenarios/indicators": _moved,
    "scenarios/balance": lambda s: scenario_charts.balance(_outcome(s)[0]),
    "scenarios/changes": lambda s: scenario_charts.changes(_outcome(s)[0]),
}


def page_of(name: str) -> str:
    """The page that an exhibit stands on."""
    return name.partition("/")[0]

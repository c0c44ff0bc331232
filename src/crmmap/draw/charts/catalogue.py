"""Every exhibit by its name, as its page shows it for some filters: for stories, files and the
command line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import NOT_LIVE
from crmmap.atlas.lookup import names_any
from crmmap.atlas.states import RUNNING
from crmmap.describe.profiles import countries_of, name_of
from crmmap.draw.charts import (
    actors,
    by_country,
    choke_points,
    coverage,
    diplomacy,
    eu,
    governance,
    governance_terms,
    market,
    minerals,
    nature,
    network,
    outlook,
    partners,
    period,
    places,
    records,
    trade,
)
from crmmap.draw.charts import scenarios as scenario_charts
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.setting import ALL, Listed, Setting
from crmmap.measures.mineral_index import restricts_exports
from crmmap.measures.scope import WORLD_HEEDS
from crmmap.schema.vocabulary import REST
from crmmap.wording import counted, in_sentence, verb


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
        return choke_points.producers(s.whole, s.mineral, stage, s.theme, marked=_marked(s))

    return _world(make, "as_of", "minerals", "countries", "regions", "blocs")


def _ahead(stage: str) -> Listed:
    return _world(
        lambda s: outlook.supply_ahead(s.whole, s.mineral, s.theme, stage=stage), "minerals"
    )


def _ranking(by: str) -> Listed:
    return _selection(
        lambda s: nature.ranking(s.shown, s.theme, within_km=float(s.one("buffer")), by=by)
    )


def _of_place(tell: Callable[[Atlas, str], Exhibit]) -> Listed:
    return _profile(lambda s: tell(s.part, s.place_name))


def _actors(s: Setting) -> Exhibit:
    return actors.actors(
        s.whole.filter(s.filters.but(also=NOT_LIVE, countries=(), regions=(), blocs=())),
        s.theme,
        chosen=s.many("actors"),
        place=countries_of(s.whole, s.of_place, as_of=s.filters.as_of) - {REST},
        name=s.place_name,
        as_of=s.filters.as_of,
    )


def _period(s: Setting) -> Exhibit:
    first, last = sorted(date.fromisoformat(s.one(word)) for word in ("from", "to"))
    seen = s.filters.but(also=NOT_LIVE, as_of=max(s.filters.as_of, last))
    places = frozenset(s.filters.blocs) | _marked(s)
    return period.period(s.whole.filter(seen), s.theme, first=first, last=last, places=places)


def _deals(s: Setting) -> Exhibit:
    made = records.agreements(s.of_mineral, in_sentence(s.mineral), states=s.states)
    if made.rows.empty:
        return made
    live = made.rows["state"] == "live"
    named = int((live & names_any(made.rows["minerals"], [s.mineral])).sum())
    by_name = f"; {named} of the live ones {verb(named, 'names', 'name')} {in_sentence(s.mineral)}"
    return replace(made, title=made.title + by_name)


def _restrictions(s: Setting) -> Exhibit:
    rows = s.of_mineral.measures
    rows = rows[restricts_exports(rows, s.mineral)]
    running = s.whole.lookups.measure_states_at(s.filters.as_of).reindex(rows.index).isin(RUNNING)
    of, number = in_sentence(s.mineral), int(running.sum())
    named = int((running & names_any(rows["minerals"], [s.mineral])).sum())
    title = (
        f"{counted(number, 'export restriction')} on {of} {verb(number, 'is', 'are')} in force or "
        f"suspended; {named} {verb(named, 'names', 'name')} it; {len(rows)} on record"
    )
    rows = rows.assign(runs=running).sort_values("runs", ascending=False, kind="stable")
    return records.measures(s.whole.replace(measures=rows), of, title, named="imposing")


EXHIBITS: Mapping[str, Listed] = {
    "choke_points/index": _selection(
        lambda s: minerals.index(s.shown, as_of=s.filters.as_of, minerals=s.filters.minerals)
    ),
    "choke_points/heat": _world(lambda s: choke_points.heat(s.shown, s.theme), *WORLD_HEEDS),
    "choke_points/strategic": _world(lambda s: eu.strategic(s.whole)),
    "choke_points/mine-to-refine": _world(
        lambda s: choke_points.mine_to_refine(s.whole, s.mineral, s.theme), "minerals"
    ),
    "choke_points/producers-mine": _producers("mine"),
    "choke_points/producers-refinery": _producers("refinery"),
    "choke_points/history": _world(
        lambda s: minerals.over_time(s.whole, s.mineral, s.theme), "minerals"
    ),
    "choke_points/reserves": _world(
        lambda s: choke_points.reserves(s.whole, s.mineral, s.theme), "minerals"
    ),
    "choke_points/step-in": _selection(
        lambda s: minerals.step_in(s.of_mineral, s.mineral, s.theme)
    ),
    "choke_points/sources": Listed(
        lambda s: trade.sources(s.whole, s.mineral, s.one("importer"), s.theme),
        "selection",
        ("minerals", "blocs"),
    ),
    "choke_points/imports": _world(
        lambda s: trade.imports(s.whole, s.mineral, s.theme), "minerals"
    ),
    "choke_points/reliance": _world(
        lambda s: market.reliance(s.whole, s.mineral, s.theme), "minerals"
    ),
    "choke_points/outlook-mine": _ahead("mine"),
    "choke_points/outlook-refinery": _ahead("refinery"),
    "choke_points/demand": _world(
        lambda s: outlook.demand_ahead(s.whole, s.mineral, s.theme), "minerals"
    ),
    "choke_points/balance": _world(
        lambda s: market.supply_beside_demand(s.whole, s.mineral, s.theme), "minerals"
    ),
    "choke_points/prices": _world(lambda s: market.prices(s.whole, s.mineral, s.theme), "minerals"),
    "choke_points/end-uses": _world(
        lambda s: market.end_uses(s.whole, s.mineral, s.theme), "minerals"
    ),
    "choke_points/agreements": _selection(_deals),
    "choke_points/measures": _selection(_restrictions),
    "choke_points/standards": _selection(lambda s: minerals.standards(s.of_mineral, s.mineral)),
    "choke_points/nature": _selection(lambda s: minerals.nature(s.of_mineral, s.mineral)),
    "choke_points/gaps": _world(lambda s: minerals.gaps(s.whole, s.mineral), "minerals"),
    "choke_points/criticality": _world(
        lambda s: eu.criticality(s.whole, s.theme, minerals=s.filters.minerals), "minerals"
    ),
    "choke_points/benchmarks": _world(
        lambda s: eu.eu_benchmarks(s.whole, s.theme, minerals=s.filters.minerals), "minerals"
    ),
    "diplomacy/period": _selection(_period),
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
    "governance/not-covered": _selection(lambda s: governance.not_covered(s.shown, s.theme)),
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
    "places/compare": _profile(
        lambda s: places.compare(
            s.whole, s.places, s.theme, as_of=s.filters.as_of, minerals=s.filters.minerals
        )
    ),
    "places/actors": _profile(_actors),
    "places/imports": _profile(
        lambda s: trade.of_place(
            s.whole, s.of_place, s.theme, minerals=s.filters.minerals, as_of=s.filters.as_of
        )
    ),
    "places/agreements": _profile(
        lambda s: records.agreements(s.part, s.place_name, states=s.states)
    ),
    "places/measures": _profile(
        lambda s: records.measures(
            s.part,
            s.place_name,
            f"{counted(len(s.part.measures), 'measure')} imposed by it or aimed at it by name",
        )
    ),
    "places/standards": _of_place(records.standards),
    "places/zones": _of_place(records.zones),
    "places/events": _of_place(records.events),
    "places/paper": _of_place(records.paper),
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
    "scenarios/imports": _world(lambda s: scenario_charts.imports(s.compared[0], s.theme), *ALL),
    "scenarios/balance": _world(lambda s: scenario_charts.balance(s.compared[0]), *ALL),
    "scenarios/changes": _world(lambda s: scenario_charts.changes(s.compared[0]), *ALL),
}
"""By page and name, in the order in which they stand on their page."""


def page_of(name: str) -> str:
    """The page that an exhibit stands on."""
    return name.partition("/")[0]

"""Applying scenarios to an Atlas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from rapidfuzz import process

from crmmap.atlas.atlas import Atlas
from crmmap.scenarios.base import IDS, Action, number, take_lookups
from crmmap.scenarios.changes import Change
from crmmap.scenarios.errors import UnusableScenario
from crmmap.scenarios.scenario import MOST_ACTIONS, Scenario
from crmmap.scenarios.supply_actions import AddSupply, ScaleDemand, settle
from crmmap.scenarios.values import Value, Values
from crmmap.schema.vocabulary import ALL_CRITICAL, WIDER_THAN_CRITICAL

Given = Mapping[str, Value]


@dataclass(frozen=True)
class Outcome:
    """An Atlas under a scenario.

    Attributes
    ----------
    before : Atlas
        The one it was applied to.
    atlas : Atlas
    changes : DataFrame
        A row a changed cell: ``table``, ``key``, ``name``, ``column``, ``before``, ``after``,
        ``why``, in order.
    balance : DataFrame
        A row a mineral and stage whose supply or demand has changed: ``mineral``, ``stage``,
        ``supply`` and ``demand`` (parts of those before), ``added`` (secondary or new supply in
        it),
        ``cover`` (supply over demand).
    """

    before: Atlas
    atlas: Atlas
    changes: pd.DataFrame
    balance: pd.DataFrame


def run(
    atlas: Atlas, chosen: Sequence[tuple[Scenario, Given]], library: Mapping[str, Scenario]
) -> Outcome:
    """Apply scenarios in order, each with values of its parameters; the Atlas that is given stays
    as it is.

    Parameters
    ----------
    library
        Scenarios by id, for those that are included.

    Raises
    ------
    UnusableScenario
        If an id is not known, a value is out of range, or scenarios include each other in a circle.
    """
    steps = [step for scenario, given in chosen for step in _steps(scenario, given, library, ())]
    if len(steps) > MOST_ACTIONS:
        raise UnusableScenario(
            [f"together these are {len(steps):,} actions; {MOST_ACTIONS} at most can be applied"]
        )
    _check(atlas, steps)
    state, changes = atlas, []
    demand: dict[str, float] = {}
    added: dict[tuple[str, str], float] = {}
    for _, action, values in steps:
        state, found = action.apply(state, values)
        changes += found
        if isinstance(action, ScaleDemand):
            for mineral in action.minerals:
                demand[mineral] = demand.get(mineral, 1.0) * number(action.factor, values)
        if isinstance(action, AddSupply):
            for pair, part in action.part_of_world(atlas.production, values).items():
                added[pair] = added.get(pair, 0.0) + part
    production, left = settle(atlas.production, state.production)
    state = state.replace(production=production) if production is not state.production else state
    take_lookups(atlas, state)
    columns = [field.name for field in fields(Change)]
    return Outcome(
        atlas, state, pd.DataFrame(changes, columns=columns), _balance(left, demand, added)
    )


def _balance(
    left: pd.Series, demand: Mapping[str, float], added: Mapping[tuple[str, str], float]
) -> pd.DataFrame:
    table = left.rename("supply").reset_index()
    table["demand"] = table["mineral"].map(demand).fillna(1.0)
    table["added"] = [
        added.get(pair, 0.0) for pair in zip(table["mineral"], table["stage"], strict=True)
    ]
    table["cover"] = np.where(
        table["demand"] > 0, table["supply"] / table["demand"].where(table["demand"] > 0), np.inf
    )
    moved = (table["supply"].sub(1).abs() > 1e-12) | (table["demand"] != 1)
    return table[moved].reset_index(drop=True)


Planned = tuple[str, Action, Values]
"""Where an action stands, for messages; the action; the values of its scenario."""


def _steps(
    scenario: Scenario, given: Given, library: Mapping[str, Scenario], above: tuple[str, ...]
) -> list[Planned]:
    if scenario.id in above:
        raise UnusableScenario(
            [f"{' includes '.join((*above, scenario.id))}: a circle; take one of them out"]
        )
    steps: list[Planned] = []
    for other in scenario.includes:
        if other not in library:
            raise UnusableScenario(
                [f"{scenario.id}: includes: {_unknown(other, 'scenario', library)}"]
            )
        steps += _steps(library[other], {}, library, (*above, scenario.id))
    try:
        values = Values(scenario.parameters, given)
    except ValueError as fault:
        raise UnusableScenario([f"{scenario.id}: {fault}"]) from None
    for place, action in enumerate(scenario.actions, 1):
        if action.when is None or values.holds(action.when):
            steps.append((f"{scenario.id}: actions[{place}]", action, values))
    return steps


def _check(atlas: Atlas, steps: Sequence[Planned]) -> None:
    """Every id must stand in the Atlas, or be made by an action before."""
    known = {kind: set(of(atlas)) for kind, of in IDS.items()}
    known["deal mineral"] = known["mineral"] | {ALL_CRITICAL, *WIDER_THAN_CRITICAL}
    faults = []
    for place, action, values in steps:
        for field, kind, key in action.named(values):
            if key not in known[kind]:
                faults.append(f"{place}.{field}: {_unknown(key, kind, known[kind])}")
        if action.creates:
            field, kind = action.creates
            key = getattr(action, field)
            if key in known[kind]:
                faults.append(f"{place}.{field}: there is already the {kind} {key!r}")
            known[kind].add(key)
            known["party"] |= {key} if kind == "bloc" else set()
        faults += _wrong_amounts(place, action, values)
    if faults:
        raise UnusableScenario(faults)


def _wrong_amounts(place: str, action: Action, values: Values) -> list[str]:
    """What a parameter brings must be of the kind that the field takes."""
    faults = []
    for field in ("factor", "share", "tonnes"):
        given = getattr(action, field, None)
        if isinstance(given, str):
            value = values.of(given)
            if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
                faults.append(f"{place}.{field}: {given} is {value!r}; it must be a number from 0")
    for field in action.refers:
        value = values.of(getattr(action, field) or ())
        if not isinstance(value, str | tuple):
            faults.append(
                f"{place}.{field}: {getattr(action, field)} is {value!r}; it must be a list of ids"
            )
    return faults


def _unknown(key: str, kind: str, among) -> str:
    near = process.extractOne(key, [*among], score_cutoff=60)
    return f"{key!r} is no {kind} that is known" + (f"; did you mean {near[0]!r}?" if near else "")

"""Indicators before a scenario and after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.concentration import concentration
from crmmap.measures.indicators import compare, indicators
from crmmap.scenarios.outcome import Outcome
from crmmap.scenarios.scenario import Scenario, Source
from crmmap.scenarios.values import Number, Value
from crmmap.schema.vocabulary import STAGE_WORDS
from crmmap.wording import in_sentence, listing, year_in_words

NOT_A_FORECAST = "It is arithmetic on these figures: no prices, no stocks, no substitution."
MOST_GUESSES = 4
"""Of more guesses only the first are taken to both of their ends: each doubles the work."""
_KEPT: WeakKeyDictionary[Atlas, dict[tuple, pd.DataFrame]] = WeakKeyDictionary()
Settings = Sequence[tuple[Scenario, Mapping[str, Value]]]


def compare_outcomes(
    after: Outcome,
    *others: Outcome,
    minerals: tuple[str, ...],
    blocs: tuple[str, ...],
    as_of: date,
) -> pd.DataFrame:
    """Indicators before a scenario and after it, as `crmmap.measures.compare` has
    them.

    Shares of supply are parts of the supply before on both sides, so that what is lost is not told
    as a gain.

    Parameters
    ----------
    others
        Outcomes at the corners of what is likely, which make a range.
    """
    about = {"minerals": minerals, "blocs": blocs, "as_of": as_of}
    sides = (_indicators(one.atlas, one.balance, **about) for one in (after, *others))
    return compare(_indicators(after.before, None, **about), *sides)


def _indicators(atlas: Atlas, balance: pd.DataFrame | None, **about: Any) -> pd.DataFrame:
    """Kept for as long as the Atlas lives: a slider asks for the same side again and again."""
    kept = _KEPT.setdefault(atlas, {})
    key = (
        *about.values(),
        None if balance is None else tuple(balance.itertuples(index=False, name=None)),
    )
    if key not in kept:
        kept[key] = indicators(atlas, **about, balance=balance)
    return kept[key]


ADDRESSES = {"agreements": "source_url", "measures": "source_url", "standards": "url"}
"""The column with the web address of a row, of tables whose rows a scenario names."""


def base_of(atlas: Atlas, scenario: Scenario) -> str:
    """Which series a scenario starts from: stage, minerals, years and publishers, as a sentence;
    "" without a focus.
    """
    table = concentration(atlas)
    rows = table[
        table["mineral"].isin(scenario.focus.minerals) & (table["stage"] == scenario.focus.stage)
    ]
    if rows.empty:
        return ""
    what = listing((in_sentence(row.mineral, row.stage) for row in rows.itertuples()), most=6)
    years = listing(sorted({year_in_words(row.year, "") for row in rows.itertuples()}))
    named = dict(zip(atlas.sources["source_id"], atlas.sources["publisher"], strict=True))
    publishers = listing(sorted({named.get(source, source) for source in rows["publisher"]}))
    return (
        f"It starts from the {STAGE_WORDS[scenario.focus.stage]} of {what} in {years} "
        f"({publishers})."
    )


def source_page(atlas: Atlas, source: Source) -> str:
    """The web address of what an assumption rests on: its own, or the one that its row names; ""
    without any.
    """
    if source.url or not source.row:
        return source.url
    table, _, key = source.row.partition(":")
    if table not in ADDRESSES:
        return ""
    rows = getattr(atlas, table)
    row = rows.loc[rows.iloc[:, 0] == key, ADDRESSES[table]]
    return str(row.iloc[0]) if len(row) else ""


def corners(chosen: Settings) -> list[list[tuple[Scenario, dict[str, Value]]]]:
    """The settings with every combination of low and high ends of the guesses that stand as they
    began.

    What a user has set is meant as it is. Without a guess the list is empty.
    """
    guesses = [
        (place, name, parameter.likely)
        for place, (scenario, given) in enumerate(chosen)
        for name, parameter in scenario.parameters.items()
        if isinstance(parameter, Number) and parameter.likely
        if given.get(name, parameter.default) == parameter.default
    ][:MOST_GUESSES]
    found = []
    for ends in product((0, 1), repeat=len(guesses)) if guesses else ():
        settings = [(scenario, dict(given)) for scenario, given in chosen]
        for (place, name, likely), end in zip(guesses, ends, strict=True):
            settings[place][1][name] = likely[end]
        found.append(settings)
    return found

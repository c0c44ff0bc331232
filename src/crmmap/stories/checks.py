"""Whether the data bear what a story says: expressions over the tables and the measures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pandas as pd
from simpleeval import EvalWithCompoundTypes, InvalidExpression

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.lookup import names_any
from crmmap.measures.actors import actors_in_place
from crmmap.measures.concentration import concentration, shares
from crmmap.measures.dependence import import_mix
from crmmap.measures.diplomacy import diplomacy
from crmmap.measures.ecology import near_pairs
from crmmap.measures.governance import uncovered_supply
from crmmap.measures.outlook import outlook
from crmmap.scenarios import library, run
from crmmap.scenarios.settings import read_settings
from crmmap.stories.story import Story

WRONG = (
    InvalidExpression,
    SyntaxError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What can be wrong with an expression of a stranger."""
FAR_KM = 50.0
"""As far as `km` looks for an area."""


class Facts:
    """What an expression of a story can ask of an Atlas; each public method is a function of it.

    Examples
    --------
    >>> import crmmap
    >>> facts = Facts(crmmap.load())
    >>> facts.leader("Lithium", "refinery")
    'CHN'
    >>> holds("share('Lithium', 'refinery', 'CHN') > 0.6", facts)
    True
    """

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas

    def functions(self) -> dict[str, Callable[..., Any]]:
        """By the names under which expressions call them."""
        names = [name for name in vars(Facts) if not name.startswith("_") and name != "functions"]
        return {name: getattr(self, name) for name in names}

    def share(self, mineral: str, stage: str, *countries: str) -> float:
        """Of the world's supply of a mineral at a stage, from 0 to 1, by some countries."""
        rows = shares(self._atlas)
        rows = rows[(rows["mineral"] == mineral) & (rows["stage"] == stage)]
        return float(rows.loc[rows["iso3"].isin(countries), "share"].sum())

    def top(self, mineral: str, stage: str, number: int) -> float:
        """The share of the largest suppliers."""
        rows = shares(self._atlas)
        rows = rows[(rows["mineral"] == mineral) & (rows["stage"] == stage)]
        return float(rows.loc[rows["iso3"] != "OTH", "share"].nlargest(number).sum())

    def leader(self, mineral: str, stage: str) -> str:
        """The country with the largest share, by its code."""
        return str(self._series(mineral, stage)["leader"])

    def hhi(self, mineral: str, stage: str) -> float:
        """Concentration of supply, from 0 to 10,000."""
        return float(self._series(mineral, stage)["hhi"])

    def led(self, country: str, stage: str, *, strategic: bool = False, above: float = 0.0) -> int:
        """How many minerals a country leads at a stage, with more than a share of each."""
        rows = self._at(stage, strategic=strategic)
        return int(((rows["leader"] == country) & (rows["top_1"] > above)).sum())

    def known(self, stage: str, *, strategic: bool = False) -> int:
        """How many minerals have a series of a stage."""
        return len(self._at(stage, strategic=strategic))

    def ahead(self, mineral: str, stage: str, year: int, country: str) -> float:
        """The share of a country that leads in a year of the IEA's outlook; 0 if another leads."""
        rows = outlook(self._atlas)
        row = rows[(rows["mineral"] == mineral) & (rows["stage"] == stage) & (rows["year"] == year)]
        if row.empty:
            raise LookupError(f"the outlook has no {stage} of {mineral} in {year}")
        return float(row["top_1"].iloc[0]) if row["leader"].iloc[0] == country else 0.0

    def imports(self, importer: str, mineral: str, exporter: str, *, hs6: str = "") -> float:
        """The part of what an importer buys of a mineral that an exporter sells, by value."""
        rows = import_mix(self._atlas, importer=importer)
        rows = rows[(rows["mineral"] == mineral) & (rows["hs6"].str.startswith(hs6))]
        if rows.empty:
            raise LookupError(f"there are no imports of {mineral} by {importer}")
        total = rows.drop_duplicates(["stage", "hs6"])["total_kusd"].sum()
        return float(rows.loc[rows["exporter"] == exporter, "value_kusd"].sum() / total)

    def compared(self, actor: str, place: str, column: str) -> Any:
        """What an actor has in a country, see `crmmap.measures.actors_in_place`."""
        return actors_in_place(self._atlas, actors=[actor], place=[place])[column].iloc[0]

    def count(self, table: str, **cells: str) -> int:
        """Rows of a table in whose cells these words stand, alone or in a list."""
        rows = getattr(self._atlas, table)
        for column, word in cells.items():
            rows = rows[names_any(rows[column].astype(str), [word])]
        return len(rows)

    def cell(self, table: str, key: str, column: str) -> Any:
        """A cell of the row with a key."""
        rows = getattr(self._atlas, table)
        row = rows[rows[rows.columns[0]] == key]
        if row.empty:
            raise LookupError(f"{table} has no row {key}")
        return row[column].iloc[0]

    def state(self, agreement: str, day: str) -> str:
        """Of an agreement on a day: live, announced, negotiating or ended."""
        states = self._atlas.lookups.agreement_states_at(date.fromisoformat(day))
        return str(states[self._atlas.agreements["agreement_id"] == agreement].iloc[0])

    def members(self, bloc: str, day: str) -> int:
        """How many countries belong to a bloc on a day."""
        return len(self._atlas.lookups.members(bloc, date.fromisoformat(day)))

    def km(self, site: str, area: str) -> float:
        """From a site to an area whose name begins so; infinite beyond 50 km."""
        rows = near_pairs(self._atlas, within_km=FAR_KM)
        named = self._atlas.zones.set_index("zone_id")["name"].reindex(rows["zone_id"])
        near = (rows["site_id"] == site).to_numpy() & named.str.startswith(area).to_numpy()
        return float(rows.loc[near, "distance_km"].min()) if near.any() else float("inf")

    def near(self, km: float) -> int:
        """How many sites have a protected or sensitive area within some kilometres."""
        return int(near_pairs(self._atlas, within_km=km)["site_id"].nunique())

    def part_north(self, latitude: float, *countries: str) -> float:
        """Of the sites north of a latitude the part that lies in some countries, from 0 to 1."""
        rows = self._atlas.sites
        rows = rows[rows["latitude"] > latitude]
        return float(rows["iso3"].isin(countries).mean())

    def supply_after(self, scenario: str, mineral: str, stage: str, settings: str = "") -> float:
        """Supply in a scenario as a part of what it was; ``settings`` as in an address."""
        known = library(self._atlas.folder)
        chosen = known[scenario]
        texts = tuple(text for text in settings.split(";") if text)
        balance = run(self._atlas, [(chosen, read_settings(chosen, texts))], known).balance
        row = balance[(balance["mineral"] == mineral) & (balance["stage"] == stage)]
        return float(row["supply"].iloc[0]) if len(row) else 1.0

    def not_only_cooperative(self, year: int, bound: str = "share") -> float:
        """Of a year's new agreements the part that is competitive, binding or coercive; ``low`` and
        ``high`` are the ends of what is unsure.
        """
        rows = diplomacy(self._atlas).set_index("year")
        return float(rows.loc[year, f"splintering_{bound}"])

    def uncovered(self, above: float) -> int:
        """Minerals of which at least a part of the sites has no standard on record."""
        rows = uncovered_supply(self._atlas)
        return int((rows["not_covered"] >= above * rows["sites"]).sum())

    def _at(self, stage: str, *, strategic: bool) -> pd.DataFrame:
        rows = concentration(self._atlas)
        rows = rows[rows["stage"] == stage]
        if not strategic:
            return rows
        minerals = self._atlas.minerals
        return rows[rows["mineral"].isin(minerals.loc[minerals["eu_strategic_2024"], "mineral"])]

    def _series(self, mineral: str, stage: str) -> pd.Series:
        rows = concentration(self._atlas)
        rows = rows[(rows["mineral"] == mineral) & (rows["stage"] == stage)]
        if rows.empty:
            raise LookupError(f"there is no series of {stage} for {mineral}")
        return rows.iloc[0]


def holds(expression: str, facts: Facts) -> bool:
    """Whether an expression is true.

    Raises
    ------
    ValueError
        If it cannot be worked out, with the reason; expressions come from files of anyone, and can
        call the functions of `Facts` and nothing else.
    """
    try:
        return bool(EvalWithCompoundTypes(functions=facts.functions()).eval(expression))
    except WRONG as fault:
        raise ValueError(f"{expression}: {fault}") from None


def broken_claims(story: Story, atlas: Atlas) -> Iterator[str]:
    """What a story says that the data do not bear, as ``step 3: expression``."""
    facts = Facts(atlas)
    for place, step in enumerate(story.steps, 1):
        for expression in step.checks:
            try:
                borne = holds(expression, facts)
            except ValueError as fault:
                yield f"step {place}: {fault}"
                continue
            if not borne:
                yield f"step {place}: {expression} does not hold"

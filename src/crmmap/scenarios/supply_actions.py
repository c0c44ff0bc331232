"""Supply and demand: plain arithmetic on the headline series, no forecast.

Within a scenario shares are parts of the supply before, so that actions compose; at its end
`settle` makes them parts of what is left, and says how much that is.
"""

from __future__ import annotations

from typing import ClassVar, Literal, cast

import pandas as pd
from pydantic import Field, model_validator

from crmmap.atlas.atlas import Atlas
from crmmap.scenarios.base import Action, Amount, Ids, Step, ids, name_of, number
from crmmap.scenarios.changes import ASSUMED, Change, add_rows
from crmmap.scenarios.values import Values
from crmmap.schema.vocabulary import REST, STAGE_WORDS, STAGES, WORLD

Stage = Literal["mine", "refinery"]
SHARE = "share_of_world"
TONNES = {"t": 1.0, "thousand t": 1e3, "million t": 1e6}
"""Tonnes in the units of the series."""
LIKE = ("measure", "publisher", "source")
"""What a row of added supply takes over from its series."""


class ScaleSupply(Action):
    """Multiply what some countries supply of some minerals; 0 stops it."""

    do: Literal["scale_supply"]
    countries: Ids
    minerals: tuple[str, ...] = Field(min_length=1)
    stages: tuple[Stage, ...] = Field(default=STAGES, min_length=1)
    factor: Amount
    refers: ClassVar = {"countries": "country", "minerals": "mineral"}

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        factor = number(self.factor, values)
        rows = atlas.production
        where = (
            rows["headline"]
            & rows["iso3"].isin(ids(self.countries, values))
            & rows["mineral"].isin(self.minerals)
        )
        where &= rows["stage"].isin(self.stages)
        if factor == 1 or not where.any():
            return atlas, []
        scaled = rows.copy()
        for column in (SHARE, "value"):
            scaled.loc[where, column] = rows.loc[where, column] * factor
        changes = [
            _changed(atlas, row, float(row[SHARE]), float(row[SHARE]) * factor, self.why)
            for row in rows[where].to_dict("records")
        ]
        return atlas.replace(production=scaled), changes


class AddSupply(Action):
    """Add supply that was not there: recycling, mine waste, a new source.

    Either as a ``share`` of the world's supply, or as ``tonnes`` of a material of which
    ``content`` is the mineral. It stands under a country, or under the unplaced rest (``OTH``),
    which counts to no country's share.
    """

    do: Literal["add_supply"]
    country: str = REST
    minerals: tuple[str, ...] = Field(min_length=1)
    stages: tuple[Stage, ...] = Field(min_length=1)
    share: Amount | None = None
    tonnes: Amount | None = None
    content: float = Field(default=1.0, gt=0, le=1)
    refers: ClassVar = {"country": "country", "minerals": "mineral"}

    @model_validator(mode="after")
    def _says_how_much(self) -> AddSupply:
        if (self.share is None) == (self.tonnes is None):
            raise ValueError("give either share or tonnes")
        return self

    def part_of_world(
        self, production: pd.DataFrame, values: Values
    ) -> dict[tuple[str, str], float]:
        """What is added to each mineral and stage, as a part of the world's supply in
        ``production``.
        """
        rows = production[
            production["headline"]
            & production["mineral"].isin(self.minerals)
            & production["stage"].isin(self.stages)
        ]
        pairs = list(dict.fromkeys(zip(rows["mineral"], rows["stage"], strict=True)))
        if self.share is not None:
            return dict.fromkeys(pairs, number(self.share, values))
        tonnes = number(self.tonnes or 0.0, values) * self.content
        world = rows[rows["iso3"] == WORLD].set_index(["mineral", "stage"])
        return {
            pair: tonnes / (world.loc[pair, "value"] * TONNES[world.loc[pair, "unit"]])
            for pair in pairs
            if pair in world.index and world.loc[pair, "unit"] in TONNES
        }

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`."""
        shares = self.part_of_world(atlas.production, values)
        rows, new, changes = atlas.production.copy(), [], []
        series = rows[
            rows["headline"] & rows["mineral"].isin(self.minerals) & rows["stage"].isin(self.stages)
        ]
        for pair, part in series.groupby(["mineral", "stage"], sort=True):
            share = shares.get(cast("tuple[str, str]", pair), 0.0)
            if share == 0:
                continue
            there = part.index[part["iso3"] == self.country]
            row = part.iloc[0][
                ["series_id", "mineral", "stage", "year", "unit", "headline", *LIKE]
            ].to_dict()
            row |= {
                "iso3": self.country,
                "country": name_of(atlas, self.country),
                "basis": ASSUMED,
                SHARE: share,
            }
            before = float(rows.loc[there, SHARE].iloc[0]) if len(there) else 0.0
            if len(there):
                rows.loc[there, SHARE] = before + share
            else:
                new.append(row)
            changes.append(_changed(atlas, row, before, before + share, self.why))
        return (atlas.replace(production=add_rows(rows, new)), changes) if changes else (atlas, [])


class ScaleDemand(Action):
    """Multiply the world's demand for some minerals; supply stays what it is."""

    do: Literal["scale_demand"]
    minerals: tuple[str, ...] = Field(min_length=1)
    factor: Amount
    refers: ClassVar = {"minerals": "mineral"}

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """See `Action`; demand is kept by `demand` beside the Atlas, which has no table of it."""
        factor = number(self.factor, values)
        if factor == 1:
            return atlas, []
        return atlas, [
            Change(
                "demand",
                mineral,
                mineral,
                "part of the original demand",
                "100%",
                f"{factor:.0%}",
                self.why,
            )
            for mineral in self.minerals
        ]


def _changed(atlas: Atlas, row: dict, before: float, after: float, why: str) -> Change:
    who = f"{name_of(atlas, row['iso3'])}: {row['mineral']}, {STAGE_WORDS[row['stage']]}"
    key = f"{row['series_id']}:{row['iso3']}"
    return Change(
        "production",
        key,
        who,
        "part of the original supply",
        _percent(before),
        _percent(after),
        why,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.3g}%"


def settle(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Shares as parts of what is left, and how much is left.

    Published parts do not sum to 1 exactly; their sum stays what it was, so that a factor of 1
    changes nothing.

    Parameters
    ----------
    before, after
        Production of the Atlas, before and after the actions.

    Returns
    -------
    production : DataFrame
    supply : Series
        Part of the supply before that is left, by mineral and stage.
    """
    left = _sums(after) / _sums(before)
    settled = after
    moved = left.index[left.sub(1).abs() > 1e-12]
    if len(moved):
        settled = after.copy()
        for mineral, stage in moved:
            where = after["headline"] & (after["mineral"] == mineral) & (after["stage"] == stage)
            parts, world = where & (after["iso3"] != WORLD), where & (after["iso3"] == WORLD)
            part = left.loc[(mineral, stage)]
            if part > 0:
                settled.loc[parts, SHARE] = after.loc[parts, SHARE] / part
            settled.loc[world, "value"] = after.loc[world, "value"] * part
    return settled, left


def _sums(rows: pd.DataFrame) -> pd.Series:
    rows = rows[rows["headline"] & (rows["iso3"] != WORLD)]
    return rows.groupby(["mineral", "stage"])[SHARE].sum()

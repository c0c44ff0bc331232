"""The base class of all actions of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, ClassVar, cast

import numpy as np
from pydantic import Field

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.lookups import Lookups
from crmmap.scenarios.changes import Change
from crmmap.scenarios.values import Condition, Reference, Values
from crmmap.schema.vocabulary import HIGH_SEAS, REST
from crmmap.toml_models import Strict

Amount = Annotated[float, Field(ge=0, le=1000)] | Reference
"""A number from 0, or a parameter that holds one."""
Ids = tuple[str, ...] | Reference
"""Ids or codes, or a parameter that holds them."""
Slug = r"^[A-Za-z0-9][A-Za-z0-9-]*$"
"""What the id of a new row may be."""
Step = tuple[Atlas, list[Change]]

IDS: Mapping[str, Callable[[Atlas], Iterable[str]]] = {
    "country": lambda atlas: {*atlas.lookups.region_of, HIGH_SEAS, REST},
    "party": lambda atlas: {*atlas.lookups.region_of, *atlas.blocs["bloc_id"]},
    "mineral": lambda atlas: atlas.minerals["mineral"],
    "agreement": lambda atlas: atlas.agreements["agreement_id"],
    "bloc": lambda atlas: atlas.blocs["bloc_id"],
    "measure": lambda atlas: atlas.measures["measure_id"],
    "site": lambda atlas: atlas.sites["site_id"],
    "standard": lambda atlas: atlas.standards["standard_id"],
}
"""What an action may name, by kind."""


class Action(Strict):
    """One change of an Atlas.

    Attributes
    ----------
    why
        The reason, for the reader of the list of changes.
    when
        A switch without which the action does nothing.
    refers
        Fields that hold ids, and of which kind.
    creates
        The field that holds the id of a new row, and its kind.
    """

    why: str = Field(min_length=1)
    when: Condition | None = None
    refers: ClassVar[Mapping[str, str]] = {}
    creates: ClassVar[tuple[str, str] | None] = None

    def apply(self, atlas: Atlas, values: Values) -> Step:
        """The changed Atlas, and what was changed; the Atlas that is given stays as it is."""
        raise NotImplementedError

    def named(self, values: Values) -> Iterable[tuple[str, str, str]]:
        """Every id that is named: the field, its kind, the id."""
        for field, kind in self.refers.items():
            given = values.of(getattr(self, field) or ())
            for key in (given,) if isinstance(given, str) else cast("tuple[str, ...]", given):
                yield field, kind, key


def take_lookups(before: Atlas, after: Atlas) -> None:
    """What takes long to work out is taken from the Atlas before, where a change has not touched
    it.
    """
    if after is before or len(after.sites) != len(before.sites):
        return
    every = (np.ones(len(after.sites), dtype=bool), np.ones(len(after.zones), dtype=bool))
    lookups = Lookups(after, within=(before.lookups, *every))
    lookups.take_over(before.lookups)
    owners = ["site_id", "owner", "iso3"]
    if after.standard_adherence is not before.standard_adherence or not after.sites[owners].equals(
        before.sites[owners]
    ):
        lookups.reach_at = Lookups(after).reach_at
    after.__dict__["lookups"] = lookups


def number(amount: float | str, values: Values) -> float:
    """An amount as a number."""
    return cast("float", values.of(amount))


def ids(given: Ids, values: Values) -> tuple[str, ...]:
    """Ids as a tuple."""
    return cast("tuple[str, ...]", values.of(given))


def name_of(atlas: Atlas, key: str) -> str:
    """Name of a country or bloc; the unplaced rest is other countries."""
    return "other countries" if key == REST else atlas.lookups.name_of.get(key, key)

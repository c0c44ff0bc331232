"""What an exhibit is made of, and what is known of each before it is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Literal

import pandas as pd

from crmmap.address.page_options import BEGINS, NONE
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import NOT_LIVE, Filters
from crmmap.atlas.licences import give
from crmmap.describe.profiles import Place, name_of, of_place
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.scenarios import Outcome
from crmmap.wording import the

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
    made: dict[str, Exhibit] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Exhibits that were made of it, by name."""

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
        return Place(kind if key else "area", key)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The place of a profile, and the one beside it if there is one."""
        beside = self.one("beside")
        if beside in (NONE, self.one("place")):
            return (self.of_place,)
        kind, _, key = beside.partition(":")
        return self.of_place, Place(kind if key else "area", key)

    @cached_property
    def part(self) -> Atlas:
        """What belongs to the place, whatever the filter of places says, with what has ended and
        what is to come.
        """
        shown = self.whole.filter(self.filters.but(also=NOT_LIVE, countries=(), regions=()))
        return of_place(shown, self.of_place, as_of=self.filters.as_of)

    @property
    def place_name(self) -> str:
        """Its name within a sentence."""
        return the(name_of(self.whole, self.of_place))

    @property
    def states(self) -> pd.Series:
        """Of each agreement on the day."""
        return self.whole.lookups.agreement_states_at(self.filters.as_of)

    @cached_property
    def mineral(self) -> str:
        """The mineral whose page is open; with the index open, what a page begins with."""
        chosen = self.one("detail")
        return BEGINS["detail"](self.filters)[0] if chosen == NONE else chosen

    @cached_property
    def of_mineral(self) -> Atlas:
        """What is on the mineral of a page, whatever the filter of minerals says, with what has
        ended and what is to come.
        """
        return self.whole.filter(self.filters.but(minerals=(self.mineral,), also=NOT_LIVE))

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

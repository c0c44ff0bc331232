"""What the program knows of a filter; the filters themselves are in `crmmap.atlas.filter_specs`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from crmmap.atlas import filter_names as names
from crmmap.atlas.counts import Count
from crmmap.atlas.filters import Filters
from crmmap.atlas.lookups import Lookups
from crmmap.atlas.masks import Mask

BAR, OF_SITES, OF_AGREEMENTS, OF_AREAS = "bar", "Sites", "Agreements", "Protected areas"
"""Where a control stands: in the bar, or on a tab of “More filters”."""


@dataclass(frozen=True, kw_only=True)
class FilterSpec:
    """All that the program knows of one filter.

    Attributes
    ----------
    name, word
        The field of `Filters`; the word of an address and, with hyphens, of the command line.
    label, tip, help
        How the control is called, what it explains, and what the command line says of it.
    group
        `BAR` or a tab of “More filters”.
    options
        What the filter may hold.
    option_name
        How an option reads.
    value
        From an option to what the field holds.
    masks
        For each table that the filter restricts: the rows that it leaves.
    shapes
        The filter whose masks it changes, if it has none of its own.
    kind
        Filters of one kind add up: a row fits that fits any of them. By default the name.
    counted, count
        The table whose rows are counted for each option, and how; without ``count`` each option
        is tried in turn.
    single, ticked
        Whether it holds one value; whether its options are boxes to tick.
    phrase
        What a sentence on the selection says of it.
    former_word
        An older word of the address, which is still read.
    """

    name: str
    word: str
    label: str
    tip: str | None = None
    help: str
    group: str
    options: tuple[str, ...] | Callable[[Lookups], tuple[str, ...]]
    option_name: Callable[[Lookups, str], str] = names.capitalised
    value: Callable[[str], str | float] = str
    masks: Mapping[str, Mask] = field(default_factory=dict)
    shapes: str = ""
    kind: str = ""
    counted: str = "sites"
    count: Count | None = None
    single: bool = False
    ticked: bool = False
    phrase: Callable[[Lookups, Filters], str] | None = None
    former_word: str = ""

    def allowed(self, lookups: Lookups) -> tuple[str, ...]:
        """What the filter may hold, given these tables."""
        return self.options if isinstance(self.options, tuple) else self.options(lookups)

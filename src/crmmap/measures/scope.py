"""The scope of each measure, and which filters may change it. Pages, command line and slides
share it.
"""

from __future__ import annotations

from crmmap.atlas.filters import NOT_LIVE, Filters

WORLD_HEEDS = ("as_of", "minerals")
"""What may change a statement about the world: no filter on sites, status, place, bloc or
standard."""
WORLD = (
    "mining_refining_gap",
    "benchmarks",
    "concentration",
    "demand",
    "dependence",
    "exposure",
    "import_barriers",
    "import_mix",
    "outlook",
    "shares",
    "supply_under_agreement",
    "trust",
)
"""Measures that are statements about the world."""
HISTORY = ("diplomacy",)
"""Measures that tell of the past and so need what has ended."""


def heeded(measure: str, filters: Filters) -> Filters:
    """The filters that a measure heeds.

    Examples
    --------
    >>> chosen = Filters(minerals=("Cobalt",), countries=("IDN",))
    >>> heeded("concentration", chosen).changed(since=Filters())
    ['minerals']
    >>> heeded("governance", chosen) == chosen
    True
    """
    if measure in WORLD:
        return Filters(**{name: getattr(filters, name) for name in WORLD_HEEDS})
    return filters.but(also=NOT_LIVE) if measure in HISTORY else filters

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
READS: dict[str, tuple[str, ...]] = {
    "actors_in_place": ("agreements", "trade_flows"),
    "alternatives": ("production", "sites"),
    "benchmarks": ("criticality",),
    "concentration": ("production",),
    "contested_countries": ("agreements",),
    "coverage": ("agreements", "measures", "production", "sites", "zones"),
    "coverage_by_region": ("sites",),
    "coverage_by_source": ("sites", "zones"),
    "demand": ("outlook_demand",),
    "dependence": ("import_reliance", "measures", "trade_flows"),
    "diplomacy": ("agreements",),
    "ecological_exposure": ("sites", "zones"),
    "evidence_days": ("production", "sites"),
    "exposure": ("measures", "production"),
    "governance": ("production", "sites", "standard_adherence", "standards"),
    "happened": ("agreements", "measures", "timeline"),
    "history": ("production",),
    "import_barriers": ("measures",),
    "import_mix": ("import_reliance", "trade_flows"),
    "indicators": (
        "agreements",
        "measures",
        "production",
        "sites",
        "standard_adherence",
        "standards",
        "zones",
    ),
    "leading_price": ("mineral_attributes",),
    "links": ("agreements",),
    "mineral_index": ("agreements", "measures", "mineral_attributes", "production", "sites"),
    "mining_refining_gap": ("production",),
    "most_exposed": ("sites", "zones"),
    "near_pairs": ("sites", "zones"),
    "outlook": ("outlook_supply",),
    "prices": ("mineral_attributes",),
    "production_value": ("mineral_attributes", "production"),
    "reliance": ("import_reliance",),
    "shares": ("production",),
    "sites_by_category": ("sites", "zones"),
    "supply_and_demand": ("outlook_demand", "outlook_supply"),
    "supply_risk": ("criticality", "governance_wgi", "production"),
    "supply_under_agreement": ("agreements", "production"),
    "trust": ("production",),
    "uncovered_supply": ("sites", "standard_adherence", "standards"),
}
"""The tables whose rows a measure tells of, for its sources; lists of countries, blocs and minerals
are left out."""
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

"""What the map shows beside the filters: theme, stage, layers, shading and basemap."""

from __future__ import annotations

from dataclasses import dataclass

LAYERS = ("sites", "zones", "links", "plurilateral")
"""Switches of the theme of all sites; ``plurilateral`` shows agreements of three and more as
spokes from their lead."""
BEFORE_THEMES = ("sites", "zones", "links")
"""Layers that an address without a theme means: it was written before there were themes."""
THEME_NAMES = {
    "supply": "Supply",
    "agreements": "Agreements",
    "standards": "Standards",
    "nature": "Nature",
    "sites": "All sites",
}
STAGES = {"mine": "Mined", "refinery": "Refined"}
HOME = (28.0, 12.0, 1.5)
"""Latitude, longitude and zoom of the first view. The map then shows the whole world, as large
as its frame allows."""
OFFLINE = "countries"
BASEMAPS = (OFFLINE, "streets", "light", "dark", "satellite")
"""The countries of the app itself, then those of other hosts."""
SHADING_NAMES = {
    "mining": "Share of mining",
    "refining": "Share of refining",
    "agreements": "Live agreements",
    "adherence": "Adherence to standard",
}


@dataclass(frozen=True)
class Display:
    """What of the map is switched on, beside the filters.

    Attributes
    ----------
    theme
        The question that the map answers, one of `crmmap.measures.by_place.THEMES`.
    stage
        Of supply, ``mine`` or ``refinery``.
    layers, shading
        Of the theme of all sites: some of `LAYERS`, and by what countries are shaded.
    basemap
        One of `BASEMAPS`.
    """

    theme: str = "supply"
    stage: str = "refinery"
    layers: tuple[str, ...] = ("sites",)
    shading: str | None = None
    basemap: str = OFFLINE

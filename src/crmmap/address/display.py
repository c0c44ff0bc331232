"""What of the map is switched on, beside the filters."""

from __future__ import annotations

from dataclasses import dataclass

LAYERS = ("sites", "zones", "links", "plurilateral")
"""Switches of the map; ``plurilateral`` shows agreements of three and more as spokes from their lead."""
HOME = (28.0, 12.0, 1.5)
"""Latitude, longitude and zoom of the first view."""
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
    """What of the map is switched on, beside the filters."""

    layers: tuple[str, ...] = ("sites", "zones", "links")
    shading: str | None = None
    basemap: str = OFFLINE

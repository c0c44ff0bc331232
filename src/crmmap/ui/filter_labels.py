"""Names of filters and options as users read them."""

from __future__ import annotations

from collections.abc import Sequence

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import COKING_COAL, ECOREGIONS, OCCURRENCES, POOR_CIRCLES, Filters
from crmmap.wording import KIND_NAMES

MORE = (
    "kinds",
    "statuses",
    "confidence",
    "relation",
    "modes",
    "legal_force",
    "also",
    "standards_match",
    "zone_categories",
    "sensitivities",
    "near_km",
    "near_zones",
    "exclude",
)
"""Filters that stand under “More filters”."""
FILTER_NAMES = {
    "minerals": "Mineral",
    "kinds": "Kind of site",
    "statuses": "Status",
    "confidence": "Location quality",
    "blocs": "Partner bloc",
    "relation": "Show",
    "modes": "Character of the agreement",
    "legal_force": "Legal force",
    "also": "Include agreements that are",
    "standards": "Governance standard",
    "standards_match": "Sites covered by",
    "places": "Place",
    "zone_categories": "Kind of area",
    "sensitivities": "Sensitivity",
    "near_km": "Only sites near such an area",
    "near_zones": "Near these areas",
    "as_of": "Date",
    "exclude": "Included",
    OCCURRENCES: "Mineral occurrences",
    COKING_COAL: "Coking-coal mines",
    ECOREGIONS: "Ecoregions",
    POOR_CIRCLES: "Areas with a rough location",
}
_OPTIONS = {
    "relation": {"both": "Both", "members": "Members", "partners": "Agreement partners"},
    "standards_match": {"any": "Any chosen standard", "all": "All of them"},
    "legal_force": {
        "binding": "Legally binding",
        "mixed": "Partly binding",
        "non-binding": "Not binding",
    },
}


def option(atlas: Atlas, name: str, value: str) -> str:
    """An option of a filter as users read it."""
    if name in _OPTIONS:
        return _OPTIONS[name][value]
    if name == "kinds":
        return KIND_NAMES[value]
    if name in ("countries", "blocs"):
        return atlas.lookups.name_of.get(value, value)
    if name == "standards":
        return _standards(atlas).get(value, value)
    if name == "minerals":
        symbol = _symbols(atlas).get(value, "")
        return f"{value} ({symbol})" if symbol else value
    if name == "near_zones":
        rows = atlas.zones.loc[atlas.zones["zone_id"] == value, "name"]
        return rows.iloc[0] if len(rows) else value
    return value[:1].upper() + value[1:]


def _standards(atlas: Atlas) -> dict[str, str]:
    return {
        row["standard_id"]: row["name"].partition(" (")[0]
        for row in atlas.standards.to_dict("records")
    }


def _symbols(atlas: Atlas) -> dict[str, str]:
    return dict(zip(atlas.minerals["mineral"], atlas.minerals["symbol"], strict=True))


def set_in(filters: Filters, names: Sequence[str]) -> int:
    """How many of these filters are set."""
    return sum(name in names for name in filters.changed(Filters.default()))

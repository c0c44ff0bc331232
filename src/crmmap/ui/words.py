"""Names of filters and options as users read them."""

from __future__ import annotations

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import COKING_COAL, ECOREGIONS, OCCURRENCES, POOR_CIRCLES, Filters
from crmmap.dates import in_words
from crmmap.wording import KIND_NAMES

GROUPS: dict[str, tuple[str, ...]] = {
    "What": ("minerals", "kinds", "statuses", "confidence"),
    "Who": ("blocs", "relation", "modes", "legal_force", "also"),
    "Rules": ("standards", "standards_match"),
    "Where": ("regions", "countries"),
    "Nature": ("zone_categories", "sensitivities", "near_km", "near_zones"),
    "When": ("as_of",),
}
FILTER_NAMES = {
    "minerals": "Mineral",
    "kinds": "Kind of site",
    "statuses": "Status of site",
    "confidence": "Confidence of position",
    "blocs": "Partner bloc",
    "relation": "Relation",
    "modes": "Diplomacy mode",
    "legal_force": "Legal force",
    "also": "Agreements not live",
    "standards": "Governance standard",
    "standards_match": "Match",
    "regions": "UN region",
    "countries": "Country",
    "zone_categories": "Zone category",
    "sensitivities": "Sensitivity",
    "near_km": "Near a zone",
    "near_zones": "Near these zones",
    "as_of": "As of",
    "leave_out": "Left out",
    OCCURRENCES: "Documented occurrences",
    COKING_COAL: "Coking coal alone",
    ECOREGIONS: "Ecoregions",
    POOR_CIRCLES: "Poor circles",
}
_OPTIONS = {
    "relation": {"both": "Both", "members": "Members", "partners": "Partners"},
    "standards_match": {"any": "Any of them", "all": "All of them"},
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
        return value
    if name == "minerals":
        symbol = _symbols(atlas).get(value, "")
        return f"{value} ({symbol})" if symbol else value
    if name == "near_zones":
        rows = atlas.zones.loc[atlas.zones["zone_id"] == value, "name"]
        return rows.iloc[0] if len(rows) else value
    return value[:1].upper() + value[1:]


def _symbols(atlas: Atlas) -> dict[str, str]:
    return dict(zip(atlas.minerals["mineral"], atlas.minerals["symbol"], strict=True))


def chips(atlas: Atlas, filters: Filters) -> list[tuple[str, str | None, str]]:
    """What is set, as ``(filter, value or None, words)``; a chip removes its value."""
    plain, result = Filters.default(), []
    for name in filters.changed(plain):
        value = getattr(filters, name)
        if name == "as_of":
            result.append((name, None, f"As of {in_words(value)}"))
        elif name == "near_km":
            result.append((name, None, f"Within {value:g} km of a zone"))
        elif name == "leave_out":
            result += [
                (name, part, f"With {FILTER_NAMES[part].lower()}") for part in plain.leave_out if part not in value
            ]
        elif isinstance(value, tuple):
            result += [(name, part, option(atlas, name, part)) for part in value]
        else:
            result.append((name, None, f"{FILTER_NAMES[name]}: {option(atlas, name, value).lower()}"))
    return result


def set_in(filters: Filters, group: str) -> int:
    """How many filters of a sidebar group are set."""
    changed = filters.changed(Filters.default())
    shown = {"What": ("minerals",), "Nature": ("zone_categories",)}
    left_out = "leave_out" in changed and group in shown
    if left_out:
        here = (OCCURRENCES, COKING_COAL) if group == "What" else (ECOREGIONS, POOR_CIRCLES)
        left_out = any((part in filters.leave_out) != (part in Filters.default().leave_out) for part in here)
    return sum(name in GROUPS[group] for name in changed) + left_out

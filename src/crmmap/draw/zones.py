"""Protected and sensitive areas on the map: mapped boundaries, and approximate extents as dashed
circles.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from crmmap.atlas.atlas import Atlas
from crmmap.draw.canvas import Columns
from crmmap.draw.canvas.shapes import equal_area_circle, polygon_columns
from crmmap.draw.palette import GROUP_OF_CATEGORY, ZONE_GROUPS, Theme
from crmmap.schema.vocabulary import SENSITIVITIES

GROUPS = tuple(ZONE_GROUPS)
ECOREGION = 2 * len(GROUPS) * len(SENSITIVITIES)
FILL = {"very high": "66", "high": "40", "moderate": "26"}  # alpha in hexadecimal: 40, 25 and 15%
OUTLINED, CIRCLED = 5, 3
"""Zooms from which outlines and circles show; the fill of an outline always does."""
SMALLEST_CIRCLE_KM = 1.0  # of a zone whose area is not reported


def zone_columns(atlas: Atlas) -> Columns:
    """Columns of a `PolygonLayer`: one outline or circle a zone, the largest first."""
    zones = atlas.zones
    shapes = zones.geometry.to_numpy().copy()
    circles = (zones["geometry_kind"] == "point").to_numpy()
    radius = zones["eq_radius_km"].fillna(SMALLEST_CIRCLE_KM).to_numpy()
    for row in np.flatnonzero(circles):
        shapes[row] = equal_area_circle(shapes[row].x, shapes[row].y, radius[row])
    rows = zones.to_dict("records")
    return {
        "id": zones["zone_id"].tolist(),
        "tip": [_tip(row) for row in rows],
        **polygon_columns(shapes),
        "cls": np.array([_class(row) for row in rows], dtype=np.uint8),
    }


def _class(zone: dict[str, Any]) -> int:
    if zone["category"] == "ecoregion":
        return ECOREGION
    group = GROUPS.index(GROUP_OF_CATEGORY.get(zone["category"], "land"))
    circle = zone["geometry_kind"] == "point"
    return (group * len(SENSITIVITIES) + SENSITIVITIES.index(zone["sensitivity"])) * 2 + circle


def _tip(zone: dict[str, Any]) -> str:
    area = f" · {zone['area_km2']:,.0f} km²" if zone["area_km2"] == zone["area_km2"] else ""
    lines = [
        zone["name"],
        f"{zone['category'][:1].upper()}{zone['category'][1:]} · {zone['sensitivity']} "
        f"sensitivity{area}",
    ]
    if zone["geometry_kind"] == "point":
        trust = f", {zone['circle_reliability']} guide" if zone["circle_reliability"] else ""
        lines.append(f"Circle of equal area, not the outline{trust}")
    return "\n".join(" ".join(line.split()) for line in lines)


def zone_styles(theme: Theme) -> list[dict[str, Any]]:
    """Styles of a `PolygonLayer` in the order of the classes."""
    styles: list[dict[str, Any]] = []
    for group in GROUPS:
        colour = ZONE_GROUPS[group][theme.side]
        for sensitivity in SENSITIVITIES:
            if group == "polar":  # context: one thin line about it
                styles.append({"fill": None, "line": colour + "99", "width": 1.0})
            else:
                width = 1.4 if sensitivity == "very high" else 0.9
                styles.append(
                    {
                        "fill": colour + FILL[sensitivity],
                        "line": colour,
                        "width": width,
                        "lineFrom": OUTLINED,
                    }
                )
            styles.append(
                {"fill": None, "line": colour, "width": 1.3, "dash": [4, 3], "lineFrom": CIRCLED}
            )
    styles.append({"fill": ZONE_GROUPS["land"][theme.side] + "1A", "line": None, "width": 0})
    return styles

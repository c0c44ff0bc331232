"""The rows of a file of one's own before they are added: where they lie, and what becomes of
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from crmmap.draw.canvas import CanvasLayer, PointLayer, inline
from crmmap.draw.countries import plain_countries
from crmmap.draw.palette import THEMES, TRADE, Theme

MOST = 5_000
"""Rows that are drawn at most; the page says so where there are more."""
FATES = ("New on the map", "Goes into a row that the map has")


@dataclass(frozen=True, eq=False)
class OwnRows:
    """Rows that have a position.

    Attributes
    ----------
    names
        Of the rows.
    points
        Longitude and latitude of each, two columns.
    merged
        Whether a row goes into one that the map has.
    """

    names: list[str]
    points: np.ndarray
    merged: np.ndarray

    @property
    def box(self) -> tuple[float, float, float, float] | None:
        """West, south, east and north of all; None if there are none."""
        if not len(self.points):
            return None
        (west, south), (east, north) = self.points.min(axis=0), self.points.max(axis=0)
        return float(west), float(south), float(east), float(north)


def own_row_layers(rows: OwnRows, *, theme_name: str, countries_url: str) -> list[CanvasLayer]:
    """The countries, and a sign for each of the first rows."""
    theme = THEMES[theme_name]
    layers: list[CanvasLayer] = [plain_countries(countries_url, theme)]
    if not rows.names:
        return layers
    at, merged = rows.points[:MOST].astype("<f4"), rows.merged[:MOST].astype(np.uint8)
    names = [name or "no name" for name in rows.names[:MOST]]
    columns = {
        "id": [str(place) for place in range(len(names))],
        "tip": names,
        "lon": at[:, 0].copy(),
        "lat": at[:, 1].copy(),
        "cls": merged,
    }
    points = PointLayer(
        name="none",  # a click on them selects nothing
        url=inline(columns),
        z=2,
        on=None,
        styles=own_row_styles(theme),
        notes=[FATES[one] for one in merged],
        accent=theme.accent,
        halo=theme.hairline,
    )
    return [*layers, points]


def own_row_styles(theme: Theme) -> list[dict[str, Any]]:
    """Styles in the order of `FATES`."""
    sign = {"line": theme.hairline, "halo": False, "r": 5, "z": 1}
    return [
        {**sign, "shape": "circle", "fill": theme.accent, "hollow": False, "z": 2},
        {**sign, "shape": "square", "fill": TRADE[theme.side], "hollow": True},
    ]

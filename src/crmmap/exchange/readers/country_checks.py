"""Positions compared with the countries that their rows name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from crmmap.exchange.readers.country_names import TERRITORIES, Countries
from crmmap.exchange.readers.import_report import ImportReport

if TYPE_CHECKING:
    from crmmap.atlas.atlas import Atlas

EARTH_KM = 6371.0
COAST_DEGREES = 0.3
"""How far outside of its country's simplified outline a site may lie, unsaid."""
FAR_KM = 100.0
"""From which distance a position contradicts the country that a row names."""


def check_countries(
    lat: np.ndarray,
    lon: np.ndarray,
    iso3: np.ndarray,
    atlas: Atlas,
    countries: Countries,
    report: ImportReport,
    *,
    most_km: float,
) -> None:
    """A position far outside the country that its row names is refused, for one of the two is
    wrong; one a little outside is told.
    """
    land = atlas.countries[atlas.countries["iso_a3"] != ""]
    shapes = dict(zip(land["iso_a3"], land.geometry, strict=True))
    for code, more in TERRITORIES.items():
        own = [shapes[one] for one in (code, *more) if one in shapes]
        shapes |= {code: shapely.union_all(own)} if own else {}
    for code in sorted({code for code in iso3[report.open] if code in shapes}):
        places = np.flatnonzero((iso3 == code) & report.open)
        shape = shapes[code]
        points = shapely.points(lon[places], lat[places])
        shapely.prepare(shape)
        outside = places[~shapely.dwithin(shape, points, COAST_DEGREES)]
        if not outside.size:
            continue
        away = _kilometres(shape, lat[outside], lon[outside])
        far = dict(zip(outside.tolist(), away.tolist(), strict=True))
        name = countries.name_of[code]
        mask = np.zeros(len(lat), dtype=bool)
        mask[[place for place, km in far.items() if km > most_km]] = True
        report.refuse(
            mask,
            f"it names {name}, but its position lies more than {FAR_KM:.0f} km away from there; "
            "correct the country, the signs or the order of the coordinates",
        )
        report.distance_km[mask] = away[np.isin(outside, np.flatnonzero(mask))]
        mask = np.zeros(len(lat), dtype=bool)
        mask[[place for place, km in far.items() if km <= most_km]] = True
        report.change(
            mask, lambda i, far=far, name=name: f"the position lies {far[i]:,.0f} km outside {name}"
        )


def _kilometres(shape: Any, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Distance to the nearest point of a shape, along the sphere; across the date line too."""
    best = np.full(len(lat), np.inf)
    for turn in (-360, 0, 360):
        points = shapely.points(lon + turn, lat)
        near = shapely.get_coordinates(shapely.shortest_line(points, shape)).reshape(-1, 2, 2)[:, 1]
        a, b = np.radians(lat), np.radians(near[:, 1])
        c = np.radians(lon + turn - near[:, 0])
        cosine = np.sin(a) * np.sin(b) + np.cos(a) * np.cos(b) * np.cos(c)
        best = np.minimum(best, EARTH_KM * np.arccos(np.clip(cosine, -1, 1)))
    return best

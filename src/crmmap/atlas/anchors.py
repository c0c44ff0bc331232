"""The positions at which countries and blocs are drawn on a map."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

from crmmap.atlas.frames import Frames

SEATS = {"EU": (4.35, 50.85)}
"""Brussels. Other blocs stand at the middle of their members."""


def party_places(atlas: Frames) -> dict[str, tuple[float, float]]:
    """Longitude and latitude of each country and bloc that can be a party."""
    named = atlas.countries[atlas.countries["iso_a3"] != ""]
    places = {iso3: (x, y) for iso3, (x, y) in zip(named["iso_a3"], anchors(named), strict=True)}
    for bloc, rows in atlas.bloc_members[atlas.bloc_members["counts"]].groupby("bloc_id"):
        spots = np.radians([places[iso3] for iso3 in rows["iso3"] if iso3 in places])
        if len(spots):
            x, y, z = np.mean(
                [(np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)) for a, b in spots],
                axis=0,
            )
            places[str(bloc)] = (
                float(np.degrees(np.arctan2(y, x))),
                float(np.degrees(np.arctan2(z, np.hypot(x, y)))),
            )
    return places | SEATS


def anchors(countries: gpd.GeoDataFrame) -> np.ndarray:
    """A point within the largest part of each country, for its label and its links: shape
    (countries, 2).
    """
    parts, of = shapely.get_parts(countries.geometry.to_numpy(), return_index=True)
    size = shapely.area(parts)
    largest = [np.flatnonzero(of == i)[np.argmax(size[of == i])] for i in range(len(countries))]
    biggest = parts[largest]
    centre = shapely.centroid(biggest)
    inside = np.where(shapely.contains(biggest, centre), centre, shapely.point_on_surface(biggest))
    return shapely.get_coordinates(inside)

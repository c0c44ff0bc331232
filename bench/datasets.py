"""What all peers draw: the shipped layers, or synthetic sites spread like the shipped ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import crmmap
from crmmap.draw.canvas.shapes import equal_area_circle
from crmmap.draw.palette import KIND_SIGNS
from crmmap.geodesy import great_circle
from crmmap.measures.partners import links_of
from crmmap.schema.vocabulary import KINDS, leading_kind

SIZES = (10_000, 100_000, 300_000, 1_000_000)
SPREAD_DEGREES = 1.5  # by which a synthetic site lies off the shipped one it was drawn from
MINERAL = "Nickel"


@dataclass(frozen=True)
class Dataset:
    """Points, and for the shipped data what lies around them.

    Attributes
    ----------
    points
        ``lon``, ``lat``, ``name``, ``kind`` (index into `KINDS`), ``colour``, ``chosen`` (whether
        the filter keeps it).
    zones, lines, land
        Empty for synthetic data; ``lines`` has ``chosen`` too.
    """

    points: pd.DataFrame
    zones: gpd.GeoDataFrame
    lines: gpd.GeoDataFrame
    land: gpd.GeoDataFrame

    def filtered(self, *, on: bool) -> Dataset:
        """With the filter on or off."""
        if not on:
            return self
        lines = self.lines[self.lines["chosen"]]
        return Dataset(self.points[self.points["chosen"]], self.zones, lines, self.land)


@cache
def shipped() -> Dataset:
    """The map as it opens; the filter is one mineral."""
    whole = crmmap.load()
    plain = crmmap.Filters.default()
    shown, some = whole.filter(plain), whole.filter(plain.but(minerals=(MINERAL,)))
    zones = shown.zones
    circles = (zones["geometry_kind"] == "point").to_numpy()
    shapes = zones.geometry.to_numpy().copy()
    for row in np.flatnonzero(circles):
        shapes[row] = equal_area_circle(
            shapes[row].x, shapes[row].y, max(zones["eq_radius_km"].iloc[row], 1.0)
        )
    return Dataset(
        points=_points(shown.sites, shown.sites["site_id"].isin(some.sites["site_id"]).to_numpy()),
        zones=gpd.GeoDataFrame(
            {"name": zones["name"].to_numpy()}, geometry=shapes, crs="EPSG:4326"
        ),
        lines=_lines(whole, shown, set(some.agreements["agreement_id"])),
        land=gpd.GeoDataFrame(
            {"name": whole.countries["name"]}, geometry=whole.countries.geometry, crs="EPSG:4326"
        ),
    )


@cache
def synthetic(count: int) -> Dataset:
    """Sites drawn from the shipped ones, each moved a little; the same for the same count."""
    base = shipped().points
    random = np.random.default_rng(count)
    points = base.iloc[random.integers(0, len(base), count)].reset_index(drop=True)
    points["lon"] = points["lon"] + random.normal(0, SPREAD_DEGREES, count)
    points["lat"] = (points["lat"] + random.normal(0, SPREAD_DEGREES, count)).clip(-80, 80)
    points["name"] = [f"Site {i}" for i in range(count)]
    none = gpd.GeoDataFrame({"name": [], "chosen": np.empty(0, bool)}, geometry=[], crs="EPSG:4326")
    return Dataset(points, none, none, none)


def dataset(size: str) -> Dataset:
    """``shipped`` or a number of sites."""
    return shipped() if size == "shipped" else synthetic(int(size))


def _points(sites: pd.DataFrame, chosen: np.ndarray) -> pd.DataFrame:
    kinds = leading_kind(sites["kind"])
    return pd.DataFrame(
        {
            "lon": sites["longitude"].to_numpy(float),
            "lat": sites["latitude"].to_numpy(float),
            "name": sites["name"].to_numpy(),
            "kind": kinds,
            "colour": [KIND_SIGNS[KINDS[kind]][1] for kind in kinds],
            "chosen": chosen,
        }
    )


def _lines(whole: crmmap.Atlas, shown: crmmap.Atlas, chosen: set[str]) -> gpd.GeoDataFrame:
    places, rows = whole.lookups.places, []
    bilateral = shown.agreements[shown.agreements["scope"] != "plurilateral"]
    for row in bilateral.to_dict("records"):
        for start, end in links_of(row):
            if start in places and end in places:
                line = shapely.LineString(great_circle(places[start], places[end]))
                rows.append((row["short_title"], row["agreement_id"] in chosen, line))
    names, on, lines = zip(*rows, strict=True)
    return gpd.GeoDataFrame({"name": names, "chosen": on}, geometry=list(lines), crs="EPSG:4326")

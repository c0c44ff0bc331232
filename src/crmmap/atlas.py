"""The one idea: everything is an Atlas, a frozen set of tables."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import geopandas as gpd
import pandas as pd

from crmmap.filters import Filters
from crmmap.lookups import Lookups
from crmmap.masks import agreement_masks, measure_masks, production_masks, site_masks, together, zone_masks
from crmmap.validate import read_tables

GEODATA = Path(__file__).resolve().parents[2] / "geodata"
"""The shipped tables."""


@dataclass(frozen=True, eq=False)
class Atlas:
    """Sites, zones, agreements and what is known of them; columns as in ``geodata/``.

    A filter takes an Atlas and gives a smaller one, a measure takes an Atlas and gives a table. Frames are never
    changed in place.

    Attributes
    ----------
    sites : GeoDataFrame
        Points, EPSG:4326, one row a mine, deposit, smelter, refinery, processing or recycling plant.
    zones : GeoDataFrame
        Polygons, and points with ``eq_radius_km`` where only an area is reported, EPSG:4326.
    countries : GeoDataFrame
        Outlines of countries and territories, EPSG:4326.
    """

    sites: gpd.GeoDataFrame
    zones: gpd.GeoDataFrame
    countries: gpd.GeoDataFrame
    agreements: pd.DataFrame
    blocs: pd.DataFrame
    bloc_members: pd.DataFrame
    standards: pd.DataFrame
    standard_adherence: pd.DataFrame
    measures: pd.DataFrame
    minerals: pd.DataFrame
    production: pd.DataFrame
    reserves: pd.DataFrame
    criticality: pd.DataFrame
    timeline: pd.DataFrame
    named_sites: pd.DataFrame
    paper_entities: pd.DataFrame
    sources: pd.DataFrame

    @cached_property
    def lookups(self) -> Lookups:
        """Arrays by which filters and measures find rows; made once for each Atlas."""
        return Lookups(self)

    def filter(self, filters: Filters) -> Atlas:
        """The rows that ``filters`` leaves, as a new Atlas.

        Countries, blocs, standards and other tables of reference stay whole.
        """
        sites = together(site_masks(self.lookups, filters))
        zones = together(zone_masks(self.lookups, filters))
        smaller = self.replace(
            sites=self.sites[sites],
            zones=self.zones[zones],
            agreements=self.agreements[together(agreement_masks(self.lookups, filters))],
            bloc_members=self.bloc_members[self.lookups.memberships_at(filters.as_of)],
            measures=self.measures[together(measure_masks(self.lookups, filters))],
            production=self.production[together(production_masks(self.lookups, filters))],
        )
        smaller.__dict__["lookups"] = Lookups(smaller, within=(self.lookups, sites, zones))
        return smaller

    def replace(self, **tables: pd.DataFrame) -> Atlas:
        """The same Atlas with some tables exchanged."""
        mine = {field.name: getattr(self, field.name) for field in fields(self)}
        return Atlas(**cast("dict[str, Any]", mine | tables))


def load(path: str | Path | None = None) -> Atlas:
    """Read and check a data folder.

    Parameters
    ----------
    path
        A folder with the files named in `crmmap.schema.TABLES`; by default the shipped ``geodata``.

    Raises
    ------
    crmmap.InvalidData
        With every fault as file, row, column, value and rule. A broken folder is never loaded in part.
    """
    tables = read_tables(Path(path) if path is not None else GEODATA)
    sites = tables["sites"]
    points = gpd.points_from_xy(sites["longitude"], sites["latitude"], crs="EPSG:4326")
    tables["sites"] = gpd.GeoDataFrame(sites, geometry=points)
    return Atlas(**cast("dict[str, Any]", tables))

"""The tables of an Atlas."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd


@dataclass(frozen=True, eq=False)
class Frames:
    """Sites, zones, agreements and what is known of them; columns as in ``geodata/``. Never changed
    in place.

    Attributes
    ----------
    sites : GeoDataFrame
        Points, EPSG:4326, one row a mine, deposit, smelter, refinery, processing or recycling
        plant.
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
    site_details: pd.DataFrame
    outlook_supply: pd.DataFrame
    outlook_demand: pd.DataFrame
    trade_flows: pd.DataFrame
    import_reliance: pd.DataFrame
    mineral_attributes: pd.DataFrame
    end_uses: pd.DataFrame
    governance_wgi: pd.DataFrame

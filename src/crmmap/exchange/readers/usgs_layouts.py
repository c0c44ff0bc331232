"""Inventories of sites of the U.S. Geological Survey, as it lays them out."""

from __future__ import annotations

import re
from dataclasses import replace

from crmmap.exchange.readers import prepare
from crmmap.exchange.readers.layout import Layout, Source

PUBLIC_DOMAIN = "US public domain"


def _facilities(source_id: str, where: str, address: str) -> Source:
    title = f"Geospatial data for the mineral industries of {where}: mineral facilities"
    return Source(
        source_id,
        title,
        "U.S. Geological Survey",
        PUBLIC_DOMAIN,
        address=address,
        attribution=f"USGS, {title}",
    )


_INDO_PACIFIC = _facilities(
    "usgs_indopac_fac",
    "the Indo-Pacific",
    "https://www.usgs.gov/centers/national-minerals-information-center",
)
_AFRICA = _facilities("usgs_africa_fac", "Africa", "https://doi.org/10.5066/P97EQWXP")
_AFRICA_DEPOSITS = replace(
    _AFRICA,
    source_id="usgs_africa_dep",
    title="Geospatial data for the mineral industries of Africa: deposits",
    attribution="USGS, Geospatial data for the mineral industries of Africa: deposits",
)
_AFRICA_EXPLORATION = replace(
    _AFRICA,
    source_id="usgs_africa_exp",
    title="Geospatial data for the mineral industries of Africa: exploration sites",
    attribution="USGS, Geospatial data for the mineral industries of Africa: exploration sites",
)
_COLUMNS = {
    "ref": ("FeatureUID",),
    "name": ("FeatureNam",),
    "country": ("Country",),
    "latitude": ("Latitude",),
    "longitude": ("Longitude",),
}
_COMMODITIES = tuple(f"DsgAttr0{n}" for n in range(1, 9))
USGS_SITES = (
    Layout(
        "usgs-facilities",
        "USGS mineral facilities of the Indo-Pacific (GeoJSON, zipped shapefile)",
        "sites",
        _INDO_PACIFIC,
        ("FeatureUID", "FeatureNam", "FeatureTyp", "DsgAttr01"),
        {
            **_COLUMNS,
            "kind": ("FeatureTyp",),
            "commodities": ("DsgAttr01",),
            "status": ("LocOpStat",),
            "confidence": ("LocConf",),
            "owner": ("OperateNam", "OwnerName1"),
        },
        finish=prepare.usgs_facilities,
    ),
    Layout(
        "usgs-africa-facilities",
        "USGS mineral facilities of Africa, release of 2021 (GeoJSON, zipped shapefile)",
        "sites",
        _AFRICA,
        ("FeatureUID", "FeatureNam", "FeatureTyp", "DsgAttr02", "LocConfid"),
        {
            **_COLUMNS,
            "kind": ("FeatureTyp",),
            "commodities": ("DsgAttr02",),
            "status": ("LocOpStat",),
            "confidence": ("LocConfid",),
            "owner": ("OperateNam", "OwnerName1"),
            "year": ("DsgAttr06",),
        },
        finish=prepare.usgs_africa_facilities,
    ),
    Layout(
        "usgs-africa-deposits",
        "USGS mineral deposits of Africa, release of 2021 (GeoJSON, zipped shapefile)",
        "sites",
        _AFRICA_DEPOSITS,
        ("FeatureUID", "FeatureNam", "DsgAttr01", "DsgAttr09", "DsgAttr10"),
        {
            **_COLUMNS,
            "commodities": _COMMODITIES,
        },
        finish=prepare.usgs_africa_deposits,
    ),
    Layout(
        "usgs-africa-exploration",
        "USGS exploration sites of Africa, release of 2021 (GeoJSON, zipped shapefile)",
        "sites",
        _AFRICA_EXPLORATION,
        ("FeatureUID", "FeatureNam", "LocOpStat", "DsgAttr01", "DsgAttr11", "DsgAttr12"),
        {
            **_COLUMNS,
            "commodities": _COMMODITIES,
            "owner": ("OwnerName", "OperateNam"),
            "year": ("DsgAttr11",),
        },
        finish=prepare.usgs_africa_exploration,
    ),
    Layout(
        "usgs-pp1802",
        "USGS Professional Paper 1802, deposits of critical minerals (CSV, shapefile)",
        "sites",
        Source(
            "usgs_pp1802",
            "Critical mineral resources: global distribution of selected deposits",
            "U.S. Geological Survey",
            PUBLIC_DOMAIN,
            address="https://doi.org/10.5066/F7GH9GQR",
            attribution="USGS Professional Paper 1802, Labay and others 2017",
            caution="Compiled in 2017: it does not say what is mined now.",
        ),
        ("DEPOSIT_NAME", "CRITICAL_MINERAL", "DEPOSIT_TYPE"),
        {
            "name": ("DEPOSIT_NAME",),
            "latitude": ("LATITUDE", "Y"),
            "longitude": ("LONGITUDE", "X"),
            "commodities": ("CRITICAL_MINERAL",),
            "country": ("LOCATION",),
            "designation": ("DEPOSIT_TYPE",),
        },
        finish=prepare.deposits_of_2017,
    ),
    Layout(
        "mrds",
        "USGS Mineral Resources Data System (CSV)",
        "sites",
        Source(
            "usgs_mrds",
            "Mineral Resources Data System",
            "U.S. Geological Survey",
            PUBLIC_DOMAIN,
            address="https://mrdata.usgs.gov/mrds/",
            attribution="USGS Mineral Resources Data System",
            caution="Not updated since 2011: a producer of then may be closed now.",
        ),
        ("dep_id", "site_name", "commod1", "dev_stat"),
        {
            "ref": ("dep_id",),
            "name": ("site_name",),
            "latitude": ("latitude",),
            "longitude": ("longitude",),
            "country": ("country",),
            "commodities": ("commod1", "commod2", "commod3"),
        },
        finish=prepare.mrds,
        tried=False,
    ),
    Layout(
        "usgs-major-deposits",
        "USGS Open-File Report 2005-1294, major mineral deposits of the world (CSV, shapefile)",
        "sites",
        Source(
            "usgs_ofr2005_1294",
            "Major mineral deposits of the world",
            "U.S. Geological Survey",
            PUBLIC_DOMAIN,
            address="https://mrdata.usgs.gov/major-deposits/",
            attribution="USGS Open-File Report 2005-1294, Schulz and Briskey 2005",
            caution="Compiled by 2005: it does not say what is mined now.",
        ),
        ("dep_name", "commodity", "dep_type"),
        {
            "ref": ("gid", "rec_id", "dep_id", "objectid"),
            "name": ("dep_name",),
            "latitude": ("latitude",),
            "longitude": ("longitude",),
            "country": ("country",),
            "commodities": ("commodity",),
        },
        finish=prepare.major_deposits,
        tried=False,
    ),
    Layout(
        "usgs-deposit-models",
        "USGS databases of porphyry copper, sediment-hosted copper and other deposits of the world "
        "(CSV)",
        "sites",
        Source(
            "usgs_deposit_models",
            "Deposits of the world by model, with grades and tonnages",
            "U.S. Geological Survey",
            PUBLIC_DOMAIN,
            address="https://mrdata.usgs.gov/porcu/",
            attribution="USGS, grade and tonnage models of mineral deposits of the world",
            caution="Compiled by 2008: it does not say what is mined now.",
        ),
        ("depname", "country"),
        {
            "ref": ("rec_id", "gid"),
            "name": ("depname", "altname"),
            "latitude": ("latitude",),
            "longitude": ("longitude",),
            "country": ("country",),
            "designation": ("deptype", "subtype"),
        },
        some=re.compile("^(cu|mo|ni|co|zn|pb)(grd|grade)$"),
        finish=prepare.deposit_models,
        tried=False,
    ),
    Layout(
        "usgs-mineral-operations",
        "USGS mineral operations outside the United States (minfac, CSV)",
        "sites",
        Source(
            "usgs_minfac",
            "Mineral operations outside the United States",
            "U.S. Geological Survey",
            PUBLIC_DOMAIN,
            address="https://mrdata.usgs.gov/mineral-operations/",
            attribution="USGS, Mineral operations outside the United States, 2003 to 2010",
            caution="Compiled from 2003 to 2010: an operation of then may be closed now.",
        ),
        ("fac_name", "fac_type", "commodity", "op_comp"),
        {
            "ref": ("rec_id",),
            "name": ("fac_name", "location"),
            "latitude": ("latitude",),
            "longitude": ("longitude",),
            "country": ("country",),
            "kind": ("fac_type",),
            "commodities": ("commodity",),
            "owner": ("op_comp", "maininvest"),
            "status": ("status",),
        },
        finish=prepare.mineral_operations,
        tried=False,
    ),
)

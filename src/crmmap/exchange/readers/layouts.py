"""The files of this field as their publishers lay them out."""

from __future__ import annotations

from crmmap.exchange.readers import prepare
from crmmap.exchange.readers.exported import KEYED
from crmmap.exchange.readers.layout import Layout, Source
from crmmap.schema.tables import TABLES

_USGS = "US public domain"


def _facilities(source_id: str, where: str, address: str) -> Source:
    title = f"Geospatial data for the mineral industries of {where}: mineral facilities"
    return Source(
        source_id,
        title,
        "U.S. Geological Survey",
        _USGS,
        address=address,
        attribution=f"USGS, {title}",
    )


_INDO_PACIFIC = _facilities(
    "usgs_indopac_fac",
    "the Indo-Pacific",
    "https://www.usgs.gov/centers/national-minerals-information-center",
)
_PROTECTED_PLANET = (
    "Protected Planet terms: no redistribution of the data, no commercial use without permission"
)
_WDPA_COLUMNS = {
    "ref": ("WDPA_PID", "WDPAID", "SITE_PID", "SITE_ID"),
    "name": ("NAME_ENG", "NAME", "ORIG_NAME"),
    "designation": ("DESIG_ENG", "DESIG"),
    "iucn": ("IUCN_CAT",),
    "year": ("STATUS_YR",),
    "status": ("STATUS",),
    "country": ("ISO3", "PARENT_ISO", "PRNT_ISO3"),
    "area_km2": ("REP_AREA", "GIS_AREA"),
    "type": ("PA_DEF", "SITE_TYPE"),
}
LAYOUTS: dict[str, Layout] = {
    layout.name: layout
    for layout in (
        Layout(
            "icmm",
            "ICMM Global Mining Dataset (xlsx)",
            "sites",
            Source(
                "icmm2025",
                "ICMM Global Mining Dataset",
                "International Council on Mining and Metals",
                "CC BY 4.0",
                address="https://www.icmm.com",
                attribution="© ICMM Global Mining Dataset 2025, CC BY 4.0",
            ),
            ("ICMMID", "Mine Name", "Primary Commodity", "Asset Type"),
            {
                "ref": ("ICMMID",),
                "name": ("Mine Name",),
                "owner": ("Group Names",),
                "latitude": ("Latitude",),
                "longitude": ("Longitude",),
                "kind": ("Asset Type",),
                "country": ("Country",),
                "commodities": ("Primary Commodity", "Secondary Commodity", "Other Commodities"),
                "confidence": ("Confidence Factor",),
            },
            sheet="External",
            finish=prepare.icmm,
        ),
        Layout(
            "usgs-facilities",
            "USGS mineral facilities: Africa, Indo-Pacific (GeoJSON, zipped shapefile)",
            "sites",
            _INDO_PACIFIC,
            ("FeatureUID", "FeatureNam", "FeatureTyp", "DsgAttr01"),
            {
                "ref": ("FeatureUID",),
                "name": ("FeatureNam",),
                "kind": ("FeatureTyp",),
                "commodities": ("DsgAttr01",),
                "country": ("Country",),
                "latitude": ("Latitude",),
                "longitude": ("Longitude",),
                "status": ("LocOpStat",),
                "confidence": ("LocConf",),
                "owner": ("OperateNam", "OwnerName1"),
            },
            by_continent={
                "Africa": _facilities(
                    "usgs_africa_fac", "Africa", "https://doi.org/10.5066/P97EQWXP"
                )
            },
            finish=prepare.usgs_facilities,
        ),
        Layout(
            "mrds",
            "USGS Mineral Resources Data System (CSV)",
            "sites",
            Source(
                "usgs_mrds",
                "Mineral Resources Data System",
                "U.S. Geological Survey",
                _USGS,
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
        ),
        Layout(
            "nrcan",
            "Natural Resources Canada, critical minerals inventory (JSON)",
            "sites",
            Source(
                "nrcan2026",
                "Critical minerals inventory",
                "Natural Resources Canada",
                "Open Government Licence – Canada 2.0 (to be reconfirmed)",
                address="https://natural-resources.canada.ca",
                attribution="Contains information licensed under the Open Government Licence – "
                "Canada",
            ),
            ("nrcanObjectId", "minerals", "operationGroup", "developmentStage"),
            {
                "ref": ("nrcanObjectId",),
                "name": ("name",),
                "owner": ("operator",),
                "latitude": ("latitude",),
                "longitude": ("longitude",),
                "commodities": ("minerals",),
            },
            country="CAN",
            finish=prepare.nrcan,
        ),
        Layout(
            "ga",
            "Geoscience Australia, operating mines (xlsx)",
            "sites",
            Source(
                "ga_aom2024",
                "Australian Operating Mines",
                "Geoscience Australia",
                "CC BY 4.0 (to be reconfirmed)",
                address="https://www.ga.gov.au",
                attribution="© Commonwealth of Australia (Geoscience Australia) 2024",
            ),
            ("OBJECTID", "Name", "State", "Commodity Group", "globalid"),
            {
                "ref": ("OBJECTID",),
                "name": ("Name",),
                "latitude": ("Latitude",),
                "longitude": ("Longitude",),
                "status": ("Status",),
                "commodities": ("Commodity Group",),
            },
            country="AUS",
            finish=prepare.geoscience_australia,
        ),
        Layout(
            "mcs",
            "USGS Mineral Commodity Summaries, world data (CSV)",
            "production",
            Source(
                "USGS MCS",
                "Mineral Commodity Summaries",
                "U.S. Geological Survey",
                _USGS,
                address="https://www.usgs.gov/centers/national-minerals-information-center/mineral-commodity-summaries",
                attribution="USGS Mineral Commodity Summaries",
            ),
            ("Source", "Country", "Type"),
            {"country": ("Country",), "type": ("Type",), "source": ("Source",)},
        ),
        Layout(
            "wdpa",
            "WDPA and WD-OECM, protected and conserved areas (zipped shapefile, GeoPackage)",
            "zones",
            Source(
                "wdpa_local",
                "World Database on Protected Areas and on OECMs",
                "UNEP-WCMC and IUCN",
                _PROTECTED_PLANET,
                "restricted",
                address="https://www.protectedplanet.net",
                attribution="UNEP-WCMC and IUCN, Protected Planet: WDPA and WD-OECM",
                caution="Used on this computer alone: it is left out of every export.",
            ),
            ("DESIG_ENG", "IUCN_CAT", "STATUS_YR"),
            _WDPA_COLUMNS,
            finish=prepare.wdpa,
        ),
        Layout(
            "kba",
            "Key Biodiversity Areas (zipped shapefile, GeoPackage)",
            "zones",
            Source(
                "kba_local",
                "World Database of Key Biodiversity Areas",
                "BirdLife International and the KBA Partnership",
                "KBA terms: no redistribution of the data, no commercial use without permission",
                "restricted",
                address="https://www.keybiodiversityareas.org",
                attribution="BirdLife International, World Database of Key Biodiversity Areas",
                caution="Used on this computer alone: it is left out of every export.",
            ),
            ("SitRecID", "IntName"),
            {
                "ref": ("SitRecID",),
                "name": ("IntName", "NatName"),
                "country": ("ISO3", "Country"),
                "area_km2": ("SitAreaKM2", "SitArea"),
                "status": ("KbaStatus",),
                "year": ("AddedDate", "YearAdded"),
            },
            finish=prepare.kba,
        ),
        Layout(
            "resolve",
            "RESOLVE Ecoregions 2017 (zipped shapefile, GeoPackage)",
            "zones",
            Source(
                "resolve_ecoregions_2017",
                "Ecoregions 2017",
                "RESOLVE",
                "CC BY 4.0",
                address="https://doi.org/10.1093/biosci/bix014",
                attribution="Dinerstein et al. 2017, RESOLVE Ecoregions, CC BY 4.0",
            ),
            ("ECO_NAME", "BIOME_NAME", "ECO_ID"),
            {"ref": ("ECO_ID",), "name": ("ECO_NAME",), "designation": ("BIOME_NAME",)},
            finish=prepare.ecoregions,
        ),
        Layout(
            "cepf",
            "CEPF biodiversity hotspots (zipped shapefile, GeoJSON)",
            "zones",
            Source(
                "cepf_hotspots_2016",
                "Biodiversity hotspots, version 2016.1",
                "Conservation International and CEPF",
                "CC BY-SA 4.0",
                address="https://doi.org/10.5281/zenodo.3261807",
                attribution="Hoffman et al. 2016, biodiversity hotspots 2016.1, CC BY-SA 4.0",
            ),
            ("NAME", "Type"),
            {"ref": ("NAME",), "name": ("NAME",), "designation": ("Type",)},
            {"Type": frozenset({"hotspot area", "outer limit"})},
            finish=prepare.hotspots,
        ),
        Layout(
            "eiti",
            "EITI implementing countries (CSV, xlsx)",
            "standard_adherence",
            Source(
                "eiti",
                "Countries of the EITI",
                "Extractive Industries Transparency Initiative",
                "facts only",
                "facts",
                address="https://eiti.org/countries",
                attribution="EITI",
            ),
            ("Country", "Status", "Join date"),
            {"country": ("ISO3", "Country"), "status": ("Status",), "since": ("Join date",)},
        ),
    )
}
"""By their names, as the command line takes them. Where a publisher names no licence here,
sources.csv does."""

_BACK = Source("crmmap", "Rows taken from this map", "crmmap", "as each row's sources say", "own")
LAYOUTS |= {
    f"crmmap-{table}": Layout(
        f"crmmap-{table}",
        f"Rows of {table} that were exported from this map",
        table,
        _BACK,
        tuple(TABLES[table].columns),
    )
    for table in KEYED
}

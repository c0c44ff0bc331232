"""The files of this field as their publishers lay them out."""

from __future__ import annotations

import re

from crmmap.exchange.readers import prepare
from crmmap.exchange.readers.exported import KEYED
from crmmap.exchange.readers.figures import YEARLY
from crmmap.exchange.readers.layout import OWN_TABLE, PLACED, Layout, Source
from crmmap.exchange.readers.policy_layouts import POLICY
from crmmap.exchange.readers.usgs_layouts import PUBLIC_DOMAIN, USGS_SITES
from crmmap.schema.tables import TABLES

_SUMMARIES = Source(
    "USGS MCS",
    "Mineral Commodity Summaries",
    "U.S. Geological Survey",
    PUBLIC_DOMAIN,
    address="https://www.usgs.gov/centers/national-minerals-information-center/mineral-commodity-summaries",
    attribution="USGS Mineral Commodity Summaries",
)
EITI_STATUS = re.compile(
    r"progress|not yet assessed|to be assessed|under suspension|delisted|compliant|candidate"
    r"|implementing|withdrawn|\b(very )?(high|moderate|low)\b.*\d",
    re.IGNORECASE,
)
"""Of a country in the EITI's own words; membership of anything else is said otherwise."""
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
            "ICMM Global Mining Dataset (xlsx, GeoJSON, JSON)",
            "sites",
            Source(
                "icmm2025",
                "ICMM Global Mining Dataset",
                "International Council on Mining and Metals",
                "CC BY 4.0",
                address="https://www.icmm.com",
                attribution="© ICMM Global Mining Dataset 2025, CC BY 4.0",
            ),
            ("Confidence Factor", "Asset Type", "Primary Commodity"),
            {
                "ref": ("ICMMID", "id"),
                "name": ("Mine Name", "name"),
                "latitude": ("Latitude",),
                "longitude": ("Longitude",),
                "kind": ("Asset Type",),
                "country": ("Country",),
                "commodities": ("Primary Commodity", "Secondary Commodity", "Other Commodities"),
                "confidence": ("Confidence Factor",),
            },
            sheet="External",
            some=re.compile("^(icmmid|id)$"),
            finish=prepare.icmm,
        ),
        *USGS_SITES,
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
            _SUMMARIES,
            ("Country", "Type"),
            some=YEARLY,
        ),
        Layout(
            "mcs-long",
            "USGS Mineral Commodity Summaries, all data in one long table (CSV, from 2026)",
            "production",
            _SUMMARIES,
            ("Commodity", "Section", "Country", "Statistics", "Statistics_detail", "Value"),
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
            tried=False,
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
            tried=False,
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
            tried=False,
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
            holds={"Type": re.compile(r"^(hotspot area|outer limit)$", re.IGNORECASE)},
            finish=prepare.hotspots,
            tried=False,
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
            holds={"Status": EITI_STATUS},
        ),
    )
}
"""By their names, as the command line takes them. Where a publisher names no licence here,
sources.csv does."""

LAYOUTS["statistics"] = Layout(
    "statistics",
    "Statistics of your own: country, mineral, year and value",
    "production",
    OWN_TABLE,
    ("Country", "Year", "Value"),
    some=re.compile("^(commodity|commodities|mineral|minerals|rohstoff)$"),
    lacks=PLACED,
    holds={"Year": re.compile(r"^\d{4}$")},
)

LAYOUTS |= {layout.name: layout for layout in POLICY}

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

"""The tables of places: countries, sites with their details, and sensitive areas."""

from __future__ import annotations

from crmmap.schema.rules import Reference, Table, date, key, number, one_of, some_of, text
from crmmap.schema.vocabulary import (
    CONFIDENCES,
    KINDS,
    LICENCE_CLASSES,
    SENSITIVITIES,
    STATUSES,
    ZONE_CATEGORIES,
)

_ISO3 = ("countries.iso_a3",)
_MINERAL = ("minerals.mineral",)

SITE_TABLES: dict[str, Table] = {
    "countries": Table(
        "countries.geojson",
        {
            "name": text(empty=False),
            "also_called": text(),
            "iso_a3": text(),
            "region": text(empty=False),
            "un_region": text(),
        },
    ),
    "sites": Table(
        "sites.csv",
        {
            "site_id": key(),
            "name": text(empty=False),
            "also_called": text(),
            "kind": some_of(KINDS),
            "status": one_of(STATUSES),
            "status_source_id": text(),
            "status_as_of": date(),
            "latitude": number(-90, 90, empty=False),
            "longitude": number(-180, 180, empty=False),
            "country": text(),
            "iso3": text(empty=False),
            "minerals": text(empty=False),
            "owner": text(),
            "confidence": one_of(CONFIDENCES),
            "position_check": text(),
            "source_ids": text(empty=False),
            "coord_source": text(),
            "as_of_year": number(1900, 2100, whole=True),
            "complex_id": text(),
            "eu_strategic_project": text(),
            "note": text(),
        },
        (
            Reference("iso3", _ISO3, ("ABNJ", "GUF")),
            Reference("minerals", _MINERAL),
            Reference("source_ids", ("sources.source_id",)),
            Reference("status_source_id", ("sources.source_id",)),
        ),
        key="site_id",
    ),
    "site_details": Table(
        "site_details.csv",
        {
            "site_id": text(empty=False),
            "source_id": text(empty=False),
            "capacity": number(0, 1e9),
            "capacity_unit": text(),
            "capacity_year": date(),
            "production": text(),
            "production_year": text(),
            "start_year": text(),
            "parent": text(),
            "grade": text(),
        },
        (Reference("site_id", ("sites.site_id",)), Reference("source_id", ("sources.source_id",))),
    ),
    "named_sites": Table(
        "named_sites.csv",
        {
            "named_site": text(empty=False),
            "site_id": text(empty=False),
            "cross_check": text(),
            "verdict": text(),
        },
        (Reference("site_id", ("sites.site_id",)),),
    ),
    "zones": Table(
        "zones.geojson",
        {
            "zone_id": key(),
            "name": text(empty=False),
            "category": one_of(ZONE_CATEGORIES),
            "sensitivity": one_of(SENSITIVITIES),
            "countries": text(),
            "area_km2": number(0, 6e7),
            "geometry_kind": one_of(("polygon", "point")),
            "eq_radius_km": number(0, 5000),
            "circle_reliability": one_of(("good", "fair", "poor"), empty=True),
            "source_id": text(empty=False),
            "licence": text(empty=False),
            "licence_class": one_of(LICENCE_CLASSES),
        },
        (Reference("countries", _ISO3), Reference("source_id", ("sources.source_id",))),
        key="zone_id",
    ),
}

"""What each table must hold: one pandera schema a table, with its references. Every rule stands here once."""

from __future__ import annotations

from crmmap.schema.rules import Reference, Table, date, flag, key, keyed, number, one_of, some_of, text, url
from crmmap.schema.vocabulary import (
    AGREEMENT_STATUSES,
    ALL_CRITICAL,
    CONFIDENCES,
    KINDS,
    LEGAL_FORCES,
    LEVELS,
    LICENCE_CLASSES,
    MODES,
    PROVENANCES,
    SENSITIVITIES,
    STAGES,
    STATUSES,
    WIDER_THAN_CRITICAL,
    ZONE_CATEGORIES,
)

_ISO3 = ("countries.iso_a3",)
_PARTY = ("countries.iso_a3", "blocs.bloc_id")
_MINERAL = ("minerals.mineral",)
_SOURCED = {"source_url": url(), "source_title": text(), "as_of": text()}
_CHECKED = {"confidence": text(), "provenance": one_of(PROVENANCES)}

REACHES = {
    "site": ("sites", "site_id"),
    "agreement": ("agreements", "agreement_id"),
    "measure": ("measures", "measure_id"),
    "bloc": ("blocs", "bloc_id"),
    "standard": ("standards", "standard_id"),
    "country": ("countries", "iso_a3"),
    "mineral": ("minerals", "mineral"),
    "event": ("timeline", "date"),
}
"""By which word an entity of the paper leads to a row of which table, and the column of its key."""
REACHED_BY = (*REACHES, "company", "region", "zones", "kind", "position", "card", "page")

TABLES: dict[str, Table] = {
    "sources": Table(
        "sources.csv",
        {
            "source_id": text(empty=False, unique=True),
            "title": text(empty=False),
            "publisher": text(empty=False),
            "version": text(),
            "licence": text(empty=False),
            "licence_class": one_of(LICENCE_CLASSES),
            "address": url(),
            "tables": text(empty=False),
            "attribution": text(empty=False),
            "caution": text(),
        },
    ),
    "minerals": Table(
        "minerals.csv",
        {
            "mineral": text(empty=False, unique=True),
            "symbol": text(),
            "eu_critical_2023": flag(),
            "eu_strategic_2024": flag(),
            "us_critical_2022": flag(),
            "us_critical_2025": flag(),
        },
    ),
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
            "kind": some_of(KINDS),
            "status": one_of(STATUSES),
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
            "eu_strategic_project": text(),
            "note": text(),
        },
        (
            Reference("iso3", _ISO3, ("ABNJ", "GUF")),
            Reference("minerals", _MINERAL),
            Reference("source_ids", ("sources.source_id",)),
        ),
        key="site_id",
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
    "blocs": Table(
        "blocs.csv",
        {"bloc_id": key(), "name": text(empty=False), "kind": text(), "founded": date(), "status": text()},
        key="bloc_id",
    ),
    "bloc_members": Table(
        "bloc_members.csv",
        {
            "bloc_id": text(empty=False),
            "iso3": text(empty=False),
            "role": text(),
            "counts": flag(),
            "from_date": date(),
            "to_date": date(),
            **_SOURCED,
            **_CHECKED,
        },
        (Reference("bloc_id", ("blocs.bloc_id",)), Reference("iso3", _PARTY)),
    ),
    "agreements": Table(
        "agreements.csv",
        {
            "agreement_id": key(),
            "title": text(empty=False),
            "short_title": text(empty=False),
            "kind": text(),
            "diplomacy_mode": one_of(MODES),
            "mode_rationale": text(empty=False),
            "parties": text(empty=False),
            "lead": text(),
            "partner_iso3": text(),
            "scope": one_of(("bilateral", "plurilateral")),
            "signed_date": date(),
            "end_date": date(),
            "status": one_of(AGREEMENT_STATUSES),
            "minerals": text(),
            "legal_force": one_of(LEGAL_FORCES),
            "governance_provisions": text(),
            "financing_usd": number(0, 1e13),
            "paper_differs": text(),
            **_SOURCED,
            **_CHECKED,
        },
        (
            Reference("parties", _PARTY),
            Reference("lead", _PARTY),
            Reference("partner_iso3", _PARTY),
            Reference("minerals", _MINERAL, (ALL_CRITICAL, *WIDER_THAN_CRITICAL)),
        ),
        key="agreement_id",
    ),
    "standards": Table(
        "standards.csv",
        {
            "standard_id": key(),
            "name": text(empty=False),
            "issuer": text(),
            "level": one_of((*LEVELS, "exchange")),
            "bindingness": text(empty=False),
        },
        key="standard_id",
    ),
    "standard_adherence": Table(
        "standard_adherence.csv",
        {
            "standard_id": text(empty=False),
            "subject_kind": one_of(("country", "company", "site", "bloc", "exchange")),
            "subject": text(empty=False),
            "iso3": text(),
            "status": text(),
            "counts": flag(),
            "site_id": text(),
            **_SOURCED,
            **_CHECKED,
        },
        (
            Reference("standard_id", ("standards.standard_id",)),
            Reference("iso3", _PARTY),
            Reference("site_id", ("sites.site_id",)),
        ),
    ),
    "measures": Table(
        "measures.csv",
        {
            "measure_id": key(),
            "imposing": text(empty=False),
            "target": text(empty=False),
            "minerals": text(),
            "kind": text(empty=False),
            "mode": one_of(MODES),
            "announced_date": date(),
            "effective_date": date(),
            "end_date": date(),
            "status": text(empty=False),
            **_SOURCED,
            **_CHECKED,
        },
        (
            Reference("imposing", _PARTY, ("ISA", "LME")),
            Reference("target", _PARTY, ("ALL", "domestic")),
            Reference("minerals", _MINERAL, (ALL_CRITICAL, *WIDER_THAN_CRITICAL)),
        ),
        key="measure_id",
    ),
    "production": Table(
        "production.csv",
        {
            "series_id": text(empty=False),
            "mineral": text(empty=False),
            "stage": one_of(STAGES),
            "iso3": text(empty=False),
            "country": text(),
            "year": text(empty=False),
            "value": number(0, 1e12),
            "unit": text(),
            "share_of_world": number(0, 1),
            "headline": flag(),
            "measure": text(empty=False),
            "basis": text(),
            "publisher": text(empty=False),
        },
        (
            Reference("mineral", _MINERAL),
            Reference("iso3", _ISO3, ("WLD", "OTH")),
            Reference("publisher", ("sources.source_id",)),
        ),
    ),
    "reserves": Table(
        "reserves.csv",
        {"iso3": text(), "mineral": text(empty=False), "reserves": number(0, 1e15), "unit": text()},
        (Reference("iso3", _ISO3, ("WLD", "OTH")), Reference("mineral", _MINERAL)),
    ),
    "criticality": Table(
        "criticality.csv",
        {
            "material": text(empty=False),
            "canonical_mineral": text(),
            "supply_risk": number(0, 10),
            "economic_importance": number(0, 10),
            "critical": flag(),
            "strategic": flag(),
        },
    ),
    "timeline": Table("timeline.csv", {"date": text(empty=False), "event": text(empty=False), "places": text()}),
    "paper_entities": Table(
        "paper_entities.csv",
        {
            "entity": text(empty=False, unique=True),
            "type": text(empty=False),
            "map_shows": text(),
            "iso3": text(),
            "latitude": number(-90, 90),
            "longitude": number(-180, 180),
            "reach": keyed(REACHED_BY),
        },
        (
            Reference("iso3", _ISO3),
            *(
                Reference("reach", (f"{table}.{column}",), prefix=f"{word}:")
                for word, (table, column) in REACHES.items()
            ),
        ),
    ),
}

"""The tables of supply and demand: minerals, production, outlook, trade, prices and uses."""

from __future__ import annotations

from crmmap.schema.rules import Reference, Table, flag, number, one_of, text, whole_year
from crmmap.schema.vocabulary import STAGES

_ISO3 = ("countries.iso_a3",)
_MINERAL = ("minerals.mineral",)

SUPPLY_TABLES: dict[str, Table] = {
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
            "sourcing_of": text(),
            "supply_risk": number(0, 10),
            "economic_importance": number(0, 10),
            "critical": flag(),
            "strategic": flag(),
        },
    ),
    "outlook_supply": Table(
        "outlook_supply.csv",
        {
            "mineral": text(empty=False),
            "stage": one_of(STAGES, empty=True),
            "measure": text(empty=False),
            "iso3": text(empty=False),
            "year": whole_year(),
            "value": number(0, 1e12),
            "unit": text(),
            "share_of_world": number(0, 1.5),
            "case": text(empty=False),
            "basis": text(),
            "edition": text(empty=False),
            "source_id": text(empty=False),
            "note": text(),
        },
        (
            Reference("mineral", _MINERAL),
            Reference("iso3", _ISO3, ("WLD", "OTH")),
            Reference("source_id", ("sources.source_id",)),
        ),
    ),
    "outlook_demand": Table(
        "outlook_demand.csv",
        {
            "mineral": text(empty=False),
            "measure": text(empty=False),
            "sector": text(empty=False),
            "sector_kind": text(empty=False),
            "scenario": one_of(("base year", "STEPS", "APS", "NZE")),
            "year": whole_year(),
            "value": number(0, 1e12),
            "unit": text(empty=False),
            "edition": text(empty=False),
            "source_id": text(empty=False),
            "note": text(),
        },
        (
            Reference("mineral", _MINERAL),
            Reference("source_id", ("sources.source_id",)),
        ),
    ),
    "trade_flows": Table(
        "trade_flows.csv",
        {
            "mineral": text(empty=False),
            "stage": one_of((*STAGES, "magnets")),
            "product": text(empty=False),
            "hs6": text(empty=False),
            "year": whole_year(),
            "exporter": text(empty=False),
            "importer": text(empty=False),
            "value_kusd": number(0, 1e12),
            "quantity_t": number(0, 1e12),
            "share_of_world_trade": number(0, 1),
            "source_id": text(empty=False),
        },
        (
            Reference("mineral", _MINERAL),
            Reference("exporter", _ISO3),
            Reference("importer", _ISO3),
            Reference("source_id", ("sources.source_id",)),
        ),
    ),
    "import_reliance": Table(
        "import_reliance.csv",
        {
            "importer": text(empty=False),
            "mineral": text(empty=False),
            "product": text(),
            "stage": one_of((*STAGES, "scrap", "magnets"), empty=True),
            "year": text(empty=False),
            "indicator": text(empty=False),
            "net_import_reliance": number(-1000, 1000),
            "qualifier": text(),
            "source_iso3": text(),
            "share": number(0, 1),
            "total_import_kusd": number(0, 1e12),
            "basis": text(),
            "source_id": text(empty=False),
            "note": text(),
        },
        (
            Reference("importer", ("countries.iso_a3", "blocs.bloc_id")),
            Reference("mineral", _MINERAL),
            Reference("source_iso3", _ISO3, ("OTH",)),
            Reference("source_id", ("sources.source_id",)),
        ),
    ),
    "mineral_attributes": Table(
        "mineral_attributes.csv",
        {
            "mineral": text(empty=False),
            "attribute": text(empty=False),
            "detail": text(),
            "year": whole_year(),
            "value": number(-1e9, 1e12),
            "unit": text(),
            "usd_per_t": number(0, 1e12),
            "source_id": text(empty=False),
            "note": text(),
        },
        (
            Reference("mineral", _MINERAL),
            Reference("source_id", ("sources.source_id",)),
        ),
    ),
    "end_uses": Table(
        "end_uses.csv",
        {
            "mineral": text(empty=False),
            "material": text(),
            "application": text(empty=False),
            "share": number(0, 1),
            "qualifier": text(),
            "nace_sector": text(),
            "year": text(empty=False),
            "source_id": text(empty=False),
        },
        (
            Reference("mineral", _MINERAL),
            Reference("source_id", ("sources.source_id",)),
        ),
    ),
    "governance_wgi": Table(
        "governance_wgi.csv",
        {
            "iso3": text(empty=False),
            "year": whole_year(),
            "estimate": number(-5, 5),
            "indicator": text(empty=False),
            "source_id": text(empty=False),
        },
        (
            Reference("iso3", _ISO3),
            Reference("source_id", ("sources.source_id",)),
        ),
    ),
}

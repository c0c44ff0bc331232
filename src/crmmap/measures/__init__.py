"""Measures: functions that take an Atlas and return a table."""

from crmmap.measures.actors import actors_in_place
from crmmap.measures.alternatives import alternatives
from crmmap.measures.benchmarks import benchmarks
from crmmap.measures.concentration import concentration, shares
from crmmap.measures.coverage import coverage, coverage_by_region, coverage_by_source, evidence_days
from crmmap.measures.dependence import dependence, import_mix
from crmmap.measures.diplomacy import diplomacy
from crmmap.measures.ecology import ecological_exposure, most_exposed, near_pairs, sites_by_category
from crmmap.measures.exposure import exposure, import_barriers
from crmmap.measures.governance import governance, trust, uncovered_supply
from crmmap.measures.happened import happened
from crmmap.measures.history import history
from crmmap.measures.indicators import compare, indicators
from crmmap.measures.mineral_index import mineral_index
from crmmap.measures.mining_refining_gap import mining_refining_gap
from crmmap.measures.outlook import demand, outlook
from crmmap.measures.partners import contested_countries, links
from crmmap.measures.prices import leading_price, prices
from crmmap.measures.production_value import production_value
from crmmap.measures.reliance import reliance
from crmmap.measures.supply_and_demand import supply_and_demand
from crmmap.measures.supply_risk import supply_risk
from crmmap.measures.supply_under_agreement import supply_under_agreement

__all__ = [
    "actors_in_place",
    "alternatives",
    "benchmarks",
    "compare",
    "concentration",
    "contested_countries",
    "coverage",
    "coverage_by_region",
    "coverage_by_source",
    "demand",
    "dependence",
    "diplomacy",
    "ecological_exposure",
    "evidence_days",
    "exposure",
    "governance",
    "happened",
    "history",
    "import_barriers",
    "import_mix",
    "indicators",
    "leading_price",
    "links",
    "mineral_index",
    "mining_refining_gap",
    "most_exposed",
    "near_pairs",
    "outlook",
    "prices",
    "production_value",
    "reliance",
    "shares",
    "sites_by_category",
    "supply_and_demand",
    "supply_risk",
    "supply_under_agreement",
    "trust",
    "uncovered_supply",
]

"""Critical raw materials and minerals diplomacy: tables, filters, scenarios, measures and maps."""

from crmmap import measures
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.exchange.served import load
from crmmap.scenarios import Scenario, UnusableScenario, load_scenario
from crmmap.schema.validate import InvalidData

__all__ = [
    "Atlas",
    "Filters",
    "InvalidData",
    "Scenario",
    "UnusableScenario",
    "load",
    "load_scenario",
    "measures",
]

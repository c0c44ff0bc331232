"""Scenarios: what would change if … A scenario takes an Atlas and gives a changed Atlas."""

from crmmap.scenarios.files import UnusableScenario, load_scenario, read, shipped, write
from crmmap.scenarios.run import Outcome, run
from crmmap.scenarios.scenario import Scenario

__all__ = ["Outcome", "Scenario", "UnusableScenario", "load_scenario", "read", "run", "shipped", "write"]

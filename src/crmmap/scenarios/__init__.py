"""Scenarios: a scenario takes an Atlas and gives a changed Atlas."""

from crmmap.scenarios.comparison import compare_outcomes, corners
from crmmap.scenarios.errors import UnusableScenario
from crmmap.scenarios.files import library, read, shipped, write
from crmmap.scenarios.loaded import LoadedScenario, load_scenario
from crmmap.scenarios.outcome import Outcome, run
from crmmap.scenarios.scenario import Scenario

__all__ = [
    "LoadedScenario",
    "Outcome",
    "Scenario",
    "UnusableScenario",
    "compare_outcomes",
    "corners",
    "library",
    "load_scenario",
    "read",
    "run",
    "shipped",
    "write",
]

"""The examples in docstrings run, and the first functions that a newcomer calls have one."""

import doctest
from importlib import import_module

import pytest

MODULES = {
    "crmmap.dates": {"day_in_words"},
    "crmmap.describe.answer": {"answer"},
    "crmmap.describe.questions": {"understood"},
    "crmmap.measures.by_place": {"by_place"},
    "crmmap.wording": {
        "percent",
        "counted",
        "largest_group",
        "listing",
        "quantity",
        "the",
        "verb",
        "year_in_words",
    },
    "crmmap.geodesy": {"degrees_around", "great_circle"},
    "crmmap.atlas.atlas": {"load", "Atlas.filter"},
    "crmmap.atlas.filters": {"Filters"},
    "crmmap.measures.concentration": {"concentration"},
    "crmmap.measures.exposure": {"exposure"},
    "crmmap.measures.scope": {"heeded"},
    "crmmap.measures.supply_under_agreement": {"supply_under_agreement"},
    "crmmap.schema.modes": {"modes_of"},
    "crmmap.scenarios.loaded": {"load_scenario"},
}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name):
    module = import_module(name)
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = {
        test.name.removeprefix(f"{name}."): test
        for test in finder.find(module, name)
        if test.examples
    }
    assert set(found) >= MODULES[name]
    runner = doctest.DocTestRunner()
    said: list[str] = []
    for test in found.values():
        runner.run(test, out=said.append)
    assert runner.failures == 0, "".join(said)

"""The examples in docstrings run, and whatever a newcomer calls has one."""

import doctest
import inspect
from importlib import import_module
from pathlib import Path

import pytest

import crmmap
from crmmap import measures, wording
from crmmap.describe.answer import answer
from crmmap.describe.questions import understood
from crmmap.exchange import readers
from crmmap.measures.by_place import by_place
from crmmap.schema.modes import modes_of

SOURCE = Path(crmmap.__file__).parent
MODULES = sorted(
    ".".join(("crmmap", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")
    for path in SOURCE.rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)
PUBLIC = {
    **{f"measures.{name}": getattr(measures, name) for name in measures.__all__},
    "load": crmmap.load,
    "Filters": crmmap.Filters,
    "Atlas.filter": crmmap.Atlas.filter,
    "load_scenario": crmmap.load_scenario,
    "readers.read": readers.read,
    "readers.merge": readers.merge,
    "answer": answer,
    "understood": understood,
    "by_place": by_place,
    "modes_of": modes_of,
    **{f"wording.{name}": getattr(wording, name) for name in ("counted", "listing", "percent")},
}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_run(name, whole, monkeypatch):
    """Each loads the tables as a newcomer would; here they are loaded once for all."""
    monkeypatch.setattr(crmmap, "load", lambda: whole)
    runner = doctest.DocTestRunner()
    said: list[str] = []
    for test in doctest.DocTestFinder(exclude_empty=True).find(import_module(name), name):
        runner.run(test, out=said.append)
    assert runner.tries, f"{name} has an example that is not found"
    assert runner.failures == 0, "".join(said)


@pytest.mark.parametrize("name", PUBLIC)
def test_what_a_newcomer_calls_has_an_example(name):
    assert ">>> " in (inspect.getdoc(PUBLIC[name]) or "")

"""The examples in docstrings run, and whatever a newcomer calls has one."""

import doctest
import inspect
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from griffe import Docstring

import crmmap
from crmmap import measures, wording
from crmmap.describe.answer import answer
from crmmap.describe.questions import understood
from crmmap.exchange import readers
from crmmap.measures.by_place import by_place
from crmmap.schema.modes import modes_of

SOURCE = Path(crmmap.__file__).parent
REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
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


def functions_of_the_reference() -> dict[str, Callable]:
    """What docs/reference lists, and the measures; of a class its methods."""
    pages = "\n".join(path.read_text("utf-8") for path in REFERENCE.glob("*.md"))
    found = {f"measures.{name}": getattr(measures, name) for name in measures.__all__}
    for name in re.findall(r"^::: (\S+)", pages, re.MULTILINE):
        module, _, last = name.rpartition(".")
        thing = getattr(import_module(module), last)
        of_class = {
            f"{name}.{key}": value
            for key, value in vars(thing).items()
            if inspect.isclass(thing) and inspect.isfunction(value) and not key.startswith("_")
        }
        found |= of_class or ({} if inspect.isclass(thing) else {name: thing})
    return found


FUNCTIONS = functions_of_the_reference()


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_reference_names_every_parameter_and_what_is_returned(name):
    signature = inspect.signature(FUNCTIONS[name], eval_str=False)
    stars = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    wanted = [
        stars.get(given.kind, "") + given.name
        for given in signature.parameters.values()
        if given.name != "self"
    ]
    sections = {
        section.kind.value: section.value
        for section in Docstring(inspect.getdoc(FUNCTIONS[name]) or "", parser="numpy").parse()
    }
    assert [documented.name for documented in sections.get("parameters", [])] == wanted
    assert signature.return_annotation == "None" or "returns" in sections


@pytest.mark.parametrize("name", PUBLIC)
def test_what_a_newcomer_calls_has_an_example(name):
    assert ">>> " in (inspect.getdoc(PUBLIC[name]) or "")

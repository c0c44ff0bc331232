"""Scenario files: reading with every fault named, and writing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, get_args

import tomli_w
from pydantic import ValidationError

from crmmap.atlas import GEODATA
from crmmap.scenarios.base import Action
from crmmap.scenarios.scenario import MOST_ACTIONS, AnyAction, Scenario

FOLDER = GEODATA / "scenarios"
LARGEST_BYTES = 2_000_000


class UnusableScenario(ValueError):  # noqa: N818 - named for what it means to users
    """A scenario that cannot be read or applied, with every fault as ``file: key: what it must be``."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def shipped() -> dict[str, Scenario]:
    """The scenarios of the shipped data, by id, in the order of their files' names."""
    return {scenario.id: scenario for scenario in _shipped()}


def load_scenario(name: str | Path) -> Scenario:
    """A shipped scenario by its id, or one from a file.

    Raises
    ------
    UnusableScenario
        If there is none, or the file breaks the rules.
    """
    if str(name) in shipped():
        return shipped()[str(name)]
    path = Path(name)
    if not path.is_file():
        raise UnusableScenario([f"{name} is no file, and no scenario that is shipped: {', '.join(shipped())}"])
    return read(path.read_bytes(), name=path.name)


@cache
def _shipped() -> tuple[Scenario, ...]:
    return tuple(read(path.read_bytes(), name=path.name) for path in sorted(FOLDER.glob("*.toml")))


def read(content: bytes, *, name: str) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    content
        TOML, UTF-8, 2 MB at most.
    name
        Of the file, for messages.

    Raises
    ------
    UnusableScenario
        With every fault, the key it stands at, and what is allowed there.
    """
    if len(content) > LARGEST_BYTES:
        raise UnusableScenario([f"{name}: {len(content):,} bytes; a scenario has {LARGEST_BYTES:,} at most"])
    try:
        tree = tomllib.loads(content.decode("utf-8"))
    except UnicodeDecodeError:
        raise UnusableScenario([f"{name}: this is not UTF-8 text"]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise UnusableScenario([f"{name}: this is not TOML: {fault}"]) from None
    return _checked(tree, name)


def _checked(tree: Mapping[str, Any], name: str) -> Scenario:
    actions = tree.get("actions")
    if isinstance(actions, list) and len(actions) > MOST_ACTIONS:
        raise UnusableScenario([f"{name}: actions: {len(actions):,} of them; a scenario has {MOST_ACTIONS} at most"])
    try:
        return Scenario.model_validate(_with_kinds(tree))
    except ValidationError as faults:
        raise UnusableScenario(
            [f"{name}: {_place(fault['loc'])}: {_say(fault)}" for fault in faults.errors()]
        ) from None


def _with_kinds(tree: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter is a number unless it says otherwise."""
    parameters = tree.get("parameters")
    if not isinstance(parameters, dict):
        return dict(tree)
    filled = {
        key: {"kind": "number", **value} if isinstance(value, dict) else value for key, value in parameters.items()
    }
    return {**tree, "parameters": filled}


def _place(location: tuple[int | str, ...]) -> str:
    """``actions[3].factor`` from ``("actions", 2, "scale_supply", "factor", "float")``, counted from 1."""
    words = ""
    for before, part in zip(("", *location), location, strict=False):
        if isinstance(part, int):
            words += f"[{part + 1}]"
        elif isinstance(before, int) and words.startswith("actions"):
            words += f" ({part})"
        elif "[" in part or part in ("float", "str", "constrained-str") or part.startswith("function"):
            continue
        else:
            words += f".{part}" if words else part
    return words or "the whole file"


def _say(fault: Any) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        return "this key is not known"
    if kind == "missing":
        return "this key is missing"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        allowed = context.get("expected_tags", "one of the kinds of action")
        return f"{context.get('tag', 'nothing')!r} is not known; it can be {allowed}"
    if kind == "literal_error":
        return f"{fault['input']!r} is not known; it can be {context['expected']}"
    if kind == "value_error":
        return str(context["error"])
    return f"{fault['msg'][:1].lower()}{fault['msg'][1:]} (it is {str(fault['input'])[:60]!r})"


def write(scenario: Scenario) -> bytes:
    """The scenario as TOML, as `read` takes it."""
    tree = scenario.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    for action, given in zip(scenario.actions, tree.get("actions", []), strict=True):
        given["do"] = action.do
    for name, parameter in scenario.parameters.items():
        tree["parameters"][name]["kind"] = parameter.kind
    return tomli_w.dumps(tree).encode()


def action_kinds() -> dict[str, type[Action]]:
    """Every kind of action by its name."""
    union = get_args(AnyAction)[0]
    return {get_args(kind.model_fields["do"].annotation)[0]: kind for kind in get_args(union)}

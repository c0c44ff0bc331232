"""Scenario files: reading with every fault named, and writing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import tomli_w

from crmmap.scenarios.base import Action
from crmmap.scenarios.errors import UnusableScenario
from crmmap.scenarios.scenario import MOST_ACTIONS, AnyAction, Scenario
from crmmap.shipped import GEODATA
from crmmap.toml_models import LARGEST_BYTES, check, read_folder, read_tree


def shipped() -> dict[str, Scenario]:
    """The scenarios of the shipped data, by id, in the order of their files' names."""
    return dict(read_folder(GEODATA / "scenarios", read))


def library(folder: Path | None) -> dict[str, Scenario]:
    """The shipped scenarios, then those of a data folder; one of the folder stands in place of a
    shipped one of its id.

    Parameters
    ----------
    folder
        Its ``scenarios/*.toml`` are read, if there are any; see `crmmap.Atlas.folder`.

    Raises
    ------
    UnusableScenario
        If one of them breaks the rules; with the name of the file, and the keys.
    """
    return (
        shipped()
        if folder is None
        else {**shipped(), **read_folder(folder.resolve() / "scenarios", read)}
    )


def read(content: bytes, *, name: str, most: int = LARGEST_BYTES) -> Scenario:
    """Read a scenario.

    Parameters
    ----------
    content
        TOML, UTF-8.
    name
        Of the file, for messages.
    most
        Bytes that it may have.

    Raises
    ------
    UnusableScenario
        With every fault, the key it stands at, and what is allowed there.
    """
    tree = read_tree(content, name, UnusableScenario, most=most)
    actions = tree.get("actions")
    if isinstance(actions, list) and len(actions) > MOST_ACTIONS:
        raise UnusableScenario(
            [f"{name}: actions: {len(actions):,} of them; a scenario has {MOST_ACTIONS} at most"]
        )
    return check(Scenario, _with_kinds(tree), name, UnusableScenario)


def _with_kinds(tree: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter is a number unless it says otherwise."""
    parameters = tree.get("parameters")
    if not isinstance(parameters, dict):
        return dict(tree)
    filled = {
        key: {"kind": "number", **value} if isinstance(value, dict) else value
        for key, value in parameters.items()
    }
    return {**tree, "parameters": filled}


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

"""Scenarios as words of an address: the settings of their parameters, and a scenario of one's
own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crmmap import link_words
from crmmap.scenarios.errors import UnusableScenario
from crmmap.scenarios.files import read, write
from crmmap.scenarios.scenario import Scenario
from crmmap.scenarios.values import Number, Option, Switch, Value

YES, NO = "yes", "no"


def settings(scenario: Scenario, given: Mapping[str, Value]) -> tuple[str, ...]:
    """``("jadar.output=4",)``: what is not as the scenario begins."""
    return tuple(
        f"{scenario.id}.{name}={_text(given[name])}"
        for name, parameter in scenario.parameters.items()
        if name in given and given[name] != parameter.default
    )


def _text(value: Value) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | float):
        return f"{value:g}"
    return value if isinstance(value, str) else "+".join(value)


def is_setting(text: str) -> bool:
    """Whether a text has the form of a setting."""
    name, equals, _ = text.partition("=")
    return bool(equals) and name.count(".") == 1


def read_settings(scenario: Scenario, texts: Iterable[str]) -> dict[str, Value]:
    """The settings that are of this scenario and within its bounds; what is not stays as the
    scenario begins.
    """
    found: dict[str, Value] = {}
    for text in texts:
        place, _, value = text.partition("=")
        owner, _, name = place.partition(".")
        parameter = scenario.parameters.get(name)
        if owner != scenario.id or parameter is None:
            continue
        try:
            read_value: Value
            if isinstance(parameter, Number):
                read_value = float(value)
            elif isinstance(parameter, Switch):
                read_value = {YES: True, NO: False}[value]
            elif isinstance(parameter, Option):
                read_value = value
            else:
                read_value = tuple(part for part in value.split("+") if part)
            parameter.accept(read_value)
        except (ValueError, KeyError):
            continue
        found[name] = read_value
    return found


def pack(scenario: Scenario) -> str:
    """A scenario of one's own as one word; ValueError if it is too long for a link."""
    return link_words.pack(write(scenario), "scenario")


def unpack(word: str) -> Scenario:
    """The scenario of such a word; UnusableScenario if it is none."""
    try:
        content = link_words.unpack(word)
    except ValueError:
        raise UnusableScenario(["the link: this is no scenario"]) from None
    return read(content, name="the link", most=link_words.MOST_BYTES)

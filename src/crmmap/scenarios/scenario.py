"""A scenario: a file that says what would change, and why."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, model_validator

from crmmap.scenarios.agreement_actions import (
    AddAgreement,
    CreateBloc,
    SetAgreement,
    SetMembership,
)
from crmmap.scenarios.base import Action
from crmmap.scenarios.measure_actions import AddMeasure, SetMeasure
from crmmap.scenarios.site_actions import AddSite, SetAdherence, SetSite, SetStandard
from crmmap.scenarios.supply_actions import AddSupply, ScaleDemand, ScaleSupply, Stage
from crmmap.scenarios.values import Parameter, parameter_of
from crmmap.toml_models import SLUG, Strict

MOST_ACTIONS = 500

AnyAction = Annotated[
    ScaleSupply
    | AddSupply
    | ScaleDemand
    | SetAgreement
    | AddAgreement
    | SetMembership
    | CreateBloc
    | SetMeasure
    | AddMeasure
    | SetSite
    | AddSite
    | SetAdherence
    | SetStandard,
    Field(discriminator="do"),
]
_REFERENCE = re.compile(r"^\$([a-z][a-z0-9_]*)$")


class Source(Strict):
    """Where an assumption comes from: a row of a table, or a page."""

    title: str = Field(min_length=1)
    row: str = ""
    url: str = ""


class Focus(Strict):
    """What a scenario is about: where its indicators look, and what its map shows."""

    minerals: tuple[str, ...] = ()
    stage: Stage = "mine"
    blocs: tuple[str, ...] = ("EU", "US", "CHINA")
    countries: tuple[str, ...] = ()
    view: tuple[float, float, float] | None = None


class Scenario(Strict):
    """One answer to what would change if something did.

    Attributes
    ----------
    argument
        The briefing paper's argument that it rests on, in our words.
    assumptions, not_modelled
        A sentence each.
    reading
        What to look at, and how to read it.
    counterpart
        The nearest published work, in a sentence.
    includes
        Ids of scenarios whose actions go before.
    """

    id: str = Field(pattern=SLUG)
    title: str = Field(min_length=1)
    question: str = Field(min_length=1)
    argument: str = Field(min_length=1)
    narrative: str = Field(min_length=1)
    assumptions: tuple[str, ...] = Field(min_length=1)
    not_modelled: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    counterpart: str = ""
    sources: tuple[Source, ...] = ()
    includes: tuple[str, ...] = ()
    focus: Focus = Focus()
    parameters: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Parameter] = Field(
        default={}
    )
    actions: tuple[AnyAction, ...] = Field(default=(), max_length=MOST_ACTIONS)

    @model_validator(mode="after")
    def _refers_to_its_parameters(self) -> Scenario:
        used: set[str] = set()
        for place, action in enumerate(self.actions, 1):
            for name in _references(action):
                if name not in self.parameters:
                    known = ", ".join(self.parameters) or "none"
                    raise ValueError(
                        f"action {place} ({action.do}) refers to {name!r}; the parameters are "
                        f"{known}"
                    )
                used.add(name)
        idle = sorted(set(self.parameters) - used)
        if idle:
            raise ValueError(f"no action refers to the parameter {idle[0]!r}")
        return self


def _references(action: Action) -> list[str]:
    found = [parameter_of(action.when)] if action.when else []
    for name in type(action).model_fields:
        given = getattr(action, name)
        if isinstance(given, str) and (match := _REFERENCE.match(given)):
            found.append(match[1])
    return found

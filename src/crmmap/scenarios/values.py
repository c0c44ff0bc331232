"""Parameters of a scenario, and the values that actions take from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from crmmap.toml_models import Strict

Value = float | bool | str | tuple[str, ...]
NAME = r"[a-z][a-z0-9_]*"
Reference = Annotated[str, Field(pattern=rf"^\${NAME}$")]
"""``$left`` stands for the value of the parameter ``left``."""
Condition = Annotated[str, Field(pattern=rf"^(!?{NAME}|{NAME}=.+)$")]
"""``keep``: only if the switch is on; ``!keep``: only if it is off; ``status=operating``: only
if that is chosen."""
UNITS = {"%": 0.01, "kt": 1e3, "Mt": 1e6}
"""Factor by which a number in a unit is multiplied before an action uses it."""


def parameter_of(condition: str) -> str:
    """The parameter that a condition asks for."""
    return condition.lstrip("!").partition("=")[0]


class Number(Strict):
    """A number that a slider sets; in one of `UNITS` an action takes it as a part or as tonnes.

    Attributes
    ----------
    likely
        Where the true value may lie, if it is a guess; results are then given as a range.
    """

    kind: Literal["number"] = "number"
    label: str
    unit: str = ""
    min: float
    max: float
    step: float = Field(gt=0)
    default: float
    likely: tuple[float, float] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Number:
        if not self.min < self.max:
            raise ValueError("min must be below max")
        for value in (self.default, *(self.likely or ())):
            if not self.min <= value <= self.max:
                raise ValueError(f"default and likely must lie from min to max: {value:g} does not")
        return self

    def accept(self, value: Value) -> Value:
        """The value as an action takes it; ValueError if it is out of range."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(f"{value!r} is not a number")
        if not self.min <= value <= self.max:
            raise ValueError(f"{value:g} lies outside {self.min:g} to {self.max:g}")
        return value * UNITS.get(self.unit, 1)


class Switch(Strict):
    """Yes or no."""

    kind: Literal["switch"]
    label: str
    default: bool

    def accept(self, value: Value) -> Value:
        """The value; ValueError if it is neither."""
        if not isinstance(value, bool):
            raise ValueError(f"{value!r} is neither true nor false")
        return value


class Option(Strict):
    """One of some words."""

    kind: Literal["option"]
    label: str
    options: tuple[str, ...] = Field(min_length=2)
    default: str

    @model_validator(mode="after")
    def _known(self) -> Option:
        self.accept(self.default)
        return self

    def accept(self, value: Value) -> Value:
        """The value; ValueError if it is none of the options."""
        if value not in self.options:
            raise ValueError(f"{value!r} is none of {', '.join(self.options)}")
        return value


class Countries(Strict):
    """Any number of countries, by ISO3 code."""

    kind: Literal["countries"]
    label: str
    default: tuple[str, ...]

    def accept(self, value: Value) -> Value:
        """The codes; ValueError if it is no list of them."""
        if isinstance(value, str) or not isinstance(value, list | tuple):
            raise ValueError(f"{value!r} is not a list of countries")
        return tuple(value)


Parameter = Annotated[Number | Switch | Option | Countries, Field(discriminator="kind")]


class Values(Mapping[str, Value]):
    """Values of all parameters of a scenario, as its actions take them."""

    def __init__(
        self,
        parameters: Mapping[str, Number | Switch | Option | Countries],
        given: Mapping[str, Value],
    ):
        unknown = sorted(set(given) - set(parameters))
        if unknown:
            raise ValueError(
                f"there is no parameter {unknown[0]!r}; there are {', '.join(parameters) or 'none'}"
            )
        self._values: dict[str, Value] = {}
        for name, parameter in parameters.items():
            try:
                self._values[name] = parameter.accept(given.get(name, parameter.default))
            except ValueError as fault:
                raise ValueError(f"parameter {name}: {fault}") from None

    def __getitem__(self, name: str) -> Value:
        return self._values[name]

    def __iter__(self):
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def holds(self, condition: str) -> bool:
        """Whether the condition of an action is met."""
        value = self[parameter_of(condition)]
        if "=" in condition:
            return value == condition.partition("=")[2]
        return bool(value) != condition.startswith("!")

    def of(self, given: Value) -> Value:
        """What is given, or the value of the parameter that it refers to."""
        return self[given[1:]] if isinstance(given, str) and given.startswith("$") else given

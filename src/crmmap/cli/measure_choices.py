"""Choices of a measure as text, for the command line and for other programs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from datetime import date
from math import isfinite
from typing import Any

from crmmap.atlas.filters import Filters


def choices_of(
    function: Callable[..., Any], given: Sequence[str], wanted: Filters
) -> dict[str, Any]:
    """Values of a measure's choices, of the kinds that its signature names.

    Parameters
    ----------
    given
        As ``NAME=VALUE``.

    Raises
    ------
    ValueError
        If one is not known or cannot be read, or if one is missing.
    """
    known = dict(list(inspect.signature(function).parameters.items())[1:])
    begin = {"as_of": wanted.as_of, "minerals": wanted.minerals, "blocs": wanted.blocs}
    values: dict[str, Any] = {name: value for name, value in begin.items() if name in known}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or name not in known:
            raise ValueError(
                f"--set {text!r} is no choice; there are {', '.join(known) or 'none'}, as "
                "NAME=VALUE"
            )
        try:
            values[name] = _value(str(known[name].annotation), value)
        except ValueError as fault:
            raise ValueError(f"--set {text!r}: {fault}") from None
    missing = [n for n, p in known.items() if p.default is p.empty and n not in values]
    if missing:
        raise ValueError(f"this measure needs {', '.join(f'--set {name}=…' for name in missing)}")
    return values


def _value(kind: str, text: str) -> Any:
    if kind.startswith(("tuple", "set", "frozenset", "Sequence")):
        parts = [part for part in text.split(",") if part]
        return frozenset(parts) if "set[" in kind else tuple(parts)
    if kind.startswith("date"):
        return date.fromisoformat(text)
    if kind.startswith("int"):
        return int(text)
    if not kind.startswith("float"):
        return text
    if not isfinite(float(text)):
        raise ValueError(f"{text} is not a number to count with")
    return float(text)

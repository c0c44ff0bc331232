"""A sentence of an answer with the way to its rows."""

from __future__ import annotations

from dataclasses import dataclass

RANKED = 5
"""Places of a ranking."""


@dataclass(frozen=True)
class Line:
    """A sentence, and where its rows are: a theme of the map and a table below it."""

    text: str
    theme: str
    table: str

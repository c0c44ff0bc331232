"""One part after another, in this process."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TypeVar

Part = TypeVar("Part")
Made = TypeVar("Made")


class Here:
    """The engine that needs nothing."""

    workers = 1

    def run(self, work: Callable[[Part], Made], parts: Iterable[Part]) -> Generator[Made]:
        """See `crmmap.engines.Engine.run`."""
        yield from map(work, parts)

"""Where parts of long work run: in this process, in several, or on a cluster.

An engine knows nothing of what it runs. It takes a function and parts, and gives back what the
function made of each part, in the order in which they end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable
from typing import Protocol, TypeVar

from crmmap.engines.cluster import Cluster
from crmmap.engines.here import Here
from crmmap.engines.lost import LostWorker
from crmmap.engines.processes import Processes

__all__ = ["HERE", "Engine", "LostWorker", "UnknownEngine", "engine_of"]

Part = TypeVar("Part")
Made = TypeVar("Made")
HERE = Here()
MOST = 256
"""Processes; more than any machine has cores for."""
PLAIN = re.compile("[0-9]{1,6}")


class UnknownEngine(ValueError):  # noqa: N818 - named for what it means to users
    """A name that is that of no engine, or an engine that can't be had."""


class Engine(Protocol):
    """Something that runs parts of work.

    Attributes
    ----------
    workers
        Parts that run at one time.
    """

    @property
    def workers(self) -> int:
        """Parts that run at one time."""
        ...

    def run(self, work: Callable[[Part], Made], parts: Iterable[Part]) -> Generator[Made]:
        """What ``work`` makes of each part, in the order in which they end.

        Parts are taken one by one, a few more than there are workers, so that they need never be
        in memory all together. Closing the iterator cancels what has not begun.

        Raises
        ------
        LostWorker
            If workers end again and again over the same part.
        """
        ...


def engine_of(name: str) -> Engine:
    """The engine of a name: ``here``, ``processes:4`` or ``dask:tcp://scheduler:8786``.

    Raises
    ------
    UnknownEngine
        If there is none of that name, or its package is not installed.

    Examples
    --------
    >>> engine_of("processes:2").workers
    2
    >>> engine_of("processes:none")
    Traceback (most recent call last):
        ...
    crmmap.engines.UnknownEngine: 'processes:none' is no engine; name here, processes:N with the \
number of processes, or dask:tcp://HOST:PORT with the address of a scheduler
    """
    kind, _, rest = name.strip().partition(":")
    if kind == "here" and not rest:
        return HERE
    if kind == "processes" and PLAIN.fullmatch(rest) and 1 <= int(rest) <= MOST:
        return Processes(int(rest))
    if kind == "dask" and rest:
        try:
            return Cluster(rest)
        except ModuleNotFoundError as fault:
            raise UnknownEngine(
                f"the engine {name!r} needs the package {fault.name!r}, which is not installed. "
                'Install it with: pip install "crmmap[cluster]"'
            ) from None
        except (OSError, ValueError) as fault:
            raise UnknownEngine(f"no scheduler with workers answers at {rest}: {fault}") from None
    raise UnknownEngine(
        f"{name!r} is no engine; name here, processes:N with the number of processes, "
        "or dask:tcp://HOST:PORT with the address of a scheduler"
    )

"""Parts given to an executor, a few at a time, and begun again when their worker is lost."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import TypeVar

from crmmap.engines.lost import TRIES, LostWorker

Part = TypeVar("Part")
Made = TypeVar("Made")
AHEAD = 2
"""Parts for each worker that are given out at one time: the next waits where the last one runs."""


def executed(
    opened: Callable[[], Executor],
    work: Callable[[Part], Made],
    parts: Iterable[Part],
    *,
    at_once: int,
) -> Generator[Made]:
    """What ``work`` makes of each part, in the order in which they end.

    Parameters
    ----------
    opened
        Makes an executor; asked again when one breaks because a worker was lost.
    at_once
        Parts that are given out at one time.

    Raises
    ------
    LostWorker
        If workers end again and again over the same part.
    """
    waiting = iter(parts)
    again: list[tuple[Part, int]] = []
    running: dict[Future[Made], tuple[Part, int]] = {}
    executor = opened()
    try:
        while True:
            broken = False
            for part, tries in _next(again, waiting, at_once - len(running)):
                try:
                    running[executor.submit(work, part)] = (part, tries)
                except BrokenExecutor:  # before it was noticed below
                    again.append((part, tries + 1))
                    broken = True
                    break
            if not running and not again:
                return
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for one in ended:
                part, tries = running.pop(one)
                try:
                    made = one.result()
                except BrokenExecutor:
                    again.append((part, tries + 1))
                    broken = True
                else:
                    yield made
            if broken:
                # one lost worker ends the whole executor, and nobody knows whose part it was
                again += [(part, tries + 1) for part, tries in running.values()]
                running.clear()
                if max(tries for _, tries in again) > TRIES:
                    raise LostWorker
                executor.shutdown(wait=False)
                executor = opened()
    finally:
        for one in running:
            one.cancel()
        executor.shutdown(wait=True)


def _next(
    again: list[tuple[Part, int]], waiting: Iterator[Part], most: int
) -> Iterator[tuple[Part, int]]:
    """At most so many parts with the number of the try; those that were lost come first."""
    for _ in range(most):
        if again:
            yield again.pop()
            continue
        for part in waiting:
            yield part, 1
            break
        else:
            return

"""Parts given to an executor, a few at a time, and begun again when their worker is lost."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from typing import Any, TypeVar

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
    suspects: list[tuple[Part, int]] = []
    running: dict[Future[Made], tuple[Part, int]] = {}
    executor = opened()
    try:
        while True:
            broken = False
            for part, losses in _next(suspects, waiting, running, at_once):
                try:
                    running[executor.submit(work, part)] = (part, losses)
                except BrokenExecutor:  # before it was noticed below
                    suspects.append((part, losses))
                    broken = True
                    break
            if not running and not suspects:
                return
            alone = len(running) == 1
            ended, _ = wait(running, return_when=FIRST_COMPLETED)
            for one in ended:
                part, losses = running.pop(one)
                try:
                    made = one.result()
                except BrokenExecutor:
                    suspects.append((part, losses + alone))
                    broken = True
                else:
                    yield made
            if broken:
                # one lost worker ends the whole executor, and nobody knows whose part it was: all
                # that ran are begun again one by one, and who is lost alone is to blame
                suspects += running.values()
                running.clear()
                if max((losses for _, losses in suspects), default=0) >= TRIES:
                    raise LostWorker
                executor.shutdown(wait=False)
                executor = opened()
    finally:
        for one in running:
            one.cancel()
        executor.shutdown(wait=True)


def _next(
    suspects: list[tuple[Part, int]],
    waiting: Iterator[Part],
    running: Mapping[Any, Any],
    at_once: int,
) -> Iterator[tuple[Part, int]]:
    """The parts to be given out now, with the workers that were lost over them: a suspect alone,
    else as many as there is room for.
    """
    if suspects:
        if not running:
            yield suspects.pop()
        return
    for _ in range(at_once - len(running)):
        for part in waiting:
            yield part, 0
            break
        else:
            return

"""Parts in several processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from crmmap.engines.executing import AHEAD, executed

Part = TypeVar("Part")
Made = TypeVar("Made")


@dataclass(frozen=True)
class Processes:
    """The engine of several processes."""

    workers: int

    def run(self, work: Callable[[Part], Made], parts: Iterable[Part]) -> Generator[Made]:
        """See `crmmap.engines.Engine.run`; a script that asks for it needs
        ``if __name__ == "__main__":``, for each process reads the script.
        """

        def opened() -> Executor:
            return ProcessPoolExecutor(
                self.workers,
                mp_context=_context(work.__module__),
                initializer=_end_with_parent,
            )

        return executed(opened, work, parts, at_once=AHEAD * self.workers)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for its next part for ever."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _context(module: str) -> multiprocessing.context.BaseContext:
    """How processes begin: from one that holds no threads and has imported what they need, where
    the system knows that.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module])
    from multiprocessing import forkserver  # Windows has none

    forkserver.ensure_running()  # it imports while the first parts are cut
    return context

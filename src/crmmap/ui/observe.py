"""How long the pages take, for whoever wants to know."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

Watcher = Callable[[str, float], None]
_WATCHERS: list[Watcher] = []


def watch(watcher: Watcher) -> None:
    """Call it after each run of a page with its name and the seconds that it took."""
    _WATCHERS.append(watcher)


@contextmanager
def timed(page: str) -> Generator[None]:
    """Tell how long a page takes, also if it ends early."""
    began = time.perf_counter()
    try:
        yield
    finally:
        for watcher in _WATCHERS:
            watcher(page, time.perf_counter() - began)

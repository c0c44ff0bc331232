"""Whether this process is about to stop, and so takes no newcomers."""

from __future__ import annotations

from threading import Event

_STOPPING = Event()


def begin() -> None:
    """From now on."""
    _STOPPING.set()


def has_begun() -> bool:
    """Whether it is."""
    return _STOPPING.is_set()

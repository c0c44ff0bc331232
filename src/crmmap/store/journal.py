"""The journal of a store: who did what, when, why and after which source; nothing is ever taken out
of it.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Event:
    """One thing that was done.

    Attributes
    ----------
    at
        The moment, as ISO 8601 in UTC.
    what
        In a word, such as ``published``.
    source
        What it rests on; "" for none.
    detail
        What else is known of it.
    """

    who: str
    what: str
    why: str = ""
    source: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    at: str = field(default_factory=lambda: now().isoformat(timespec="seconds"))


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


class Writing(ABC):
    """What is open while somebody writes."""

    @abstractmethod
    def execute(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows that a statement of SQL gives; values stand in it by their names, as
        ``:number``.
        """

    def note(self, event: Event) -> None:
        """Write an event; it stays if all else goes well."""
        told = {**asdict(event), "detail": json.dumps(event.detail, ensure_ascii=False)}
        self.execute(
            "INSERT INTO events (at, who, what, why, source, detail) "
            "VALUES (:at, :who, :what, :why, :source, :detail)",
            **told,
        )


class Journal(ABC):
    """What many processes may write, one after another."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Writing]:
        """All that is done within is done together or not at all; other writers wait.

        Raises
        ------
        TimeoutError
            If another writer does not come to an end.
        OSError
            If the journal can't be written.
        """

    @abstractmethod
    def read(self, query: str) -> list[tuple[Any, ...]]:
        """The answer to a query; nothing before anything was written."""

    def events(self) -> list[Event]:
        """All that was done, the earliest first."""
        rows = self.read("SELECT who, what, why, source, detail, at FROM events ORDER BY id")
        return [Event(*row[:4], json.loads(row[4] or "{}"), row[5]) for row in rows]

"""The journal of a store: who did what, when, why and after which source; nothing is ever taken out
of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

SECONDS_TO_WAIT = 60.0
"""For another writer."""
_TABLES = """
CREATE TABLE IF NOT EXISTS events (
  id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
  why TEXT NOT NULL, source TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TRIGGER IF NOT EXISTS events_stay BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'nothing is taken out of the journal'); END;
CREATE TRIGGER IF NOT EXISTS events_are_as_they_were BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'nothing in the journal is changed'); END;
CREATE TABLE IF NOT EXISTS proposals (
  number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, place TEXT NOT NULL,
  key TEXT NOT NULL, field TEXT NOT NULL, was TEXT NOT NULL, value TEXT NOT NULL,
  source TEXT NOT NULL, reason TEXT NOT NULL, state TEXT NOT NULL, decided_by TEXT NOT NULL,
  decided_at TEXT NOT NULL, answer TEXT NOT NULL, second_by TEXT NOT NULL, second TEXT NOT NULL,
  taken TEXT NOT NULL);
"""


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


@dataclass(frozen=True)
class Writing:
    """What is open while somebody writes."""

    base: sqlite3.Connection

    def note(self, event: Event) -> None:
        """Write an event; it stays if all else goes well."""
        told = {**asdict(event), "detail": json.dumps(event.detail, ensure_ascii=False)}
        self.base.execute(
            "INSERT INTO events (at, who, what, why, source, detail) "
            "VALUES (:at, :who, :what, :why, :source, :detail)",
            told,
        )


class Journal:
    """A file that many processes may write, one after another."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def writing(self) -> Generator[Writing]:
        """All that is done within is done together or not at all; other writers wait.

        Raises
        ------
        TimeoutError
            If another writer does not come to an end.
        OSError
            If the journal can't be written.
        """
        with self._opened() as base:
            base.execute("PRAGMA synchronous = FULL")
            try:
                base.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as fault:
                if fault.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
                raise TimeoutError(
                    f"{self._path}: somebody else is writing; try again ({fault})"
                ) from None
            try:
                for statement in _TABLES.split(";\n"):
                    base.execute(statement)
                yield Writing(base)
                base.execute("COMMIT")
            except BaseException:
                if base.in_transaction:
                    base.execute("ROLLBACK")
                raise

    @contextmanager
    def _opened(self) -> Generator[sqlite3.Connection]:
        """The file; opening it also takes back what a killed writer has begun.

        Raises
        ------
        OSError
            If it is no journal, or can't be read or written.
        """
        base = None
        try:
            base = sqlite3.connect(self._path, timeout=SECONDS_TO_WAIT, isolation_level=None)
            yield base
        except sqlite3.Error as fault:
            raise OSError(f"{self._path}: the journal can't be used: {fault}") from fault
        finally:
            if base is not None:
                base.close()

    def events(self) -> list[Event]:
        """All that was done, the earliest first."""
        rows = self.read("SELECT who, what, why, source, detail, at FROM events ORDER BY id")
        return [Event(*row[:4], json.loads(row[4]), row[5]) for row in rows]

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """The answer to a query; nothing before anything was written."""
        if not self._path.exists():
            return []
        with self._opened() as base:
            return base.execute(query).fetchall()

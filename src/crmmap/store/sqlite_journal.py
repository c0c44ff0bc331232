"""The journal of a store in a folder: a file of SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crmmap.store.journal import Journal, Writing

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
class SqliteWriting(Writing):
    """A transaction of SQLite."""

    base: sqlite3.Connection

    def execute(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """See `crmmap.store.journal.Writing.execute`."""
        return self.base.execute(statement, values).fetchall()


class SqliteJournal(Journal):
    """A file that many processes may write, one after another."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def writing(self) -> Generator[SqliteWriting]:
        """See `crmmap.store.journal.Journal.writing`."""
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
                yield SqliteWriting(base)
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

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """See `crmmap.store.journal.Journal.read`."""
        if not self._path.exists():
            return []
        with self._opened() as base:
            return base.execute(query).fetchall()

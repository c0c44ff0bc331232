"""What is written to a store in a database is one transaction, alone among all writers."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, text, update
from sqlalchemy.exc import OperationalError

from crmmap.schema.tables import TABLES
from crmmap.store.journal import Journal
from crmmap.store.postgis.base import LOCK_NOT_AVAILABLE, connected, no_store, shown
from crmmap.store.postgis.model import BESIDE, DATA, SETTINGS, SNAPSHOT_FILES, SNAPSHOTS
from crmmap.store.postgis.rows import read_folder
from crmmap.store.postgis.upgrading import newest, revision
from crmmap.store.snapshots import MANIFEST, Manifest
from crmmap.store.store import empty_folder
from crmmap.store.writing import StoreWriting

LOCKED = (*DATA.values(), BESIDE)
"""What somebody may edit in QGIS or by SQL, without crmmap."""
ONE_WRITER = 0x63726D6D6170
"""A number of our own among the locks of the database."""
SECONDS_TO_WAIT = 60.0
"""For other writers."""


@dataclass(frozen=True)
class PostgisWriting(StoreWriting):
    """A transaction of PostgreSQL."""

    base: Connection

    def execute(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """See `crmmap.store.journal.Writing.execute`."""
        answer = self.base.execute(text(statement), values)
        return [tuple(row) for row in answer] if answer.returns_rows else []

    def put_cells(self, table: str, key: str, cells: dict[str, str]) -> None:
        """See `StoreWriting.put_cells`."""
        rules, known = TABLES[table], DATA[table]
        told: dict[str, Any] = dict(cells)
        for name in set(cells) & {*rules.numbers}:
            told[name] = float(cells[name]) if cells[name] else None
        for name in set(cells) & {*rules.flags}:
            told[name] = cells[name] == "True"
        self.base.execute(update(known).where(known.c[rules.key] == key).values(told))

    def take(self, fill: Callable[[Path], None]) -> None:
        """See `StoreWriting.take`."""
        with empty_folder() as folder:
            fill(Path(folder))
            read_folder(self.base, Path(folder))

    def add(self, manifest: Manifest, folder: Path) -> None:
        """See `StoreWriting.add`."""
        said = (folder / MANIFEST).read_text("utf-8")
        self.base.execute(insert(SNAPSHOTS).values(id=manifest.id, manifest=said))
        for path in manifest.files:
            content = (folder / path).read_bytes()
            self.base.execute(
                insert(SNAPSHOT_FILES).values(snapshot=manifest.id, path=path, content=content)
            )

    def show(self, name: str) -> None:
        """See `StoreWriting.show`."""
        self.base.execute(update(SETTINGS).values(current=name))

    def forget(self, name: str) -> None:
        """See `StoreWriting.forget`."""
        self.base.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.id == name))


class PostgisJournal(Journal):
    """The tables ``events`` and ``proposals`` of a database."""

    def __init__(self, address: str) -> None:
        self._address = address

    @contextmanager
    def writing(self) -> Generator[PostgisWriting]:
        """See `crmmap.store.journal.Journal.writing`. Who edits by SQL waits, too.

        Raises
        ------
        Unreachable
            If the database has no store, or one of another version of crmmap.
        """
        with connected(self._address) as base:
            if revision(base) != newest():
                raise no_store(shown(self._address))
            _wait_for_the_others(base)
            base.execute(text("SET LOCAL crmmap.writing = 'on'"))  # what is done is noted by us
            yield PostgisWriting(base)

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """See `crmmap.store.journal.Journal.read`."""
        with connected(self._address) as base:
            return [tuple(row) for row in base.execute(text(query))]


def _wait_for_the_others(base: Connection) -> None:
    """Alone among those who write by crmmap, and among those who edit by SQL: of their tables
    either all are taken or none, so that nobody waits for us who holds what we wait for.
    """
    base.execute(text(f"SET LOCAL lock_timeout = '{SECONDS_TO_WAIT}s'"))
    base.execute(select(func.pg_advisory_xact_lock(ONE_WRITER)))
    names = ", ".join(table.name for table in LOCKED)
    until = monotonic() + SECONDS_TO_WAIT
    while True:
        try:
            with base.begin_nested():
                base.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE NOWAIT"))
            return
        except OperationalError as fault:
            taken = getattr(fault.orig, "sqlstate", "") == LOCK_NOT_AVAILABLE
            if not taken or monotonic() > until:
                raise
            sleep(0.1)

"""A store in PostgreSQL: everything it has is in the schema ``crmmap`` of a database.

What is written is one transaction, so whoever is stopped, loses the connection or finds the disk
full leaves everything as it was. Pages never read the tables at work: they read a snapshot, whose
files are kept in the user's cache and go on being used while the database can't be reached.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from time import time

import pooch
from sqlalchemy import Connection, insert, select

from crmmap.schema.tables import TABLES
from crmmap.schema.validate import read_tables
from crmmap.store.folders import put
from crmmap.store.overtaking import unpublished
from crmmap.store.postgis.base import (
    Away,
    Unreachable,
    connected,
    shown,
)
from crmmap.store.postgis.model import DATA, SETTINGS, SNAPSHOT_FILES, SNAPSHOTS
from crmmap.store.postgis.postgis_writing import PostgisJournal, PostgisWriting
from crmmap.store.postgis.rows import cells_of, read_folder, write_folder
from crmmap.store.postgis.upgrading import make_tables, upgrade
from crmmap.store.snapshots import MANIFEST, Manifest, is_whole, manifest_of
from crmmap.store.store import KEPT, Store, empty_folder

SECONDS_KEPT = 30 * 86_400
"""A snapshot that is asked for by nobody stays so long in the cache."""
CURRENT = "current"
_WHOLE: dict[Path, tuple[tuple[str, int, int], ...]] = {}
"""Files of snapshots whose hashes this process has looked at: name, size and time of each."""


@dataclass(frozen=True)
class PostgisStore(Store):
    """A store in a database.

    Attributes
    ----------
    address
        As ``postgresql://user@host/database``; a password is better kept in ``~/.pgpass`` or
        ``PGPASSWORD``.
    """

    address: str

    @classmethod
    def create(
        cls, address: str, tables: Path, *, by: str, note: str = "", keep: int = KEPT
    ) -> PostgisStore:
        """A store with one snapshot, of a folder of tables.

        Raises
        ------
        FileExistsError
            If the database has a store.
        InvalidData
            If the tables break a rule.
        Unreachable
            If the database can't be used.
        """
        store = cls(address)
        read_tables(tables)
        make_tables(address)
        with store.journal.writing() as writing:
            writing.base.execute(insert(SETTINGS).values(keep=keep))
            read_folder(writing.base, tables)
        store.publish(by=by, note=note or "The first snapshot")
        return store

    @staticmethod
    def upgrade(address: str) -> bool:
        """Bring a database to the tables of this crmmap; whether there was something to do."""
        return upgrade(address)

    @property
    def name(self) -> str:
        """The address without its password."""
        return shown(self.address)

    @property
    def place(self) -> str:
        """The address."""
        return self.address

    @property
    def journal(self) -> PostgisJournal:
        """Who did what."""
        return PostgisJournal(self.address)

    @property
    def keep(self) -> int:
        """How many snapshots stay."""
        return int(self.journal.read("SELECT keep FROM settings")[0][0])

    def current(self) -> str:
        """See `Store.current`."""
        rows = self.journal.read("SELECT current FROM settings")
        if not rows or not rows[0][0]:
            raise LookupError(f"{self.name} has no snapshot yet; publish one: crmmap store publish")
        return str(rows[0][0])

    def has_changes(self) -> bool:
        """See `Store.has_changes`."""
        return unpublished(self.journal)

    def snapshots(self) -> list[Manifest]:
        """See `Store.snapshots`."""
        rows = self.journal.read("SELECT manifest FROM snapshots")
        found = []
        for row in rows:
            with suppress(ValueError, KeyError, TypeError):  # of a later crmmap, or none
                found.append(manifest_of(json.loads(row[0])))
        return sorted(found, key=lambda one: one.moment, reverse=True)

    def snapshot_folder(self, name: str = "", *, known_on: date | None = None) -> Path:
        """See `Store.snapshot_folder`. While the database can't be reached, the snapshot that was
        current when it last could.
        """
        try:
            folder = super().snapshot_folder(name, known_on=known_on)
            if not name and known_on is None:
                put(self._cache / CURRENT, folder.name.encode())
            return folder
        except Away as fault:
            kept = self._cache / CURRENT
            if name or known_on is not None or not kept.is_file():
                raise
            warnings.warn(f"{fault} The snapshot that was read last is used.", stacklevel=2)
            return self._cache / kept.read_text("utf-8")

    def folder_of(self, name: str) -> Path | None:
        """See `Store.folder_of`."""
        with connected(self.address) as base:
            known = base.scalar(select(SNAPSHOTS.c.manifest).where(SNAPSHOTS.c.id == name))
            if known is None:
                return None
            folder = self._cache / name
            if not _is_known_whole(folder):
                self._fetch(base, name, known)
        self._let_go(name)
        return folder

    def _fetch(self, base: Connection, name: str, manifest: str) -> None:
        self._cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=self._cache) as beside:
            part = Path(beside) / name
            query = select(SNAPSHOT_FILES.c.path, SNAPSHOT_FILES.c.content)
            for path, content in base.execute(query.where(SNAPSHOT_FILES.c.snapshot == name)):
                target = part / path
                if not target.resolve().is_relative_to(part.resolve()):
                    raise Unreachable(f"{self.name}: snapshot {name} names a file outside itself")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            (part / MANIFEST).write_text(manifest, "utf-8")
            target = self._cache / name
            try:
                part.rename(target)
            except OSError:  # another process was quicker, or what is there is damaged
                if not is_whole(target):
                    with suppress(OSError):
                        target.rename(Path(beside) / "before")
                        part.rename(target)
        if not is_whole(target):
            raise Unreachable(f"{self.name}: snapshot {name} could not be read whole; try again")

    def _let_go(self, name: str) -> None:
        """Delete what nobody has asked for in a month; others may be reading what is newer."""
        (self._cache / name).touch()
        for old in self._cache.iterdir():
            with suppress(OSError):
                if old.is_dir() and time() - old.stat().st_mtime > SECONDS_KEPT:
                    shutil.rmtree(old)

    @property
    def _cache(self) -> Path:
        digest = hashlib.sha256(self.name.encode()).hexdigest()[:20]
        return Path(pooch.os_cache("crmmap")) / "stores" / digest

    @contextmanager
    def tables(self) -> Generator[Path]:
        """See `Store.tables`."""
        with empty_folder() as folder:
            write_folder(self.address, Path(folder))
            yield Path(folder)

    def row(self, table: str, key: str) -> dict[str, str]:
        """See `Store.row`."""
        rules, known = TABLES[table], DATA[table]
        with connected(self.address) as base:
            query = select(known).where(known.c[rules.key] == key)
            row = base.execute(query).mappings().first()
        if row is None:
            raise LookupError(f"{rules.file} has no row {key}")
        return cells_of(row, rules)

    @contextmanager
    def writing(self) -> Generator[PostgisWriting]:
        """See `Store.writing`."""
        with self.journal.writing() as writing:
            yield writing

    @contextmanager
    def room(self) -> Generator[Path]:
        """See `Store.room`."""
        with empty_folder() as folder:
            yield Path(folder)


def _is_known_whole(folder: Path) -> bool:
    """Whether a snapshot is whole, by its hashes, which are looked at once for files as they are; a
    service asks every few seconds.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    seen = tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)
    if not files or (_WHOLE.get(folder) != seen and not is_whole(folder)):
        return False
    _WHOLE[folder] = seen
    return True

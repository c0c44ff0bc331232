"""A store that is a folder: the tables at work, the snapshots that were published, the journal.

::

    store.toml     what it is, and how many snapshots it keeps
    tables/        the tables at work, as in geodata/
    snapshots/     a folder each; what is not yet whole has a name that begins with a point
    current        the id of the snapshot that is shown
    journal.sqlite who did what, when, why and after which source
"""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import tomli_w

from crmmap.schema.tables import TABLES
from crmmap.schema.validate import UNFINISHED, InvalidData, Problem, read_tables
from crmmap.store.cells import read_row, with_cells
from crmmap.store.folders import put, replaced, settle, sweep
from crmmap.store.snapshots import MANIFEST, Manifest, read_manifest
from crmmap.store.sqlite_journal import SqliteJournal, SqliteWriting
from crmmap.store.store import KEPT, Store
from crmmap.store.table_files import copy_tables
from crmmap.store.writing import StoreWriting

SETTINGS, WORK, SNAPSHOTS, CURRENT, JOURNAL = (
    "store.toml",
    "tables",
    "snapshots",
    "current",
    "journal.sqlite",
)


def is_store(place: Path) -> bool:
    """Whether a folder is a store."""
    return (place / SETTINGS).is_file()


@dataclass(frozen=True)
class FolderWriting(SqliteWriting, StoreWriting):
    """A transaction of the journal, with the folder of the store."""

    folder: Path

    def put_cells(self, table: str, key: str, cells: dict[str, str]) -> None:
        """See `StoreWriting.put_cells`."""
        path = self.folder / WORK / TABLES[table].file
        put(path, with_cells(path, TABLES[table], key, cells))

    def take(self, fill: Callable[[Path], None]) -> None:
        """See `StoreWriting.take`."""
        with replaced(self.folder / WORK) as part:
            fill(part)

    def add(self, manifest: Manifest, folder: Path) -> None:
        """See `StoreWriting.add`."""
        beside = self.folder / SNAPSHOTS
        folder.rename(beside / manifest.id)
        settle(beside)

    def show(self, name: str) -> None:
        """See `StoreWriting.show`."""
        put(self.folder / CURRENT, name.encode())

    def forget(self, name: str) -> None:
        """See `StoreWriting.forget`."""
        shutil.rmtree(self.folder / SNAPSHOTS / name, ignore_errors=True)


@dataclass(frozen=True)
class FolderStore(Store):
    """A store in a folder of this machine, or of a disk that replicas share."""

    folder: Path

    @classmethod
    def create(
        cls, folder: Path, tables: Path, *, by: str, note: str = "", keep: int = KEPT
    ) -> FolderStore:
        """A store with one snapshot, of a folder of tables.

        Raises
        ------
        FileExistsError
            If the folder is there and holds something.
        InvalidData
            If the tables break a rule.
        """
        if folder.exists() and any(folder.iterdir()):
            raise FileExistsError(f"{folder} is not empty; name a folder that is not there yet")
        read_tables(tables)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as beside:
            made = Path(beside) / folder.name
            (made / SNAPSHOTS).mkdir(parents=True)
            copy_tables(tables, made / WORK)
            (made / SETTINGS).write_text(tomli_w.dumps({"format": 1, "keep": keep}), "utf-8")
            cls(made).publish(by=by, note=note or "The first snapshot")
            if folder.exists():
                folder.rmdir()
            made.rename(folder)
        return cls(folder)

    @property
    def name(self) -> str:
        """The folder."""
        return str(self.folder)

    @property
    def place(self) -> Path:
        """The folder."""
        return self.folder

    @property
    def work(self) -> Path:
        """The folder of the tables at work."""
        return self.folder / WORK

    @property
    def journal(self) -> SqliteJournal:
        """Who did what."""
        return SqliteJournal(self.folder / JOURNAL)

    @property
    def keep(self) -> int:
        """How many snapshots stay."""
        return int(tomllib.loads((self.folder / SETTINGS).read_text("utf-8")).get("keep", KEPT))

    def current(self) -> str:
        """See `Store.current`."""
        try:
            return (self.folder / CURRENT).read_text("utf-8").strip()
        except FileNotFoundError:
            raise LookupError(
                f"{self.folder} has no snapshot yet; publish one: crmmap store publish"
            ) from None

    def has_changes(self) -> bool:
        """See `Store.has_changes`."""
        shown = (self.folder / CURRENT).stat().st_mtime_ns
        files = (self.work / table.file for table in TABLES.values())
        return any(file.stat().st_mtime_ns > shown for file in files)

    def snapshots(self) -> list[Manifest]:
        """See `Store.snapshots`."""
        found = []
        for path in (self.folder / SNAPSHOTS).glob(f"[!.]*/{MANIFEST}"):
            with suppress(InvalidData):
                found.append(read_manifest(path.parent))
        return sorted(found, key=lambda one: one.moment, reverse=True)

    def folder_of(self, name: str) -> Path | None:
        """See `Store.folder_of`."""
        folder = self.folder / SNAPSHOTS / name
        return folder if (folder / MANIFEST).is_file() else None

    @contextmanager
    def tables(self) -> Generator[Path]:
        """See `Store.tables`."""
        yield self.work

    def row(self, table: str, key: str) -> dict[str, str]:
        """See `Store.row`."""
        if (self.work / UNFINISHED).exists():
            rule = "somebody was stopped while writing the tables; push them again"
            raise InvalidData(self.name, [Problem(UNFINISHED, "", "", "", rule)])
        return read_row(self.work / TABLES[table].file, TABLES[table], key)

    @contextmanager
    def writing(self) -> Generator[FolderWriting]:
        """See `Store.writing`."""
        with self.journal.writing() as writing:
            sweep(self.folder / SNAPSHOTS, ".*")  # nobody else writes now
            sweep(self.folder, f".{WORK}-*")
            sweep(self.work, ".*.csv-*", ".*.geojson-*")
            yield FolderWriting(writing.base, self.folder)

    @contextmanager
    def room(self) -> Generator[Path]:
        """See `Store.room`."""
        with tempfile.TemporaryDirectory(prefix=".", dir=self.folder / SNAPSHOTS) as part:
            folder = Path(part) / "snapshot"
            folder.mkdir()
            yield folder

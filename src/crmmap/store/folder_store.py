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
from datetime import date
from importlib.metadata import version
from pathlib import Path

import tomli_w

from crmmap.schema.tables import TABLES
from crmmap.schema.validate import InvalidData, read_tables
from crmmap.store.differences import TableDifference
from crmmap.store.folders import put, replaced, settle, sweep
from crmmap.store.journal import Event, Journal, Writing
from crmmap.store.overtaking import MARK, not_overtaken, nothing_accepted, reopen, shown_on
from crmmap.store.publishing import prepare
from crmmap.store.snapshots import (
    MANIFEST,
    Manifest,
    read_manifest,
    read_snapshot,
)
from crmmap.store.table_files import as_tables, compared, copy_tables, mark_of

SETTINGS, WORK, SNAPSHOTS, CURRENT, JOURNAL = (
    "store.toml",
    "tables",
    "snapshots",
    "current",
    "journal.sqlite",
)
KEPT = 20
"""Snapshots that a store keeps, where its settings name no other number."""


def is_store(place: Path) -> bool:
    """Whether a folder is a store."""
    return (place / SETTINGS).is_file()


@dataclass(frozen=True)
class FolderStore:
    """A store in a folder of this machine, or of a disk that replicas share.

    Many processes may work on it: they write one after another, and whoever is stopped in the
    middle leaves everything as it was.
    """

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
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SNAPSHOTS).mkdir()
        copy_tables(tables, folder / WORK)
        (folder / SETTINGS).write_text(tomli_w.dumps({"format": 1, "keep": keep}), "utf-8")
        store = cls(folder)
        store.publish(by=by, note=note or "The first snapshot")
        return store

    @property
    def work(self) -> Path:
        """The folder of the tables at work."""
        return self.folder / WORK

    @property
    def journal(self) -> Journal:
        """Who did what."""
        return Journal(self.folder / JOURNAL)

    @property
    def keep(self) -> int:
        """How many snapshots stay."""
        return int(tomllib.loads((self.folder / SETTINGS).read_text("utf-8")).get("keep", KEPT))

    def current(self) -> str:
        """The id of the snapshot that is shown.

        Raises
        ------
        LookupError
            If none was published.
        """
        try:
            return (self.folder / CURRENT).read_text("utf-8").strip()
        except FileNotFoundError:
            raise LookupError(
                f"{self.folder} has no snapshot yet; publish one: crmmap store publish"
            ) from None

    def has_changes(self) -> bool:
        """Whether the tables at work were written after a snapshot was shown."""
        shown = (self.folder / CURRENT).stat().st_mtime_ns
        files = (self.work / table.file for table in TABLES.values())
        return any(file.stat().st_mtime_ns > shown for file in files)

    def snapshots(self) -> list[Manifest]:
        """What was published, is still kept and can be read, the newest first."""
        found = []
        for path in (self.folder / SNAPSHOTS).glob(f"[!.]*/{MANIFEST}"):
            with suppress(InvalidData):
                found.append(read_manifest(path.parent))
        return sorted(found, key=lambda one: one.moment, reverse=True)

    def snapshot_folder(self, name: str = "", *, known_on: date | None = None) -> Path:
        """The folder of a snapshot: of the current one, of one by its id, or of the one that was
        shown on a day.

        Raises
        ------
        LookupError
            If there is none.
        """
        if known_on is not None:
            name = shown_on(self.journal, known_on)
            if not name:
                raise LookupError(f"{self.folder} showed no snapshot on {known_on} or before")
        name = name or self.current()
        folder = self.folder / SNAPSHOTS / name
        if name.startswith(".") or Path(name).name != name or not (folder / MANIFEST).is_file():
            kept = ", ".join(one.id for one in self.snapshots())
            raise LookupError(f"{self.folder} has no snapshot {name}; it has {kept}")
        return folder

    def push(
        self, tables: Path, *, by: str, note: str, over: bool = False
    ) -> list[TableDifference]:
        """Take the tables of a folder as those at work; how they differ from what was.

        Parameters
        ----------
        over
            Also where others have changed the tables at work meanwhile: accepted corrections that
            are not published wait for a decision again.

        Raises
        ------
        InvalidData
            If they break a rule.
        Overtaken
            If others have changed the tables at work since the folder was pulled.
        """
        new = read_tables(tables)
        with self.writing() as writing:
            try:
                old = read_tables(self.work)
            except InvalidData:  # somebody was stopped in the middle of writing it
                old = {}
            if not over:
                not_overtaken(self.journal, self.work if old else None, tables)
            found = compared(old, new) if old else []
            reopen(self.journal, writing, by)
            with replaced(self.work) as part:
                copy_tables(tables, part)
            detail = {"changes": [one.sentence for one in found]}
            writing.note(Event(by, "pushed", note, detail=detail))
        return found

    def pull(self, folder: Path, name: str = "") -> None:
        """Write a snapshot as a folder of tables; without a name the tables at work.

        Raises
        ------
        LookupError
            If there is no such snapshot.
        InvalidData
            If one of its files is not the one that was published.
        """
        with replaced(folder) as part:
            if not name:
                copy_tables(self.work, part)
                (part / MARK).write_text(mark_of(self.work), "utf-8")
            else:
                as_tables(self.snapshot_folder(name), part)

    def publish(
        self, *, by: str, note: str = "", also: Callable[[Path], object] = lambda _: None
    ) -> Manifest:
        """Make a snapshot of the tables at work, and show it from now on.

        Parameters
        ----------
        also
            Checks the scenarios and stories beside the tables; what it raises stops the publishing.

        Raises
        ------
        InvalidData
            If they break a rule.
        NothingNew
            If the newest snapshot has the same files.
        """
        with self.writing() as writing:
            tables = read_tables(self.work)
            also(self.work)
            beside = self.folder / SNAPSHOTS
            before = self._current_or_none()
            with tempfile.TemporaryDirectory(prefix=".", dir=beside) as part:
                folder = Path(part) / "snapshot"
                folder.mkdir()
                manifest = prepare(tables, self.work, folder, before=before, by=by, note=note)
                folder.rename(beside / manifest.id)
                settle(beside)
            detail = {
                "snapshot": manifest.id,
                "changes": list(manifest.changes),
                "crmmap": version("crmmap"),
            }
            writing.note(Event(by, "published", note, detail=detail, at=manifest.published))
            self._show(manifest.id)
        self._forget_old()
        return manifest

    def restore(self, name: str, *, by: str, note: str = "", over: bool = False) -> None:
        """Show an earlier snapshot again, and take its tables as those at work.

        Parameters
        ----------
        over
            Also where corrections were accepted and are not published; they wait again.

        Raises
        ------
        LookupError
            If there is no such snapshot.
        InvalidData
            If one of its files is not the one that was published.
        Overtaken
            If corrections were accepted that are not published.
        """
        folder = self.snapshot_folder(name)
        with self.writing() as writing:
            if not over:
                nothing_accepted(self.journal)
            reopen(self.journal, writing, by)
            with replaced(self.work) as part:
                as_tables(folder, part)
            writing.note(Event(by, "restored", note, detail={"snapshot": name}))
            self._show(name)

    def differences(self, old: str, new: str) -> list[TableDifference]:
        """How two snapshots differ; without a name one is the tables at work."""
        sides = (
            read_snapshot(self.snapshot_folder(name)) if name else read_tables(self.work)
            for name in (old, new)
        )
        return compared(*sides)

    @contextmanager
    def writing(self) -> Generator[Writing]:
        """Alone among all writers; see `crmmap.store.journal.Journal.writing`."""
        with self.journal.writing() as writing:
            sweep(self.folder / SNAPSHOTS, ".*")  # nobody else writes now
            sweep(self.folder, f".{WORK}-*")
            sweep(self.work, ".*.csv-*", ".*.geojson-*")
            yield writing

    def _current_or_none(self) -> Path | None:
        return self.snapshot_folder() if (self.folder / CURRENT).is_file() else None

    def _show(self, name: str) -> None:
        """Point to a snapshot; readers see the old one or the new one, and nothing between."""
        put(self.folder / CURRENT, name.encode())

    def _forget_old(self) -> None:
        """Delete snapshots beyond those that are kept, but never the one that is shown."""
        shown = self.current()
        for old in self.snapshots()[self.keep :]:
            if old.id != shown and Path(old.id).name == old.id:
                shutil.rmtree(self.folder / SNAPSHOTS / old.id, ignore_errors=True)

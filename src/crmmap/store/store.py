"""A store: tables at work, snapshots that were published of them, and a journal, wherever they are
kept.
"""

from __future__ import annotations

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from importlib.metadata import version
from pathlib import Path

import pandas as pd

from crmmap.schema.validate import InvalidData, read_tables
from crmmap.store.differences import TableDifference
from crmmap.store.folders import replaced
from crmmap.store.journal import Event, Journal
from crmmap.store.overtaking import (
    MARK,
    not_overtaken,
    nothing_unpublished,
    reopen,
    shown_on,
    shown_since,
)
from crmmap.store.publishing import prepare
from crmmap.store.snapshots import Manifest, read_snapshot
from crmmap.store.table_files import as_tables, compared, copy_tables, mark_of
from crmmap.store.writing import StoreWriting

KEPT = 20
"""Snapshots that a store keeps, where its settings name no other number."""


class Store(ABC):
    """What can be done with a store; where its tables are kept is for those that follow.

    Many processes may work on it: they write one after another, and whoever is stopped in the
    middle leaves everything as it was.
    """

    @property
    @abstractmethod
    def name(self) -> str:
        """As users name it."""

    @property
    @abstractmethod
    def place(self) -> str | Path:
        """Where it is, as `crmmap.load` takes it."""

    @property
    @abstractmethod
    def journal(self) -> Journal:
        """Who did what."""

    @property
    @abstractmethod
    def keep(self) -> int:
        """How many snapshots stay."""

    @abstractmethod
    def current(self) -> str:
        """The id of the snapshot that is shown.

        Raises
        ------
        LookupError
            If none was published.
        """

    @abstractmethod
    def has_changes(self) -> bool:
        """Whether the tables at work were written after a snapshot was shown."""

    @abstractmethod
    def snapshots(self) -> list[Manifest]:
        """What was published, is still kept and can be read, the newest first."""

    @abstractmethod
    def tables(self) -> AbstractContextManager[Path]:
        """A folder with the tables at work as they are now, not to be written to.

        Raises
        ------
        OSError
            If they can't be read.
        """

    @abstractmethod
    def row(self, table: str, key: str) -> dict[str, str]:
        """The cells of a row of the tables at work as texts, "" for what is not known.

        Raises
        ------
        LookupError
            If there is no such row.
        InvalidData
            If the tables can't be used now.
        """

    @abstractmethod
    def writing(self) -> AbstractContextManager[StoreWriting]:
        """Alone among all writers; see `crmmap.store.journal.Journal.writing`."""

    @abstractmethod
    def room(self) -> AbstractContextManager[Path]:
        """An empty folder, gone afterwards, in which a snapshot is made ready."""

    @abstractmethod
    def folder_of(self, name: str) -> Path | None:
        """The folder of a snapshot that is kept; None if it is not."""

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
                raise LookupError(f"{self.name} showed no snapshot on {known_on} or before")
        name = name or self.current()
        folder = None if name.startswith(".") or Path(name).name != name else self.folder_of(name)
        if folder is None:
            kept = ", ".join(one.id for one in self.snapshots())
            raise LookupError(f"{self.name} has no snapshot {name}; it has {kept}")
        return folder

    def read(self, work: Path) -> dict[str, pd.DataFrame]:
        """The tables at work.

        Parameters
        ----------
        work
            Where `tables` has put them.

        Raises
        ------
        InvalidData
            If they break a rule; it names the store.
        """
        try:
            return read_tables(work)
        except InvalidData as fault:
            raise InvalidData(self.name, fault.problems) from None

    def days(self) -> dict[date, Manifest]:
        """What was shown at the end of each day on which that changed, the latest first; only what
        is still kept.
        """
        kept = {one.id: one for one in self.snapshots()}
        shown = shown_since(self.journal)
        return {day: kept[shown[day]] for day in sorted(shown, reverse=True) if shown[day] in kept}

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
        with self.writing() as writing, self.tables() as work:
            try:
                old = read_tables(work)
            except InvalidData:  # somebody was stopped in the middle of writing it
                old = {}
            if not over:
                not_overtaken(self.journal, work if old else None, tables, self.name)
            found = compared(old, new) if old else []
            reopen(self.journal, writing, by)
            writing.take(lambda part: copy_tables(tables, part))
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
                with self.tables() as work:
                    copy_tables(work, part)
                (part / MARK).write_text(mark_of(part), "utf-8")
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
        with self.writing() as writing, self.tables() as work:
            tables = self.read(work)
            also(work)
            before = self._current_or_none()
            with self.room() as folder:
                manifest = prepare(tables, work, folder, before=before, by=by, note=note)
                writing.add(manifest, folder)
            detail = {
                "snapshot": manifest.id,
                "changes": list(manifest.changes),
                "crmmap": version("crmmap"),
            }
            writing.note(Event(by, "published", note, detail=detail, at=manifest.published))
            writing.show(manifest.id)
            kept = [one.id for one in self.snapshots() if one.id != manifest.id]
            for old in kept[self.keep - 1 :]:  # the newest, which is shown, is one of those kept
                if Path(old).name == old:
                    writing.forget(old)
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
            If corrections were accepted, or cells edited in a database, that are not published.
        """
        with self.writing() as writing:
            folder = self.snapshot_folder(name)  # while nobody else can take it away
            if not over:
                nothing_unpublished(self.journal)
            reopen(self.journal, writing, by)
            writing.take(lambda part: as_tables(folder, part))
            writing.note(Event(by, "restored", note, detail={"snapshot": name}))
            writing.show(name)

    def differences(self, old: str, new: str) -> list[TableDifference]:
        """How two snapshots differ; without a name one is the tables at work."""
        sides = (self._read(name) for name in (old, new))
        return compared(*sides)

    def _read(self, name: str) -> dict[str, pd.DataFrame]:
        if name:
            return read_snapshot(self.snapshot_folder(name))
        with self.tables() as work:
            return self.read(work)

    def _current_or_none(self) -> Path | None:
        try:
            return self.snapshot_folder(self.current())
        except LookupError:
            return None


def empty_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for tables on their way, gone afterwards."""
    return tempfile.TemporaryDirectory(prefix="crmmap-")

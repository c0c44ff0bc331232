"""A store that is a folder: the tables at work, the snapshots that were published, the journal.

::

    store.toml     what it is, and how many snapshots it keeps
    tables/        the tables at work, as in geodata/
    snapshots/     a folder each; what is not yet whole has a name that begins with a point
    current        the id of the snapshot that is shown
    journal.sqlite who did what, when, why and after which source
"""

from __future__ import annotations

import hashlib
import json
import operator
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import tomli_w

from crmmap.schema.tables import TABLES
from crmmap.schema.validate import InvalidData, read_tables
from crmmap.store.differences import TableDifference
from crmmap.store.folders import put, replaced, settle
from crmmap.store.journal import Event, Journal, Writing, now
from crmmap.store.snapshots import (
    BESIDE,
    MANIFEST,
    Manifest,
    read_manifest,
    read_snapshot,
    schema_name,
    write_files,
    write_manifest,
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


MARK = ".pulled"
"""In a folder of tables: the mark of the tables at work from which it was pulled."""


class Overtaken(ValueError):  # noqa: N818 - named for what it means to users
    """Something would be lost that others have accepted or pushed in the meantime."""


class NothingNew(ValueError):  # noqa: N818 - named for what it means to users
    """The tables at work are those of the newest snapshot."""


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

    def accepted(self) -> list[int]:
        """The numbers of corrections that were accepted and are not published."""
        since: list[int] = []
        for event in self.journal.events():
            if event.what in ("published", "restored"):
                since = []
            elif event.what == "accepted":
                since.append(int(event.detail["proposal"]))
        return since

    def snapshots(self) -> list[Manifest]:
        """What was published, is still kept and can be read, the newest first."""
        found = []
        for path in (self.folder / SNAPSHOTS).glob(f"[!.]*/{MANIFEST}"):
            with suppress(InvalidData):
                found.append(read_manifest(path.parent))
        return sorted(found, key=_moment, reverse=True)

    def shown_on(self, day: date) -> str:
        """The id of the snapshot that was shown at the end of a day in UTC; "" if none was."""
        shown = ""
        for event in self.journal.events():
            if event.what in ("published", "restored"):
                at = datetime.fromisoformat(event.at).astimezone(UTC)
                shown = str(event.detail["snapshot"]) if at.date() <= day else shown
        return shown

    def snapshot_folder(self, name: str = "", *, known_on: date | None = None) -> Path:
        """The folder of a snapshot: of the current one, of one by its id, or of the one that was
        shown on a day.

        Raises
        ------
        LookupError
            If there is none.
        """
        if known_on is not None:
            name = self.shown_on(known_on)
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
                self._not_overtaken(tables, whole=bool(old))
            found = compared(old, new) if old else []
            self._reopen(writing, by)
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
                files = write_files(tables, self.work, folder)
                if before is not None and read_manifest(before).files == files:
                    raise NothingNew(
                        f"nothing has changed since snapshot {before.name}; push or accept a change"
                        " first"
                    )
                changes = _changes(before, tables, files) if before is not None else []
                moment = now()
                content = hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()
                manifest = Manifest(
                    id=f"{moment:%Y%m%dT%H%M%S}-{content[:8]}",
                    published=moment.isoformat(timespec="seconds"),
                    by=by,
                    note=note,
                    before=before.name if before is not None else "",
                    changes=tuple(changes),
                    rows={name: len(rows) for name, rows in tables.items()},
                    files=files,
                    schema=schema_name(),
                )
                write_manifest(manifest, folder)
                folder.rename(beside / manifest.id)
                settle(beside)
            detail = {"snapshot": manifest.id, "changes": changes, "crmmap": version("crmmap")}
            at = manifest.published
            writing.note(Event(by, "published", note, detail=detail, at=at))
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
                self._nothing_accepted()
            self._reopen(writing, by)
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
            self._sweep()
            yield writing

    def _sweep(self) -> None:
        """Delete what writers have left who were killed; nobody else writes now."""
        left = [*(self.folder / SNAPSHOTS).glob(".*"), *self.folder.glob(f".{WORK}-*")]
        left += [*self.work.glob(".*.csv-*"), *self.work.glob(".*.geojson-*")]
        for path in left:
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def _not_overtaken(self, tables: Path, *, whole: bool) -> None:
        """Whether nothing is lost if the tables of a folder take the place of those at work."""
        self._nothing_accepted()
        pulled = tables / MARK
        if whole and pulled.is_file() and pulled.read_text("utf-8") != mark_of(self.work):
            raise Overtaken(
                f"{self.work} has changed since {tables} was pulled. Pull again and bring your "
                "changes into it, or push with --over to put it in place of what others have done."
            )

    def _nothing_accepted(self) -> None:
        waiting = self.accepted()
        if waiting:
            raise Overtaken(
                f"{len(waiting)} accepted correction(s) are not published yet and would be lost. "
                "Publish first, or use --over; then they wait for a decision again."
            )

    def _reopen(self, writing: Writing, by: str) -> None:
        """Corrections that are in no snapshot wait for a decision again."""
        for number in self.accepted():
            writing.base.execute("UPDATE proposals SET state = 'open' WHERE number = ?", (number,))
            writing.note(Event(by, "reopened", detail={"proposal": number}))

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


def _changes(before: Path, tables: Mapping[str, pd.DataFrame], files: dict[str, str]) -> list[str]:
    """How tables differ from a snapshot, and whether scenarios and stories do."""
    said = [one.sentence for one in compared(read_snapshot(before), tables)]
    known = read_manifest(before).files
    for beside in BESIDE:
        sides = (
            {name: one for name, one in side.items() if name.startswith(f"{beside}/")}
            for side in (known, files)
        )
        if operator.ne(*sides):
            said.append(f"{beside}: other than before")
    return said


def _moment(manifest: Manifest) -> datetime:
    return datetime.fromisoformat(manifest.published).astimezone(UTC)

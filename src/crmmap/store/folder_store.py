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
import shutil
import tempfile
import tomllib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import tomli_w

from crmmap.schema.tables import TABLES
from crmmap.schema.validate import read_tables
from crmmap.store.differences import TableDifference, differences
from crmmap.store.folders import put, replaced, settle, table_bytes
from crmmap.store.journal import Event, Journal, Writing, now
from crmmap.store.snapshots import (
    BESIDE,
    MANIFEST,
    Manifest,
    read_manifest,
    read_snapshot,
    write_files,
    write_manifest,
)

SETTINGS, WORK, SNAPSHOTS, CURRENT, JOURNAL = (
    "store.toml",
    "tables",
    "snapshots",
    "current",
    "journal.sqlite",
)
KEPT = 20
"""Snapshots that a store keeps, where its settings name no other number."""


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

    def unpublished(self) -> list[Event]:
        """What has changed the tables at work since a snapshot was shown."""
        since: list[Event] = []
        for event in self.journal.events():
            if event.what in ("published", "restored"):
                since = []
            elif event.what in ("accepted", "pushed"):
                since.append(event)
        return since

    def snapshots(self) -> list[Manifest]:
        """What was published and is still kept, the newest first."""
        found = (self.folder / SNAPSHOTS).glob(f"[!.]*/{MANIFEST}")
        return sorted((read_manifest(path.parent) for path in found), key=_moment, reverse=True)

    def snapshot_folder(self, name: str = "", *, known_on: date | None = None) -> Path:
        """The folder of a snapshot: of the current one, of one by its id, or of the newest one that
        was published on a day or before.

        Raises
        ------
        LookupError
            If there is none.
        """
        if known_on is not None:
            found = [one for one in self.snapshots() if _moment(one).date() <= known_on]
            if not found:
                raise LookupError(f"{self.folder} keeps no snapshot of {known_on} or before")
            name = found[0].id
        name = name or self.current()
        folder = self.folder / SNAPSHOTS / name
        if name.startswith(".") or Path(name).name != name or not (folder / MANIFEST).is_file():
            kept = ", ".join(one.id for one in self.snapshots())
            raise LookupError(f"{self.folder} has no snapshot {name}; it has {kept}")
        return folder

    def push(self, tables: Path, *, by: str, note: str) -> list[TableDifference]:
        """Take the tables of a folder as those at work; how they differ from what was.

        Raises
        ------
        InvalidData
            If they break a rule.
        """
        new = read_tables(tables)
        with self.writing() as writing:
            found = _compared(read_tables(self.work), new)
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
            else:
                _as_tables(self.snapshot_folder(name), part)

    def publish(self, *, by: str, note: str = "") -> Manifest:
        """Make a snapshot of the tables at work, and show it from now on.

        Raises
        ------
        InvalidData
            If they break a rule.
        NothingNew
            If the newest snapshot has the same files.
        """
        with self.writing() as writing:
            tables = read_tables(self.work)
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
                earlier = read_snapshot(before) if before is not None else {}
                changes = [one.sentence for one in _compared(earlier, tables)] if earlier else []
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
                )
                write_manifest(manifest, folder)
                folder.rename(beside / manifest.id)
                settle(beside)
            detail = {"snapshot": manifest.id, "changes": changes, "crmmap": version("crmmap")}
            writing.note(Event(by, "published", note, detail=detail))
            self._show(manifest.id)
            self._forget_old()
        return manifest

    def restore(self, name: str, *, by: str, note: str = "") -> None:
        """Show an earlier snapshot again, and take its tables as those at work.

        Raises
        ------
        LookupError
            If there is no such snapshot.
        InvalidData
            If one of its files is not the one that was published.
        """
        folder = self.snapshot_folder(name)
        with self.writing() as writing:
            with replaced(self.work) as part:
                _as_tables(folder, part)
            writing.note(Event(by, "restored", note, detail={"snapshot": name}))
            self._show(name)

    def differences(self, old: str, new: str) -> list[TableDifference]:
        """How two snapshots differ; without a name one is the tables at work."""
        sides = (
            read_snapshot(self.snapshot_folder(name)) if name else read_tables(self.work)
            for name in (old, new)
        )
        return _compared(*sides)

    def writing(self) -> AbstractContextManager[Writing]:
        """Alone among all writers; see `crmmap.store.journal.Journal.writing`."""
        return self.journal.writing()

    def _current_or_none(self) -> Path | None:
        return self.snapshot_folder() if (self.folder / CURRENT).is_file() else None

    def _show(self, name: str) -> None:
        """Point to a snapshot; readers see the old one or the new one, and nothing between."""
        put(self.folder / CURRENT, name.encode())

    def _forget_old(self) -> None:
        """Delete snapshots beyond those that are kept, but never the one that is shown."""
        shown = self.current()
        for old in self.snapshots()[self.keep :]:
            if old.id != shown:
                shutil.rmtree(self.folder / SNAPSHOTS / old.id, ignore_errors=True)


def _moment(manifest: Manifest) -> datetime:
    return datetime.fromisoformat(manifest.published).astimezone(UTC)


def copy_tables(tables: Path, folder: Path) -> None:
    """The files of a folder of tables, with the scenarios and stories beside them."""
    folder.mkdir(exist_ok=True)
    for table in TABLES.values():
        shutil.copyfile(tables / table.file, folder / table.file)
    for beside in BESIDE:
        if (tables / beside).is_dir():
            shutil.copytree(tables / beside, folder / beside, dirs_exist_ok=True)


def _compared(*sides: Mapping[str, pd.DataFrame]) -> list[TableDifference]:
    """How tables differ, whatever they were read from: each is written the same way first."""
    with tempfile.TemporaryDirectory(prefix="crmmap-") as part:
        folders = []
        for place, tables in enumerate(sides):
            folders.append(Path(part) / str(place))
            folders[-1].mkdir()
            _write(tables, folders[-1])
        return differences(*folders)


def _write(tables: Mapping[str, pd.DataFrame], folder: Path) -> None:
    for name, rows in tables.items():
        (folder / TABLES[name].file).write_bytes(table_bytes(rows, TABLES[name]))


def _as_tables(snapshot: Path, folder: Path) -> None:
    """A snapshot as files of tables."""
    _write(read_snapshot(snapshot), folder)
    for beside in BESIDE:
        if (snapshot / beside).is_dir():
            shutil.copytree(snapshot / beside, folder / beside)

"""A snapshot is made ready: its files, how it differs from the one before, and its manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from crmmap.store.journal import now
from crmmap.store.snapshots import (
    BESIDE,
    Manifest,
    read_manifest,
    read_snapshot,
    schema_name,
    write_files,
    write_manifest,
)
from crmmap.store.table_files import compared


class NothingNew(ValueError):  # noqa: N818 - named for what it means to users
    """The tables at work are those of the newest snapshot."""


def prepare(
    tables: Mapping[str, pd.DataFrame],
    source: Path,
    folder: Path,
    *,
    before: Path | None,
    by: str,
    note: str,
) -> Manifest:
    """Write a snapshot into an empty folder.

    Parameters
    ----------
    tables
        As `crmmap.schema.validate.read_tables` has them.
    source
        The folder of the scenarios and stories.
    before
        The snapshot that it follows.

    Raises
    ------
    NothingNew
        If the one before has the same files.
    """
    files = write_files(tables, source, folder)
    if before is not None and read_manifest(before).files == files:
        raise NothingNew(
            f"nothing has changed since snapshot {before.name}; push or accept a change first"
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
    return manifest


def _changes(before: Path, tables: Mapping[str, pd.DataFrame], files: dict[str, str]) -> list[str]:
    """How tables differ from a snapshot, and whether scenarios and stories do."""
    said = [one.sentence for one in compared(read_snapshot(before), tables)]
    known = read_manifest(before).files
    for beside in BESIDE:
        was, is_now = (
            {name: one for name, one in side.items() if name.startswith(f"{beside}/")}
            for side in (known, files)
        )
        if was != is_now:
            said.append(f"{beside}: other than before")
    return said

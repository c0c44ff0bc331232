"""A snapshot: the tables of one moment as GeoParquet, and a manifest that vouches for its files."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from crmmap.schema.tables import TABLES
from crmmap.schema.validate import InvalidData, Problem
from crmmap.store.folders import settle

MANIFEST = "manifest.json"
FORMAT = 1
BESIDE = ("scenarios", "stories")
"""Folders of a data folder that are kept with its tables."""
LICENCE = "Each row keeps the licence of its source, which sources names."


@dataclass(frozen=True)
class Manifest:
    """What a snapshot is.

    Attributes
    ----------
    id
        Its name: the moment in UTC and the first letters of a hash of its files.
    published
        The moment, as ISO 8601 with its zone.
    by, note
        Who published it and why.
    before
        The id of the snapshot that it follows; "" for the first.
    changes
        How it differs from that, a sentence a table.
    rows
        Of each table.
    files
        The SHA-256 of each file by its path.
    schema
        The columns of the tables when it was published, see `schema_name`.
    """

    id: str
    published: str
    by: str
    note: str
    before: str
    changes: tuple[str, ...]
    rows: dict[str, int]
    files: dict[str, str]
    schema: str = ""
    licence: str = LICENCE
    format: int = field(default=FORMAT)

    @property
    def moment(self) -> datetime:
        """When it was published."""
        return datetime.fromisoformat(self.published)


def write_files(tables: Mapping[str, pd.DataFrame], source: Path, folder: Path) -> dict[str, str]:
    """Write the tables as GeoParquet, and copy the scenarios and stories that stand beside them.

    Parameters
    ----------
    tables
        As `crmmap.schema.validate.read_tables` has them.
    source
        The folder of the scenarios and stories.
    folder
        An empty one.

    Returns
    -------
    dict
        The SHA-256 of each file by its path; all are on the disk, not in its buffers.
    """
    for name in TABLES:
        tables[name].to_parquet(folder / f"{name}.parquet", index=False)
    for beside in BESIDE:
        if (source / beside).is_dir():
            shutil.copytree(source / beside, folder / beside)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    for path in files:
        settle(path)
    return {path.relative_to(folder).as_posix(): _hash(path) for path in files}


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write what makes a folder of files a snapshot."""
    path = folder / MANIFEST
    path.write_text(json.dumps(asdict(manifest), indent=1, ensure_ascii=False), "utf-8")
    settle(path)


def schema_name() -> str:
    """A name made of the tables and their columns."""
    columns = {name: sorted(table.columns) for name, table in TABLES.items()}
    return hashlib.sha256(json.dumps(columns, sort_keys=True).encode()).hexdigest()[:12]


def read_manifest(folder: Path) -> Manifest:
    """What a snapshot is.

    Raises
    ------
    InvalidData
        If its manifest can't be read, or is of a later format.
    """
    try:
        said: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        if said["format"] > FORMAT:
            raise _unusable(folder, MANIFEST, "is of a later crmmap; install the newest")
        return manifest_of(said)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        if isinstance(fault, InvalidData):
            raise
        raise _unusable(
            folder, MANIFEST, f"can't be read: {fault}; take another snapshot"
        ) from None


def manifest_of(said: dict[str, Any]) -> Manifest:
    """What a snapshot is, of the tree of its manifest.

    Raises
    ------
    KeyError, TypeError
        If the tree is another one.
    """
    known = dict(said)
    changes = tuple(known.pop("changes"))
    return Manifest(changes=changes, **known)


def read_snapshot(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of a snapshot, as `crmmap.schema.validate.read_tables` would read them from CSV.

    They kept the rules when they were published, so the hashes alone are checked, as long as the
    tables have the columns that they had.

    Raises
    ------
    InvalidData
        If a file is missing or is not the one that was published.
    """
    manifest = read_manifest(folder)
    files = manifest.files
    if manifest.schema != schema_name():
        rule = "has the columns of another version of crmmap; publish it anew with this one"
        raise _unusable(folder, MANIFEST, rule)
    for name, known in files.items():
        path = folder / name
        if not path.is_file():
            raise _unusable(folder, name, "is missing; take another snapshot, or restore this one")
        if _hash(path) != known:
            rule = "is not the file that was published; take another snapshot"
            raise _unusable(folder, name, rule)
    return {
        name: _read(folder / f"{name}.parquet", spatial=table.spatial)
        for name, table in TABLES.items()
    }


def is_whole(folder: Path) -> bool:
    """Whether all files of a snapshot are those that were published."""
    try:
        files = read_manifest(folder).files
        return all(_hash(folder / name) == known for name, known in files.items())
    except (InvalidData, OSError):
        return False


def _read(path: Path, *, spatial: bool) -> pd.DataFrame:
    rows = gpd.read_parquet(path) if spatial else pd.read_parquet(path)
    for column in rows.columns:
        if pd.api.types.is_string_dtype(rows[column].dtype):
            rows[column] = rows[column].astype(object)  # as from CSV; "" is not known there
    return rows


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unusable(folder: Path, name: str, rule: str) -> InvalidData:
    return InvalidData(folder, [Problem(name, "", "", "", rule)])

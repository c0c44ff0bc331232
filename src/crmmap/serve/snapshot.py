"""Which data the service shows: a name made of their content, so that any replica can be
compared.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from crmmap.atlas.atlas import Atlas
from crmmap.shipped import GEODATA
from crmmap.store.snapshots import MANIFEST, read_manifest
from crmmap.ui.cache import shared_atlas


@dataclass(frozen=True)
class About:
    """The program and its data.

    Attributes
    ----------
    snapshot
        A name made of the content of all tables, stories and scenarios.
    rows
        Of each table.
    """

    version: str
    snapshot: str
    rows: dict[str, int]


@cache
def snapshot_of(folder: Path) -> str:
    """The name of a folder's content; of a snapshot its id."""
    if (folder / MANIFEST).is_file():
        return read_manifest(folder).id
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not file.name.startswith("."):
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def about() -> About:
    """Of the data that all users share.

    Raises
    ------
    InvalidData
        If they break the rules.
    """
    whole = shared_atlas()
    return About(_version(), snapshot_of(whole.folder or GEODATA), _rows(whole))


def _version() -> str:
    try:
        return version("crmmap")
    except PackageNotFoundError:  # in a clone that was not installed
        return "0"


def _rows(whole: Atlas) -> dict[str, int]:
    return {
        name: len(getattr(whole, name))
        for name in ("sites", "zones", "agreements", "measures", "production", "standards")
    }

"""The tables of wherever they are: a folder of CSV, a snapshot, or the newest one of a store."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from crmmap.schema import validate
from crmmap.store.folder_store import FolderStore, is_store
from crmmap.store.snapshots import MANIFEST, read_snapshot


def origin_of(place: Path, *, known_on: date | None = None) -> Path:
    """The folder that holds the tables: of a store that of a snapshot, else the place itself.

    Parameters
    ----------
    known_on
        The last day on which a store's snapshot was published; without it the store's current one.

    Raises
    ------
    LookupError
        If the store has none, or none so old; and if a day is given and the place is no store.
    """
    if is_store(place):
        return FolderStore(place).snapshot_folder(known_on=known_on)
    if known_on is not None:
        raise LookupError(f"{place} is no store, so it has no earlier snapshots; see crmmap store")
    return place


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """All tables of a folder or a snapshot; see `crmmap.schema.validate.read_tables`."""
    if (folder / MANIFEST).is_file():
        return read_snapshot(folder)
    return validate.read_tables(folder)

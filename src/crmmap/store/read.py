"""The tables of wherever they are: a folder of CSV, a snapshot, or the newest one of a store."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from crmmap.names import is_database
from crmmap.schema import validate
from crmmap.store.folder_store import FolderStore, is_store
from crmmap.store.snapshots import MANIFEST, read_snapshot
from crmmap.store.store import Store

if TYPE_CHECKING:
    from crmmap.store.postgis.postgis_store import PostgisStore


def settled(place: str | Path) -> str | Path:
    """A place that means the same from any folder: the whole path, or the address of a database."""
    return place if is_database(place) else Path(place).resolve()


def store_at(place: str | Path) -> Store | None:
    """The store at a folder or at the address of a database; None where a folder is no store.

    Raises
    ------
    OSError
        If packages are missing that a database needs.
    """
    if is_database(place):
        return _postgis()(str(place))
    return FolderStore(Path(place)) if is_store(Path(place)) else None


def create_store(place: str | Path, tables: Path, *, by: str, note: str, keep: int) -> Store:
    """A new store in a folder or in a database, with one snapshot of a folder of tables.

    Raises
    ------
    FileExistsError
        If there is something already.
    InvalidData
        If the tables break a rule.
    OSError
        If it can't be written, or packages are missing that a database needs.
    """
    if is_database(place):
        return _postgis().create(str(place), tables, by=by, note=note, keep=keep)
    return FolderStore.create(Path(place), tables, by=by, note=note, keep=keep)


def upgrade_store(place: str | Path) -> bool:
    """Bring a store in a database to the tables of this crmmap; whether there was something to do.

    Raises
    ------
    OSError
        If the database can't be used, or packages are missing that it needs.
    """
    return is_database(place) and _postgis().upgrade(str(place))


def origin_of(place: str | Path, *, known_on: date | None = None) -> Path:
    """The folder that holds the tables: of a store that of a snapshot, else the place itself.

    Parameters
    ----------
    place
        A folder, or the address of a database that has a store.
    known_on
        The last day on which a store's snapshot was published; without it the store's current one.

    Raises
    ------
    LookupError
        If the store has none, or none so old; and if a day is given and the place is no store.
    OSError
        If a database can't be reached and nothing of it is kept.
    """
    place = settled(place)
    if (store := store_at(place)) is not None:
        return store.snapshot_folder(known_on=known_on)
    if known_on is not None:
        raise LookupError(f"{place} is no store, so it has no earlier snapshots; see crmmap store")
    return Path(place)


def read_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """All tables of a folder or a snapshot; see `crmmap.schema.validate.read_tables`."""
    if (folder / MANIFEST).is_file():
        return read_snapshot(folder)
    return validate.read_tables(folder)


def _postgis() -> type[PostgisStore]:
    """The class of stores in a database, whose packages others do not need."""
    try:
        from crmmap.store.postgis.postgis_store import PostgisStore
    except ModuleNotFoundError as fault:
        raise OSError(
            f"a store in PostgreSQL needs the package {fault.name!r}, which is not installed. "
            'Install it with: pip install "crmmap[postgis]"'
        ) from None
    return PostgisStore

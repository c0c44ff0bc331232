"""Tables of a folder, or of a crmmap that serves them."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import urllib.error
import urllib.request
import warnings
import zipfile
from contextlib import suppress
from datetime import date, datetime
from http.client import HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import pooch

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.atlas import load as load_folder
from crmmap.dates import in_words
from crmmap.schema.tables import TABLES

ZIP = "data.zip"
"""Where a service has its tables, below its own address."""
LARGEST_BYTES = 2_000_000_000
SECONDS = 120
UNCHANGED = 304


def load(path: str | Path | None = None, *, known_on: date | None = None) -> Atlas:
    """Read and check a data folder, a snapshot or a store, or the tables that a service gives.

    Parameters
    ----------
    path
        A folder with the files named in `crmmap.schema.tables.TABLES`; by default the shipped
        ``geodata``. Or a snapshot, or a store (see ``crmmap store``), of which the current
        snapshot is read; a store in a database by its address, as
        ``postgresql://editor@host/minerals``. Or the address of a service, as
        ``https://maps.example.org/minerals``; its tables are kept in the user's cache and asked
        for again only when they have changed.
    known_on
        Of a store: what was known on this day, by the last snapshot of that day or before.

    Returns
    -------
    Atlas
        Positions in EPSG:4326, cells that are not known as "" or NaN.

    Raises
    ------
    crmmap.InvalidData
        With every fault as file, row, column, value and rule. A broken folder is never loaded in
        part.
    LookupError
        If a store has no snapshot, or none so old.
    OSError
        If a service can't be read and nothing of it is kept. If something is, that is used, with a
        warning.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> "site_id" in atlas.sites.columns, atlas.sites.crs.to_epsg()
    (True, 4326)
    """
    if isinstance(path, str) and urlsplit(path).scheme in ("http", "https"):
        return load_folder(_served(path), known_on=known_on)
    return load_folder(path, known_on=known_on)


def _served(address: str) -> Path:
    """The folder with the tables of a service, which is asked whether they have changed."""
    url = f"{address.rstrip('/')}/{ZIP}"
    home = Path(pooch.os_cache("crmmap")) / "served"
    home.mkdir(parents=True, exist_ok=True)
    folder = home / hashlib.sha256(url.encode()).hexdigest()[:20]
    tag = folder / ".etag"
    asked = urllib.request.Request(url, headers={"User-Agent": "crmmap"})
    if tag.exists():
        asked.add_header("If-None-Match", tag.read_text("utf-8"))
    try:
        with urllib.request.urlopen(asked, timeout=SECONDS) as answer:
            _unpack(answer, folder, answer.headers.get("ETag", ""))
    except urllib.error.HTTPError as fault:
        if fault.code != UNCHANGED:
            _fall_back(folder, f"{url} answers {fault.code}; is a crmmap service there?")
    except (OSError, HTTPException) as fault:  # no connection, no answer in time, half an answer
        reason = getattr(fault, "reason", fault)
        _fall_back(folder, f"{url} can't be read: {reason}.")
    return folder


def _fall_back(folder: Path, fault: str) -> None:
    """Go on with what is kept of a service, and say so; OSError if nothing is."""
    if not folder.exists():
        raise OSError(fault) from None
    day = datetime.fromtimestamp(folder.stat().st_mtime).date()
    warnings.warn(f"{fault} The tables kept on {in_words(day)} are used.", stacklevel=4)


def _unpack(answer, folder: Path, tag: str) -> None:
    """The tables of an archive, written beside and then put in place of those before."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        archive, made = Path(beside) / ZIP, Path(beside) / "tables"
        made.mkdir()
        with archive.open("wb") as file:
            shutil.copyfileobj(answer, file)
        try:
            with zipfile.ZipFile(archive) as packed:
                names = {table.file for table in TABLES.values()} & {*packed.namelist()}
                if sum(packed.getinfo(name).file_size for name in names) > LARGEST_BYTES:
                    raise OSError(f"the tables have more than {LARGEST_BYTES / 1e9:,.0f} GB")
                for name in names:  # and nothing else that may be in it
                    packed.extract(name, made)
        except zipfile.BadZipFile:
            raise OSError(
                "what was sent is no archive of tables; is a crmmap service there?"
            ) from None
        (made / ".etag").write_text(tag, "utf-8")
        before = Path(beside) / "before"
        with suppress(FileNotFoundError):
            os.replace(folder, before)
        os.replace(made, folder)

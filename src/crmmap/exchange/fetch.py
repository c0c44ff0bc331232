"""Downloads of known sources from their publishers: with checksum, resumed where they broke off,
or fetched by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from time import time
from typing import Any, cast
from urllib.parse import urlsplit

import pooch
import requests
from pydantic import Field, field_validator

from crmmap.exchange.readers import LAYOUTS
from crmmap.exchange.readers.limits import MOST_BYTES
from crmmap.shipped import GEODATA
from crmmap.toml_models import Strict, UnusableFile, check, read_tree

pooch.get_logger().setLevel("WARNING")  # what it does is shown as progress
REGISTRY = GEODATA / "sources.toml"
FOLDER = Path(pooch.os_cache("crmmap"))
"""Where sources are kept if no other folder is named."""
AGENT = "Mozilla/5.0 (compatible; crmmap)"
"""Some publishers' servers refuse programs that do not name themselves so."""
CONNECT_SECONDS, READ_SECONDS = 10, 60
LEAST_BYTES = 100
"""Of a file that may be one; answers in its place are shorter."""
BEGINS = {
    ".zip": (b"PK",),
    ".xlsx": (b"PK",),
    ".gpkg": (b"SQLite format 3",),
    ".parquet": (b"PAR1",),
}
"""First bytes of files by their suffix; no other kind begins as a web page does."""
BLOCK = 1 << 16
Progress = Callable[[int, int], object]


class Download(Strict):
    """A source that can be had.

    Attributes
    ----------
    layout
        Of `crmmap.exchange.readers.LAYOUTS`, by which it is read.
    url
        Of the file; empty where its publisher asks for a form or terms to be accepted first.
    page
        Where the publisher offers it to people.
    checksum
        Of the file, as ``sha256:…`` or ``md5:…``, where it is known; else the first download's is
        kept beside it and compared with later ones.
    restricted
        Whether its licence forbids to pass it on.
    """

    title: str = Field(min_length=1)
    publisher: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    layout: str
    file: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    page: str = Field(pattern=r"^https?://\S+$")
    checksum: str = Field(default="", pattern=r"^(sha256:[0-9a-f]{64}|md5:[0-9a-f]{32})?$")
    restricted: bool = False
    note: str = ""

    @field_validator("layout")
    @classmethod
    def _is_known(cls, layout: str) -> str:
        if layout not in LAYOUTS:
            raise ValueError(f"{layout!r} is not known; it can be {', '.join(LAYOUTS)}")
        return layout


class _Registry(Strict):
    source: dict[str, Download]


class UnusableSource(UnusableFile):
    """A source that can't be fetched, with the way to get it by hand."""


def registry(path: Path = REGISTRY) -> dict[str, Download]:
    """The sources by their names.

    Raises
    ------
    UnusableSource
        If the file breaks its rules.
    """
    tree = read_tree(path.read_bytes(), path.name, UnusableSource)
    return dict(check(_Registry, tree, path.name, UnusableSource).source)


@cache
def shipped() -> Mapping[str, Download]:
    """Those of ``geodata/sources.toml``."""
    return registry()


def fetch(
    name: str,
    folder: Path = FOLDER,
    *,
    sources: Mapping[str, Download] | None = None,
    progress: Progress | None = None,
) -> Path:
    """Download a source, or take it from the folder if it is there and whole.

    Parameters
    ----------
    name
        Of the source, as ``crmmap fetch`` lists it.
    folder
        Where the file is kept.
    sources
        Other sources than those that are known.
    progress
        Told the bytes that are there and the bytes that there will be, 0 where that is not known.

    Returns
    -------
    Path
        The file in the folder.

    Raises
    ------
    UnusableSource
        If it is not known, not to be had by machine, not to be reached, too large, or not what it
        should be.
    """
    known = shipped() if sources is None else sources
    if name not in known:
        raise UnusableSource([f"the source {name!r} is not known; it can be {', '.join(known)}"])
    source = known[name]
    target = folder / source.file
    mark = target.with_name(target.name + ".checksum")
    wanted = source.checksum or (mark.read_text().strip() if mark.is_file() else "")
    if target.is_file() and wanted and _checksum(target, wanted.partition(":")[0]) == wanted:
        return target
    if not source.url:
        if target.is_file():
            return target
        raise UnusableSource([_by_hand(source, target, "its publisher gives it to people alone")])
    _sweep(folder)
    try:
        pooch.retrieve(
            source.url,
            known_hash=wanted or None,
            fname=source.file,
            path=folder,
            downloader=cast("Any", _Resuming(folder / (source.file + ".part"), progress)),
        )
    except _NotTheFile as fault:
        raise UnusableSource([_by_hand(source, target, str(fault))]) from None
    except requests.RequestException as fault:
        host = urlsplit(source.url).netloc
        raise UnusableSource(
            [_by_hand(source, target, f"{host} was not reached ({type(fault).__name__})")]
        ) from None
    except ValueError as fault:
        if "hash" not in str(fault):
            raise
        said = (
            f"what came has another checksum than {wanted[:18]}…: it has changed, or broke on "
            "the way"
        )
        raise UnusableSource([_by_hand(source, target, said)]) from None
    except OSError as fault:
        raise UnusableSource([f"{target} can't be written: {fault.strerror or fault}"]) from None
    mark.write_text(_checksum(target, "sha256") + "\n")
    return target


class _NotTheFile(Exception):  # noqa: N818 - what came instead is no fault of ours
    """What came is too large, or is not what was asked for."""


def _sweep(folder: Path) -> None:
    """Remove what a download that was killed an hour ago or more has left behind."""
    for path in folder.glob("tmp*"):
        about = path.stat()
        if about.st_size == 0 and time() - about.st_mtime > 3600:
            path.unlink(missing_ok=True)


def _check(part: Path) -> None:
    """Publishers answer with a page, for signing in or for a moved file, and call it a success."""
    suffix = Path(part.stem).suffix.lower()
    with part.open("rb") as file:
        head = file.read(512).lstrip(b"\xef\xbb\xbf \r\n\t")
    page = head[:1] == b"<" and suffix not in (".xml", ".kml", ".html")
    if page or not head.startswith(BEGINS.get(suffix, b"")) or part.stat().st_size < LEAST_BYTES:
        size = part.stat().st_size
        part.unlink()
        what = "a web page" if page else f"something else, of {size:,} bytes,"
        raise _NotTheFile(f"its publisher answered with {what} in place of the file")


def _by_hand(source: Download, target: Path, why: str) -> str:
    return f"{source.title}: {why}. Get it at {source.page} and put it at {target}"


def _checksum(path: Path, kind: str) -> str:
    return f"{kind}:{pooch.file_hash(str(path), alg=kind)}"


class _Resuming:
    """A downloader for pooch that goes on where an earlier one broke off."""

    def __init__(self, part: Path, progress: Progress | None) -> None:
        self._part, self._progress = part, progress

    def __call__(
        self, url: str, output_file: Any, pooch: Any, check_only: bool = False
    ) -> bool | None:
        if check_only:
            return requests.head(url, headers={"User-Agent": AGENT}, timeout=CONNECT_SECONDS).ok
        begun = self._part.stat().st_size if self._part.is_file() else 0
        headers = {"User-Agent": AGENT, **({"Range": f"bytes={begun}-"} if begun else {})}
        with requests.get(
            url, headers=headers, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS)
        ) as answer:
            if answer.status_code == requests.codes.requested_range_not_satisfiable:
                self._part.unlink()
                return self(url, output_file, pooch)
            answer.raise_for_status()
            whole = answer.status_code != requests.codes.partial_content
            done = 0 if whole else begun
            total = done + int(answer.headers.get("Content-Length", 0))
            with self._part.open("wb" if whole else "ab") as out:
                for block in answer.iter_content(BLOCK):
                    done += len(block)
                    if max(done, total) > MOST_BYTES:
                        break
                    out.write(block)
                    if self._progress:
                        self._progress(done, max(total, done))
        if max(done, total) > MOST_BYTES:
            self._part.unlink()
            size = f"{total / 1e6:,.0f} MB" if total > MOST_BYTES else "more"
            raise _NotTheFile(
                f"the file has {size}, and {MOST_BYTES / 1e6:,.0f} MB is the most that can be read"
            )
        if total > done:
            raise requests.ConnectionError("the connection broke off")
        _check(self._part)
        self._part.replace(output_file)
        return None

"""Downloads of known sources from their publishers: with checksum, resumed where they broke off, or fetched by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pooch
import requests
from pydantic import Field, field_validator

from crmmap.atlas import GEODATA
from crmmap.exchange.readers import LAYOUTS
from crmmap.exchange.readers.limits import MOST_BYTES
from crmmap.strict import Strict, UnusableFile, check, read_tree

pooch.get_logger().setLevel("WARNING")  # what it does is shown as progress
REGISTRY = GEODATA / "sources.toml"
FOLDER = Path(pooch.os_cache("crmmap"))
"""Where sources are kept if no other folder is named."""
AGENT = "Mozilla/5.0 (compatible; crmmap)"
"""Some publishers' servers refuse programs that do not name themselves so."""
CONNECT_SECONDS, READ_SECONDS = 10, 60
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
        Of the file, as ``sha256:…`` or ``md5:…``, where it is known; else the first download's is kept beside it and
        compared with later ones.
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
    name: str, folder: Path = FOLDER, *, sources: Mapping[str, Download] | None = None, progress: Progress | None = None
) -> Path:
    """Download a source, or take it from the folder if it is there and whole.

    Parameters
    ----------
    progress
        Told the bytes that are there and the bytes that there will be, 0 where that is not known.

    Raises
    ------
    UnusableSource
        If it is not known, not to be had by machine, not to be reached, too large, or not what it should be.
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
    try:
        pooch.retrieve(
            source.url,
            known_hash=wanted or None,
            fname=source.file,
            path=folder,
            downloader=cast("Any", _Resuming(folder / (source.file + ".part"), progress)),
        )
    except requests.RequestException as fault:
        host = urlsplit(source.url).netloc
        raise UnusableSource([_by_hand(source, target, f"{host} was not reached ({type(fault).__name__})")]) from None
    except ValueError as fault:
        if "hash" not in str(fault):
            raise
        said = f"what came has another checksum than {wanted[:18]}…: it has changed, or broke on the way"
        raise UnusableSource([_by_hand(source, target, said)]) from None
    except OSError as fault:
        raise UnusableSource([f"{target} can't be written: {fault.strerror or fault}"]) from None
    mark.write_text(_checksum(target, "sha256") + "\n")
    return target


def _by_hand(source: Download, target: Path, why: str) -> str:
    return f"{source.title}: {why}. Get it at {source.page} and put it at {target}"


def _checksum(path: Path, kind: str) -> str:
    return f"{kind}:{pooch.file_hash(str(path), alg=kind)}"


class _Resuming:
    """A downloader for pooch that goes on where an earlier one broke off."""

    def __init__(self, part: Path, progress: Progress | None) -> None:
        self._part, self._progress = part, progress

    def __call__(self, url: str, output_file: Any, pooch: Any, check_only: bool = False) -> bool | None:
        if check_only:
            return requests.head(url, headers={"User-Agent": AGENT}, timeout=CONNECT_SECONDS).ok
        begun = self._part.stat().st_size if self._part.is_file() else 0
        headers = {"User-Agent": AGENT, **({"Range": f"bytes={begun}-"} if begun else {})}
        with requests.get(url, headers=headers, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS)) as answer:
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
                    if done > MOST_BYTES:
                        raise requests.RequestException(f"more than {MOST_BYTES / 1e6:.0f} MB")
                    out.write(block)
                    if self._progress:
                        self._progress(done, max(total, done))
        if total > done:
            raise requests.ConnectionError("the connection broke off")
        self._part.replace(output_file)
        return None

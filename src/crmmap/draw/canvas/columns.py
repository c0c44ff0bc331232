"""Columns in one compact file that browsers may keep: its name is made from its content."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import secrets
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from .shared_files import SharedFiles

_DTYPES = {
    "f4": np.dtype("<f4"),
    "u4": np.dtype("<u4"),
    "u2": np.dtype("<u2"),
    "u1": np.dtype("u1"),
    "i4": np.dtype("<i4"),
}

Columns = dict[str, np.ndarray | list[str]]


PRIVATE = "private-"
"""How names of private files begin."""
_INLINE = "data:application/octet-stream;base64,"
_FOLDER: SharedFiles | None = None
_FILES: dict[str, bytes] = {}
"""The files that the app serves, by name; in memory, where no cleaning of temporary folders
reaches them."""


def pack(columns: Columns) -> bytes:
    """Columns in one binary: the length of a JSON head, the head, then each column on a multiple of
    four bytes.

    Parameters
    ----------
    columns
        Arrays of dtype f4, u4, u2 or u1, pairs of whole numbers in turn of dtype i4, and lists of
        texts.
    """
    bodies: dict[str, tuple[str, bytes]] = {}
    for name, column in columns.items():
        if isinstance(column, np.ndarray):
            dtype = next((code for code, known in _DTYPES.items() if known == column.dtype), None)
            if dtype is None:
                raise TypeError(
                    f"column {name} has dtype {column.dtype}; convert it to one of "
                    f"{sorted(_DTYPES)}"
                )
            bodies[name] = dtype, _bytes_of(column)
        else:
            bodies[name] = "text", json.dumps(column, ensure_ascii=False).encode()
    head = b""
    while True:  # the head holds offsets that depend on its own length
        start, entries = _aligned(4 + len(head)), {}
        for name, (dtype, body) in bodies.items():
            entries[name] = {"dtype": dtype, "start": start, "length": len(body)}
            start = _aligned(start + len(body))
        text = json.dumps(entries).encode()
        settled = len(text) == len(head)
        head = text
        if settled:
            break
    parts = [len(head).to_bytes(4, "little"), head]
    parts += [body for _, body in bodies.values()]
    return b"".join(part + b"\0" * (-len(part) % 4) for part in _joined_head(parts))


def _bytes_of(column: np.ndarray) -> bytes:
    """Pairs are written as steps from one pair to the next, the sign in the last bit, and all
    lowest bytes before all second ones: outlines so written are half as large when zipped.
    """
    if column.dtype != _DTYPES["i4"]:
        return np.ascontiguousarray(column).tobytes()
    steps = np.diff(column.reshape(-1, 2), axis=0, prepend=0).astype("<i4")
    unsigned = ((steps << 1) ^ (steps >> 31)).astype("<u4").T
    return np.ascontiguousarray(unsigned.ravel().view("u1").reshape(-1, 4).T).tobytes()


def unpack(content: bytes) -> Columns:
    """The columns of a `pack`."""
    length = int.from_bytes(content[:4], "little")
    columns: Columns = {}
    for name, entry in json.loads(content[4 : 4 + length]).items():
        part = content[entry["start"] : entry["start"] + entry["length"]]
        text = entry["dtype"] == "text"
        columns[name] = json.loads(part) if text else _column_of(part, _DTYPES[entry["dtype"]])
    return columns


def _column_of(part: bytes, dtype: np.dtype) -> np.ndarray:
    if dtype != _DTYPES["i4"]:
        return np.frombuffer(part, dtype)
    planes = np.frombuffer(part, "u1").reshape(4, -1)
    unsigned = np.ascontiguousarray(planes.T).view("<u4").reshape(2, -1).T
    steps = (unsigned >> 1).astype("<i4") ^ -(unsigned & 1).astype("<i4")
    return np.cumsum(steps, axis=0, dtype="<i4").ravel()


def _joined_head(parts: list[bytes]) -> list[bytes]:
    return [parts[0] + parts[1], *parts[2:]]


def _aligned(position: int) -> int:
    return position + -position % 4


def store(columns: Columns, *, private: bool = False) -> str:
    """Keep the columns, gzipped, as a file for the map; its name."""
    return keep(_gzipped(columns), ".bin", private=private)


def inline(columns: Columns) -> str:
    """The columns, gzipped, within an address: for a few rows that are of use for one picture
    alone.
    """
    return _INLINE + base64.b64encode(_gzipped(columns)).decode()


def _gzipped(columns: Columns) -> bytes:
    return gzip.compress(pack(columns), compresslevel=6, mtime=0)


def keep(content: bytes, suffix: str, *, private: bool = False) -> str:
    """Keep a file until `forget`.

    Parameters
    ----------
    private
        Whether it holds what one user alone may see. Its name is then a secret, else it is made
        from the content. What is kept for everyone already is kept once.

    Returns
    -------
    str
        The name by which `content_of` and the app give it.
    """
    name = hashlib.sha256(content).hexdigest()[:20] + suffix
    if private and name not in _FILES:
        name = PRIVATE + secrets.token_hex(20) + suffix
    _FILES[name] = content
    if _FOLDER is not None and not is_private(name):
        _FOLDER.put(name, content)
    return name


def keep_in(folder: Path, *, days: int) -> None:
    """Share the files that everyone may see with other processes, in a folder.

    Parameters
    ----------
    days
        After which a file that nobody has asked for goes.
    """
    global _FOLDER
    _FOLDER = SharedFiles(folder, days)


def content_of(name: str) -> bytes:
    """The content of a file; KeyError if there is none of that name."""
    if name not in _FILES and _FOLDER is not None and not is_private(name):
        return _FOLDER.get(name)
    return _FILES[name]


def content_at(url: str) -> bytes:
    """The content of the file that a layer's address means; KeyError if it is gone."""
    if url.startswith(_INLINE):
        return base64.b64decode(url.removeprefix(_INLINE))
    return content_of(url.rsplit("/", 1)[-1])


def is_private(name: str) -> bool:
    """Whether a file holds what one user alone may see."""
    return name.startswith(PRIVATE)


def forget(names: Iterable[str]) -> None:
    """Drop private files; the others are shared, so they stay."""
    for name in names:
        if is_private(name):
            _FILES.pop(name, None)

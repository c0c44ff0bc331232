"""Columns as one compact file that a browser keeps for ever, because its name is made from its content."""

from __future__ import annotations

import atexit
import gzip
import hashlib
import json
import shutil
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

_DTYPES = {"f4": np.dtype("<f4"), "u4": np.dtype("<u4"), "u2": np.dtype("<u2"), "u1": np.dtype("u1")}

Columns = dict[str, np.ndarray | list[str]]


@cache
def folder() -> Path:
    """A folder of this process for the files that the app serves; gone when the process ends."""
    made = Path(tempfile.mkdtemp(prefix="crmmap-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def pack(columns: Columns) -> bytes:
    """Columns in one binary: the length of a JSON head, the head, then each column on a multiple of four bytes.

    Parameters
    ----------
    columns
        Arrays of dtype f4, u4, u2 or u1, and lists of texts.
    """
    bodies: dict[str, tuple[str, bytes]] = {}
    for name, column in columns.items():
        if isinstance(column, np.ndarray):
            dtype = next((code for code, known in _DTYPES.items() if known == column.dtype), None)
            if dtype is None:
                raise TypeError(f"column {name} has dtype {column.dtype}; convert it to one of {sorted(_DTYPES)}")
            bodies[name] = dtype, np.ascontiguousarray(column).tobytes()
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


def _joined_head(parts: list[bytes]) -> list[bytes]:
    return [parts[0] + parts[1], *parts[2:]]


def _aligned(position: int) -> int:
    return position + -position % 4


def store(columns: Columns) -> str:
    """Write the columns once, gzipped; the name of their file in `folder`."""
    return keep(gzip.compress(pack(columns), compresslevel=6, mtime=0), ".bin")


def keep(content: bytes, suffix: str) -> str:
    """Write a file into `folder` unless it is there; its name, made from its content."""
    name = hashlib.sha256(content).hexdigest()[:20] + suffix
    path = folder() / name
    if not path.exists():
        part = path.with_suffix(".part")
        part.write_bytes(content)
        part.replace(path)
    return name

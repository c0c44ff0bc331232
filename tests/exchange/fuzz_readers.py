"""Feeds bytes to the readers: the first byte chooses the suffix. Run by test_hostile_files, or
by hand for longer."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["crmmap.exchange.readers"]):
    from crmmap.exchange.readers.raw_tables import SUFFIXES, read_raw
from crmmap.toml_models import UnusableFile

FOLDER = Path(tempfile.mkdtemp(prefix="crmmap-fuzz-"))


def feed(content: bytes) -> None:
    if len(content) < 2:
        return
    path = FOLDER / f"file{SUFFIXES[content[0] % len(SUFFIXES)]}"
    path.write_bytes(content[1:])
    try:
        read_raw(path)
    except UnusableFile as fault:
        assert fault.faults


if __name__ == "__main__":
    atheris.Setup(sys.argv, feed)
    atheris.Fuzz()

"""Reading in a process of its own: others are not held up, it can be cancelled, and a hostile file ends it alone."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import subprocess
import sys
import tempfile
import weakref
from pathlib import Path
from typing import Any

from crmmap.atlas import Atlas
from crmmap.exchange.readers.brought import Brought
from crmmap.exchange.readers.preview import Preview, preview
from crmmap.exchange.readers.read import read
from crmmap.strict import UnusableFile

MOST_MEMORY = 6_000_000_000
"""Bytes of address space."""
MOST_CPU_SECONDS = 900


class Job:
    """A file that is being read.

    Parameters
    ----------
    content, name
        Of the file; it is kept in a folder of its own until the job ends.
    options
        Of `crmmap.exchange.readers.read`; None for a first look alone, see `crmmap.exchange.readers.preview`.
    sheet
        The sheet or layer to look at or to read.
    """

    def __init__(
        self, content: bytes, name: str, atlas: Atlas, options: dict[str, Any] | None = None, *, sheet: str = ""
    ) -> None:
        self.name = name
        self._folder = tempfile.TemporaryDirectory(prefix="crmmap-import-")
        folder = Path(self._folder.name)
        path = folder / ("file" + Path(name).suffix.lower())
        path.write_bytes(content)
        (folder / "task").write_bytes(pickle.dumps((path, name, sheet, atlas.replace(), options)))  # without lookups
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        weakref.finalize(self, self._process.kill)  # who leaves while a file is read wants it no more

    @property
    def running(self) -> bool:
        """Whether it is still being read."""
        return self._process.poll() is None

    @property
    def progress(self) -> tuple[float, str]:
        """The share that is done, and what is being done."""
        with contextlib.suppress(OSError, ValueError):
            share, words = json.loads((Path(self._folder.name) / "progress").read_text())
            return float(share), str(words)
        return 0.0, "Starting"

    def cancel(self) -> None:
        """Stop, and forget the file."""
        self._process.kill()
        self._process.wait()
        self._folder.cleanup()

    def result(self) -> Brought | Preview:
        """What the file brings, or what it seems to be, once it is no longer running.

        Raises
        ------
        UnusableFile
            If it can't be read, or asked for more memory or time than a file may.
        """
        path = Path(self._folder.name) / "result"
        try:
            answer = pickle.loads(path.read_bytes()) if path.exists() else None
        finally:
            self._folder.cleanup()
        if isinstance(answer, Brought | Preview):
            return answer
        if isinstance(answer, list):
            raise UnusableFile(answer)
        most = f"{MOST_MEMORY / 1e9:.0f} GB of memory and {MOST_CPU_SECONDS // 60} minutes"
        raise UnusableFile([f"{self.name}: reading it broke off; it may take {most}. Split it, or simplify its shapes"])


def _bound() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has no such bounds
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
        os.nice(5)


def main(folder: Path) -> None:
    """Read the file of a task; the answer is a `Brought`, a `Preview`, or the faults in words."""
    path, name, sheet, atlas, options = pickle.loads((folder / "task").read_bytes())
    _bound()

    def tell(share: float, words: str) -> None:
        part = folder / "progress.part"
        part.write_text(json.dumps([share, words]))
        part.replace(folder / "progress")

    try:
        if options is None:
            answer: Any = preview(path, atlas, name=name, sheet=sheet)
        else:
            answer = read(path, atlas, name=name, sheet=sheet, progress=tell, **options)
    except UnusableFile as fault:
        answer = fault.faults
    part = folder / "result.part"
    part.write_bytes(pickle.dumps(answer))
    part.replace(folder / "result")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

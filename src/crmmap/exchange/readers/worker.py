"""Reading in a separate process, which can be cancelled and cannot hold up other users."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import weakref
from pathlib import Path
from time import time
from typing import Any

from crmmap.atlas.atlas import Atlas
from crmmap.exchange.readers.import_result import ImportResult
from crmmap.exchange.readers.preview import Preview, preview
from crmmap.exchange.readers.read import ImportOptions, read
from crmmap.names import one_line
from crmmap.toml_models import UnusableFile
from crmmap.wording import counted

MOST_MEMORY = 4_000_000_000
"""Bytes of address space."""
MOST_CPU_SECONDS = 300
MOST_AT_ONCE = 2
"""Files that are read side by side, whoever brought them; others wait for their turn."""
PREFIX = "crmmap-import-"
"""Of the folders in which files are kept while they are read."""
DAY_SECONDS = 86_400
_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")
_LOCK = threading.Lock()
_LINE: list[weakref.ref[Job]] = []
"""Jobs that are read or wait, in the order in which they came."""


def sweep() -> None:
    """Remove the folders of jobs whose app was killed a day ago or more; reading takes minutes."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}????????"):
        with contextlib.suppress(OSError):
            if time() - folder.stat().st_mtime > DAY_SECONDS:
                shutil.rmtree(folder)


def _advance() -> list[Job]:
    """Let those begin whose turn it is; the jobs that are not done, in their order."""
    with _LOCK:
        jobs = [job for seat in _LINE if (job := seat()) is not None and not job.ended]
        _LINE[:] = [weakref.ref(job) for job in jobs]
        for job in jobs[:MOST_AT_ONCE]:
            job.begin()
        return jobs


class Job:
    """A file that is being read, or that waits for its turn.

    Parameters
    ----------
    content, name
        Of the file; it is kept in a folder of its own until the job ends.
    options
        How to read it.
    look
        Whether a first look is enough, see `crmmap.exchange.readers.preview`.

    Raises
    ------
    UnusableFile
        If there is no room to keep the file.
    """

    def __init__(
        self,
        content: bytes,
        name: str,
        atlas: Atlas,
        options: ImportOptions,
        *,
        look: bool = False,
    ) -> None:
        self.name = one_line(name)
        self._process: subprocess.Popen[bytes] | None = None
        self._cancelled = False
        suffix = Path(self.name).suffix.lower()
        try:
            self._folder = tempfile.TemporaryDirectory(prefix=PREFIX)
            folder = Path(self._folder.name)
            path = folder / ("file" + (suffix if _SUFFIX.fullmatch(suffix) else ""))
            path.write_bytes(content)
            task = (path, self.name, atlas.replace(), options, look)  # without lookups
            (folder / "task").write_bytes(pickle.dumps(task))
        except OSError as fault:
            said = f"the server has no room to read it now ({fault.strerror}); try again later"
            raise UnusableFile([f"{self.name}: {said}"]) from None
        with _LOCK:
            _LINE.append(weakref.ref(self))
        _advance()

    @property
    def ended(self) -> bool:
        """Whether it was read to its end, or stopped."""
        return self._cancelled or (self._process is not None and self._process.poll() is not None)

    @property
    def running(self) -> bool:
        """Whether it is still being read, or waits for its turn."""
        _advance()
        return not self.ended

    def begin(self) -> None:
        """Start reading, if it has not begun."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, self._folder.name],
                env={
                    **os.environ,
                    "TMPDIR": self._folder.name,
                },  # what it leaves when it is killed goes with the folder
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            weakref.finalize(
                self, self._process.kill
            )  # who leaves while a file is read wants it no more

    @property
    def progress(self) -> tuple[float, str]:
        """The share that is done, and what is being done."""
        if self._process is None:
            before = next((place for place, job in enumerate(_advance()) if job is self), 0)
            return (
                0.0,
                f"Waiting: {counted(before, 'other file')} {'is' if before == 1 else 'are'} read "
                "first",
            )
        with contextlib.suppress(OSError, ValueError):
            share, words = json.loads((Path(self._folder.name) / "progress").read_text())
            return float(share), str(words)
        return 0.0, "Starting"

    def cancel(self) -> None:
        """Stop, and forget the file."""
        self._cancelled = True
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()
        _advance()

    def result(self) -> ImportResult | Preview:
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
        if isinstance(answer, ImportResult | Preview):
            return answer
        if isinstance(answer, list):
            raise UnusableFile(answer)
        most = f"{MOST_MEMORY / 1e9:.0f} GB of memory and {MOST_CPU_SECONDS // 60} minutes"
        raise UnusableFile(
            [
                f"{self.name}: reading it broke off; it may take {most}. Split it, or simplify "
                "its shapes"
            ]
        )


def _bound() -> None:
    with contextlib.suppress(ImportError, OSError, ValueError):  # Windows has no such bounds
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_SECONDS, MOST_CPU_SECONDS))
        os.nice(5)


def main(folder: Path) -> None:
    """Read the file of a task; the answer is a result, a preview, or the faults in words."""
    path, name, atlas, options, look = pickle.loads((folder / "task").read_bytes())
    _bound()

    def tell(share: float, words: str) -> None:
        part = folder / "progress.part"
        part.write_text(json.dumps([share, words]))
        part.replace(folder / "progress")

    try:
        answer: Any = (
            preview(path, atlas, options, name=name)
            if look
            else read(path, atlas, options, name=name, progress=tell)
        )
    except UnusableFile as fault:
        answer = fault.faults
    part = folder / "result.part"
    part.write_bytes(pickle.dumps(answer))
    part.replace(folder / "result")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

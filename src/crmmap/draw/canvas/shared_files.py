"""Files that several processes share in a folder: each is written beside and renamed, so that none
is ever seen half, and goes when nobody has asked for it for long.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

NAME = re.compile(r"[0-9a-f]{20}\.(?:bin|js|css|parquet)")
"""Names are made of contents, or of what these are worked out from; nothing else is touched."""
DAY_SECONDS = 86_400


@dataclass(frozen=True)
class SharedFiles:
    """A folder of files that never change.

    A folder that cannot be written, or that somebody has cleaned, costs the others their files and
    this process nothing: it has its own in memory.
    """

    folder: Path
    days: int

    def put(self, name: str, content: bytes) -> None:
        """Write a file that is not there yet; a fault is left to `crmmap.serve.health`."""
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a shared file")
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            if (self.folder / name).exists():
                os.utime(self.folder / name)
                return
            number, beside = tempfile.mkstemp(prefix=".new-", dir=self.folder)
            try:
                with os.fdopen(number, "wb") as file:
                    file.write(content)
                Path(beside).chmod(0o644)  # another replica may run as another user
                Path(beside).replace(self.folder / name)
            except OSError:
                Path(beside).unlink()
                raise
            self._clean()

    def get(self, name: str) -> bytes:
        """Its content; KeyError if it is not there."""
        if not NAME.fullmatch(name):
            raise KeyError(name)
        try:
            content = (self.folder / name).read_bytes()
            with suppress(OSError):
                os.utime(self.folder / name)  # somebody has asked for it
        except OSError:
            raise KeyError(name) from None
        return content

    def _clean(self) -> None:
        before = time.time() - self.days * DAY_SECONDS
        for file in self.folder.iterdir():
            ours = NAME.fullmatch(file.name) or file.name.startswith(".new-")
            with suppress(OSError):
                if ours and file.stat().st_mtime < before:
                    file.unlink()

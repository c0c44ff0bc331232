"""A file on its way onto the map of one session: what has been done with it, and what comes next.

    CHOSEN ── look ──▶ READING ──▶ LOOKED ── read ──▶ READING ──▶ READ ── add ──▶ CHOSEN

While READ, the user may read the file again under another rule. A file that can't be read, or whose
reading the user stops, is FAILED.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Any

import streamlit as st

from crmmap.exchange.readers import ImportOptions, ImportResult
from crmmap.exchange.readers.preview import Preview
from crmmap.exchange.readers.worker import Job
from crmmap.toml_models import UnusableFile
from crmmap.ui import data, slots


class Stage(Enum):
    """How far a file has come."""

    CHOSEN = auto()
    READING = auto()
    FAILED = auto()
    LOOKED = auto()
    READ = auto()


@dataclass
class FileImport:
    """One chosen file.

    Attributes
    ----------
    file
        As the upload control gives it.
    look
        What it seems to be, after the first look.
    options
        How it was last read.
    looked_with
        How it was last looked at.
    result
        What it brings, after it was read.
    faults
        Why it can't be read.
    read_as
        What the user has chosen to read it as; "" before.
    """

    file: Any
    job: Job | None = None
    look: Preview | None = None
    options: ImportOptions = field(default_factory=ImportOptions)
    looked_with: ImportOptions = field(default_factory=ImportOptions)
    result: ImportResult | None = None
    faults: list[str] = field(default_factory=list)
    read_as: str = ""

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        if self.job is not None:
            return Stage.READING
        if self.faults:
            return Stage.FAILED
        if self.result is not None:
            return Stage.READ
        return Stage.LOOKED if self.look is not None else Stage.CHOSEN

    @property
    def step(self) -> int:
        """Of the page's three steps, the one that the user is at."""
        if self.result is not None:
            return 3
        return 2 if self.look is not None else 1

    def begin(self, options: ImportOptions, *, look: bool = False) -> None:
        """Read the file, or have a first look at it."""
        self.result, self.faults = None, []
        self.options, self.looked_with = options, options if look else self.looked_with
        file = self.file
        try:
            self.job = Job(file.getvalue(), file.name, data.atlas(), options, look=look)
        except UnusableFile as fault:
            self.faults = fault.faults

    def look_again(self, **other: Any) -> None:
        """Look at another sheet, at the text in another encoding, or from another row on."""
        self.read_as = ""
        self.begin(replace(self.looked_with, **other), look=True)

    def read_again(self, options: ImportOptions) -> None:
        """Read what was looked at, opened in the same way."""
        layers = self.look.layers if self.look is not None else ()
        sheet = layers[0] if layers else ""
        encoding = self.look.encoding if self.looked_with.encoding and self.look else ""
        how = {"separator": self.looked_with.separator, "header": self.looked_with.header}
        self.begin(replace(options, sheet=sheet, encoding=encoding, **how))

    def finish(self) -> None:
        """Take the answer of a job that has ended."""
        job, self.job = self.job, None
        if job is None:
            return
        try:
            answer = job.result()
        except UnusableFile as fault:
            self.faults = fault.faults
        else:
            if isinstance(answer, Preview):
                self.look = answer
            else:
                self.result = answer

    def back(self) -> None:
        """To its columns, as they were set."""
        self.result = None

    def added(self) -> None:
        """Its rows are on the map; the file may be looked at again."""
        self.look = self.result = None

    def cancel(self) -> None:
        """Stop reading; the user chooses the file again to begin anew."""
        if self.job is not None:
            self.job.cancel()
            self.faults = [f"{self.job.name}: you stopped it. Choose the file again to begin anew"]
            self.job = None


def current(file: Any) -> FileImport:
    """The import of this file in the session; a first look begins with a file that is new."""
    known: FileImport | None = st.session_state.get(slots.OWN_IMPORT)
    if known is None or known.file.file_id != file.file_id:
        forget()
        known = st.session_state[slots.OWN_IMPORT] = FileImport(file)
        known.begin(ImportOptions(), look=True)
    return known


def forget() -> None:
    """Drop the import of the session, and stop it if it is being read."""
    known: FileImport | None = st.session_state.pop(slots.OWN_IMPORT, None)
    if known is not None and known.job is not None:
        known.job.cancel()

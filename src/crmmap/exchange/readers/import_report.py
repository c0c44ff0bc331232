"""The report on an import: whether each row was taken, merged or refused, and why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from crmmap.describe.sheets import Sheet

TAKEN, MERGED, REFUSED = "taken", "merged", "refused"
FATES = (TAKEN, MERGED, REFUSED)
COLUMNS = ("row", "name", "fate", "reason", "goes_to", "distance_km", "shared_minerals", "changed")


class ImportReport:
    """The fates of a file's rows, written down step by step; a row that is refused stays
    refused.
    """

    def __init__(self, raw_rows: int, first: int) -> None:
        self.row = np.arange(raw_rows) + first
        self.name = np.full(raw_rows, "", dtype=object)
        self.fate = np.full(raw_rows, TAKEN, dtype=object)
        self.reason = np.full(raw_rows, "", dtype=object)
        self.goes_to = np.full(raw_rows, "", dtype=object)
        self.distance_km = np.full(raw_rows, np.nan)
        self.shared = np.full(raw_rows, "", dtype=object)
        self._changed: dict[int, list[str]] = {}

    @property
    def open(self) -> np.ndarray:
        """Mask of the rows that are still to be taken."""
        return self.fate == TAKEN

    def refuse(self, rows: np.ndarray, reason: str | Callable[[int], str]) -> None:
        """Refuse the rows of a mask that are not refused yet."""
        for place in np.flatnonzero(rows & self.open):
            self.fate[place] = REFUSED
            self.reason[place] = reason if isinstance(reason, str) else reason(int(place))

    def refuse_one(self, place: int, reason: str) -> None:
        """Refuse one row, if it is not refused yet."""
        if self.fate[place] == TAKEN:
            self.fate[place], self.reason[place] = REFUSED, reason

    def change_one(self, place: int, what: str) -> None:
        """Note what was changed in one row on the way in."""
        self._changed.setdefault(place, []).append(what)

    def merge(
        self, place: int, into: str, reason: str, *, distance_km: float = np.nan, shared: str = ""
    ) -> None:
        """One row goes into another."""
        self.fate[place], self.reason[place], self.goes_to[place] = MERGED, reason, into
        self.distance_km[place], self.shared[place] = distance_km, shared

    def change(self, rows: np.ndarray, what: str | Callable[[int], str]) -> None:
        """Note what was changed in the rows of a mask on the way in."""
        for place in np.flatnonzero(rows):
            self._changed.setdefault(int(place), []).append(
                what if isinstance(what, str) else what(int(place))
            )

    def table(self) -> pd.DataFrame:
        """One row a row of the file, in its order; columns as in `COLUMNS`."""
        changed = np.full(len(self.row), "", dtype=object)
        for place, words in self._changed.items():
            changed[place] = "; ".join(words)
        columns = (
            self.row,
            self.name,
            self.fate,
            self.reason,
            self.goes_to,
            self.distance_km,
            self.shared,
            changed,
        )
        return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def as_csv(report: pd.DataFrame) -> bytes:
    """The table as a CSV file that a spreadsheet opens without running anything: its names come
    from someone else.
    """
    return Sheet("What became of each row", report, "").to_csv()


def totals(report: pd.DataFrame) -> dict[str, int]:
    """How many rows had each fate; together they are the rows of the file."""
    counts = report["fate"].value_counts()
    return {"read": len(report), **{fate: int(counts.get(fate, 0)) for fate in FATES}}


def by_value(cells: pd.Series, read: Callable[[str], Any]) -> np.ndarray:
    """``read`` of each cell, called once for each different one."""
    codes, different = pd.factorize(cells)
    found = np.empty(len(different), dtype=object)
    for place, cell in enumerate(different):
        found[place] = read(cell)
    return found[codes]

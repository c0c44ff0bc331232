"""What lookups are made of: values that know which tables they read, and columns of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd

T = TypeVar("T")


class Lookup(cached_property[T]):
    """What is worked out once for an Atlas; ``tables`` are all that it reads."""

    def __init__(self, make: Callable[[Any], T], tables: tuple[str, ...]) -> None:
        super().__init__(make)
        self.tables = tables


def reading(*tables: str) -> Callable[[Callable[[Any], T]], Lookup[T]]:
    """Declare beside a lookup which tables it reads: where they stay, a changed Atlas takes it
    over.
    """
    return lambda make: Lookup(make, tables)


def names_any(cells: pd.Series, wanted: Iterable[str]) -> np.ndarray:
    """Rows whose list names one of the wanted; for a table that is asked once. `Lists` is for one
    that is asked again and again.

    Examples
    --------
    >>> names_any(pd.Series(["EU;ZMB", "CHN", ""]), {"ZMB", "COD"}).tolist()
    [True, False, False]
    """
    some = frozenset(wanted)
    return np.array([not some.isdisjoint(str(cell).split(";")) for cell in cells], dtype=bool)


class Lists:
    """A column whose cells are lists separated by ``;``, as a table of who holds what.

    Attributes
    ----------
    values : list of str
        What occurs, sorted.
    holds : ndarray of bool, shape (rows, values)
    """

    def __init__(self, cells: pd.Series) -> None:
        codes, uniques = pd.factorize(cells.astype(object))
        parts = [[part for part in str(cell).split(";") if part] for cell in uniques]
        self.values = sorted({part for cell in parts for part in cell})
        place = {value: i for i, value in enumerate(self.values)}
        table = np.zeros((len(parts), len(self.values)), dtype=bool)
        for row, cell in enumerate(parts):
            table[row, [place[part] for part in cell]] = True
        self.holds = table[codes]

    def any_of(self, wanted: Iterable[str]) -> np.ndarray:
        """Rows that hold at least one of ``wanted``."""
        wanted = set(wanted)
        return self.holds[:, [i for i, value in enumerate(self.values) if value in wanted]].any(
            axis=1
        )

    def counts(self, rows: np.ndarray) -> dict[str, int]:
        """How many of ``rows`` (a mask) hold each value."""
        return dict(zip(self.values, self.holds[rows].sum(axis=0).tolist(), strict=True))

"""How much a file may hold. A file comes from anywhere, so everything that could fill a machine
has a bound.
"""

from __future__ import annotations

import traceback
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from crmmap.engines import LostWorker
from crmmap.toml_models import UnusableFile

MOST_BYTES = 400_000_000
"""Of a file as it comes."""
MOST_UNPACKED_BYTES = 1_500_000_000
"""Of all members of an archive together; the largest known original, WDPA for one region, has
less."""
MOST_RATIO = 200
"""Unpacked bytes for each packed one: real tables pack to a tenth, bombs to a thousandth."""
MOST_MEMBERS = 200
MOST_ROWS = 1_000_000
MOST_COLUMNS = 500
MOST_CELL = 32_000
"""Characters of a cell; a spreadsheet allows 32,767."""
MOST_VERTICES = 20_000_000


class UnforeseenFault(UnusableFile):
    """A fault of the reader, not of the file."""


@contextmanager
def told_as_ours(name: str) -> Generator[None]:
    """An error that nobody foresaw is told as what it is, and not as a fault of the file."""
    try:
        yield
    except (UnusableFile, LostWorker, MemoryError, RecursionError):
        raise
    except Exception as fault:
        last = traceback.extract_tb(fault.__traceback__)[-1]
        said = f"{type(fault).__name__} in {Path(last.filename).name}:{last.lineno}"
        raise UnforeseenFault(
            [
                f"{name}: reading it failed through a fault of crmmap ({said}), and nothing was "
                "added. Please report it with this line, the header and a row of the file"
            ]
        ) from fault


def unusable(name: str, what: str) -> UnusableFile:
    """The fault of a whole file, with the way out in ``what``."""
    return UnusableFile([f"{name}: {what}"])


def weigh(name: str, size: int) -> None:
    """Refuse a file of no bytes, or of too many."""
    if size == 0:
        raise unusable(name, "the file is empty; save it again or download it anew")
    if size > MOST_BYTES:
        raise unusable(
            name,
            f"the file has {size / 1e6:,.0f} MB, {MOST_BYTES / 1e6:,.0f} MB is the most; split it",
        )


def count_rows(name: str, rows: int, columns: int) -> None:
    """Refuse a table that is too long or too wide."""
    if rows > MOST_ROWS:
        raise unusable(name, f"the table has {rows:,} rows, {MOST_ROWS:,} is the most; split it")
    if columns > MOST_COLUMNS:
        raise unusable(
            name, f"the table has {columns:,} columns, {MOST_COLUMNS} is the most; leave some out"
        )

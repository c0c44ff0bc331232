"""A correction as a patch of the tables, where there is no store to propose it to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path

from crmmap.schema.rules import Table
from crmmap.store.cells import with_cells

_LINE = re.compile(r"[^\n]*\n|[^\n]+$")


def as_patch(path: Path, table: Table, key: str, cells: Mapping[str, str]) -> str:
    """What ``git apply --unidiff-zero`` takes, without the rows around it, which may be others' to
    pass on; "" for a table with outlines, whose file has no line for each row.

    Raises
    ------
    LookupError
        If there is no such row.
    """
    if table.spatial:
        return ""
    name = f"geodata/{table.file}"
    sides = (path.read_bytes(), with_cells(path, table, key, cells))
    before, after = (_LINE.findall(side.decode()) for side in sides)
    return "".join(unified_diff(before, after, f"a/{name}", f"b/{name}", n=0))

"""What is new in the shipped tables since the edition before, as ``crmmap diff`` found it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pandas as pd

from crmmap.shipped import GEODATA

FILE = "changes.json"


@cache
def _changes() -> dict[str, Any]:
    return json.loads((GEODATA / FILE).read_text(encoding="utf-8"))


def editions() -> tuple[str, str]:
    """The days of the edition before and of this one."""
    return _changes()["before"], _changes()["after"]


def news() -> pd.DataFrame:
    """What each table gained, lost and changed.

    Returns
    -------
    DataFrame
        ``table``, ``rows_added``, ``rows_removed``, ``rows_changed``, ``new_columns``, ``new_rows``
        (by name, of the tables of diplomacy).
    """
    return pd.DataFrame(
        [
            {
                **{
                    column: one[column]
                    for column in ("table", "rows_added", "rows_removed", "rows_changed")
                },
                "new_columns": ", ".join(one["columns_added"]),
                "new_rows": "; ".join(one["added"].values()),
            }
            for one in _changes()["tables"]
        ]
    )

"""What is new: in the shipped tables since the edition before, as ``crmmap diff`` found it, and in
a snapshot since the one before.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from typing import Any

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.dates import in_words
from crmmap.schema.validate import InvalidData
from crmmap.shipped import GEODATA
from crmmap.store.snapshots import read_manifest

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


def published(atlas: Atlas) -> tuple[str, tuple[str, ...]]:
    """Which snapshot is shown, when it was published and why, and a sentence for each table that
    it changed; "" and nothing for tables of a folder.
    """
    if not atlas.snapshot or atlas.folder is None:
        return "", ()
    try:
        known = read_manifest(atlas.folder)
    except InvalidData:  # it is no longer kept, and somebody still looks at it
        return f"These data are snapshot {atlas.snapshot}, which is no longer kept.", ()
    day = in_words(datetime.fromisoformat(known.published).date())
    why = f": {known.note}" if known.note else ""
    said = f"These data are snapshot {known.id}, published on {day}{why}"
    return said if said.endswith((".", "!", "?")) else f"{said}.", known.changes

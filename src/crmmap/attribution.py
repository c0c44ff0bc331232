"""Which sources stand behind rows, and the licence and attribution that go with them wherever they go."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas import Atlas
from crmmap.vocabulary import RESTRICTED

OWN_COMPILATION = "crmmap_diplomacy"
"""Agreements and measures are compiled by ourselves, each row with a source of its own."""
_COLUMNS = {"sites": "source_ids", "zones": "source_id", "production": "publisher"}


def source_cells(table: str, rows: pd.DataFrame) -> pd.Series:
    """The source ids of each row of a table, joined by ``;``."""
    column = _COLUMNS.get(table)
    return rows[column] if column else pd.Series(OWN_COMPILATION, index=rows.index, dtype=object)


def source_ids(table: str, rows: pd.DataFrame) -> set[str]:
    """All source ids behind rows of a table."""
    return {one for cell in source_cells(table, rows).unique() for one in cell.split(";") if one}


def with_attribution(atlas: Atlas, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with what their licences ask for: columns ``licence``, unless they have it, and ``attribution``."""
    about = atlas.sources.set_index("source_id")
    cells = source_cells(table, rows)
    said: dict[str, tuple[str, str]] = {}
    for cell in cells.unique():
        known = about.loc[[one for one in cell.split(";") if one in about.index]]
        said[cell] = "; ".join(dict.fromkeys(known["licence"])), "; ".join(dict.fromkeys(known["attribution"]))
    columns = {"attribution": cells.map({cell: words[1] for cell, words in said.items()}).astype(object)}
    if "licence" not in rows:
        columns = {"licence": cells.map({cell: words[0] for cell, words in said.items()}).astype(object), **columns}
    return rows.assign(**columns)


def may_be_given(atlas: Atlas, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without those of a zone or a source whose licence forbids to pass it on; known by their id columns."""
    hidden = set(atlas.sources.loc[atlas.sources["licence_class"] == RESTRICTED, "source_id"])
    if not hidden:
        return rows
    zones = set(atlas.zones.loc[atlas.zones["source_id"].isin(hidden), "zone_id"])
    for column, ids in (("source_id", hidden), ("source_ids", hidden), ("zone_id", zones), ("id", zones)):
        if column in rows:
            rows = rows[~rows[column].isin(ids)]
    return rows


def credits_of(atlas: Atlas, tables: dict[str, pd.DataFrame]) -> str:
    """Attributions and licences of everything behind some rows, in one line, those of most rows first."""
    counts: dict[str, int] = {}
    for table, rows in tables.items():
        for cell, number in source_cells(table, rows).value_counts().items():
            for one in str(cell).split(";"):
                counts[one] = counts.get(one, 0) + int(number)
    about = atlas.sources.set_index("source_id")
    words: dict[str, None] = {}
    for one in sorted((one for one in counts if one in about.index), key=lambda one: -counts[one]):
        row = about.loc[one]
        named = str(row["attribution"] or row["title"])
        words[named if str(row["licence"]) in named else f"{named} ({row['licence']})"] = None
    return "; ".join(words)

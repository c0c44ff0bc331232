"""The differences between two editions of the tables."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from crmmap.schema.tables import TABLES
from crmmap.wording import counted, listing, verb

NAMES = ("short_title", "name", "title", "event", "kind", "material", "mineral", "entity")
"""Columns that name a row for a reader, the best first."""


@dataclass(frozen=True)
class TableDifference:
    """What a table has that it had not, and the other way round.

    Attributes
    ----------
    added, removed
        Keys of rows; of a table without a key the number of rows stands in ``rows_added`` and
        ``rows_removed`` alone.
    changed
        By key of a row the columns whose cells differ, with the cell before and after.
    """

    table: str
    rows_added: int = 0
    rows_removed: int = 0
    rows_changed: int = 0
    added: dict[str, str] = field(default_factory=dict)
    removed: dict[str, str] = field(default_factory=dict)
    changed: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """``agreements: 9 rows added, 60 changed; new columns access and exclusion``."""
        said = [
            f"{number:,} {what}"
            for number, what in (
                (self.rows_added, "added"),
                (self.rows_removed, "removed"),
                (self.rows_changed, "changed"),
            )
            if number
        ]
        words = ", ".join(said)
        words = f"rows: {words}" if words else "no row differs"
        if self.columns_added:
            word = "column" if len(self.columns_added) == 1 else "columns"
            words += f"; new {word}: {listing(self.columns_added, most=8)}"
        if self.columns_removed:
            words += f"; no longer there: {listing(self.columns_removed, most=8)}"
        return f"{self.table}: {words}"


def differences(old: Path, new: Path) -> list[TableDifference]:
    """The tables in which two folders differ; those that are alike are left out.

    The folders need not keep today's rules: an older edition has other columns.

    Parameters
    ----------
    old, new
        Folders of tables as in ``geodata/``; a table that one of them lacks counts as empty there.

    Raises
    ------
    FileNotFoundError
        If a folder holds none of the tables.
    """
    for folder in (old, new):
        if not any((folder / table.file).is_file() for table in TABLES.values()):
            raise FileNotFoundError(
                f"{folder} holds none of the tables; name a folder such as geodata"
            )
    found = [
        _difference(name, old / table.file, new / table.file, table.key)
        for name, table in TABLES.items()
    ]
    return [one for one in found if one != TableDifference(one.table)]


def as_json(found: list[TableDifference]) -> list[dict[str, Any]]:
    """The same for machines."""
    return [asdict(one) for one in found]


def _difference(name: str, old: Path, new: Path, key: str) -> TableDifference:
    before, after = _rows(old), _rows(new)
    new_columns = tuple(
        column for column in after.columns if len(before.columns) and column not in before
    )
    gone_columns = tuple(
        column for column in before.columns if len(after.columns) and column not in after
    )
    shared = [column for column in after.columns if column in before.columns]
    if not key or key not in shared:
        come, gone = len(after), len(before)
        if shared:
            rows_of = [
                Counter(map(tuple, rows.reindex(columns=shared).to_numpy()))
                for rows in (before, after)
            ]
            come, gone = (rows_of[1] - rows_of[0]).total(), (rows_of[0] - rows_of[1]).total()
        return TableDifference(
            name,
            rows_added=come,
            rows_removed=gone,
            columns_added=new_columns,
            columns_removed=gone_columns,
        )
    before, after = before.set_index(key, drop=False), after.set_index(key, drop=False)
    both = after.index.intersection(before.index)
    cells = {
        column: both[(before.loc[both, column] != after.loc[both, column]).to_numpy()]
        for column in shared
        if column != key
    }
    changed: dict[str, dict[str, tuple[str, str]]] = {}
    for column, keys in cells.items():
        for one in keys:
            changed.setdefault(one, {})[column] = (before.at[one, column], after.at[one, column])
    added, removed = after.index.difference(before.index), before.index.difference(after.index)
    return TableDifference(
        name,
        rows_added=len(added),
        rows_removed=len(removed),
        rows_changed=len(changed),
        added=_named(after, added),
        removed=_named(before, removed),
        changed=changed,
        columns_added=new_columns,
        columns_removed=gone_columns,
    )


def _rows(path: Path) -> pd.DataFrame:
    """All cells as text; of GeoJSON the properties, with the outline as text."""
    if not path.is_file():
        return pd.DataFrame()
    if path.suffix == ".geojson":
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        return pd.DataFrame(
            [
                {
                    key: "" if value is None else str(value)
                    for key, value in one["properties"].items()
                }
                | {"geometry": str(one["geometry"])}
                for one in features
            ]
        )
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8").astype(object)


def _named(rows: pd.DataFrame, keys: pd.Index) -> dict[str, str]:
    column = next((name for name in NAMES if name in rows), None)
    return {str(key): str(rows.at[key, column]) if column else "" for key in keys}


def in_words(found: list[TableDifference]) -> str:
    """One line for each table, and how many they are."""
    if not found:
        return "Both hold the same tables."
    head = f"{counted(len(found), 'table')} {verb(len(found), 'differs', 'differ')}:"
    return "\n".join([head, *(one.sentence for one in found)])

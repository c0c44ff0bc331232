"""Recording of what a scenario changes, row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

ASSUMED = "assumed in a scenario"
"""``provenance`` of a row that a scenario has added or changed."""
ADDED = ""
"""Stands before a change for a row that was not there."""


@dataclass(frozen=True)
class Change:
    """One cell: of which row of which table, what it was, what it is, and why."""

    table: str
    key: str
    name: str
    column: str
    before: str
    after: str
    why: str


def set_cells(
    rows: pd.DataFrame,
    where: pd.Series,
    values: Mapping[str, object],
    *,
    table: str,
    key: str,
    name: str,
    why: str,
) -> tuple[pd.DataFrame, list[Change]]:
    """Rows with new values in some columns, and a change for each cell that is another.

    Parameters
    ----------
    rows
        A table; it stays as it is.
    where
        Mask of the rows to change.
    key, name
        Columns of the row's key and of the words by which readers know it.
    """
    changed, found = rows.copy(), []
    for column, value in values.items():
        other = where & (rows[column] != value)
        for row in rows[other].to_dict("records"):
            found.append(
                Change(
                    table,
                    str(row[key]),
                    str(row[name]),
                    column,
                    _words(row[column]),
                    _words(value),
                    why,
                )
            )
        if other.any():
            changed.loc[other, column] = value
    if found and "provenance" in rows:
        touched = {change.key for change in found}
        changed.loc[where & rows[key].astype(str).isin(touched), "provenance"] = ASSUMED
    return changed, found


def _words(value: object) -> str:
    if isinstance(value, float):
        return "not known" if value != value else f"{value:,.0f}"
    return str(value)


def add_rows(rows: pd.DataFrame, new: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """A table with more rows; what is not given is empty, as in a file."""
    if not new:
        return rows
    blank = {
        column: ""
        if rows[column].dtype.kind in "OSU" or str(rows[column].dtype) in ("str", "string")
        else None
        for column in rows.columns
    }
    filled = pd.DataFrame([{**blank, **row} for row in new], columns=rows.columns)
    for column in rows.columns:
        if column != "geometry" and filled[column].notna().all():
            filled[column] = filled[column].astype(rows[column].dtype)
    return pd.concat([rows, filled], ignore_index=True)

"""The layout of a publisher's file: the columns that identify it, and what each means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

import pandas as pd

from crmmap.names import fold


@dataclass(frozen=True)
class Source:
    """Who publishes a file and under which licence, for sources.csv; ``restricted`` is never
    written into an export.
    """

    source_id: str
    title: str
    publisher: str
    licence: str
    licence_class: str = "open"
    version: str = ""
    address: str = ""
    attribution: str = ""
    caution: str = ""


OWN = "own"
OWN_TABLE = Source(OWN, "", "the user", "as the user says", "own")
"""The source of a table of one's own, until it has the name of its file."""
PLACED = re.compile("^(lat|latitude|lon|long|longitude|easting|northing|coordinates)$")
"""Columns of a table of sites, which statistics and agreements have not."""


@dataclass(frozen=True)
class Layout:
    """A known layout.

    Attributes
    ----------
    name
        For the command line.
    table
        Of ours, that its rows go into: ``sites``, ``zones``, ``production``,
        ``standard_adherence``, ``agreements`` or ``measures``.
    needs
        Columns by which it is known; all must be there. Names are compared without case, spaces and
        punctuation.
    some
        Of columns whose names match it, as `plain` has them, there must be one.
    lacks
        No column may have a name that matches it, and the file no shapes: it would be another kind
        of table.
    holds
        What most cells of a column match, where its name alone tells too little.
    columns
        Our field to the columns of the file that can hold it. ``commodities`` are joined, of the
        others the first that holds anything counts.
    sheet
        Of a workbook.
    country
        Where all rows lie, if they lie in one country.
    finish
        What these columns alone do not tell.
    tried
        Whether an original was to be had. If not, the layout follows its publisher's documentation,
        or what public programs read of it, alone.
    """

    name: str
    title: str
    table: str
    source: Source
    needs: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    some: re.Pattern[str] | None = None
    lacks: re.Pattern[str] | None = None
    holds: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    sheet: str | None = None
    country: str = ""
    finish: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame] | None = None
    tried: bool = True


def with_constants(cells: pd.DataFrame, constants: Mapping[str, str]) -> pd.DataFrame:
    """The cells with what is the same in all rows, where a row says nothing of its own."""
    for name, value in constants.items():
        cells[name] = cells[name].where(cells[name] != "", value)
    return cells


def plain(column: str) -> str:
    """A column's name without case, spaces and punctuation."""
    return fold(column).replace(" ", "")


def prepared(cells: pd.DataFrame, layout: Layout, fields: tuple[str, ...]) -> pd.DataFrame:
    """The cells under our names; fields that the file has not are "".

    Returns
    -------
    DataFrame
        One text column a field, one row a row of the file, in its order.
    """
    by_plain = {plain(column): column for column in reversed(cells.columns.tolist())}
    found: dict[str, pd.Series] = {}
    for name in fields:
        columns = [by_plain[plain(c)] for c in layout.columns.get(name, ()) if plain(c) in by_plain]
        texts = pd.Series("", index=cells.index, dtype=object)
        for column in columns:
            if name == "commodities":
                both = (texts != "") & (cells[column] != "")
                texts = texts + both.map({True: "; ", False: ""}) + cells[column]
            else:
                texts = texts.where(texts != "", cells[column])
        found[name] = texts
    result = pd.DataFrame(found, index=cells.index)
    if layout.country:
        result["country"] = layout.country
    if "ref" in fields and (result["ref"] == "").any():
        # a row without an id is known by its number and content, for the first row of each file is
        # another record
        content = [
            f"{crc32(chr(31).join(row).encode()):08x}"
            for row in result.itertuples(index=False, name=None)
        ]
        numbered = (
            "row-" + (result.index + 1).astype(str) + "-" + pd.Series(content, index=result.index)
        )
        result["ref"] = result["ref"].where(result["ref"] != "", numbered)
    return layout.finish(result, cells) if layout.finish else result

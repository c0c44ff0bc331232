"""The gate for everything that leaves the app: sources, licences and attribution of rows, and
which rows may not be passed on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.schema.vocabulary import BROUGHT, RESTRICTED

OWN_COMPILATION = "crmmap_diplomacy"
"""Agreements and measures are compiled by ourselves, each row with a source of its own."""
_COLUMNS = {
    "sites": "source_ids",
    "zones": "source_id",
    "production": "publisher",
    "site_details": "source_id",
    "outlook_supply": "source_id",
    "outlook_demand": "source_id",
    "trade_flows": "source_id",
    "import_reliance": "source_id",
    "mineral_attributes": "source_id",
    "end_uses": "source_id",
    "governance_wgi": "source_id",
}
_KEYS = {"agreements": "agreement_id", "measures": "measure_id"}
_OF_TABLE = {"criticality": "EU CRM study 2023"}
"""Tables that come from one source as a whole."""


def source_cells(table: str, rows: pd.DataFrame) -> pd.Series:
    """The source ids of each row of a table, joined by ``;``."""
    column = _COLUMNS.get(table)
    source = _OF_TABLE.get(table, OWN_COMPILATION)
    if table in _KEYS:  # rows that were brought say in their ids from where
        brought = [
            one.partition(BROUGHT)[0] if BROUGHT in one else "" for one in rows[_KEYS[table]]
        ]
        return pd.Series([one or source for one in brought], index=rows.index, dtype=object)
    return rows[column] if column else pd.Series(source, index=rows.index, dtype=object)


def source_ids(table: str, rows: pd.DataFrame) -> set[str]:
    """All source ids behind rows of a table."""
    return {one for cell in source_cells(table, rows).unique() for one in cell.split(";") if one}


def with_attribution(atlas: Atlas, table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with what their licences ask for: columns ``licence``, unless they have it, and
    ``attribution``.
    """
    about = atlas.sources.set_index("source_id")
    cells = source_cells(table, rows)
    said: dict[str, tuple[str, str]] = {}
    for cell in cells.unique():
        known = about.loc[[one for one in cell.split(";") if one in about.index]]
        said[cell] = (
            "; ".join(dict.fromkeys(known["licence"])),
            "; ".join(dict.fromkeys(known["attribution"])),
        )
    columns = {
        "attribution": cells.map({cell: words[1] for cell, words in said.items()}).astype(object)
    }
    if "licence" not in rows:
        columns = {
            "licence": cells.map({cell: words[0] for cell, words in said.items()}).astype(object),
            **columns,
        }
    return rows.assign(**columns)


class Given:
    """What of an Atlas may be passed on: all that leaves the app is made of one, and only `give`
    makes it.

    Attributes
    ----------
    atlas
        Without the rows whose licence forbids to pass them on.
    left_out
        How many rows of which sources are missing, as a sentence; "" if none is.
    """

    def __init__(self, atlas: Atlas, left_out: str, maker: object) -> None:
        if maker is not _GATE:
            raise TypeError("only crmmap.atlas.licences.give makes a Given")
        self.atlas, self.left_out = atlas, left_out

    def rows(self, table: str, rows: pd.DataFrame) -> pd.DataFrame:
        """Those rows of a table that may be passed on, known by their index in it."""
        return (
            rows[rows.index.isin(getattr(self.atlas, table).index)]
            if hasattr(self.atlas, table)
            else rows
        )


_GATE = object()
_KEPT: WeakKeyDictionary[Atlas, Given] = WeakKeyDictionary()


def give(atlas: Atlas) -> Given:
    """What of an Atlas may be passed on.

    A row is left out if any of its sources is restricted: what that source told may stand in its
    cells.

    Parameters
    ----------
    atlas
        The tables, with rows that may not be passed on.

    Returns
    -------
    Given
        The rows that may be, and in words what was left out. Only this function can make one.
    """
    forbidden = atlas.sources[atlas.sources["licence_class"] == RESTRICTED]
    hidden = set(forbidden["source_id"])
    zones = atlas.zones["licence_class"] == RESTRICTED
    if not hidden and not zones.any():
        return Given(atlas, "", _GATE)
    if atlas in _KEPT:
        return _KEPT[atlas]
    kept: dict[str, pd.DataFrame] = {
        "sources": atlas.sources[~atlas.sources["source_id"].isin(hidden)]
    }
    number = 0
    for name in _COLUMNS:
        rows = getattr(atlas, name)
        cells = source_cells(name, rows)
        named = {cell: not hidden.isdisjoint(cell.split(";")) for cell in cells.unique()}
        barred = cells.map(named).astype(bool)
        if name == "zones":
            barred |= zones
        number += int(barred.sum())
        kept[name] = rows[~barred]
    sites = set(kept["sites"]["site_id"])
    # rows about a site that is left out tell of it
    for name in ("named_sites", "standard_adherence", "site_details"):
        rows = kept.get(name, getattr(atlas, name))
        kept[name] = rows[rows["site_id"].isin(sites | {""})]
    names = ", ".join(forbidden["title"]) or "protected areas"
    counted = f"{number:,} row of {names} is" if number == 1 else f"{number:,} rows of {names} are"
    said = (
        f"{counted} left out, because the licence forbids passing "
        f"{'it' if number == 1 else 'them'} on."
    )
    _KEPT[atlas] = Given(atlas.replace(**kept), said, _GATE)
    return _KEPT[atlas]


def sources_of(atlas: Atlas, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The sources behind some rows, those of most rows first.

    Parameters
    ----------
    tables
        Rows by the name of their table.

    Returns
    -------
    pandas.DataFrame
        Rows of ``sources.csv`` by ``source_id``.
    """
    counts: Counter[str] = Counter()
    for table, rows in tables.items():
        for cell, number in source_cells(table, rows).value_counts().items():
            for one in str(cell).split(";"):
                counts[one] += int(number)
    about = atlas.sources.set_index("source_id")
    return about.loc[[one for one, _ in counts.most_common() if one in about.index]]


def credits_of(atlas: Atlas, tables: dict[str, pd.DataFrame]) -> str:
    """Attributions and licences of everything behind some rows, in one line, those of most rows
    first.
    """
    words: dict[str, None] = {}
    for _, row in sources_of(atlas, tables).iterrows():
        named = str(row["attribution"] or row["title"])
        words[named if str(row["licence"]) in named else f"{named} ({row['licence']})"] = None
    return "; ".join(words)


def publishers_of(
    atlas: Atlas, tables: dict[str, pd.DataFrame], *, first: Sequence[str] = (), most: int = 2
) -> str:
    """Who publishes what stands behind some rows, in a few words.

    Parameters
    ----------
    first
        Names that are put before all others.
    most
        How many others are named; of the rest it says how many they are. "" if there is nobody to
        name.
    """
    names = list(dict.fromkeys([*first, *sources_of(atlas, tables)["publisher"]]))
    named, rest = names[: len(first) + most], len(names) - len(first) - most
    words = "; ".join(named)  # some names hold a comma
    return f"{words} and {rest} more publisher{'s' if rest > 1 else ''}" if rest > 0 else words

"""The meaning of columns in an unknown table: guessed by names and cells, corrected by the user,
saved as TOML.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
import shapely

from crmmap.exchange.readers import sites, zones
from crmmap.exchange.readers.column_names import SAYS
from crmmap.exchange.readers.commodities import Commodities
from crmmap.exchange.readers.coordinates import columns_of_degrees
from crmmap.exchange.readers.country_names import Countries
from crmmap.exchange.readers.layout import Layout, plain
from crmmap.exchange.readers.publisher_terms import (
    confidence_is_said,
    is_no_site,
    kinds_of,
    status_of,
)
from crmmap.exchange.readers.recognise import GENERIC
from crmmap.schema.vocabulary import ZONE_CATEGORIES
from crmmap.toml_models import UnusableFile

FIELDS: dict[str, Mapping[str, str]] = {"sites": sites.FIELDS, "zones": zones.FIELDS}
"""What can be mapped in each table, with the name that users read."""
FEW = 200
"""Cells looked at for a guess."""


def has_outlines(geometry: Any) -> bool:
    """Whether any shape encloses an area."""
    return geometry is not None and bool(
        np.isin(shapely.get_type_id(geometry.to_numpy()), (3, 6)).any()
    )


_PROTECTED = re.compile(
    r"\b(park|parks|parc|parque|parco|nationalpark|naturpark|kansallispuisto|reserve"
    r"|reserva|réserve|riserva|reservat|naturschutz\w*|schutzgebiet\w*|luonnonsuojelu\w*"
    r"|protected|protegid\w*|protég\w*|conservation|sanctuary|wildlife refuge|ramsar|wetland\w*"
    r"|world heritage|biosphere|natura ?2000|mpa|wilderness|ecoregion|coral reef|iucn|wdpa)\b",
    re.IGNORECASE,
)
_OTHER_PARK = re.compile(
    r"\b(industr\w*|business|techn\w*|science|solar|wind|car|proven|mineral|ore) "
    r"(park|reserve)\b",
    re.IGNORECASE,
)
_COLUMN = re.compile(r"\b(iucn|wdpa|desig\w*|protected|ramsar|natura ?2000)\b", re.IGNORECASE)
_SAID_AT_LEAST = 0.5


def says_protected(cells: pd.DataFrame) -> bool:
    """Whether a table says that its areas are protected or sensitive: the name of a column does,
    or half of the cells of a column do. Outlines alone may as well be licences or boroughs.
    """
    if any(_COLUMN.search(column.replace("_", " ")) for column in cells.columns):
        return True
    for column in cells:
        said = cells[column][cells[column] != ""].unique()[:FEW]
        found = [
            bool(_PROTECTED.search(cell[:200])) and not _OTHER_PARK.search(cell[:200])
            for cell in said
        ]
        if found and sum(found) >= _SAID_AT_LEAST * len(found):
            return True
    return False


def guess(
    cells: pd.DataFrame, geometry: Any, atlas: Any, *, table: str = ""
) -> tuple[Layout, dict[str, str]]:
    """The table of ours that a file fits, and which column holds each field; a column is used once.

    Names count first. Where two could mean the same, or none does, cells decide: what reads as
    degrees, as countries or as commodities.
    """
    says = {plain(c) for c in cells.columns}
    has_minerals = bool(says & set(SAYS["commodities"]))
    protected = bool(says & {"zoneid", "iucncat", "iucncategory"}) or (
        has_outlines(geometry) and says_protected(cells)
    )
    guessed = "zones" if protected and not has_minerals else "sites"
    layout = GENERIC[table or guessed]
    fields = FIELDS[layout.table]
    shaped = (
        {"latitude", "longitude", "position", "x", "y", "zone"} if geometry is not None else set()
    )
    head = cells[(cells != "").any(axis=1)].head(FEW)
    scores = [
        (
            _by_name(field, column) + _by_cells(field, head[column], atlas),
            -place,
            -order,
            field,
            column,
        )
        for order, field in enumerate(fields)
        if field not in shaped
        for place, column in enumerate(cells.columns)
    ]
    mapping: dict[str, str] = {}
    for score, _, _, field, column in sorted(scores, reverse=True):
        if field in MORE and MORE[field] not in mapping:
            continue
        if score >= 1 and field not in mapping and column not in mapping.values():
            mapping[field] = column
    if "latitude" in mapping and "longitude" in mapping:
        for field in ("position", "x", "y", "zone"):
            mapping.pop(field, None)
    return layout, {field: mapping[field] for field in fields if field in mapping}


def doubtful(mapping: Mapping[str, str], cells: pd.DataFrame, atlas: Any) -> tuple[str, ...]:
    """Fields of a guess of which the user should be asked: a name that only resembles the field's,
    or another column that may hold it as well.
    """
    head = cells[(cells != "").any(axis=1)].head(FEW)
    free = [column for column in cells.columns if column not in mapping.values()]

    def score(field: str, column: str) -> float:
        return _by_name(field, column) + _by_cells(field, head[column], atlas)

    return tuple(
        field
        for field, column in mapping.items()
        if (own := score(field, column)) < SURE
        or any(score(field, other) > max(own - RIVAL, SURE) for other in free)
    )


SURE, RIVAL = 2.0, 0.4
"""From what score on a guess is not asked about, and how far behind another column's must be."""
MORE = {"commodities_2": "commodities", "commodities_3": "commodities_2"}
"""Fields of which one is guessed only after another."""


def _by_name(field: str, column: str) -> float:
    if field in MORE:
        return max(0.0, _by_name("commodities", column) - 0.1)
    words, name = SAYS.get(field, ()), plain(column)
    if name == plain(field):
        return 3.2
    if name in words:
        return 3 - words.index(name) / 20
    parts = set(re.split(r"[^a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower()))
    return (
        1.2
        if any(len(word) > 3 and (word in parts or name.startswith(word)) for word in words)
        else 0
    )


def _by_cells(field: str, cells: pd.Series, atlas: Any) -> float:
    """How many of the cells read as what the field holds, from -2 (none) to 1.5 (all)."""
    there = cells[cells != ""]
    if there.empty:
        return -0.5
    if field in _WORDS:  # a name may mean anything: what its cells say must bear it out
        said = there.unique()[:40]
        known = float(np.mean([_WORDS[field](one) for one in said]))
        return known - 0.5 if known >= 0.5 else -4
    if field in ("latitude", "longitude"):
        values = columns_of_degrees(there, west_is_o=True)
        most = 90 if field == "latitude" else 360
        fit = float(np.mean(~np.isnan(values) & (np.abs(np.nan_to_num(values)) <= most)))
        return -2 if fit < 0.5 else 0.5 * fit
    different = there.unique()[:40]
    if field == "country":
        reader = Countries(atlas.countries)
        # codes of two letters are also those of states, provinces and much else
        return 2 * float(np.mean([_is_country(reader, one) for one in different])) - 0.5
    if field == "commodities" or field in MORE:
        reader = Commodities(
            dict(zip(atlas.minerals["mineral"], atlas.minerals["symbol"], strict=True))
        )
        known = float(np.mean([any(reader.read(one)[:2]) for one in different]))
        filled = len(there) / len(cells)
        return 2 * known - 0.5 - (2 if filled < NEARLY_EMPTY else 0) - (field in MORE) * 0.5
    if field in ("x", "y"):  # metres; what could be degrees is none
        return 0 if (pd.to_numeric(there, errors="coerce").abs() > 180).mean() > 0.5 else -4
    if field == "area_km2":
        return 0 if pd.to_numeric(there, errors="coerce").notna().mean() > 0.5 else -2
    return 0


NEARLY_EMPTY = 0.1


def _is_country(reader: Countries, cell: str) -> float:
    known = bool(reader.read(cell)[0])
    return (0.2 if len(cell) == 2 else 1.0) if known else 0.0


_WORDS: dict[str, Callable[[str], bool]] = {
    "kind": lambda cell: bool(kinds_of(cell)) or is_no_site(cell),
    "status": lambda cell: status_of(cell) != "unknown" or cell.casefold() in NOT_KNOWN,
    "confidence": lambda cell: confidence_is_said(cell),
    "category": lambda cell: cell in ZONE_CATEGORIES,
}
"""Fields with a vocabulary, and whether a cell is of it."""
NOT_KNOWN = ("unknown", "not known", "n/a", "na", "none", "unspecified", "other")


def with_columns(
    layout: Layout, mapping: Mapping[str, str], cells: pd.DataFrame, *, table: str
) -> Layout:
    """A layout of one's own with its columns set.

    Raises
    ------
    UnusableFile
        If the mapping names a field or a column that there is not, or leaves out what every row
        needs.
    """
    faults = [
        f"columns: {field!r} is no field; it can be {', '.join(FIELDS[table])}"
        for field in mapping
        if field not in FIELDS[table]
    ]
    faults += [
        f"columns: the file has no column {column!r}; it has "
        f"{', '.join(map(repr, cells.columns[:30]))}"
        for column in mapping.values()
        if column not in cells.columns
    ]
    if faults:
        raise UnusableFile(faults)
    return Layout(
        name=table,
        title=layout.title,
        table=table,
        source=layout.source,
        columns={
            field: tuple(mapping[one] for one in (field, *_more(field, mapping)) if one in mapping)
            for field in mapping
        },
    )


def _more(field: str, mapping: Mapping[str, str]) -> list[str]:
    """The further columns of a field."""
    return [one for one in MORE if field == "commodities" and one in mapping]


def missing(
    mapping: Mapping[str, str], table: str, *, shaped: bool, constants: Mapping[str, str] = {}
) -> list[str]:
    """What the mapping and what is the same in all rows still lack, in words."""
    lacks = []
    placed = (
        shaped
        or {"latitude", "longitude"} <= set(mapping)
        or "position" in mapping
        or {"x", "y"} <= set(mapping)
    )
    if not placed:
        lacks.append(
            "a position: latitude and longitude, one column of both, or easting and northing"
        )
    if table == "sites" and "commodities" not in {*mapping, *constants}:
        lacks.append("commodities")
    return lacks


def signature(cells: pd.DataFrame) -> tuple[str, ...]:
    """By which a mapping is remembered: the names of the columns."""
    return tuple(cells.columns)

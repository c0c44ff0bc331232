"""Tables without geometry: CSV, xlsx and JSON, every cell as text."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from crmmap.describe.sheets import FORMULA
from crmmap.exchange.readers.encodings import decoded, title
from crmmap.exchange.readers.headers import (
    LOOKED_AT,
    header_of,
    named_separator,
    opening_rows,
    separator_of,
)
from crmmap.exchange.readers.limits import MOST_CELL, count_rows, unusable
from crmmap.names import CONTROL, one_line


@dataclass(frozen=True, eq=False)
class Raw:
    """A file as it stands.

    Attributes
    ----------
    cells
        Texts, "" where there is nothing; one row a row of the file, in its order.
    first
        The number of the first row as the file's own program counts: 2 below a header, 1 for
        features and objects.
    notes
        What was done to read it.
    geometry
        Shapes in EPSG:4326, if the file has any.
    misshapen
        Row positions that have too many cells, with the reason.
    layers
        The sheets of a workbook or layers of a file, if it has several; the one that was read
        stands first.
    encoding
        Of a text file, as it was read; "" for other files.
    """

    cells: pd.DataFrame
    first: int = 2
    notes: tuple[str, ...] = ()
    geometry: Any = None
    misshapen: dict[int, str] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    encoding: str = ""


def told(encoding: str, named: str = "") -> tuple[str, ...]:
    """A note on an encoding that was not named and is not UTF-8."""
    if named or encoding in ("utf_8", "utf_16"):
        return ()
    return (f"the text is not UTF-8; read as {title(encoding)}",)


def first_of(chosen: str, names: Sequence[str]) -> tuple[str, ...]:
    """Names of layers with the chosen one first; none if there is only one."""
    return (chosen, *(name for name in names if name != chosen)) if len(names) > 1 else ()


def read_csv(
    path: Path, name: str, encoding: str = "", separator: str = "", header: int = 0
) -> Raw:
    """A CSV file; its separator, its header and its encoding are found if they are not named.

    Parameters
    ----------
    separator
        Between the cells; ``tab`` is one, too.
    header
        The number of the header's row as an editor counts, from 1.
    """
    content = path.read_bytes()
    _check_text(content, name)
    text, found = decoded(content, name, encoding)
    notes = told(found, encoding)
    if not text.strip():
        raise unusable(name, "the file has no text in it")
    begin = len(text) - len(text.lstrip("\n"))
    text = text[begin:]
    said = named_separator(text.split("\n", 1)[0])
    if said:
        text, begin = text.partition("\n")[2], begin + 1
    wanted = {"tab": "\t"}.get(separator.casefold(), separator)
    if len(wanted) > 1:
        raise unusable(name, f"the separator {separator!r} is not one letter; a tab is called tab")
    delimiter = wanted or said or separator_of(text)
    if delimiter != ",":
        notes = (
            *notes,
            f"cells are separated by {'a tab' if delimiter == chr(9) else repr(delimiter)}",
        )
    opening = opening_rows(text, delimiter, max(LOOKED_AT, header))
    top = header_of(opening, max(0, header - begin))
    if header and top is None:
        raise unusable(name, f"there is no header in row {header}; name another row, or none")
    skipped = _lines(text, delimiter, top.skipped - 1) if top else 0
    if skipped and top:
        notes = (*notes, f"the header is in row {begin + skipped + 1}")
        text = text.split("\n", skipped)[-1]
        begin += skipped
    cells, misshapen = _parsed(text, delimiter, name)
    if top and len(top.names) >= len(cells.columns):
        cells.columns = named(list(top.names)[: len(cells.columns)])
    return Raw(tidy(cells, name).map(_unquoted), begin + 2, notes, None, misshapen, encoding=found)


def _lines(text: str, delimiter: str, rows: int) -> int:
    """How many lines the first rows take: a cell in quotes may have several."""
    if rows <= 0:
        return 0
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    for _ in range(rows):
        next(reader)
    return reader.line_num


def _parsed(text: str, delimiter: str, name: str) -> tuple[pd.DataFrame, dict[int, str]]:
    try:
        with warnings.catch_warnings():
            # cells beyond the header would be lost
            warnings.simplefilter("error", pd.errors.ParserWarning)
            cells = pd.read_csv(
                io.StringIO(text),
                sep=delimiter,
                dtype=str,
                keep_default_na=False,
                index_col=False,
                engine="c",
                skip_blank_lines=False,
            )
    except (pd.errors.ParserError, pd.errors.ParserWarning, ValueError, OverflowError):
        return _by_hand(text, delimiter, name)
    return cells, {}


_POINTER = b"version https://git-lfs.github.com/spec/"
_PAGE = re.compile(rb"^\s*(<!doctype html|<html|<\?xml)", re.IGNORECASE)


def _check_text(content: bytes, name: str) -> None:
    """What is saved as a table and is none is called what it is."""
    if content.startswith(_POINTER):
        raise unusable(
            name, "this is a pointer of Git LFS and not the table; fetch the file with git lfs pull"
        )
    if _PAGE.match(content[:200].removeprefix(b"\xef\xbb\xbf")):
        raise unusable(
            name, "this is a web page and not a table; download the file itself, and save it anew"
        )


def _unquoted(cell: str) -> str:
    """Our own exports put an apostrophe before what a spreadsheet would run as a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA else cell


def _by_hand(text: str, delimiter: str, name: str) -> tuple[pd.DataFrame, dict[int, str]]:
    """Row by row, so that a row with too many cells is refused alone and not the file with it."""
    csv.field_size_limit(MOST_CELL * 4)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as fault:
        raise unusable(name, f"this is not CSV: {fault}; save it anew") from None
    if not rows or not rows[0]:
        raise unusable(name, "the file has no header")
    header, width, misshapen = rows[0], len(rows[0]), {}
    for place, row in enumerate(rows[1:]):
        if any(cell.strip() for cell in row[width:]):
            misshapen[place] = f"the row has {len(row)} cells, the header {width}"
    body = [(row + [""] * width)[:width] for row in rows[1:]]
    return pd.DataFrame(body, columns=named(header), dtype=object), misshapen


def read_json(path: Path, name: str, encoding: str = "") -> Raw:
    """A list of objects, or an object with one such list in it."""
    text, found = decoded(path.read_bytes(), name, encoding)
    notes = told(found, encoding)
    try:
        lines = [line for line in text.split("\n") if line.strip()]
        several = len(lines) > 1 and all(line.startswith("{") for line in lines[:2])
        data = [json.loads(line) for line in lines] if several else json.loads(text)
    except (json.JSONDecodeError, RecursionError, ValueError) as fault:
        raise unusable(name, f"this is not JSON: {str(fault)[:120]}") from None
    if isinstance(data, dict):
        lists = [
            value
            for value in data.values()
            if isinstance(value, list) and value and isinstance(value[0], dict)
        ]
        data = lists[0] if len(lists) == 1 else data
    if not isinstance(data, list) or not data or not all(isinstance(row, dict) for row in data):
        raise unusable(name, "this JSON is no list of objects, which is what can be read")
    keys = list(dict.fromkeys(key for row in data for key in row))
    count_rows(name, len(data), len(keys))
    body = [[as_text(row.get(key)) for key in keys] for row in data]
    cells = pd.DataFrame(body, columns=named(keys), dtype=object)
    return Raw(tidy(cells, name), 1, notes, encoding=found)


def as_text(cell: Any) -> str:
    """A cell as text, "" for nothing."""
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, list):
        return ";".join(as_text(part).replace(";", ",") for part in cell)
    return one_line(json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict) else str(cell))


def named(header: list[str]) -> list[str]:
    """Every column has a name of its own."""
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = one_line(cell).strip().lstrip("\ufeff") or f"column {place}"
        names.append(name if name not in names else f"{name} ({place})")
    return names


_UNNAMED = re.compile(r"^(column \d+|Unnamed: \d+( \(\d+\))?)$")


def tidy(cells: pd.DataFrame, name: str) -> pd.DataFrame:
    """The cells without control characters and blanks at their ends, and without empty columns that
    have no name.
    """
    nameless = [column for column in cells.columns if _UNNAMED.match(str(column))]
    empty = [column for column in nameless if (cells[column].fillna("") == "").all()]
    cells = cells.drop(columns=empty)
    count_rows(name, len(cells), len(cells.columns))
    cells.columns = named([str(column) for column in cells.columns])
    for column in cells:
        texts = (
            cells[column].astype("str").fillna("").str.replace(CONTROL, " ", regex=True).str.strip()
        )
        if (texts.str.len() > MOST_CELL).any():
            texts = texts.str.slice(0, MOST_CELL)
        cells[column] = texts.astype(object)
    return cells.reset_index(drop=True)

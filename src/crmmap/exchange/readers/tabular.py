"""Tables without geometry: CSV, xlsx and JSON, every cell as text."""

from __future__ import annotations

import csv
import io
import json
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from crmmap.describe.sheets import FORMULA
from crmmap.exchange.readers.archives import weigh_members
from crmmap.exchange.readers.encodings import decoded, title
from crmmap.exchange.readers.limits import MOST_CELL, count_rows, unusable
from crmmap.names import CONTROL, one_line

_DELIMITERS = ",;\t|"


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


def read_csv(path: Path, name: str, encoding: str = "") -> Raw:
    """A CSV file; its separator is found, and its encoding if none is named."""
    text, found = decoded(path.read_bytes(), name, encoding)
    notes = told(found, encoding)
    if not text.strip():
        raise unusable(name, "the file has no text in it")
    begin = len(text) - len(text.lstrip("\n"))
    text = text[begin:]
    header = text.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=header.count)
    if delimiter != ",":
        notes = (
            *notes,
            f"cells are separated by {'a tab' if delimiter == chr(9) else repr(delimiter)}",
        )
    misshapen: dict[int, str] = {}
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
        cells, misshapen = _by_hand(text, delimiter, name)
    return Raw(_tidy(cells, name).map(_unquoted), begin + 2, notes, None, misshapen, encoding=found)


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
    return pd.DataFrame(body, columns=_named(header), dtype=object), misshapen


def read_xlsx(path: Path, name: str, sheet: str | None) -> Raw:
    """A sheet of a spreadsheet; formulas are not worked out, their last result counts."""
    weigh_members(path, name)
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = book.sheet_names
        if not names:
            raise unusable(name, "the workbook has no sheet")
        chosen = next(
            (one for one in names if sheet and one.strip().lower() == sheet.lower()), None
        )
        rows = book.get_sheet_by_name(chosen or names[0]).to_python()
    except BaseException as fault:
        # the reader is written in Rust; its panic is no Exception
        panic = type(fault).__name__ == "PanicException"
        if hasattr(fault, "faults") or not (
            panic or isinstance(fault, CalamineError | ValueError | OSError)
        ):
            raise
        raise unusable(
            name, f"this is no xlsx workbook: {str(fault)[:120]}; save it as .xlsx"
        ) from None
    if not rows:
        raise unusable(name, f"the sheet {chosen or names[0]!r} is empty")
    count_rows(name, len(rows), len(rows[0]))
    notes = (f"sheet {chosen or names[0]!r} of {len(names)}",) if len(names) > 1 else ()
    top = next(
        (i for i, row in enumerate(rows) if sum(cell not in ("", None) for cell in row) > 1), 0
    )
    cells = pd.DataFrame(
        rows[top + 1 :], columns=_named([_text(cell) for cell in rows[top]]), dtype=object
    )
    return Raw(
        _tidy(cells.map(_text), name), top + 2, notes, layers=first_of(chosen or names[0], names)
    )


def read_json(path: Path, name: str, encoding: str = "") -> Raw:
    """A list of objects, or an object with one such list in it."""
    text, found = decoded(path.read_bytes(), name, encoding)
    notes = told(found, encoding)
    try:
        data = json.loads(text)
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
    body = [[_text(row.get(key)) for key in keys] for row in data]
    cells = pd.DataFrame(body, columns=_named(keys), dtype=object)
    return Raw(_tidy(cells, name), 1, notes, encoding=found)


def _text(cell: Any) -> str:
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, list):
        return ";".join(_text(part).replace(";", ",") for part in cell)
    return one_line(json.dumps(cell, ensure_ascii=False) if isinstance(cell, dict) else str(cell))


def _named(header: list[str]) -> list[str]:
    """Every column has a name of its own."""
    names: list[str] = []
    for place, cell in enumerate(header, start=1):
        name = one_line(cell).strip().lstrip("\ufeff") or f"column {place}"
        names.append(name if name not in names else f"{name} ({place})")
    return names


def _tidy(cells: pd.DataFrame, name: str) -> pd.DataFrame:
    count_rows(name, len(cells), len(cells.columns))
    cells.columns = _named([str(column) for column in cells.columns])
    for column in cells:
        texts = (
            cells[column].astype("str").fillna("").str.replace(CONTROL, " ", regex=True).str.strip()
        )
        if (texts.str.len() > MOST_CELL).any():
            texts = texts.str.slice(0, MOST_CELL)
        cells[column] = texts.astype(object)
    return cells.reset_index(drop=True)

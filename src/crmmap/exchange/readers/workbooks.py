"""Spreadsheets: which sheet is the table, and its cells as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from crmmap.exchange.readers.archives import weigh_members
from crmmap.exchange.readers.column_names import ALL_NAMES
from crmmap.exchange.readers.headers import LOOKED_AT, header_of
from crmmap.exchange.readers.layout import plain
from crmmap.exchange.readers.limits import count_rows, unusable
from crmmap.exchange.readers.tabular import Raw, as_text, first_of, named, tidy


def read_workbook(path: Path, name: str, sheet: str | None, header: int = 0) -> Raw:
    """A sheet of a spreadsheet; formulas are not worked out, their last result counts.

    Without a name the sheet is taken that looks most like a table, among those that are not
    hidden.
    """
    if path.suffix.lower() != ".xls":  # an old one is no archive
        weigh_members(path, name)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = {
            about.name: about.visible == SheetVisibleEnum.Visible for about in book.sheets_metadata
        }
        if not sheets:
            raise unusable(name, "the workbook has no sheet")
        asked = next((one for one in sheets if sheet and one.strip().lower() == sheet.lower()), "")
        shown = [one for one in sheets if sheets[one]] or list(sheets)
        chosen = asked or max(shown, key=lambda one: _known_names(book, one))
        rows = _texts(book.get_sheet_by_name(chosen).to_python(), name)
    except BaseException as fault:
        # the reader is written in Rust; its panic is no Exception
        panic = type(fault).__name__ == "PanicException"
        if hasattr(fault, "faults") or not (
            panic or isinstance(fault, CalamineError | ValueError | OSError)
        ):
            raise
        raise unusable(name, f"this is no workbook: {str(fault)[:120]}; save it as .xlsx") from None
    if not any(any(row) for row in rows):
        raise unusable(name, f"the sheet {chosen!r} is empty")
    top = header_of(rows[: max(LOOKED_AT, header)], header)
    if top is None:
        raise unusable(name, f"there is no header in row {header}; name another row, or none")
    notes: tuple[str, ...] = ()
    if len(sheets) > 1:
        hidden = [one for one in sheets if not sheets[one]]
        more = f"; hidden: {', '.join(hidden)[:120]}" if hidden else ""
        notes = (f"sheet {chosen!r} of {len(sheets)}{more}",)
    if top.skipped > 1:
        notes = (*notes, f"the header is in row {top.skipped}")
    width = max(len(top.names), max(map(len, rows)))
    names = [*top.names, *[""] * (width - len(top.names))]
    body = [(row + [""] * width)[:width] for row in rows[top.skipped :]]
    cells = pd.DataFrame(body, columns=named(names), dtype=object)
    return Raw(tidy(cells, name), top.skipped + 1, notes, layers=first_of(chosen, list(sheets)))


def _texts(rows: list[list[Any]], name: str) -> list[list[str]]:
    """The cells of a sheet as texts, without the columns at the right that are empty."""
    count_rows(name, len(rows), 0)
    read = [[as_text(cell) for cell in row] for row in rows]
    width = max((place + 1 for row in read for place, cell in enumerate(row) if cell), default=0)
    count_rows(name, len(rows), width)
    return [row[:width] for row in read]


def _known_names(book: CalamineWorkbook, sheet: str) -> int:
    """How many names of columns a sheet has that are known."""
    cells = book.get_sheet_by_name(sheet).to_python(nrows=LOOKED_AT)
    rows = [[as_text(cell) for cell in row] for row in cells]
    top = header_of(rows) if any(any(row) for row in rows) else None
    return sum(plain(one) in ALL_NAMES for one in top.names) if top else 0

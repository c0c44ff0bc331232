"""Corrections that are proposed: one cell with its new value, a source and a reason; who decides,
and what has become of it.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from crmmap.names import is_web_address, one_line
from crmmap.schema.modes import CODED, modes_of
from crmmap.schema.rules import OPTIONS
from crmmap.schema.tables import TABLES
from crmmap.schema.validate import InvalidData, read_tables
from crmmap.store.cells import read_row, with_cells
from crmmap.store.folder_store import FolderStore, copy_tables
from crmmap.store.folders import put
from crmmap.store.journal import Event, now

State = Literal["open", "asked", "accepted", "refused"]
PENDING = ("open", "asked")
LONGEST = 2000
"""Characters of a value, a reason or an answer."""


class NotPossible(ValueError):  # noqa: N818 - named for what it means to users
    """A proposal that can't be made or decided so, with what can be done about it."""


@dataclass(frozen=True)
class Proposal:
    """A correction.

    Attributes
    ----------
    number
        0 until it is in the store.
    at, who
        When it was proposed, in UTC, and by whom.
    place, key, field
        The cell: table, key of the row, column.
    was, value
        What stood there when it was proposed, and what shall stand there.
    source, reason
        Where it can be read, and why it is so.
    decided_by, decided_at, answer
        What an editor said last.
    second_by, second
        A second reading of a coded feature of an agreement, by another than who proposed it.
    """

    at: str
    who: str
    place: str
    key: str
    field: str
    was: str
    value: str
    source: str
    reason: str
    state: State = "open"
    decided_by: str = ""
    decided_at: str = ""
    answer: str = ""
    second_by: str = ""
    second: str = ""
    number: int = 0

    @property
    def is_reading(self) -> bool:
        """Whether two must read it: a coded feature of an agreement."""
        return self.place == "agreements" and self.field in CODED

    @property
    def cell(self) -> str:
        """Which cell it is, as ``sites, CRM03667, kind``."""
        return f"{self.place}, {self.key}, {self.field}"


COLUMNS = tuple(one.name for one in fields(Proposal) if one.name != "number")


def columns_of(table: str) -> list[str]:
    """The columns of a table whose cells can be corrected; the mode of an agreement follows from
    its features.
    """
    known = TABLES[table]
    return [name for name in known.columns if name not in (known.key, "diplomacy_mode")]


def options_of(table: str, column: str) -> list[str]:
    """The words that a cell may hold; none where it may hold any text."""
    return list((TABLES[table].columns[column].metadata or {}).get(OPTIONS, ()))


def proposals(store: FolderStore) -> list[Proposal]:
    """All that were ever proposed, the newest first."""
    rows = store.journal.read(
        f"SELECT {', '.join(COLUMNS)}, number FROM proposals ORDER BY number DESC"
    )
    return [Proposal(*row) for row in rows]


def propose(
    store: FolderStore,
    table: str,
    key: str,
    column: str,
    value: str,
    *,
    source: str,
    reason: str,
    by: str,
) -> Proposal:
    """Propose a correction of one cell.

    Raises
    ------
    NotPossible
        If there is no such cell, if nothing would change, if the value breaks a rule of the tables,
        or if the source, the reason or a name is missing.
    """
    value, source, reason, by = (one_line(text).strip() for text in (value, source, reason, by))
    if not by:
        raise NotPossible("Say who you are, so that editors can ask you.")
    if not reason:
        raise NotPossible("Say why the value should be another one.")
    if not is_web_address(source):
        raise NotPossible("Give the web address of a source, beginning with https://.")
    if max(map(len, (value, source, reason, by))) > LONGEST:
        raise NotPossible(f"A value, a source and a reason have {LONGEST:,} characters at most.")
    if table not in TABLES or column not in columns_of(table):
        raise NotPossible(f"{table} has no column {column} that can be corrected.")
    with store.writing() as writing:
        was = _cell(store, table, key, column)
        if was == value:
            raise NotPossible("This is what stands there now; give another value.")
        _content(store, table, key, {column: value})
        made = Proposal(_moment(), by, table, key, column, was, value, source, reason)
        marks = ", ".join(f":{name}" for name in COLUMNS)
        row = writing.base.execute(
            f"INSERT INTO proposals ({', '.join(COLUMNS)}) VALUES ({marks})", asdict(made)
        )
        made = replace(made, number=int(row.lastrowid or 0))
        writing.note(Event(by, "proposed", reason, source, _detail(made)))
    return made


def read_again(store: FolderStore, number: int, value: str, *, by: str) -> Proposal:
    """Say what a coded feature is, as a second reader.

    Raises
    ------
    NotPossible
        If it is no coded feature, is decided, has a second reading, or if both readers are one.
    """
    with store.writing() as writing:
        one = _pending(writing.base, number)
        if not one.is_reading:
            raise NotPossible("Only the coded features of agreements are read twice.")
        if by == one.who:
            raise NotPossible("The second reader must be another person than the first.")
        if one.second_by:
            raise NotPossible(f"{one.second_by} has read it already.")
        _content(store, one.place, one.key, {one.field: value})
        read = _set(writing.base, one, second_by=by, second=value)
        writing.note(Event(by, "read again", value, detail=_detail(one)))
    return read


def accept(
    store: FolderStore, number: int, *, by: str, value: str = "", answer: str = ""
) -> Proposal:
    """Put the new value into the tables at work; it is shown once they are published.

    Parameters
    ----------
    value
        Where two readings differ, the one that holds.

    Raises
    ------
    NotPossible
        If it is decided, if the cell has become another one since, if a second reading is missing
        or differs, or if a rule of the tables would break.
    """
    with store.writing() as writing:
        one = _pending(writing.base, number)
        chosen = _agreed(one, value)
        now_there = _cell(store, one.place, one.key, one.field)
        if now_there not in (one.was, chosen):  # chosen: stopped after writing, before noting it
            raise NotPossible(
                f"The cell has become {now_there!r} since this was proposed; it was {one.was!r}. "
                "Refuse this one, and ask for a proposal on what stands there now."
            )
        content = _content(store, one.place, one.key, {one.field: chosen})
        done = _set(
            writing.base,
            one,
            state="accepted",
            value=chosen,
            decided_by=by,
            decided_at=_moment(),
            answer=answer,
        )
        writing.note(Event(by, "accepted", one.reason, one.source, _detail(done)))
        put(store.work / TABLES[one.place].file, content)
    return done


def refuse(store: FolderStore, number: int, *, by: str, answer: str) -> Proposal:
    """Leave the cell as it is, and say why.

    Raises
    ------
    NotPossible
        If it is decided, or if no reason is given.
    """
    return _answered(store, number, "refused", by=by, answer=answer)


def ask(store: FolderStore, number: int, *, by: str, answer: str) -> Proposal:
    """Ask who proposed it; it stays open.

    Raises
    ------
    NotPossible
        If it is decided, or if nothing is asked.
    """
    return _answered(store, number, "asked", by=by, answer=answer)


def agreement_of_readers(store: FolderStore) -> tuple[int, float, float]:
    """Of features that two have read: how many, the part on which they agree, and Cohen's kappa.

    Returns
    -------
    tuple of int, float and float
        NaN where there is none, or where chance alone explains everything.
    """
    pairs = [(one.value, one.second) for one in proposals(store) if one.second_by]
    if not pairs:
        return 0, float("nan"), float("nan")
    total = len(pairs)
    agreed = sum(one == other for one, other in pairs) / total
    firsts, seconds = (Counter(side) for side in zip(*pairs, strict=True))
    chance = sum(firsts[word] * seconds[word] for word in firsts) / total**2
    return total, agreed, (agreed - chance) / (1 - chance) if chance < 1 else float("nan")


def _answered(store: FolderStore, number: int, state: State, *, by: str, answer: str) -> Proposal:
    answer = one_line(answer).strip()[:LONGEST]
    if not answer:
        raise NotPossible("Give a reason or a question, so that it is known what is missing.")
    with store.writing() as writing:
        one = _pending(writing.base, number)
        said = _set(
            writing.base, one, state=state, decided_by=by, decided_at=_moment(), answer=answer
        )
        writing.note(Event(by, state, answer, one.source, _detail(one)))
    return said


def _agreed(one: Proposal, chosen: str) -> str:
    if not one.is_reading:
        return one.value
    if not one.second_by:
        raise NotPossible("A coded feature is read twice: somebody else must read it first.")
    if one.second != one.value and chosen not in (one.value, one.second):
        raise NotPossible(
            f"The readings differ: {one.value!r} by {one.who}, {one.second!r} by {one.second_by}. "
            "Choose the one that holds."
        )
    return chosen or one.value


def _pending(base: sqlite3.Connection, number: int) -> Proposal:
    query = f"SELECT {', '.join(COLUMNS)}, number FROM proposals WHERE number = ?"
    row = base.execute(query, (number,)).fetchone()
    if row is None:
        raise NotPossible(f"There is no proposal {number}.")
    found = Proposal(*row)
    if found.state not in PENDING:
        raise NotPossible(f"{found.decided_by} has {found.state} it already.")
    return found


def _set(base: sqlite3.Connection, one: Proposal, **changes: str) -> Proposal:
    names = ", ".join(f"{name} = :{name}" for name in changes)
    base.execute(
        f"UPDATE proposals SET {names} WHERE number = :number", {**changes, "number": one.number}
    )
    return replace(one, **changes)


def _cell(store: FolderStore, table: str, key: str, column: str) -> str:
    try:
        return read_row(store.work / TABLES[table].file, TABLES[table], key)[column]
    except LookupError as fault:
        raise NotPossible(f"{fault}; it may have been taken out since.") from None


def _content(store: FolderStore, table: str, key: str, cells: Mapping[str, str]) -> bytes:
    """A table's file with other cells, after the rules of all tables were checked with it."""
    known = TABLES[table]
    path = store.work / known.file
    if table == "agreements" and set(cells) & {*CODED}:
        row = pd.DataFrame([{**read_row(path, known, key), **cells}])
        cells = {**cells, "diplomacy_mode": str(modes_of(row).iloc[0])}
    content = with_cells(path, known, key, cells)
    with tempfile.TemporaryDirectory(prefix="crmmap-") as part:
        copy_tables(store.work, Path(part))
        (Path(part) / known.file).write_bytes(content)
        try:
            read_tables(Path(part))
        except InvalidData as fault:
            said = "; ".join(str(one) for one in fault.problems[:3])
            raise NotPossible(f"This would break a rule of the tables: {said}") from None
    return content


def _detail(one: Proposal) -> dict[str, str | int]:
    return {"proposal": one.number, "cell": one.cell, "was": one.was, "value": one.value}


def _moment() -> str:
    return now().isoformat(timespec="seconds")

"""Corrections are proposed, and editors decide on them: accept, refuse or ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd

from crmmap.names import is_web_address, one_line
from crmmap.schema.modes import CODED, modes_of
from crmmap.schema.tables import TABLES
from crmmap.schema.validate import InvalidData, read_tables
from crmmap.store.cells import with_cells
from crmmap.store.journal import Event, now
from crmmap.store.proposal import (
    COLUMNS,
    LONGEST,
    PENDING,
    NotPossible,
    Proposal,
    State,
    columns_of,
    detail,
    pending,
    proposals,
    same_person,
    set_fields,
)
from crmmap.store.store import Store, empty_folder
from crmmap.store.table_files import copy_tables

MOST_WAITING, MOST_OF_ONE = 300, 30
"""Proposals that may wait for a decision, in all and of one person."""


def propose(
    store: Store,
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
    was = cell_of(store, table, key, column)
    if was == value:
        raise NotPossible("The table says this already. Enter another value.")
    made = Proposal(_moment(), by, table, key, column, was, value, source, reason)
    _is_welcome(made, [one for one in proposals(store) if one.state in PENDING])
    checked(store, table, key, {column: value})  # before others have to wait
    with store.writing() as writing:
        if cell_of(store, table, key, column) != was:
            raise NotPossible("The value has changed this moment; look at it again.")
        marks = ", ".join(f":{name}" for name in COLUMNS)
        fields = {name: value for name, value in asdict(made).items() if name in COLUMNS}
        rows = writing.execute(
            f"INSERT INTO proposals ({', '.join(COLUMNS)}) VALUES ({marks}) RETURNING number",
            **fields,
        )
        made = replace(made, number=int(rows[0][0]))
        writing.note(Event(by, "proposed", reason, source, detail(made)))
    return made


def _is_welcome(made: Proposal, waiting: list[Proposal]) -> None:
    """One who proposes without end must not drown the others."""
    same = [one for one in waiting if (one.cell, one.value) == (made.cell, made.value)]
    if same:
        raise NotPossible(f"This was proposed already; it is proposal {same[0].number}.")
    of_one = [one for one in waiting if same_person(one.who, made.who)]
    if len(waiting) >= MOST_WAITING or len(of_one) >= MOST_OF_ONE:
        raise NotPossible(
            "Too many proposals wait for a decision; please come back when editors have decided."
        )


def accept(
    store: Store, number: int, *, by: str, value: str | None = None, answer: str = ""
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
        one = pending(writing, number)
        chosen = _agreed(one, value)
        now_there = cell_of(store, one.place, one.key, one.field)
        if now_there not in (one.was, chosen):  # chosen: stopped after writing, before noting it
            raise NotPossible(
                f"The cell has become {now_there!r} since this was proposed; it was {one.was!r}. "
                "Refuse this proposal, and ask for a new one on the present value."
            )
        cells = checked(store, one.place, one.key, {one.field: chosen})
        done = set_fields(
            writing,
            one,
            state="accepted",
            taken=chosen,
            decided_by=by,
            decided_at=_moment(),
            answer=answer,
        )
        writing.note(Event(by, "accepted", one.reason, one.source, detail(done)))
        writing.put_cells(one.place, one.key, cells)
    return done


def refuse(store: Store, number: int, *, by: str, answer: str) -> Proposal:
    """Leave the cell as it is, and say why.

    Raises
    ------
    NotPossible
        If it is decided, or if no reason is given.
    """
    return _answered(store, number, "refused", by=by, answer=answer)


def ask(store: Store, number: int, *, by: str, answer: str) -> Proposal:
    """Ask who proposed it; it stays open.

    Raises
    ------
    NotPossible
        If it is decided, or if nothing is asked.
    """
    return _answered(store, number, "asked", by=by, answer=answer)


def _answered(store: Store, number: int, state: State, *, by: str, answer: str) -> Proposal:
    answer = one_line(answer).strip()[:LONGEST]
    if not answer:
        raise NotPossible("Give a reason or a question, so that it is known what is missing.")
    with store.writing() as writing:
        one = pending(writing, number)
        said = set_fields(
            writing, one, state=state, decided_by=by, decided_at=_moment(), answer=answer
        )
        writing.note(Event(by, state, answer, one.source, detail(one)))
    return said


def reply(store: Store, number: int, *, by: str, answer: str) -> Proposal:
    """Answer what an editor has asked; it is open again.

    Raises
    ------
    NotPossible
        If nothing is asked, if somebody else has proposed it, or if the answer is empty.
    """
    answer = one_line(answer).strip()[:LONGEST]
    if not answer:
        raise NotPossible("Write an answer.")
    with store.writing() as writing:
        one = pending(writing, number)
        if one.state != "asked" or not same_person(by, one.who):
            raise NotPossible("Only who has proposed it answers, and only what was asked.")
        said = set_fields(writing, one, state="open", reason=f"{one.reason} {answer}")
        writing.note(Event(by, "answered", answer, one.source, detail(one)))
    return said


def _agreed(one: Proposal, chosen: str | None) -> str:
    if not one.is_reading:
        return one.value
    if not one.second_by:
        raise NotPossible("A coded feature is read twice: somebody else must read it first.")
    chosen = one.value if chosen is None and one.second == one.value else chosen
    if chosen not in (one.value, one.second):
        raise NotPossible(
            f"The readings differ: {one.value!r} by {one.who}, {one.second!r} by {one.second_by}. "
            "Choose the one that holds."
        )
    return chosen


def cell_of(store: Store, table: str, key: str, column: str) -> str:
    """What a cell of the tables at work holds.

    Raises
    ------
    NotPossible
        If there is no such cell, or if the tables are being written.
    """
    try:
        return store.row(table, key).get(column, "")
    except InvalidData as fault:
        raise NotPossible("; ".join(one.rule for one in fault.problems) + ".") from None
    except LookupError as fault:
        raise NotPossible(f"{fault}; it may have been taken out since.") from None


def checked(store: Store, table: str, key: str, cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row as they would be written, after the rules of all tables were checked with
    them: the mode of an agreement follows from its features.

    Raises
    ------
    NotPossible
        If a rule would break.
    """
    try:
        return _checked(store, table, key, cells)
    except InvalidData as fault:
        said = "; ".join(str(one) for one in fault.problems[:3])
        raise NotPossible(
            "The tables at work break a rule already, which an editor has to mend first: " + said
        ) from None


def _checked(store: Store, table: str, key: str, cells: Mapping[str, str]) -> dict[str, str]:
    known, wanted = TABLES[table], {**cells}
    if table == "agreements" and set(cells) & {*CODED}:
        row = pd.DataFrame([{**store.row(table, key), **cells}])
        wanted["diplomacy_mode"] = str(modes_of(row).iloc[0])
    with store.tables() as work, empty_folder() as part:
        copy_tables(work, Path(part))
        path = Path(part) / known.file
        try:
            path.write_bytes(with_cells(path, known, key, wanted))
            read_tables(Path(part))
        except InvalidData as fault:
            read_tables(work)  # raises what was broken before
            said = "; ".join(str(one) for one in fault.problems[:3])
            raise NotPossible(f"This would break a rule of the tables: {said}") from None
        except ValueError as fault:
            raise NotPossible(f"This would break a rule of the tables: {fault}.") from None
    return wanted


def _moment() -> str:
    return now().isoformat(timespec="seconds")

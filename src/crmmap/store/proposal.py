"""A proposed correction: the cell, the new value, who said what, and its place in the store."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

from crmmap.schema.modes import CODED
from crmmap.schema.rules import OPTIONS
from crmmap.schema.tables import TABLES
from crmmap.store.journal import Writing
from crmmap.store.store import Store

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
    taken
        The value that was accepted.
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
    taken: str = ""
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


def proposals(store: Store) -> list[Proposal]:
    """All that were ever proposed, the newest first."""
    rows = store.journal.read(
        f"SELECT {', '.join(COLUMNS)}, number FROM proposals ORDER BY number DESC"
    )
    return [Proposal(*row) for row in rows]


def same_person(one: str, other: str) -> bool:
    """Whether two names mean one person."""
    return one.strip().casefold() == other.strip().casefold()


def pending(writing: Writing, number: int) -> Proposal:
    """A proposal that waits for a decision.

    Raises
    ------
    NotPossible
        If there is none of this number, or if it is decided.
    """
    query = f"SELECT {', '.join(COLUMNS)}, number FROM proposals WHERE number = :number"
    rows = writing.execute(query, number=number)
    if not rows:
        raise NotPossible(f"There is no proposal {number}.")
    found = Proposal(*rows[0])
    if found.state not in PENDING:
        raise NotPossible(f"{found.decided_by} has {found.state} it already.")
    return found


def set_fields(writing: Writing, one: Proposal, **changes: str) -> Proposal:
    """The proposal with other fields, in the store, too."""
    names = ", ".join(f"{name} = :{name}" for name in changes)
    writing.execute(
        f"UPDATE proposals SET {names} WHERE number = :number", **changes, number=one.number
    )
    return replace(one, **changes)


def detail(one: Proposal) -> dict[str, str | int]:
    """What the journal keeps of it."""
    told = {"proposal": one.number, "cell": one.cell, "was": one.was, "value": one.value}
    return told | ({"taken": one.taken} if one.taken != one.value and one.taken else {})

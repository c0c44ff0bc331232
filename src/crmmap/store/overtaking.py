"""What the journal tells of a store: what waits to be published, what was shown on a day, and
whether something would be lost.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

from crmmap.store.journal import Event, Journal, Writing
from crmmap.store.table_files import mark_of
from crmmap.wording import counted, verb

MARK = ".pulled"
"""In a folder of tables: the mark of the tables at work from which it was pulled."""


class Overtaken(ValueError):  # noqa: N818 - named for what it means to users
    """Something would be lost that others have accepted or pushed in the meantime."""


def accepted(journal: Journal) -> list[int]:
    """The numbers of corrections that were accepted and are not published."""
    since: list[int] = []
    for event in journal.events():
        if event.what in ("published", "restored"):
            since = []
        elif event.what == "accepted":
            since.append(int(event.detail["proposal"]))
        elif event.what == "reopened":
            since.remove(int(event.detail["proposal"]))
    return since


def edited(journal: Journal) -> int:
    """How many changes were made by SQL, without crmmap, since the tables at work were last
    published, restored or pushed.
    """
    number = 0
    for event in journal.events():
        if event.what in ("published", "restored", "pushed"):
            number = 0
        elif event.what == "edited":
            number += 1
    return number


def unpublished(journal: Journal) -> bool:
    """Whether the tables at work were changed after a snapshot was shown."""
    changed = False
    for event in journal.events():
        if event.what in ("published", "restored"):
            changed = False
        elif event.what in ("accepted", "pushed", "edited"):
            changed = True
    return changed


def shown_on(journal: Journal, day: date) -> str:
    """The id of the snapshot that was shown at the end of a day in UTC; "" if none was."""
    shown = [name for since, name in shown_since(journal).items() if since <= day]
    return shown[-1] if shown else ""


def shown_since(journal: Journal) -> dict[date, str]:
    """The id of the snapshot that was shown at the end of each day in UTC on which one was
    published or restored, the earliest first.
    """
    rows = journal.read(
        "SELECT at, detail FROM events WHERE what IN ('published', 'restored') ORDER BY id"
    )
    return {
        datetime.fromisoformat(at).astimezone(UTC).date(): str(json.loads(detail)["snapshot"])
        for at, detail in rows
    }


def not_overtaken(journal: Journal, work: Path | None, tables: Path, name: str) -> None:
    """Nothing is lost if the tables of a folder take the place of those at work.

    Parameters
    ----------
    work
        None if the tables at work can't be read.
    name
        Of the store.

    Raises
    ------
    Overtaken
        If something would be lost.
    """
    nothing_unpublished(journal)
    pulled = tables / MARK
    if work is not None and pulled.is_file() and pulled.read_text("utf-8") != mark_of(work):
        raise Overtaken(
            f"{name} has changed since {tables} was pulled. Pull again and bring your changes into "
            "it, or push with --over to put it in place of what others have done."
        )


def nothing_unpublished(journal: Journal) -> None:
    """No correction was accepted, and no cell edited in a database, that is not published.

    Raises
    ------
    Overtaken
        If one was.
    """
    edits = edited(journal)
    if edits:
        raise Overtaken(
            f"{counted(edits, 'change')} that {verb(edits, 'was', 'were')} made in the database "
            f"{verb(edits, 'is', 'are')} not published yet and would be lost. Publish first, or "
            "use --over."
        )
    waiting = accepted(journal)
    if waiting:
        number = len(waiting)
        raise Overtaken(
            f"{counted(number, 'accepted correction')} {verb(number, 'is', 'are')} not published "
            "yet and would be lost. Publish first, or use --over, with which they wait for a "
            "decision again."
        )


def reopen(journal: Journal, writing: Writing, by: str) -> None:
    """Corrections that are in no snapshot wait for a decision again."""
    for number in accepted(journal):
        writing.execute("UPDATE proposals SET state = 'open' WHERE number = :number", number=number)
        writing.note(Event(by, "reopened", detail={"proposal": number}))

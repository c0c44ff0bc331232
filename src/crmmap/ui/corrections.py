"""The corrections that were proposed: what editors have to decide, and what became of all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from crmmap.atlas.atlas import Atlas
from crmmap.dates import day_in_words
from crmmap.schema.modes import CODED
from crmmap.schema.tables import TABLES
from crmmap.schema.validate import InvalidData
from crmmap.store.differences import NAMES
from crmmap.store.proposal import (
    PENDING,
    NotPossible,
    Proposal,
    options_of,
    proposals,
    same_person,
)
from crmmap.store.proposals import accept, ask, refuse, reply
from crmmap.store.publishing import NothingNew
from crmmap.store.readings import agreement_of_readers, read_again
from crmmap.store.store import Store
from crmmap.stories import check_beside
from crmmap.toml_models import UnusableFile
from crmmap.ui import slots
from crmmap.ui.data import renew
from crmmap.ui.propose import TITLE, named, said, store
from crmmap.ui.text import link, plain
from crmmap.ui.who import Who, me
from crmmap.wording import counted, percent, verb

MOST_SHOWN = 30
HEADS = {
    "place": "table",
    "key": "row",
    "field": "part",
    "value": "proposed",
    "who": "by",
    "at": "on, in UTC",
    "decided_by": "decided by",
}
COLUMNS = (
    *("number", "state", "place", "key", "field", "was", "value", "who", "at"),
    *("decided_by", "answer", "source", "reason"),
)


def draw(whole: Atlas) -> None:
    """The section of the page."""
    st.subheader("Corrections")
    held = store()
    if held is None:
        st.markdown(
            f"Is something wrong? Open its card on the map and choose “{TITLE}”. It prepares a "
            "text and a patch that you can send to those who keep the tables."
        )
        return
    if done := st.session_state.pop(slots.CORRECTION_SAID, ""):
        st.info(plain(done))
    try:
        _proposed(whole, held)
    except OSError as fault:
        st.error(plain(said(fault)))


def _proposed(whole: Atlas, held: Store) -> None:
    user, known = me(), proposals(held)
    waiting = [one for one in known if one.state in PENDING]
    number = len(waiting)
    st.markdown(
        f"Is something wrong? Open its card on the map and choose “{TITLE}”. "
        f"{counted(number, 'proposal')} {verb(number, 'waits', 'wait')} for a decision; "
        f"{counted(len(known), 'was', 'were')} made in all."
    )
    if not user.name:  # what strangers write is for editors to read first
        return
    for one in waiting[:MOST_SHOWN]:
        _open(held, one, user, _name_of(whole, one))
    if number > MOST_SHOWN:
        st.caption(f"These are the newest {MOST_SHOWN}; decide on some to see the others.")
    if not user.edits:
        return
    _publish(held, user)
    _readers(held)
    if known:
        told = [asdict(one) | {"field": named(one.field)} for one in known if not _is_unread(one)]
        rows = pd.DataFrame(told, columns=list(COLUMNS)).rename(columns=HEADS)
        with st.expander("All proposals, and what became of them"):
            st.dataframe(rows, hide_index=True)


def _name_of(whole: Atlas, one: Proposal) -> str:
    """The row as a reader knows it."""
    rows = getattr(whole, one.place)
    row = rows[rows[TABLES[one.place].key] == one.key]
    column = next((name for name in NAMES if name in row), "")
    return str(row[column].iloc[0]) if column and len(row) else one.key


def _is_unread(one: Proposal) -> bool:
    return one.is_reading and not one.second_by and one.state in PENDING


def _told(cell: str) -> str:
    return f"“{cell.replace(';', '; ')}”" if cell else "nothing"


def _open(held: Store, one: Proposal, user: Who, name: str) -> None:
    label = f"{one.number}. {name}: {named(one.field).lower()}, "
    if _is_unread(one):
        label += "waits for a second reading"  # whose reader shall not see the first one
    else:
        label += f"{_told(one.was)} → {_told(one.value)}"
    with st.expander(plain(label), expanded=user.edits):
        why = "" if _is_unread(one) else f": {plain(one.reason)}"
        day = day_in_words(one.at[:10])
        st.markdown(f"{plain(one.who)}, {day}{why} ({link('source', one.source)})")
        st.caption(plain(f"It is row {one.key} of the table “{one.place}”."))
        if one.answer:
            st.caption(plain(f"{one.decided_by}: {one.answer}"))
        if one.second_by:
            st.caption(plain(f"{one.second_by} reads it as {_told(one.second)}."))
        if one.state == "asked" and same_person(one.who, user.name):
            _answer(held, one, user)
        if not user.edits:
            return
        if _is_unread(one):
            _second_reading(held, one, user)
            return
        _decide(held, one, user)


def _second_reading(held: Store, one: Proposal, user: Who) -> None:
    if same_person(user.name, one.who):
        st.caption("This is a coded feature of an agreement, so another editor reads it first.")
        return
    st.caption(
        "This is a coded feature of an agreement. Read the text yourself; the first reading is "
        "shown once yours is there."
    )
    value = st.selectbox(
        "Your reading",
        options_of(one.place, one.field),
        index=None,
        key=f"correction_read_{one.number}",
    )
    key = f"correction_second_{one.number}"
    if st.button("This is my reading", key=key, disabled=value is None) and value:
        _do(partial(read_again, held, one.number, value, by=user.name), "Your reading is kept.")


def _answer(held: Store, one: Proposal, user: Who) -> None:
    words = st.text_input("Your answer", key=f"correction_reply_{one.number}", max_chars=2000)
    if st.button("Answer", key=f"correction_replied_{one.number}"):
        act = partial(reply, held, one.number, by=user.name, answer=words)
        _do(act, "Your answer is there for the editors.")


def _decide(held: Store, one: Proposal, user: Who) -> None:
    values = [one.value]
    if one.second_by and one.second != one.value:
        values.append(one.second)
    chosen = values[0]
    if len(values) > 1:
        chosen = st.radio("Which reading holds?", values, key=f"correction_value_{one.number}")
    answer = st.text_input(
        "A word to the person who proposed it. It is needed to refuse or to ask.",
        key=f"correction_answer_{one.number}",
        max_chars=2000,
    )
    ways: dict[str, tuple[str, Callable[..., Proposal], str]] = {
        "Accept": ("accept", partial(accept, value=chosen), "accepted; publish it to show it"),
        "Refuse": ("refuse", refuse, "refused"),
        "Ask": ("ask", ask, "asked about"),
    }
    with st.container(horizontal=True):
        for label, (name, decide, done) in ways.items():
            if st.button(label, key=f"correction_{name}_{one.number}"):
                act = partial(decide, held, one.number, by=user.name, answer=answer)
                _do(act, f"Proposal {one.number} is {done}.")


def _publish(held: Store, user: Who) -> None:
    if not held.has_changes():
        return
    st.markdown("The tables at work hold changes that are not shown yet.")
    note = st.text_input("What the new snapshot brings", key="correction_note", max_chars=300)
    if st.button("Publish", key="correction_publish", type="primary"):
        act = partial(held.publish, by=user.name, note=note, also=check_beside)
        _do(act, "It is published, and everybody sees it.")


def _do(act: Callable[[], Any], done: str) -> None:
    """Do it, and show the page anew; what can't be done is said in its place."""
    try:
        with st.spinner("Checking the rules of the tables …"):
            act()
            renew()
    except (NotPossible, NothingNew, InvalidData, UnusableFile, OSError) as fault:
        st.error(plain(said(fault)))
        return
    st.session_state[slots.CORRECTION_SAID] = done
    st.rerun()


def _readers(held: Store) -> None:
    for feature in CODED:
        number, agreed, kappa = agreement_of_readers(held, feature)
        if number:
            sure = f", and Cohen's kappa is {kappa:.2f}" if kappa == kappa else ""
            st.caption(
                f"Of the proposed corrections of “{named(feature).lower()}” two people have read "
                f"{number}. They agree on {percent(agreed)}{sure}."
            )

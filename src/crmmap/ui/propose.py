"""“Propose a correction”, on every card: to the store, or as a text and a patch to send."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import streamlit as st

from crmmap.address.features import FEATURES
from crmmap.atlas.licences import give
from crmmap.draw.charts.grammar import TIPS
from crmmap.schema.tables import TABLES
from crmmap.schema.validate import InvalidData
from crmmap.shipped import GEODATA
from crmmap.store import store_at
from crmmap.store.cells import read_row
from crmmap.store.patch import as_patch
from crmmap.store.proposal import NotPossible, columns_of, options_of
from crmmap.store.proposals import propose
from crmmap.store.store import Store
from crmmap.ui import data, slots
from crmmap.ui.cache import FOLDER, shared_atlas
from crmmap.ui.text import plain
from crmmap.ui.who import me
from crmmap.wording import begun

TITLE = "Propose a correction"
NAMES = {
    "also_called": "other names",
    "area_basis": "what the area rests on",
    "area_km2": "area in square kilometres",
    "as_of": "day of the evidence",
    "as_of_year": "year of the evidence",
    "complex_id": "complex that it belongs to",
    "coord_source": "source of the position",
    "eq_radius_km": "radius of a circle of equal area, in kilometres",
    "eu_strategic_project": "EU strategic project",
    "financing_usd": "money, in US dollars",
    "iso3": "country, as a code of three letters",
    "iucn_category": "IUCN category",
    "mode_rationale": "reason for the classification",
    "partner_iso3": "partners, as codes of three letters",
    "source_id": "source, as an entry of the sources",
    "source_ids": "sources, as entries of the sources",
    "source_refs": "numbers of the row at its sources",
    "source_url": "web address of the source",
    "status_as_of": "day of the status",
    "status_source_id": "source of the status",
    "url_status": "state of the web address",
}


AWAY = "The store can't be used now. Try again in a few minutes."
"""For visitors; the words of a database, which name its host and user, are for those who run it."""


def said(fault: Exception) -> str:
    """A fault of a store, as visitors may read it."""
    if isinstance(fault, TimeoutError):
        return "Somebody else is writing. Try again in a minute."
    if isinstance(fault, OSError):
        logging.getLogger("crmmap").warning("the store can't be used: %s", fault)
        return AWAY
    return str(fault)


def store() -> Store | None:
    """The store whose tables are shown, if they are of one."""
    place = os.environ.get(FOLDER)
    return store_at(place) if place else None


def offer(feature: tuple[str, str]) -> None:
    """The button on the card of a row of the tables; none on that of a row of one's own."""
    table, key = feature
    if table not in FEATURES or table not in TABLES:
        return
    if data.is_older():  # who looks back corrects nothing
        return
    if not (getattr(shared_atlas(), table)[FEATURES[table]] == key).any():
        return
    if st.button(TITLE, key="propose", icon=":material/edit_note:", type="tertiary"):
        st.session_state[slots.PROPOSING] = feature
    asked = st.session_state.get(slots.PROPOSING)
    if asked == feature:  # a run that the map asks for would close it while somebody writes
        _ask(table, key)
    elif asked is not None:
        _closed()


def _closed() -> None:
    st.session_state.pop(slots.PROPOSING, None)


@st.dialog(TITLE, width="medium", on_dismiss=_closed)
def _ask(table: str, key: str) -> None:
    form(table, key)


def _row(held: Store | None, table: str, key: str) -> dict[str, str]:
    if held is not None:
        return held.row(table, key)
    return read_row(_file_of(table), TABLES[table], key)


def _file_of(table: str) -> Path:
    return (shared_atlas().folder or GEODATA) / TABLES[table].file


def form(table: str, key: str) -> None:
    """What is wrong, what is right, and who says so."""
    held = store()
    try:
        row = _row(held, table, key)
    except LookupError:
        st.error("This row has been taken out of the tables that editors work on.")
        return
    except (InvalidData, OSError) as fault:
        st.error(plain(said(fault) if held else "A snapshot is not changed; open its store."))
        return
    column = st.selectbox("Which part is wrong?", columns_of(table), format_func=named)
    st.caption(f"It says now: {plain(row.get(column, '')) or 'nothing; it is not known'}")
    key_of_value = f"propose_value_{column}"
    options = options_of(table, column)
    value = (
        st.selectbox("What is right?", options, index=None, key=key_of_value) or ""
        if options
        else st.text_input("What is right?", key=key_of_value, max_chars=2000)
    )
    unknown = st.checkbox("It is not known", key=f"propose_unknown_{column}")
    value = "" if unknown else value
    source = st.text_input(
        "Where can it be read?", placeholder="https://", key="propose_source", max_chars=2000
    )
    reason = st.text_area("Why?", key="propose_reason", height=80, max_chars=2000)
    user = me()
    name = user.name or st.text_input("Your name", key="propose_name", max_chars=100)
    if not value and not unknown:
        st.caption("Fill in what is right, or tick that it is not known.")
    elif held is None:
        was = row.get(column, "")
        _to_send(table, key, {column: value}, was=was, source=source, reason=reason)
    elif st.button("Send to the editors", key="propose_send", type="primary"):
        try:
            made = propose(held, table, key, column, value, source=source, reason=reason, by=name)
        except (NotPossible, InvalidData, OSError) as fault:
            st.error(plain(said(fault)))
            return
        st.success(
            f"Thank you. This is proposal {made.number}. The page “Sources and method” shows what "
            "becomes of it."
        )


def _to_send(
    table: str, key: str, cells: dict[str, str], *, was: str, source: str, reason: str
) -> None:
    """What a user can send to those who keep the tables."""
    ((column, value),) = cells.items()
    st.caption("These tables are kept by others. Send them this text, or the patch.")
    lines = [
        f"Where: {table}, row {key}, column {column}",
        f"The map says: {was or 'nothing'}",
        f"What is right: {value}",
        f"Source: {source}",
        f"Why: {reason}",
    ]
    st.code("\n".join(lines), language=None, wrap_lines=True)
    given = getattr(give(shared_atlas()).atlas, table)
    may_go = (given[FEATURES[table]] == key).any()  # a patch holds the whole row
    patch = as_patch(_file_of(table), TABLES[table], key, cells) if may_go and value != was else ""
    if patch:
        st.caption("Apply the patch with: git apply --unidiff-zero")
        st.download_button(
            "Download the patch", patch, f"{key}-{column}.patch", "text/x-diff", on_click="ignore"
        )


def named(column: str) -> str:
    """A column in words."""
    name = NAMES.get(column) or TIPS.get(column, column.replace("_", " "))
    return begun(name)

"""The page on agreements: what happened between two days, and a list whose rows open a card."""

from __future__ import annotations

from datetime import date

import streamlit as st

from crmmap.address.page_options import begins
from crmmap.address.words import EARLIEST, LATEST
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import NOT_LIVE
from crmmap.ui import choices, panel, slots, state
from crmmap.ui.row_tables import fingerprint

PAGE = "diplomacy"
COLUMNS = {
    "short_title": "Agreement",
    "signed_date": "Signed",
    "state": "State",
    "diplomacy_mode": "Character (our classification)",
    "legal_force": "Legal force",
    "access": "Access",
    "minerals": "Minerals",
    "financing_usd": "USD on record",
}
"""Columns of the list, and how they are called there."""


def choose_period() -> None:
    """The days between which the page tells what happened."""
    filters = state.filters()
    with st.container(horizontal=True):
        for word, label in (("from", "From"), ("to", "To")):
            choices.day(
                PAGE,
                word,
                label,
                first=date.fromisoformat(begins(word, filters)),
                earliest=EARLIEST,
                latest=LATEST,
            )


def every(whole: Atlas) -> None:
    """All agreements that fit the filters, with what has ended and what is to come, and the card of
    the one that is chosen.
    """
    filters = state.filters()
    rows = whole.filter(filters.but(also=NOT_LIVE)).agreements
    rows = rows.assign(
        state=whole.lookups.agreement_states_at(filters.as_of).reindex(rows.index),
        minerals=rows["minerals"].str.replace(";", ", "),
    ).sort_values("signed_date", ascending=False, ignore_index=True)
    left, right = st.columns([0.62, 0.38], gap="large")
    with left:
        event = st.dataframe(
            rows,
            hide_index=True,
            height=520,
            key=f"table_every_agreement_{fingerprint(rows['agreement_id'])}",
            on_select="rerun",
            selection_mode="single-row",
            column_order=list(COLUMNS),
            column_config={
                **COLUMNS,
                "financing_usd": st.column_config.NumberColumn(
                    COLUMNS["financing_usd"], format="compact"
                ),
            },
            placeholder="–",
            alt="All agreements that fit the filters",
        )
        st.caption("Choose a row to read what the agreement says and how we classify it.")
        _take(event.selection.rows, rows["agreement_id"].tolist())
    with right:
        panel.draw(whole)


def _take(chosen: list[int], ids: list[str]) -> None:
    """Select the agreement of a row that was chosen just now."""
    now = ("agreements", ids[chosen[0]]) if chosen and chosen[0] < len(ids) else None
    if now != st.session_state.get(slots.CHOSEN_AGREEMENT):
        st.session_state[slots.CHOSEN_AGREEMENT] = now
        if now is not None:
            state.select(now)

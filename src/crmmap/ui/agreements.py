"""What a user chooses on the page on agreements."""

from __future__ import annotations

from datetime import date

import streamlit as st

from crmmap.address.page_options import begins
from crmmap.address.words import EARLIEST, LATEST
from crmmap.ui import choices, state

PAGE = "diplomacy"


def choose_period() -> None:
    """The days between which the page tells what happened."""
    filters = state.filters()
    columns = st.columns([0.16, 0.16, 0.68])
    for column, word, label in zip(columns, ("from", "to"), ("From", "To"), strict=False):
        with column:
            choices.day(
                PAGE,
                word,
                label,
                first=date.fromisoformat(begins(word, filters)),
                earliest=EARLIEST,
                latest=LATEST,
            )

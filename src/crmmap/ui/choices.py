"""The widgets of what a page lets a user choose for itself; the address repeats what was chosen.

Each widget begins with a first value, which may follow the filters, and keeps what the user chose
for the session.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from crmmap.address.page_options import CHOICES, GREATEST_BUFFER_KM
from crmmap.ui import slots

_FROM_ADDRESS = object()
"""Stands for the first value until the page has said it."""
DAY_WIDTH = 180
"""Pixels, of a field for a day: narrower ones cut it."""


def _keys(page: str, word: str) -> tuple[str, str]:
    return f"{page}_{word}", f"{page}_{word}_first"


def take(page: str, own: Mapping[str, tuple[str, ...]]) -> None:
    """Set what an address of a page says; what it does not say begins anew. Before the widgets
    are drawn.
    """
    for word in CHOICES.get(page, {}):
        key, first = _keys(page, word)
        st.session_state.pop(first, None)
        if word in own:
            st.session_state[key], st.session_state[first] = own[word], _FROM_ADDRESS


def own(page: str) -> dict[str, tuple[str, ...]]:
    """What a page's widgets are set to, as texts, where it is not what they began with."""
    found = {}
    for word in CHOICES.get(page, {}):
        key, first = _keys(page, word)
        # one that an address has begun anew, and that is not drawn yet, holds what it held before
        known = key in st.session_state and first in st.session_state
        if known and st.session_state[key] != st.session_state[first]:
            found[word] = _texts(st.session_state[key])
    return found


def now(page: str) -> dict[str, tuple[str, ...]]:
    """What a page's widgets are set to, as texts; what has no widget yet is left out."""
    found = {}
    for word in CHOICES.get(page, {}):
        key, first = _keys(page, word)
        drawn = st.session_state.get(first, _FROM_ADDRESS) is not _FROM_ADDRESS
        if key in st.session_state and drawn:
            found[word] = _texts(st.session_state[key])
    return found


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def _begin(page: str, word: str, first: Any, read: Any = lambda values: values[0]) -> str:
    """Bring a widget's value to an address's, or to its first value if that is new; its key."""
    key, first_key = _keys(page, word)
    before = st.session_state.get(first_key)
    asked = st.session_state.pop(slots.asked(first_key), None)
    if asked is not None:
        st.session_state[key], st.session_state[first_key] = asked, first
        return key
    if before is _FROM_ADDRESS:
        st.session_state[key] = read(st.session_state[key])
    elif before != first or key not in st.session_state:
        st.session_state[key] = first
    st.session_state[first_key] = first
    return key


def held(page: str, word: str) -> tuple[tuple[str, ...], bool]:
    """Texts that a page keeps without a widget, and whether they begin: from an address, or with
    none.
    """
    key, first = _keys(page, word)
    if first not in st.session_state:
        st.session_state[key], st.session_state[first] = (), ()
        return (), True
    fresh = st.session_state[first] is _FROM_ADDRESS
    st.session_state[first] = ()
    return tuple(st.session_state[key]), fresh


def ask(page: str, word: str, value: str) -> None:
    """Set a list to a value when it is drawn next."""
    st.session_state[slots.asked(_keys(page, word)[1])] = value


def hold(page: str, word: str, texts: Sequence[str]) -> None:
    """Keep texts for the address."""
    key, first = _keys(page, word)
    st.session_state[key], st.session_state[first] = tuple(texts), ()


def one(
    page: str,
    word: str,
    label: str,
    options: Sequence[str],
    *,
    first: str,
    names: Mapping[str, str] | None = None,
) -> str:
    """A list to choose one from; it begins with its first option where ``first`` is none of
    them.
    """
    key = _begin(page, word, first if first in options else options[0])
    known = names or {}
    return st.selectbox(
        label,
        list(options),
        key=key,
        format_func=lambda value: known.get(value, value),
        persist_state="session",
    )


def many(
    page: str,
    word: str,
    label: str,
    options: Sequence[str],
    *,
    first: Sequence[str],
    names: Mapping[str, str],
) -> list[str]:
    """A list to choose several from."""
    key = _begin(page, word, list(first), list)
    return st.multiselect(
        label, list(options), format_func=names.__getitem__, key=key, persist_state="session"
    )


def day(page: str, word: str, label: str, *, first: date, earliest: date, latest: date) -> date:
    """A day."""
    first = min(max(first, earliest), latest)
    key = _begin(page, word, first, lambda values: date.fromisoformat(values[0]))
    now = st.session_state[key]
    if not isinstance(now, date) or not earliest <= now <= latest:  # cleared, or from an address
        st.session_state[key] = first
    return st.date_input(
        label,
        key=key,
        min_value=earliest,
        max_value=latest,
        format="YYYY-MM-DD",
        width=DAY_WIDTH,
        persist_state="session",
    )


def buffer_km(page: str, word: str, label: str, *, first: int) -> float:
    """A distance in kilometres."""
    key = _begin(page, word, first, lambda values: int(values[0]))
    return float(st.slider(label, 0, GREATEST_BUFFER_KM, key=key, persist_state="session"))

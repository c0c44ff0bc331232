"""Addresses to pass on, and the text that shows one in a web page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import quote, urlencode

import streamlit as st

from crmmap.address.words import to_words
from crmmap.ui import state
from crmmap.ui.navigation import HOME, PAGES

EMBED_HEIGHT = 560
"""Pixels until the frame has told its own."""
_LISTEN = (
    '<script>addEventListener("message",e=>{if(e.data&&e.data.crmmap==="height")'
    'for(const f of document.querySelectorAll("iframe"))'
    "if(f.contentWindow===e.source)f.height=e.data.height})</script>"
)


def here() -> str:
    """The address of what is seen."""
    return of(state.page(), to_words(state.picture()))


def of(page: str, words: Mapping[str, str]) -> str:
    """The address of a page with some words."""
    base = (st.context.url or "").partition("?")[0].rstrip("/")
    root = base.rpartition("/")[0] if base.rpartition("/")[2] in PAGES else base
    path = "" if page == HOME else page
    asked = urlencode(words, quote_via=quote)
    return f"{root}/{path}{'?' if asked else ''}{asked}"


def frame(address: str, title: str) -> str:
    """The text that shows an address in a web page; a chart tells how high it is."""
    inner = f"{address}{'&' if '?' in address else '?'}embed=true"
    return (
        f'<iframe src="{escape(inner)}" width="100%" height="{EMBED_HEIGHT}" '
        f'title="{escape(title)}"></iframe>{_LISTEN}'
    )

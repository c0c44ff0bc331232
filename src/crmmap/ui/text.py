"""Text from data is untrusted: made harmless for markup here, and nowhere else."""

from __future__ import annotations

import re
from html import escape

from crmmap.names import is_web_address

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")


def html(text: str) -> str:
    """Text for `st.html`: characters that could begin markup are entities."""
    return escape(text, quote=True)


def plain(text: str) -> str:
    """Text for Markdown: every mark is escaped, so that it is shown as it is written; a number
    keeps its ``%``.
    """
    return _MARKS.sub(r"\\\1", " ".join(text.split()).replace(" %", "\N{NO-BREAK SPACE}%"))


def link(text: str, url: str) -> str:
    """A Markdown link to a web address; what could break out of the link becomes no link."""
    return f"[{plain(text)}](<{url}>)" if is_web_address(url) else plain(text)

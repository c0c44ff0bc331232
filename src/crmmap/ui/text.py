"""Text from data is untrusted: made harmless for markup here, and nowhere else."""

from __future__ import annotations

import re
from html import escape

_MARKS = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&])")


def html(text: str) -> str:
    """Text for `st.html`: characters that could begin markup are entities."""
    return escape(text, quote=True)


def plain(text: str) -> str:
    """Text for Markdown: every mark is escaped, so that it is shown as it is written; a number keeps its ``%``."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()).replace(" %", "\N{NO-BREAK SPACE}%"))


def link(text: str, url: str) -> str:
    """A Markdown link to a web address; only http and https become links."""
    if not re.match(r"https?://", url):
        return plain(text)
    target = url.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20").replace("\\", "%5C")
    return f"[{plain(text)}](<{target}>)"

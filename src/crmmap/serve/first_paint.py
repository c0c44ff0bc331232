"""What a visitor sees until Streamlit's scripts have come: name, outline and a word, in place of a
white page.
"""

from __future__ import annotations

import re
from functools import cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Scope

from crmmap.serve.whole_answers import WholeAnswers, content_type
from crmmap.shipped import WEB
from crmmap.ui.data import first_files
from crmmap.ui.navigation import LINE, NAME

ELSEWHERE = ("/static/", "/component/", "/files/", "/media/", "/_stcore/", "/app/")
TITLE, ROOT = b"<title>Streamlit</title>", b'<div id="root"></div>'
HEAD_END = b"</head>"
STYLE_SHEET = re.compile(rb'<link rel="stylesheet"[^>]*>')
NO_SCRIPT = (b"<noscript>", b"</noscript>")
NOT_PASSED = (b"if-none-match", b"if-modified-since", b"accept-encoding")


class FirstPaint(WholeAnswers):
    """Puts ``web/app/first_paint.html`` into Streamlit's page."""

    def concerns(self, path: str, headers: Headers) -> bool:
        """Pages that a browser opens."""
        return "text/html" in headers.get("accept", "") and not path.startswith(ELSEWHERE)

    def asked(self, scope: Scope) -> Scope:
        """Without conditions, for the tag of Streamlit's page does not tell what is put into it;
        and not compressed, for what is compressed cannot be changed.
        """
        headers = [(name, value) for name, value in scope["headers"] if name not in NOT_PASSED]
        return {**scope, "headers": headers}

    async def changed(self, headers: MutableHeaders, content: bytes) -> bytes:
        """The page with its first paint."""
        if content_type(headers) != "text/html":
            return content
        del headers["etag"]
        del headers["last-modified"]
        return with_first_paint(content, first_files())


def with_first_paint(page: bytes, soon: list[str]) -> bytes:
    """Streamlit's page with our title, outline, and word for browsers without scripts.

    Parameters
    ----------
    soon
        Addresses of files that the browser fetches while it waits for Streamlit's own.
    """
    title, outline, no_script = _parts()
    before, opening, rest = page.partition(NO_SCRIPT[0])
    _, closing, after = rest.partition(NO_SCRIPT[1])
    if opening and closing:
        page = before + opening + no_script + closing + after
    style = STYLE_SHEET.search(page)
    if style:  # in the head it would keep back the outline
        page = page.replace(style[0], b"", 1).replace(ROOT, ROOT + style[0], 1)
    hints = "".join(f'<link rel="prefetch" href="./{url}">' for url in soon).encode()
    page = page.replace(TITLE, title, 1).replace(ROOT, ROOT + outline, 1)
    return page.replace(HEAD_END, hints + HEAD_END, 1)


@cache
def _parts() -> tuple[bytes, bytes, bytes]:
    folder = WEB / "app"
    return (
        f"<title>{NAME}: {LINE}</title>".encode(),
        (folder / "first_paint.html").read_bytes(),
        (folder / "no_script.html").read_bytes(),
    )

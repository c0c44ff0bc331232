"""What a visitor sees until Streamlit's scripts have come: name, outline and a word, in place of a
white page.
"""

from __future__ import annotations

import re
from functools import cache

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from crmmap.serve.whole_answers import content_type, send_whole, whole_answer
from crmmap.shipped import WEB
from crmmap.ui.data import first_files

ELSEWHERE = ("/static/", "/component/", "/files/", "/media/", "/_stcore/", "/app/")
TITLE, ROOT = b"<title>Streamlit</title>", b'<div id="root"></div>'
HEAD_END = b"</head>"
STYLE_SHEET = re.compile(rb'<link rel="stylesheet"[^>]*>')
NO_SCRIPT = (b"<noscript>", b"</noscript>")
CONDITIONS = (b"if-none-match", b"if-modified-since")


class FirstPaint:
    """Puts ``web/app/first_paint.html`` into Streamlit's page."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the page back with its first paint."""
        if not self._concerns(scope):
            await self._app(scope, receive, send)
            return
        # Streamlit's page has a tag of its own, which says nothing about what is put into it.
        asked = [(name, value) for name, value in scope["headers"] if name not in CONDITIONS]
        asking = {**scope, "headers": asked}
        status, headers, content = await whole_answer(self._app, asking, receive)
        if content_type(headers) == "text/html":
            del headers["etag"]
            del headers["last-modified"]
            content = with_first_paint(content, first_files())
        await send_whole(status, headers, content, send)

    def _concerns(self, scope: Scope) -> bool:
        return (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and "text/html" in Headers(scope=scope).get("accept", "")
            and not scope["path"].removeprefix(self._base).startswith(ELSEWHERE)
        )


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
        b"<title>crmmap: critical raw materials and minerals diplomacy</title>",
        (folder / "first_paint.html").read_bytes(),
        (folder / "no_script.html").read_bytes(),
    )

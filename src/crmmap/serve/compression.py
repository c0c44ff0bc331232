"""Scripts and styles, sent compressed: a third of their size. The map's columns are compressed
already.

Streamlit leaves its own scripts to a proxy in front, and most who run ``crmmap`` have none.
"""

from __future__ import annotations

import asyncio
import gzip
from functools import lru_cache

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from crmmap.serve.whole_answers import content_type, send_whole, whole_answer

WHERE = ("/static/", "/component/", "/files/")
TYPES = {
    "application/javascript",
    "application/json",
    "image/svg+xml",
    "text/css",
    "text/html",
    "text/javascript",
}
MOST_KEPT = 512
"""Contents; Streamlit has some 300 scripts, of which a page asks for a third."""


class Compression:
    """Compresses what is the same for all, once."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back in a smaller form."""
        if not self._concerns(scope):
            await self._app(scope, receive, send)
            return
        status, headers, content = await whole_answer(self._app, scope, receive)
        if (
            status == 200
            and content_type(headers) in TYPES
            and "content-encoding" not in headers
            # what a user has brought is seen by that user alone, so it is not kept here either
            and "no-store" not in headers.get("cache-control", "")
        ):
            content = await asyncio.to_thread(_compressed, content)
            headers["Content-Encoding"] = "gzip"
            headers.add_vary_header("Accept-Encoding")
            del headers["accept-ranges"]
            if "etag" in headers:  # the same content in another form
                headers["ETag"] = "W/" + headers["etag"].removeprefix("W/")
        await send_whole(status, headers, content, send)

    def _concerns(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] != "GET":
            return False
        headers = Headers(scope=scope)
        return (
            scope["path"].removeprefix(self._base).startswith(WHERE)
            and "gzip" in headers.get("accept-encoding", "")
            and "range" not in headers
        )


@lru_cache(MOST_KEPT)
def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)

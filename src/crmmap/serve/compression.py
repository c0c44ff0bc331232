"""Scripts and styles, sent compressed: a third of their size. The map's columns are compressed
already.

Streamlit leaves its own scripts to a proxy in front, and most who run ``crmmap`` have none.
"""

from __future__ import annotations

import asyncio
import gzip
from functools import lru_cache

from starlette.datastructures import Headers, MutableHeaders

from crmmap.serve.whole_answers import WholeAnswers, content_type

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


class Compression(WholeAnswers):
    """Compresses what is the same for all, once."""

    def concerns(self, path: str, headers: Headers) -> bool:
        """Scripts and styles, asked for whole by a browser that can read them compressed."""
        can_read = "gzip" in headers.get("accept-encoding", "")
        return path.startswith(WHERE) and can_read and "range" not in headers

    async def changed(self, headers: MutableHeaders, content: bytes) -> bytes:
        """The content in a smaller form."""
        if (
            content_type(headers) not in TYPES
            or "content-encoding" in headers
            # what a user has brought is seen by that user alone, so it is not kept here either
            or "no-store" in headers.get("cache-control", "")
        ):
            return content
        headers["Content-Encoding"] = "gzip"
        headers.add_vary_header("Accept-Encoding")
        del headers["accept-ranges"]
        if "etag" in headers:  # the same content in another form
            headers["ETag"] = "W/" + headers["etag"].removeprefix("W/")
        return await asyncio.to_thread(_compressed, content)


@lru_cache(MOST_KEPT)
def _compressed(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)

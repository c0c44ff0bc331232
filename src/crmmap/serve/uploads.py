"""Limits on what sessions may keep in the server's memory."""

from __future__ import annotations

import re
from collections import Counter

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import runtime

MOST_FILES = 8
"""Of a session at one time; the pages have five uploaders."""
MOST_BYTES = 400_000_000
"""Of a session at one time."""
MOST_BYTES_OF_ALL = 2_000_000_000


class UploadLimits:
    """Refuses files that would exceed a bound, before their content is taken."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app = app
        self._path = re.compile(rf"{re.escape(base)}/_stcore/upload_file/([^/]+)/[^/]+")
        self._coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it is one file too many."""
        found = self._path.fullmatch(scope.get("path", "")) if scope["type"] == "http" else None
        if found is None or scope["method"] not in ("PUT", "POST"):
            await self._app(scope, receive, send)
            return
        session = found[1]
        length = next(
            (int(value) for name, value in scope["headers"] if name == b"content-length"), 0
        )
        refusal = self._refusal(session, length)
        if refusal:
            await PlainTextResponse(refusal, 413)(scope, receive, send)
            return
        self._coming[session] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._coming[session] -= 1
            self._coming += Counter()  # drops those that are zero

    def _refusal(self, session: str, length: int) -> str:
        if not runtime.exists():
            return ""
        kept = getattr(runtime.get_instance().uploaded_file_mgr, "file_storage", {})
        sizes = {
            name: [len(file.data) for file in list(files.values())]
            for name, files in list(kept.items())
        }
        mine = sizes.get(session, [])
        if len(mine) + self._coming[session] >= MOST_FILES:
            return (
                f"This session has {MOST_FILES} files here, which is the most; remove one or "
                "reload the page."
            )
        if sum(mine) + length > MOST_BYTES:
            return (
                f"The files of a session may have {MOST_BYTES / 1e6:,.0f} MB together; remove one."
            )
        if sum(map(sum, sizes.values())) + length > MOST_BYTES_OF_ALL:
            return "The server holds many files at the moment; try again in a few minutes."
        return ""

"""Headers that tell the browser what the app's pages may do: reach no other host, be framed only
as a figure.
"""

from __future__ import annotations

import os
from urllib.parse import parse_qs

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crmmap.draw.tiles import TILE_HOSTS

MAY_FRAME = "CRMMAP_MAY_FRAME"
"""Environment variable: sites that may show an embedded map in a frame, with blanks between
them; by default any."""
HOUR_SECONDS = 3600
"""For which a browser keeps the scripts of the map's frame and of the search box: Streamlit says no
time, and then each page loads them again. Their names may stay when the app is renewed.
"""
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # No filter leaves with a link. The origin does: the tile servers of OpenStreetMap refuse
    # requests without one.
    "Referrer-Policy": "strict-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
POLICY = {
    "default-src": "'self'",
    # charts compile expressions, frames carry scripts
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": " ".join(["'self'", "data:", "blob:", *TILE_HOSTS]),
    "font-src": "'self' data:",
    "connect-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}


def policy(*, framed_by: str) -> str:
    """The content security policy of an answer."""
    return "; ".join(
        f"{name} {sources}" for name, sources in {**POLICY, "frame-ancestors": framed_by}.items()
    )


class SecurityHeaders:
    """Adds the headers to every answer, and closes what only an operator may see."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back with its headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(self._base)
        if path == "/_stcore/metrics":
            await PlainTextResponse("Not found", 404, headers=ALWAYS)(scope, receive, send)
            return
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        embedded = path.startswith("/component/") or "true" in asked.get("embed", [])
        framed_by = os.environ.get(MAY_FRAME, "*") if embedded else "'self'"

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(ALWAYS)
                headers["Content-Security-Policy"] = policy(framed_by=framed_by)
                found = message["status"] == 200
                if found and path.startswith("/component/") and not path.endswith(".html"):
                    headers["Cache-Control"] = f"public, max-age={HOUR_SECONDS}"
            await send(message)

        await self._app(scope, receive, with_headers)

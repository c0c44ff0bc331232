"""Limits on who comes in at one time: newcomers are told, and nobody else suffers."""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict, deque
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crmmap.serve import draining
from crmmap.serve.config import Config
from crmmap.serve.metrics import REFUSED, sessions

RETRY_SECONDS = 60
MOST_CLIENTS = 10_000
SEAT = "crmmap_seat"
"""The cookie of somebody who has been let in."""
SEAT_SECONDS = 3600
"""For which a seat is kept after it was last seen, so that a reload finds it."""
SOCKET, TRY_AGAIN = "/_stcore/stream", 1013
KINDS = ("csv", "json", "geojson", "png", "svg", "metadata.json", "zip")
"""What can be had of a picture, and of all data, by the suffix of its address."""
OGC = "ogc"
"""The path below which desktop maps ask for rows."""
_FULL = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta http-equiv="refresh" content="60"><title>crmmap: all places are taken</title>
<style>body { font: 18px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 18vh auto; }</style>
<h1>All places are taken at the moment</h1>
<p>So many people use this map now that another one would slow it down for all. This page tries
again in a minute.</p></html>"""


class Crowding:
    """Refuses newcomers when all places are taken, addresses that are too long, and clients that
    ask machines' interfaces too often.
    """

    def __init__(self, app: ASGIApp, config: Config) -> None:
        self._app, self._config = app, config
        self._base = config.server.base_path
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()
        self._seats: OrderedDict[str, float] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it is one too many."""
        path = scope.get("path", "").removeprefix(self._base)
        connects = scope["type"] == "websocket" and path.endswith(SOCKET)
        if connects and not self._has_seat(scope) and self._is_full():
            await receive()
            await send({"type": "websocket.close", "code": TRY_AGAIN})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._refusal(scope, path)
        if answer is not None:
            await answer(scope, receive, send)
        elif _opens_page(scope, path):
            await self._app(scope, receive, self._seating(scope, send))
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: Scope, path: str) -> Response | None:
        if len(scope["query_string"]) > self._config.limits.query_bytes:
            return PlainTextResponse("This address is too long.", 414)
        wait = {"Retry-After": str(RETRY_SECONDS)}
        if _opens_page(scope, path) and not self._has_seat(scope) and self._is_full():
            REFUSED.inc()
            return HTMLResponse(_FULL, 503, headers=wait)
        if is_for_machines(path) and self._is_hasty(scope):
            most = self._config.api.per_minute
            said = f"At most {most} requests a minute; try again later."
            return PlainTextResponse(said, 429, headers=wait)
        return None

    def _is_full(self) -> bool:
        return draining.has_begun() or sessions() >= self._config.limits.sessions

    def _has_seat(self, scope: Scope) -> bool:
        """Whether somebody has been let in lately, and so may reload or connect again."""
        token = _cookie(scope)
        now = time.monotonic()
        if token not in self._seats or now - self._seats[token] > SEAT_SECONDS:
            return False
        self._seats[token] = now
        self._seats.move_to_end(token)
        return True

    def _seating(self, scope: Scope, send: Send) -> Send:
        """Gives a seat with the page to somebody who has none."""
        if self._has_seat(scope):
            return send
        token = secrets.token_urlsafe(16)

        async def seated(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                self._seats[token] = time.monotonic()
                while len(self._seats) > MOST_CLIENTS:
                    self._seats.popitem(last=False)
                cookie = f"{SEAT}={token}; Path={self._base}/; HttpOnly; SameSite=Lax"
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        return seated

    def _is_hasty(self, scope: Scope) -> bool:
        client = scope["client"][0] if scope.get("client") else ""
        now = time.monotonic()
        times = self._asked.setdefault(client, deque())
        self._asked.move_to_end(client)
        while len(self._asked) > MOST_CLIENTS:
            self._asked.popitem(last=False)
        while times and now - times[0] > RETRY_SECONDS:
            times.popleft()
        if len(times) >= self._config.api.per_minute:
            return True
        times.append(now)
        return False


def _opens_page(scope: Scope, path: str) -> bool:
    return "text/html" in Headers(scope=scope).get("accept", "") and "." not in path


def _cookie(scope: Scope) -> str:
    try:
        cookies = SimpleCookie(Headers(scope=scope).get("cookie", ""))
    except CookieError:
        return ""
    return cookies[SEAT].value if SEAT in cookies else ""


def is_for_machines(path: str) -> bool:
    """Whether a path is one of the interfaces for machines."""
    if path.startswith(f"/{OGC}"):
        return True
    name = path.rpartition("/")[2]
    return path.count("/") == 1 and name.partition(".")[2] in KINDS

"""Limits on who comes in at one time: newcomers are told, and nobody else suffers."""

from __future__ import annotations

import time
from collections import OrderedDict, deque

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from crmmap.serve.config import Config
from crmmap.serve.metrics import REFUSED, sessions

RETRY_SECONDS = 60
MOST_CLIENTS = 10_000
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
        self._asked: OrderedDict[str, deque[float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, unless it is one too many."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(self._config.server.base_path)
        answer = None
        if len(scope["query_string"]) > self._config.limits.query_bytes:
            answer = PlainTextResponse("This address is too long.", 414)
        elif "text/html" in Headers(scope=scope).get("accept", "") and "." not in path:
            if sessions() >= self._config.limits.sessions:
                REFUSED.inc()
                answer = HTMLResponse(_FULL, 503, headers={"Retry-After": str(RETRY_SECONDS)})
        elif is_for_machines(path) and self._is_hasty(scope):
            answer = PlainTextResponse(
                f"At most {self._config.api.per_minute} requests a minute; try again later.",
                429,
                headers={"Retry-After": str(RETRY_SECONDS)},
            )
        await (answer or self._app)(scope, receive, send)

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


KINDS = ("csv", "json", "geojson", "png", "svg", "metadata.json")
"""What can be had of a picture, by the suffix of its address."""


def is_for_machines(path: str) -> bool:
    """Whether a path is one of the interfaces for machines."""
    name = path.rpartition("/")[2]
    return path.count("/") == 1 and name.partition(".")[2] in KINDS

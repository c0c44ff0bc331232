"""Answers held back until they are whole, so that their content can be changed."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OK = 200


class WholeAnswers:
    """Changes the content of answers to some requests; a subclass says which, and how."""

    def __init__(self, app: ASGIApp, base: str = "") -> None:
        self._app, self._base = app, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and the answer back as it was changed."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        path = scope["path"].removeprefix(self._base)
        if not self.concerns(path, Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        status, headers, content = await _whole(self._app, self.asked(scope), receive)
        if status == OK:
            content = await self.changed(headers, content)
            headers["Content-Length"] = str(len(content))
        await send({"type": "http.response.start", "status": status, "headers": headers.raw})
        await send({"type": "http.response.body", "body": content})

    def concerns(self, path: str, headers: Headers) -> bool:
        """Whether the answer to this request may be changed."""
        raise NotImplementedError

    def asked(self, scope: Scope) -> Scope:
        """The request as it is passed on."""
        return scope

    async def changed(self, headers: MutableHeaders, content: bytes) -> bytes:
        """The content to send; the headers are changed in place."""
        raise NotImplementedError


async def _whole(app: ASGIApp, scope: Scope, receive: Receive) -> tuple[int, MutableHeaders, bytes]:
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, keep)
    start, *rest = (m for m in messages if m["type"].startswith("http.response."))
    content = b"".join(message.get("body", b"") for message in rest)
    return start["status"], MutableHeaders(raw=start["headers"]), content


def content_type(headers: MutableHeaders) -> str:
    """Such as ``text/html``; of an answer that has not said it, ""."""
    return headers.get("content-type", "").partition(";")[0]

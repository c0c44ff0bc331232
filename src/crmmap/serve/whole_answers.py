"""Answers held back until they are whole, for those who change their content."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOT_MODIFIED = 304


async def whole_answer(
    app: ASGIApp, scope: Scope, receive: Receive
) -> tuple[int, MutableHeaders, bytes]:
    """What ``app`` answers: status, headers, content."""
    messages: list[Message] = []

    async def keep(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, keep)
    start, *rest = (m for m in messages if m["type"].startswith("http.response."))
    content = b"".join(message.get("body", b"") for message in rest)
    return start["status"], MutableHeaders(raw=start["headers"]), content


async def send_whole(status: int, headers: MutableHeaders, content: bytes, send: Send) -> None:
    """Send an answer with the content that it has now."""
    if status != NOT_MODIFIED:
        headers["Content-Length"] = str(len(content))
    await send({"type": "http.response.start", "status": status, "headers": headers.raw})
    await send({"type": "http.response.body", "body": content})


def content_type(headers: MutableHeaders) -> str:
    """Such as ``text/html``; of an answer that has not said it, ""."""
    return headers.get("content-type", "").partition(";")[0]

"""The files of the map: columns, scripts and styles, each under a name that never means another
content.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from crmmap.draw.canvas import content_of, is_private

TYPES = {".js": "text/javascript", ".css": "text/css", ".bin": "application/octet-stream"}
YEAR_SECONDS = 31_536_000


async def send_file(request: Request) -> Response:
    """The content of a file, to be kept by the browser for good.

    A file made of a user's own data has a name that nobody can guess, and is kept by that user's
    browser alone.
    """
    name = request.path_params["name"]
    try:
        content = content_of(name)
    except KeyError:
        return PlainTextResponse(
            "This file is gone; reload the page.", 404, headers={"Cache-Control": "no-store"}
        )
    kept = "private, no-store" if is_private(name) else f"public, max-age={YEAR_SECONDS}, immutable"
    suffix = name[name.rfind(".") :]
    return Response(content, media_type=TYPES[suffix], headers={"Cache-Control": kept})

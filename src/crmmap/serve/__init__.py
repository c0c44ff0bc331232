"""The app as a server: what stands around Streamlit's own routes.

``app.py`` puts these parts together::

    base = base_path()
    app = st.App(SCRIPT, lifespan=lifespan, routes=routes(base), middleware=middleware(base))

`crmmap.serve.service` puts them together for ``crmmap serve``.
"""

from . import quiet  # noqa: F401 - before any component is imported

# isort: split
from pathlib import Path

from starlette.middleware import Middleware
from starlette.routing import Route
from streamlit import net_util
from streamlit.config import get_option

from .compression import Compression
from .first_paint import FirstPaint
from .headers import SecurityHeaders
from .housekeeping import lifespan
from .map_files import send_file
from .uploads import UploadLimits

# At its start, and whenever a page of another site tries to connect, Streamlit asks
# checkip.amazonaws.com for this
# machine's address. This app asks no other host; who needs that address sets browser.serverAddress.
net_util.get_external_ip = lambda: None  # ty: ignore[invalid-assignment] - a function for a function

SCRIPT = Path(__file__).parents[1] / "ui" / "main.py"
"""What runs for a session. No folder ``pages`` stands beside it, so Streamlit shows no list of
pages of its own."""

__all__ = ["SCRIPT", "base_path", "lifespan", "middleware", "routes"]


def base_path() -> str:
    """The path below which the app is served, such as ``/minerals``; "" at the root."""
    named = str(get_option("server.baseUrlPath")).strip("/")
    return f"/{named}" if named else ""


def routes(base: str) -> list[Route]:
    """The routes beside Streamlit's own, below a path."""
    return [Route(f"{base}/files/{{name}}", send_file)]


def middleware(base: str) -> list[Middleware]:
    """What each request passes before it reaches a route."""
    kinds = (SecurityHeaders, UploadLimits, Compression, FirstPaint)
    return [Middleware(kind, base=base) for kind in kinds]

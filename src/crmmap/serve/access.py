"""Who may come in, and as what: everything the service sends stands behind this."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from crmmap.serve.config import AccessConfig
from crmmap.ui.who import LOOPBACK, ROLE_HEADER, USER_HEADER, Role

ROLE = "crmmap_role"
"""Under which a request's scope has the role."""
OPEN_PATHS = ("/health",)
"""Of what tells nothing but that the process lives."""
SIGN_IN = "/auth/"
OPERATORS = ("/metrics", "/ready")
"""For those who run the service: in an open one from this machine alone, else for admins."""
LONGEST_WANTED = 2_000
"""Characters of an address that a cookie has room for."""


def role_of(words: Iterable[str], access: AccessConfig) -> Role | None:
    """What somebody may do, by the words that a proxy or a provider has for it; None for nothing.

    Examples
    --------
    >>> role_of(["minerals-desk"], AccessConfig(admins=("minerals-desk",)))
    'admin'
    >>> role_of([], AccessConfig(viewers=("staff",))) is None
    True
    """
    known = set(words)
    if known & {*access.admins}:
        return "admin"
    if known & {*access.editors}:
        return "editor"
    return "viewer" if not access.viewers or known & {*access.viewers} else None


class Access:
    """Lets those in who may come, with their role in the request's scope.

    Parameters
    ----------
    base
        The path below which the service runs.
    """

    def __init__(self, app: ASGIApp, access: AccessConfig, base: str = "") -> None:
        self._app, self._access, self._base = app, access, base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        path = scope["path"]
        signs_in = self._access.mode == "oidc" and path.startswith(f"{self._base}{SIGN_IN}")
        is_open = path in [f"{self._base}{one}" for one in OPEN_PATHS]
        if scope["type"] == "http" and (is_open or signs_in):
            await self._app(scope, receive, send)
            return
        role = self._role(scope)
        if role is None:
            await self._refuse(scope, receive, send)
            return
        if path.removeprefix(self._base) in OPERATORS and not self._operates(scope, role):
            answer = PlainTextResponse("This is for those who run the service.", 403)
            await answer(scope, receive, send)
            return
        scope[ROLE] = role
        told = {USER_HEADER: self._user(scope), ROLE_HEADER: role}
        ours = {name.encode(): value.encode("latin-1", "replace") for name, value in told.items()}
        others = [pair for pair in scope["headers"] if pair[0].lower() not in ours]
        await self._app({**scope, "headers": [*others, *ours.items()]}, receive, send)

    def _user(self, scope: Scope) -> str:
        if self._access.mode == "proxy":
            return Headers(scope=scope).get(self._access.user_header, "")
        user = scope.get("session", {}).get("user") if self._access.mode == "oidc" else None
        return user["name"] if user else ""

    def _role(self, scope: Scope) -> Role | None:
        access = self._access
        if access.mode == "open":
            return "viewer"
        if access.mode == "oidc":
            user = scope.get("session", {}).get("user")
            return role_of(user["roles"], access) if user else None
        client = scope["client"][0] if scope.get("client") else ""
        headers = Headers(scope=scope)
        if not access.trusts(client) or not headers.get(access.user_header):
            return None
        words = headers.get(access.roles_header, "").replace(";", ",").split(",")
        return role_of([word.strip() for word in words if word.strip()], access)

    def _operates(self, scope: Scope, role: Role) -> bool:
        if self._access.mode != "open":
            return role == "admin"
        # behind a proxy every client seems to be this machine, but for what the proxy adds
        client = scope["client"][0] if scope.get("client") else ""
        return client in LOOPBACK and "x-forwarded-for" not in Headers(scope=scope)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return
        opened = "text/html" in Headers(scope=scope).get("accept", "") and scope["method"] == "GET"
        if self._access.mode == "oidc" and opened and "user" not in scope.get("session", {}):
            query = scope["query_string"].decode("latin-1")
            wanted = scope["path"] + (f"?{query}" if query else "")
            if len(wanted) <= LONGEST_WANTED:
                scope["session"]["wanted"] = wanted  # the address survives the sign-in
            answer = RedirectResponse(f"{self._base}{SIGN_IN}login", 303)
        else:
            answer = PlainTextResponse("You may not see this map. Ask those who run it.", 403)
        await answer(scope, receive, send)

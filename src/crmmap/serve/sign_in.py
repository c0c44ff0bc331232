"""Signing in with an OpenID provider, so that pages, files and data are behind it alike."""

from __future__ import annotations

import httpx2
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.starlette_client import OAuth
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from crmmap.serve.access import SIGN_IN
from crmmap.serve.config import AccessConfig


class SignIn:
    """Answers what is below ``/auth/`` before Streamlit sees it, which has a session cookie of its
    own in the same place of a request.
    """

    def __init__(self, app: ASGIApp, access: AccessConfig, base: str = "") -> None:
        self._app, self._below = app, f"{base}{SIGN_IN}"
        # an app of its own answers what is wrong with a request
        self._inside = Starlette(routes=_routes(access, base))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is not about signing in."""
        ours = scope["type"] == "http" and scope["path"].startswith(self._below)
        await (self._inside if ours else self._app)(scope, receive, send)


def _routes(access: AccessConfig, base: str) -> list[Route]:
    """Sending users to the provider, taking them back, and letting them out."""
    provider = OAuth().register(
        "provider",
        client_id=access.client_id,
        client_secret=access.client_secret,
        server_metadata_url=access.issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
    )

    async def login(request: Request) -> Response:
        try:
            return await provider.authorize_redirect(request, str(request.url_for("signed_in")))
        except httpx2.HTTPError:
            said = "The service that signs people in can't be reached. Try again in a few minutes."
            return PlainTextResponse(said, 503)

    async def signed_in(request: Request) -> Response:
        try:
            token = await provider.authorize_access_token(request)
        except OAuthError as fault:
            return PlainTextResponse(f"The sign-in did not work: {fault.error}.", 401)
        except httpx2.HTTPError:
            return PlainTextResponse("The service that signs people in can't be reached.", 503)
        claims = dict(token.get("userinfo", {}))
        if access.roles_claim not in claims:  # some providers tell it at their other address alone
            claims |= await provider.userinfo(token=token)
        roles = claims.get(access.roles_claim, [])
        wanted = request.session.pop("wanted", f"{base}/")
        request.session.clear()
        words = roles if isinstance(roles, list) else str(roles).split()
        known = {*access.viewers, *access.editors, *access.admins}
        request.session["user"] = {  # a cookie has no room for all groups of a large house
            "name": claims.get("sub", ""),
            "roles": [word for word in words if word in known],
        }
        inside = wanted.startswith(f"{base}/") and not wanted.startswith("//")
        return RedirectResponse(wanted if inside else f"{base}/", 303)

    async def logout(request: Request) -> Response:
        request.session.clear()
        return PlainTextResponse("You have signed out.")

    return [
        Route(f"{base}{SIGN_IN}login", login, name="login"),
        Route(f"{base}{SIGN_IN}callback", signed_in, name="signed_in"),
        Route(f"{base}{SIGN_IN}logout", logout, name="logout", methods=["POST"]),
    ]

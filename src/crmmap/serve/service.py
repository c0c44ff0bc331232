"""The app as a service: ready when its data are, behind its access rules, with its interfaces."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit.config import set_option
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from crmmap.draw.canvas import keep_in
from crmmap.engines import LostWorker, UnknownEngine
from crmmap.schema.validate import InvalidData
from crmmap.serve import SCRIPT, lifespan, metrics, middleware, routes
from crmmap.serve.access import Access
from crmmap.serve.config import Config, UnusableConfig, config
from crmmap.serve.crowding import Crowding
from crmmap.serve.discovery import Links, discovery_routes
from crmmap.serve.features import feature_routes
from crmmap.serve.headers import MAY_FRAME
from crmmap.serve.health import live, ready
from crmmap.serve.logs import begin, calm, note, silence_the_others
from crmmap.serve.near_pairs import find_pairs
from crmmap.serve.openapi import openapi
from crmmap.serve.picture_data import picture_routes
from crmmap.serve.snapshot import about
from crmmap.toml_models import UnusableFile
from crmmap.ui.cache import FOLDER, prepare_with
from crmmap.ui.observe import watch
from crmmap.ui.who import believe_headers

HOURS_SIGNED_IN = 8


def service() -> st.App:
    """The app of this process, as `crmmap serve` and any server of ASGI apps runs it.

    The data are loaded and checked first: a broken folder ends the process, with the reason.
    """
    begin()
    believe_headers()
    try:
        wanted = config()
    except UnusableConfig as fault:
        note("broken configuration", reason=str(fault))
        raise SystemExit(1) from None
    base = wanted.server.base_path
    if wanted.data.folder:
        os.environ[FOLDER] = wanted.data.folder
    shared = Path(wanted.files.folder) if wanted.files.folder else None
    prepare_with(
        partial(find_pairs, engine=wanted.engine.name, folder=shared, days=wanted.files.keep_days)
    )
    try:
        about()
    except (InvalidData, UnusableFile, LookupError, OSError, LostWorker) as fault:
        note("broken data", reason=str(fault))
        raise SystemExit(1) from None
    except UnknownEngine as fault:
        note("broken configuration", reason=str(fault))
        raise SystemExit(1) from None
    # only Streamlit's own command reads its settings from the environment
    set_option("server.baseUrlPath", base.strip("/"))
    os.environ.setdefault(MAY_FRAME, " ".join(wanted.frames.allowed))
    if shared is not None:
        keep_in(shared, days=wanted.files.keep_days)
    metrics.begin()
    watch(lambda page, seconds: note("run", page=page, seconds=round(seconds, 3)))
    return st.App(
        SCRIPT,
        lifespan=_lifespan,
        routes=[*routes(base), *_routes(wanted, base)],
        middleware=[*_middleware(wanted, base), *middleware(base)],
        on_script_error=_fault,
    )


def _fault(fault: Exception) -> bool:
    metrics.FAULTS.inc()
    return calm(fault)


@asynccontextmanager
async def _lifespan(app: Any) -> AsyncGenerator[None]:
    silence_the_others()
    known = about()
    async with lifespan(app):
        note("ready", snapshot=known.snapshot, rows=known.rows)
        yield
    note("stopped")


def _routes(wanted: Config, base: str) -> list[Route]:
    found = [
        Route(f"{base}/health", live),
        Route(f"{base}/ready", ready),
        Route(f"{base}/metrics", metrics.send_metrics),
    ]
    if wanted.api.enabled:
        found += [*picture_routes(base), *discovery_routes(base), *feature_routes(base)]
        found.append(Route(f"{base}/openapi.json", partial(_describe, wanted, base)))
    return found


async def _describe(wanted: Config, base: str, _: Request) -> Response:
    return JSONResponse(openapi(wanted.api, base))


def _middleware(wanted: Config, base: str) -> list[Middleware]:
    """From the outside in: who asks, whether there is room, and who may read the answer."""
    found = [Middleware(Access, access=wanted.access, base=base)]
    if wanted.access.mode == "oidc":
        signed = Middleware(
            SessionMiddleware,
            secret_key=wanted.access.cookie_secret,
            session_cookie="crmmap",
            max_age=HOURS_SIGNED_IN * 3600,
            path=f"{base}/",
            https_only=os.environ.get("CRMMAP_PLAIN_HTTP") != "1",
        )
        found.insert(0, signed)
    # from here on the client is the one whom the proxy names
    proxies = list(wanted.access.trusted_proxies)
    found.append(Middleware(ProxyHeadersMiddleware, trusted_hosts=proxies))
    if wanted.access.mode == "oidc":
        from crmmap.serve.sign_in import SignIn  # Authlib, which the others do not need

        found.append(Middleware(SignIn, access=wanted.access, base=base))
    found.append(Middleware(Crowding, config=wanted))
    if wanted.api.enabled:
        found.append(Middleware(Links, base=base))
    return found

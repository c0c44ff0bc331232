"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from crmmap.schema.validate import InvalidData
from crmmap.serve import draining
from crmmap.serve.config import config
from crmmap.serve.snapshot import about
from crmmap.toml_models import UnusableFile

LEAST_FREE = 50_000_000
"""Bytes that exports and imports need in the folder for temporary files."""
NOT_KEPT = {"Cache-Control": "no-store"}


async def live(_: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("ok", headers=NOT_KEPT)


async def ready(_: Request) -> Response:
    """The data are loaded and valid, and there is room to write; else 503 with the reason."""
    reasons = await asyncio.to_thread(_reasons)
    if reasons:
        return JSONResponse({"ready": False, "reasons": reasons}, 503, headers=NOT_KEPT)
    return JSONResponse({"ready": True, **asdict(about())}, headers=NOT_KEPT)


def _reasons() -> list[str]:
    """What keeps the service from serving."""
    found = ["The service is about to stop."] if draining.has_begun() else []
    try:
        about()
    except (InvalidData, UnusableFile, OSError) as fault:
        found.append(f"The data can't be shown: {fault}")
    shared = config().files.folder
    for folder in (tempfile.gettempdir(), *([shared] if shared else [])):
        fault = _unwritable(Path(folder))
        if fault:
            found.append(fault)
    return found


def _unwritable(folder: Path) -> str:
    """Why nothing can be written there; "" if it can."""
    try:
        number, name = tempfile.mkstemp(prefix="crmmap-ready-", dir=folder)
        os.close(number)
        Path(name).unlink()
        free = shutil.disk_usage(folder).free
    except OSError as fault:
        return f"Nothing can be written to {folder}: {fault.strerror}."
    if free < LEAST_FREE:
        return f"There is no space left in {folder}: {free / 1e6:,.0f} MB are free."
    return ""

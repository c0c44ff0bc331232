"""Housekeeping of the server: collecting garbage once for all sessions, and ending sessions that
have left.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

from streamlit import runtime

from crmmap.exchange.readers.worker import sweep
from crmmap.ui.data import warm

EVERY_SECONDS = 30


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncGenerator[None]:
    """Make the data ready, then keep house for as long as the app runs."""
    await asyncio.to_thread(sweep)
    await asyncio.to_thread(warm)
    keeper = asyncio.create_task(_keep_house())
    yield
    keeper.cancel()
    with suppress(asyncio.CancelledError):
        await keeper


async def _keep_house() -> None:
    """Streamlit can collect garbage after each run of each session; with twenty users that is
    half of its work.
    """
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        with suppress(Exception):  # a fault in here must not end the housekeeping
            end_sessions_that_left()
        await asyncio.to_thread(gc.collect)


def end_sessions_that_left() -> None:
    """End sessions whose users left more than two minutes ago, and delete the data they added.

    Streamlit keeps a session for two minutes, so that who loses the connection finds it again; it
    ends one only when another leaves, and its main loop then still holds the last one.
    """
    if not runtime.exists():
        return
    storage = getattr(
        getattr(runtime.get_instance(), "_session_mgr", None), "_session_storage", None
    )
    expire = getattr(getattr(storage, "_cache", None), "expire", list)
    for _, info in expire():
        info.session.shutdown()
        info.session.session_state.clear()

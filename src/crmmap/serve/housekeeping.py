"""Housekeeping of the server: collecting garbage once for all sessions, and ending sessions that
have left.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

import streamlit_folium
import streamlit_searchbox
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind

from crmmap.exchange.readers.worker import sweep
from crmmap.serve.logs import note
from crmmap.ui.data import addresses, renew, warm
from crmmap.ui.map import map_font

EVERY_SECONDS = 30
LOOK_EVERY_SECONDS = 3
"""Whether a store has published something."""
DOWNLOAD_SECONDS = 60
"""For which a file that was made for a download stays."""


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncGenerator[None]:
    """Make the data ready, then keep house for as long as the app runs."""
    await asyncio.to_thread(sweep)
    await asyncio.to_thread(warm)
    await asyncio.to_thread(map_font)
    register_components()
    keep_downloads(runtime.get_instance().media_file_mgr)
    keepers = [asyncio.create_task(_keep_house()), asyncio.create_task(_take_up())]
    yield
    for keeper in keepers:
        keeper.cancel()
        with suppress(asyncio.CancelledError):
            await keeper


def register_components() -> None:
    """Let the app know the components of its pages before the first session does, for another
    replica may be asked for their files.
    """
    known = runtime.get_instance().component_registry
    declared = (
        (streamlit_folium, "_component_func"),
        (streamlit_searchbox, "_get_react_component"),
    )
    for component in (getattr(module, name, None) for module, name in declared):
        if component is not None:
            known.register_component(component)
    addresses()


def keep_downloads(files: MediaFileManager) -> None:
    """Let a file that was made for a download stay until the browser has come for it.

    Streamlit lets it go at the end of the second run of any session, which with twenty users is
    half a second later; who was slower found nothing.
    """
    inactive = files._get_inactive_file_ids
    since: dict[str, float] = {}

    def long_inactive() -> set[str]:
        now, idle = time.monotonic(), inactive()
        for gone in since.keys() - idle:
            del since[gone]
        return {
            file
            for file in idle
            if files._file_metadata[file].kind != MediaFileKind.DOWNLOADABLE
            or now - since.setdefault(file, now) >= DOWNLOAD_SECONDS
        }

    files._get_inactive_file_ids = long_inactive


async def _keep_house() -> None:
    """Streamlit can collect garbage after each run of each session; with twenty users that is
    half of its work.
    """
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        with suppress(Exception):  # a fault in here must not end the housekeeping
            end_sessions_that_left()
        await asyncio.to_thread(gc.collect)


async def _take_up() -> None:
    """Show what a store publishes, and say once what can't be shown."""
    said = ""
    while True:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        try:
            if (made := await asyncio.to_thread(renew)) is not None:
                note("new data", snapshot=made.snapshot)
            said = ""
        except Exception as fault:  # whatever it is, the next snapshot may be better
            if str(fault) != said:
                note("the new data can't be shown", reason=str(fault))
            said = str(fault)
            await asyncio.sleep(EVERY_SECONDS)


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

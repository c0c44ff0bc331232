"""One process of the service: it stops when its visitors have gone, or when their time is over."""

from __future__ import annotations

import asyncio
import sys
from types import FrameType

import uvicorn

from crmmap.serve import draining
from crmmap.serve.config import UnusableConfig, config
from crmmap.serve.metrics import sessions

POLL_SECONDS = 0.25


class Service(uvicorn.Server):
    """Asked to stop, it takes no newcomers and waits for those who are there; asked again, it ends
    at once.
    """

    def __init__(self, settings: uvicorn.Config, stop_seconds: int) -> None:
        super().__init__(settings)
        self._stop_seconds = stop_seconds
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list | None = None) -> None:
        """Begin to listen."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """What a signal does."""
        if draining.has_begun() or self._loop is None or not self.started:
            super().handle_exit(sig, frame)
            return
        draining.begin()
        self._loop.call_soon_threadsafe(self._begin_to_leave, sig, frame)

    def _begin_to_leave(self, sig: int, frame: FrameType | None) -> None:
        self._leaving = asyncio.create_task(self._leave(sig, frame))  # kept, else it may be lost

    async def _leave(self, sig: int, frame: FrameType | None) -> None:
        until = self._loop.time() + self._stop_seconds if self._loop else 0.0
        while self._loop and sessions() and self._loop.time() < until:
            await asyncio.sleep(POLL_SECONDS)
        super().handle_exit(sig, frame)


def main(port: int) -> int:
    """Serve at a port until asked to stop; the exit code."""
    try:
        server = config().server
    except UnusableConfig as fault:
        print(fault, file=sys.stderr)
        return 2
    settings = uvicorn.Config(
        "crmmap.serve.service:service",
        factory=True,
        host=server.address,
        port=port,
        timeout_graceful_shutdown=5,
        proxy_headers=False,  # service.py believes those of trusted proxies alone
        access_log=False,
        server_header=False,
        log_level="warning",
    )
    Service(settings, server.stop_seconds).run()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))

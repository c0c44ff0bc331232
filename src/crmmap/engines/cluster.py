"""Parts on the machines of a dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import CancelledError
from functools import partial
from typing import Any, TypeVar

from crmmap.engines.executing import AHEAD, executed
from crmmap.engines.lost import LostWorker

Part = TypeVar("Part")
Made = TypeVar("Made")
SECONDS_TO_CONNECT = 10


class Cluster:
    """The engine of a dask cluster, whose machines have crmmap of the same version installed.

    Parameters
    ----------
    address
        Of the scheduler, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    ModuleNotFoundError
        If dask.distributed is not installed.
    OSError, ValueError
        If no scheduler answers, or it has no workers.
    """

    def __init__(self, address: str) -> None:
        from distributed import Client

        self._address = address
        self._client: Any = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
        self._client.wait_for_workers(1, timeout=SECONDS_TO_CONNECT)

    @property
    def workers(self) -> int:
        """Threads of all workers that are there now."""
        return max(1, sum(self._client.nthreads().values()))

    def run(self, work: Callable[[Part], Made], parts: Iterable[Part]) -> Generator[Made]:
        """See `crmmap.engines.Engine.run`; the scheduler itself begins a lost part again."""
        from distributed import KilledWorker

        try:
            yield from executed(
                partial(self._client.get_executor, pure=False),
                work,
                parts,
                at_once=AHEAD * self.workers,
            )
        except KilledWorker:
            raise LostWorker from None
        except (CancelledError, OSError) as fault:
            if self._client.status == "running":
                raise
            raise LostWorker(f"the scheduler at {self._address} is gone: {fault}") from None

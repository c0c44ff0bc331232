"""How many people a service holds, today's beside an older one, in one run.

The older one is a checkout that the variable BENCH_BEFORE names; without it today's is measured
alone.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from bench.load import alone, step

ROOT = Path(__file__).resolve().parents[1]
PORT, MINUTES, SEED = 8940, 2, 7
SECONDS_TO_START = 120
WANTED = (
    ("before", 0, 20),
    ("now", 1, 20),
    ("now, two workers", 2, 50),
)
"""A name, the processes of today's service (0 for the older app), and the sessions at once."""
ALONE = (4, 60)
"""Sessions one after another, and the actions of each."""


def measure() -> list[dict]:
    """Figures of each; see `bench.load.told`."""
    before = os.environ.get("BENCH_BEFORE")
    found = []
    for name, workers, sessions in WANTED:
        if workers == 0 and before is None:
            continue
        with _running(workers, before) as (addresses, pids):
            told = asyncio.run(step(addresses, pids, sessions, MINUTES, SEED))
            if workers < 2:
                told["alone"] = asyncio.run(alone(addresses[0], pids[0], *ALONE, SEED))
        found.append({"name": name, "workers": max(1, workers), "sessions": sessions, **told})
        print({key: value for key, value in found[-1].items() if key != "by"}, flush=True)
    return found


@contextmanager
def _running(workers: int, before: str | None) -> Generator[tuple[Sequence[str], Sequence[int]]]:
    """Addresses and processes of a service that is ready, gone afterwards."""
    ports = [PORT + place for place in range(max(1, workers))]
    health = "health" if workers else "_stcore/health"
    if workers:
        command = ["-m", "crmmap", "serve", "--port", str(PORT), "--workers", str(workers)]
        folder, env = ROOT, os.environ
    else:
        command = ["-m", "streamlit", "run", "app.py", "--server.port", str(PORT)]
        command += ["--server.headless", "true"]
        folder, env = Path(str(before)), {**os.environ, "PYTHONPATH": f"{before}/src"}
    server = subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        addresses = [f"http://localhost:{port}" for port in ports]
        for address in addresses:
            _wait(f"{address}/{health}")
        pids = sorted({one.pid for one in psutil.net_connections() if _listens(one, ports)})
        yield addresses, [pid for pid in pids if pid is not None]
    finally:
        server.terminate()
        server.wait(90)


def _listens(connection, ports: Sequence[int]) -> bool:
    return connection.status == psutil.CONN_LISTEN and connection.laddr.port in ports


def _wait(url: str) -> None:
    for _ in range(4 * SECONDS_TO_START):
        try:
            urllib.request.urlopen(url, timeout=1).read()
            return
        except OSError:
            time.sleep(0.25)
    raise RuntimeError(f"{url} does not answer")

"""Measure all peers at all sizes: `make bench`. Writes bench/results.json, docs/benchmarks.md
and its plot.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import imports, overlay, pages, scale, serving  # noqa: E402
from bench.browser import (  # noqa: E402
    LIMIT_SECONDS,
    TooSlowError,
    first_view_and_change,
    heap_and_pan,
    with_browser,
)
from bench.datasets import SIZES  # noqa: E402
from bench.peers import PEERS, SHIPPED_ONLY  # noqa: E402
from bench.server import our_part  # noqa: E402

RESULTS = ROOT / "bench" / "results.json"
REPEATS = 5
MODULES = {
    "overlay": overlay,
    "pages": pages,
    "imports": imports,
    "scale": scale,
    "serving": serving,
}
"""What is measured without a browser: sites near zones, each page on the server, a file brought,
the largest work, and many people at once. Their names stand among the sizes."""


def serve(peer: str, size: str, log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A server of its own for each peer and size."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "bench/app.py",
        "--server.port",
        str(port),
    ]
    command += ["--server.maxMessageSize", "2000"]
    env = {**os.environ, "BENCH_LOG": str(log), "BENCH_PEER": peer, "BENCH_SIZE": size}
    server = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://localhost:{port}"
    for _ in range(120):
        try:
            urllib.request.urlopen(url + "/_stcore/health", timeout=1).read()
            return server, url
        except OSError:
            time.sleep(0.25)
    server.kill()
    raise RuntimeError(f"the page of {peer} did not start within 30 s")


def cluster_files(folder: Path) -> Path | None:
    """Scripts of Leaflet.markercluster as npm has them, for FastMarkerCluster; None without npm."""
    try:
        subprocess.run(
            ["npm", "pack", "--silent", "leaflet.markercluster@1.1.0"],
            cwd=folder,
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    subprocess.run(["tar", "xzf", *[p.name for p in folder.glob("*.tgz")]], cwd=folder, check=True)
    return folder / "package" / "dist"


def _in_words(fault: Exception) -> str:
    if isinstance(fault, TooSlowError):
        return f"not finished within {LIMIT_SECONDS:.0f} s"
    return f"{type(fault).__name__}: {str(fault).splitlines()[0][:160]}"


async def measure(
    peer: str, size: str, repeats: int, cluster: Path | None, pictures: Path | None
) -> dict:
    """All figures of one peer at one size; a warm-up first, so that the server has read its
    data.
    """
    when = datetime.now(UTC).isoformat(timespec="minutes")
    result: dict = {
        "peer": peer,
        "size": size,
        "when": when,
        "first view": [],
        "change": [],
        "server": [],
    }
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "server.log"
        server, url = serve(peer, size, log)
        picture = pictures / f"{peer.replace(' ', '-')}-{size}.png" if pictures else None
        try:

            async def once(browser):
                return await first_view_and_change(browser, url, cluster, None)

            async def warm(browser):
                return await first_view_and_change(browser, url, cluster, picture)

            await with_browser(warm)
            log.write_text("")
            for _ in range(repeats):
                steps = await with_browser(once)
                for name, step in steps.items():
                    result[name].append(vars(step))
                result["server"].append(float(log.read_text().split()[-1]))

            async def pan(browser):
                return await heap_and_pan(browser, url, cluster)

            try:
                result["heap_mb"], result["pan_fps"] = await with_browser(pan)
            except Exception as fault:
                result["not panned"] = _in_words(fault)
        except Exception as fault:
            result["failed"] = _in_words(fault)
        finally:
            server.kill()
    return result


def main() -> None:
    """Run and report; a peer that fails at a size is not asked for larger ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", nargs="*", default=list(PEERS), choices=list(PEERS))
    parser.add_argument("--sizes", nargs="*", default=["shipped", *map(str, SIZES), *MODULES])
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--pictures", type=Path, help="folder for a screenshot of each page")
    wanted = parser.parse_args()
    rows: list[dict] = []
    failed: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        cluster = cluster_files(Path(folder))
        for size in [size for size in wanted.sizes if size not in MODULES]:
            for peer in wanted.peers:
                if peer in SHIPPED_ONLY and size != "shipped":
                    continue
                if peer in failed:
                    rows.append(
                        {
                            "peer": peer,
                            "size": size,
                            "failed": "not tried, as it failed at a smaller size",
                        }
                    )
                    continue
                row = asyncio.run(measure(peer, size, wanted.repeats, cluster, wanted.pictures))
                rows.append(row)
                others = [r for r in found()["rows"] if (r["peer"], r["size"]) != (peer, size)]
                keep(rows=[*others, row])
                if "failed" in row and size != "shipped":
                    failed.add(peer)
                said = row.get("failed") or " · ".join(
                    f"{name} {statistics.median(step['seconds'] for step in row[name]):.2f} s"
                    for name in ("first view", "change")
                )
                print(f"{size:>8} {peer:18} {said}", flush=True)
    machine = {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "date": datetime.now(UTC).date().isoformat(),
    }
    keep(machine=machine, server_ms=our_part())
    for name, module in MODULES.items():
        if name in wanted.sizes:
            keep(**{name: module.measure()})


def found() -> dict:
    """What earlier runs and this one have found."""
    return json.loads(RESULTS.read_text()) if RESULTS.exists() else {"rows": []}


def keep(**more: object) -> None:
    """Write what was found beside the rest, so that a later fault loses nothing."""
    RESULTS.write_text(json.dumps(found() | more, indent=1) + "\n")


if __name__ == "__main__":
    main()

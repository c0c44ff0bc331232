"""Figures about the service for Prometheus."""

from __future__ import annotations

import sys

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import Response
from streamlit import runtime

from crmmap.serve.snapshot import about
from crmmap.ui.observe import watch

try:
    import resource
except ImportError:  # on Windows
    resource = None
REGISTRY = CollectorRegistry()
_RUNS = Histogram(
    "crmmap_run_seconds",
    "Seconds that a page took on the server, by page.",
    ["page"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30),
    registry=REGISTRY,
)
_SESSIONS = Gauge("crmmap_sessions", "Sessions at this moment.", registry=REGISTRY)
_MEMORY = Gauge("crmmap_peak_memory_bytes", "Most memory this process had.", registry=REGISTRY)
FAULTS = Counter("crmmap_faults", "Faults that a user was told of.", registry=REGISTRY)
REFUSED = Counter("crmmap_refused", "Newcomers told that all is taken.", registry=REGISTRY)
_DATA = Info("crmmap_data", "Version and snapshot of the data.", registry=REGISTRY)
KIBIBYTE = 1024 if sys.platform != "darwin" else 1  # of what the system counts memory in


def begin() -> None:
    """Count from now on."""
    watch(lambda page, seconds: _RUNS.labels(page).observe(seconds))
    _SESSIONS.set_function(sessions)
    if resource is not None:
        _MEMORY.set_function(_most_memory)


def _most_memory() -> float:
    assert resource is not None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE


def sessions() -> int:
    """Sessions that are connected."""
    if not runtime.exists():
        return 0
    manager = getattr(runtime.get_instance(), "_session_mgr", None)
    return len(manager.list_active_sessions()) if manager is not None else 0


async def send_metrics(_: Request) -> Response:
    """All figures in Prometheus' format."""
    known = about()
    _DATA.info({"version": known.version, "snapshot": known.snapshot})
    return Response(generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})

"""What a filter change costs the server on each page, and what of it takes the longest, by
profile.
"""

from __future__ import annotations

import pstats
import statistics
import tempfile
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from crmmap.ui.navigation import PAGES
from crmmap.ui.state import key_of

ROOT = Path(__file__).resolve().parents[1]
CHANGES = ("Nickel", "Cobalt", "Lithium", "Copper", "Graphite")
"""Each is chosen once, so that nothing of it has been worked out before."""
SCRIPT = """
import cProfile, runpy
profile = cProfile.Profile()
try:
    profile.runcall(runpy.run_path, {page!r})
finally:
    profile.dump_stats({out!r})
"""


def measure() -> list[dict]:
    """Seconds of the page's script after each change, and our function that takes the most of
    the last.
    """
    return [_measure(name, title) for name, title in PAGES.items()]


def _measure(name: str, title: str) -> dict:
    page = str(ROOT / "pages" / f"{name}.py")
    times = _times(AppTest.from_file(page, default_timeout=120))
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "profile")
        _times(AppTest.from_string(SCRIPT.format(page=page, out=out), default_timeout=120))
        costly, seconds = _costliest(out)
    return {"page": title, "seconds": times, "costliest": costly, "of which": seconds}


def _times(test: AppTest) -> list[float]:
    test.run()
    times = []
    for mineral in CHANGES:
        test.session_state[key_of("minerals")] = [mineral]
        begun = time.perf_counter()
        test.run()
        times.append(time.perf_counter() - begun)
        if test.exception:
            raise RuntimeError(f"the page fails: {test.exception[0].value}")
    return times


def _costliest(path: str) -> tuple[str, float]:
    """Our measure, drawing or lookup with the largest time, all that it calls included."""
    rooms = ("measures/", "draw/charts/", "atlas/", "describe/profiles.py")
    found = [
        (row[3], f"{file.split('src/crmmap/')[1]}: {function}")
        for (file, _, function), row in pstats.Stats(path).stats.items()  # ty: ignore[unresolved-attribute]
        if "src/crmmap/" in file and file.split("src/crmmap/")[1].startswith(rooms)
    ]
    seconds, name = max(found, default=(0.0, "none of ours"))
    return name, seconds


def slowest(rows: list[dict]) -> float:
    """Median seconds of the slowest page."""
    return max(statistics.median(row["seconds"]) for row in rows)

"""What a filter change costs the server: the whole script of the atlas page, and our own part of
it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import crmmap
from crmmap.address.display import Display
from crmmap.atlas import facets
from crmmap.describe import sheets as tables
from crmmap.describe.answer import answer
from crmmap.draw.atlas_map import MapFiles
from crmmap.draw.themes import Composition

ROOT = Path(__file__).resolve().parents[1]
REPEATS = 15


def our_part() -> dict[str, float]:
    """Median milliseconds of each of our steps on the shipped data, one mineral chosen."""
    whole = crmmap.load()
    whole.lookups.nearby  # noqa: B018 - worked out once when the app starts
    filters = crmmap.Filters.default().but(minerals=("Nickel",))
    shown, files = whole.filter(filters), MapFiles(whole)
    steps: dict[str, Callable[[], object]] = {
        "filter": lambda: whole.filter(filters),
        "counts of the options": lambda: facets.option_counts(whole, filters),
        "layers": lambda: [
            layer.state()
            for layer in Composition(
                files,
                shown,
                filters,
                Display("sites"),
                base_url="",
                theme_name="light",
                selected=None,
                shading=None,
            ).layers()
        ],
        "answer": lambda: answer(whole, filters),
        "tables": lambda: tables.sheets(whole, shown, filters, None),
    }
    return {name: _median_ms(step) for name, step in steps.items()}


def _median_ms(step: Callable[[], object]) -> float:
    step()
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        step()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)

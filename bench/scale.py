"""How long the largest work would take: 10 million sites and 300,000 zones with as many vertices as
the World Database on Protected Areas has, by 1 to 128 workers.

The plan is that of the real work. One part in many is measured in truth, each stands for its
neighbours in the plan, and the workers are simulated: whoever is free takes the next part, but the
process that hands parts out can make only so many in a second.
"""

from __future__ import annotations

import heapq
import json
import pickle
import sys
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import shapely

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import crmmap  # noqa: E402
from crmmap.atlas.proximity import (  # noqa: E402
    Positions,
    boxes_of,
    groups_of,
    measured,
    radii_of,
)

SITES, ZONES = 10_000_000, 300_000
VERTICES_OF_ZONE = 900
"""On average. No copy of the WDPA may stand beside the code; its outlines take some 4.5 GB as
shapefiles, which at 16 bytes a vertex are about 280 million in 300,000 areas."""
WITHIN_KM = 10.0
SAMPLE = 60
WORKERS = (1, 2, 8, 32, 128)


@dataclass(frozen=True)
class Holdings:
    """Sites, and zones as shipped outlines that are moved; an outline is made when it is needed."""

    sites: Positions
    outlines: np.ndarray
    radius_km: np.ndarray
    drawn: np.ndarray
    moved: np.ndarray

    def shapes(self, rows: np.ndarray) -> np.ndarray:
        """The outlines of some zones."""
        return np.array(
            [
                shapely.transform(self.outlines[self.drawn[row]], partial(np.add, self.moved[row]))
                for row in rows
            ]
        )


def holdings() -> Holdings:
    """As in `bench.overlay.tables`, with finer outlines."""
    whole = crmmap.load()
    random = np.random.default_rng(SITES)
    sites = whole.sites.iloc[random.integers(0, len(whole.sites), SITES)]
    lon = sites["longitude"].to_numpy() + random.normal(0, 1.5, SITES)
    lat = np.clip(sites["latitude"].to_numpy() + random.normal(0, 1.5, SITES), -80, 80)
    lon = np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon)
    kept = whole.zones[whole.zones["category"] != "ecoregion"]
    bounds = kept.geometry.bounds
    kept = kept[bounds["maxy"] - bounds["miny"] < 20]
    outlines = kept.geometry.to_numpy()
    fine = shapely.length(outlines) / VERTICES_OF_ZONE
    outlines = np.where(fine > 0, shapely.segmentize(outlines, np.maximum(fine, 1e-9)), outlines)
    return Holdings(
        Positions.of(np.arange(SITES), lon, lat),
        outlines,
        radii_of(kept),
        random.integers(0, len(kept), ZONES),
        random.normal(0, 1.5, (ZONES, 2)),
    )


def simulated(seconds: list[float], handed_out: float, workers: int) -> float:
    """Seconds until the last part has ended."""
    free = [0.0] * workers
    heapq.heapify(free)
    for place, one in enumerate(seconds):
        begun = max(heapq.heappop(free), (place + 1) * handed_out)
        heapq.heappush(free, begun + one)
    return max(free)


def measure() -> dict:
    """The plan, the times of the sample, and the simulated seconds of each number of workers."""
    made = holdings()
    begun = time.perf_counter()
    boxes = boxes_of(made.outlines, made.radius_km)[made.drawn] + np.tile(made.moved, 2)
    vertices = shapely.get_num_coordinates(made.outlines)[made.drawn]
    groups = groups_of(boxes, vertices)
    planned = time.perf_counter() - begun
    every = max(1, len(groups) // SAMPLE)
    times, handed_out, pairs, largest = [], [], 0, 0
    for rows in groups[::every]:
        shapes = made.shapes(rows)
        begun = time.perf_counter()
        sent = [
            pickle.dumps(part)
            for part in made.sites.parts(rows, shapes, made.radius_km[made.drawn[rows]], WITHIN_KM)
        ]
        handed_out.append((time.perf_counter() - begun) / len(sent))
        largest = max(largest, *map(len, sent))
        for one in sent:
            begun = time.perf_counter()
            pairs += len(measured(pickle.loads(one))[1])
            times.append(time.perf_counter() - begun)
    whole = np.repeat(times, every).tolist()
    serial = sum(handed_out) / len(handed_out)
    return {
        "sites": SITES,
        "zones": ZONES,
        "vertices": int(vertices.sum()),
        "parts": len(whole),
        "measured": len(times),
        "planned_s": planned,
        "handed_out_s": serial,
        "longest_s": max(times),
        "largest_mb": largest / 1e6,
        "pairs": pairs * every,
        "workers": {str(n): planned + simulated(whole, serial, n) for n in WORKERS},
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))

"""Sites near zones: our overlay beside a plain geopandas join of the same work, each in a
process of its own.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.memory import peak_mb  # noqa: E402

SIZES = ((10_000, 1_600), (300_000, 20_000))
WITHIN_KM = 10.0
REPEATS = 3
EQUAL_AREA = "EPSG:6933"


def tables(sites: int, zones: int):
    """The shipped sites and zones, drawn again and moved a little until there are as many as
    wanted.
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    import crmmap

    whole = crmmap.load()
    random = np.random.default_rng(sites)
    drawn = whole.sites.iloc[random.integers(0, len(whole.sites), sites)].reset_index(drop=True)
    lon = drawn["longitude"].to_numpy() + random.normal(0, 1.5, sites)
    lat = np.clip(drawn["latitude"].to_numpy() + random.normal(0, 1.5, sites), -80, 80)
    points = gpd.GeoDataFrame(
        drawn[["site_id"]], geometry=gpd.points_from_xy(lon, lat), crs="EPSG:4326"
    )
    kept = whole.zones[whole.zones["category"] != "ecoregion"]
    kept = kept[
        kept.geometry.bounds["maxy"] - kept.geometry.bounds["miny"] < 20
    ]  # of the size of a park, not of a sea
    areas = kept.iloc[random.integers(0, len(kept), zones)].reset_index(drop=True)
    east, north = random.normal(0, 1.5, zones), random.normal(0, 1.5, zones)
    shapes = [
        shapely.transform(shape, partial(np.add, (e, n)))
        for shape, e, n in zip(areas.geometry, east, north, strict=True)
    ]
    areas = gpd.GeoDataFrame(areas.drop(columns="geometry"), geometry=shapes, crs="EPSG:4326")
    return points, areas


def crmmap_overlay(sites, zones) -> int:
    """Geodesic distances of all pairs within the buffer."""
    from crmmap.atlas.proximity import nearby_zones

    return len(nearby_zones(sites, zones, within_km=WITHIN_KM))


def geopandas_join(sites, zones) -> int:
    """The same pairs by buffers in one projection for the whole world, then the distance of
    each.
    """
    import geopandas as gpd

    flat_sites, flat_zones = sites.to_crs(EQUAL_AREA), zones.to_crs(EQUAL_AREA)
    radius = flat_zones["eq_radius_km"].fillna(0) * 1000
    circles = flat_zones["geometry_kind"] == "point"
    shapes = flat_zones.geometry.where(~circles, flat_zones.geometry.buffer(radius))
    near = gpd.GeoDataFrame(
        {"zone": range(len(zones))}, geometry=shapes.buffer(WITHIN_KM * 1000), crs=EQUAL_AREA
    )
    pairs = gpd.sjoin(flat_sites, near, predicate="within")
    distances = flat_sites.geometry.loc[pairs.index].distance(
        shapes.iloc[pairs["zone"]], align=False
    )
    return int(distances.notna().sum())


WAYS = {"crmmap": crmmap_overlay, "geopandas sjoin": geopandas_join}


def measure() -> list[dict]:
    """Median seconds, peak memory and pairs of each way at each size."""
    rows = []
    for sites, zones in SIZES:
        for way in WAYS:
            command = [sys.executable, __file__, way, str(sites), str(zones)]
            runs = [
                json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
                for _ in range(REPEATS)
            ]
            seconds = [run["seconds"] for run in runs]
            peak = max(run["peak_mb"] for run in runs)
            rows.append(
                {"way": way, "sites": sites, "zones": zones, "seconds": seconds, "peak_mb": peak}
            )
            rows[-1]["pairs"] = runs[0]["pairs"]
            print(
                f"{sites:>8} sites × {zones:>6} zones {way:16} {statistics.median(seconds):.2f} s",
                flush=True,
            )
    return rows


def main() -> None:
    """One way at one size, as JSON."""
    way, sites, zones = sys.argv[1:4]
    points, areas = tables(int(sites), int(zones))
    before = peak_mb()
    begun = time.perf_counter()
    pairs = WAYS[way](points, areas)
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb() - before, "pairs": pairs}))


if __name__ == "__main__":
    main()

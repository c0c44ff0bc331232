"""Sites near zones: our overlay, in one process and in two, beside a plain geopandas join, SedonaDB
and PostGIS, each in a process of its own.
"""

from __future__ import annotations

import io
import json
import statistics
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench import postgis  # noqa: E402
from bench.memory import peak_mb  # noqa: E402

SIZES = ((10_000, 1_600), (300_000, 20_000), (1_000_000, 100_000))
WITHIN_KM = 10.0
REPEATS = {10_000: 3, 300_000: 3, 1_000_000: 1}
LONGEST = 900
"""Seconds after which a way is given up."""
EQUAL_AREA = "EPSG:6933"
FINE = 0.002
"""Degrees between the points of an outline that exact distances are taken to: some 200 m, so that
they err by a few metres."""


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


def ours(sites, zones, clock, engine: str):
    """Geodesic distances of all pairs within the buffer."""
    from crmmap.atlas.proximity import nearby_zones
    from crmmap.engines import engine_of

    with clock:
        return nearby_zones(sites, zones, within_km=WITHIN_KM, engine=engine_of(engine))


def geopandas_join(sites, zones, clock):
    """The same pairs by buffers in one projection for the whole world, then the distance of
    each.
    """
    import geopandas as gpd
    import pandas as pd

    with clock:
        flat_sites, flat_zones = sites.to_crs(EQUAL_AREA), zones.to_crs(EQUAL_AREA)
        shapes = _with_circles(flat_zones)
        near = gpd.GeoDataFrame(
            {"zone": range(len(zones))}, geometry=shapes.buffer(WITHIN_KM * 1000), crs=EQUAL_AREA
        )
        pairs = gpd.sjoin(flat_sites, near, predicate="within")
        distances = flat_sites.geometry.loc[pairs.index].distance(
            shapes.iloc[pairs["zone"]], align=False
        )
        return pd.DataFrame(
            {"site": pairs.index, "zone": pairs["zone"].to_numpy(), "distance_km": distances / 1000}
        )


def _with_circles(flat):
    """Zones in metres, those known by centre and area as circles."""
    circles = flat["geometry_kind"] == "point"
    radius = flat["eq_radius_km"].fillna(0) * 1000
    return flat.geometry.where(~circles, flat.geometry.buffer(radius))


def sedona_join(sites, zones, clock):
    """The same in SedonaDB, with all its threads, in the same projection."""
    import sedonadb

    base = sedonadb.connect()
    flat_sites = sites.to_crs(EQUAL_AREA)[["geometry"]].assign(site=range(len(sites)))
    flat_zones = zones.to_crs(EQUAL_AREA)
    flat_zones = flat_zones[["geometry"]].assign(
        zone=range(len(zones)), geometry=_with_circles(flat_zones)
    )
    base.create_data_frame(flat_sites).to_view("sites")
    base.create_data_frame(flat_zones).to_view("zones")
    with clock:
        return base.sql(
            "SELECT site, zone, ST_Distance(s.geometry, z.geometry) / 1000 AS distance_km "
            "FROM sites s JOIN zones z "
            f"ON ST_DWithin(s.geometry, z.geometry, {WITHIN_KM * 1000})"
        ).to_pandas()


def postgis_join(sites, zones, clock):
    """The same in PostGIS on the ellipsoid; loading and indexing the tables is not counted."""
    import pandas as pd

    with postgis.cluster() as folder:
        postgis.load(folder, sites, zones)
        with clock:
            rows = postgis.near(folder, WITHIN_KM)
    return pd.read_csv(io.BytesIO(rows), names=["site", "zone", "distance_km"])


WAYS = {
    "crmmap": partial(ours, engine="here"),
    "crmmap, 2 processes": partial(ours, engine="processes:2"),
    "geopandas sjoin": geopandas_join,
    "SedonaDB": sedona_join,
    "PostGIS": postgis_join,
}


class Clock:
    """Seconds of a block."""

    seconds = 0.0

    def __enter__(self) -> None:
        self._begun = time.perf_counter()

    def __exit__(self, *_) -> None:
        self.seconds = time.perf_counter() - self._begun


def exact(sites, zones):
    """The pairs by geodesics to the points of finely divided outlines."""
    import numpy as np
    import shapely
    from pyproj import Geod

    from crmmap.atlas.proximity import nearby_zones, radii_of

    geod = Geod(ellps="WGS84")
    pairs = nearby_zones(sites, zones, within_km=1.2 * WITHIN_KM)
    radius = radii_of(zones)
    found = []
    for site, zone, near in pairs.itertuples(index=False):
        x, y = sites.geometry.iloc[site].coords[0]
        shape = zones.geometry.iloc[zone]
        if near and np.isnan(radius[zone]):
            around = shapely.get_coordinates(shapely.segmentize(shape.boundary, FINE))
            _, _, metres = geod.inv(
                np.full(len(around), x), np.full(len(around), y), around[:, 0], around[:, 1]
            )
            near = metres.min() / 1000
        found.append(near)
    pairs["distance_km"] = found
    return pairs[pairs["distance_km"] <= WITHIN_KM]


def exactness(pairs, known) -> dict:
    """How many pairs are missed and too many, and how far the worst distance is off."""
    both = pairs.merge(known, on=["site", "zone"], suffixes=("", "_exact"))
    off = (both["distance_km"] - both["distance_km_exact"]).abs().max() * 1000
    return {
        "missed": len(known) - len(both),
        "too_many": len(pairs) - len(both),
        "metres_off": float(off),
    }


def measure() -> list[dict]:
    """Median seconds, peak memory and pairs of each way at each size, and how exact it is at the
    smallest.
    """
    import pandas as pd

    rows = []
    with tempfile.TemporaryDirectory() as folder:
        known = exact(*tables(*SIZES[0]))
        for sites, zones in SIZES:
            for way in WAYS:
                if way == "PostGIS" and not postgis.there_is():
                    continue
                out = Path(folder) / "pairs.parquet"
                command = [sys.executable, __file__, way, str(sites), str(zones), str(out)]
                try:
                    runs = [
                        json.loads(
                            subprocess.run(
                                command, capture_output=True, check=True, timeout=LONGEST
                            ).stdout
                        )
                        for _ in range(REPEATS[sites])
                    ]
                except subprocess.TimeoutExpired:
                    rows.append({"way": way, "sites": sites, "zones": zones, "seconds": []})
                    continue
                seconds = [run["seconds"] for run in runs]
                row = {"way": way, "sites": sites, "zones": zones, "seconds": seconds}
                row |= {"peak_mb": max(run["peak_mb"] for run in runs), "pairs": runs[0]["pairs"]}
                if (sites, zones) == SIZES[0]:
                    row |= exactness(pd.read_parquet(out), known)
                rows.append(row)
                print(
                    f"{sites:>8} sites × {zones:>6} zones {way:20} "
                    f"{statistics.median(seconds):.2f} s {row}",
                    flush=True,
                )
    return rows


def main() -> None:
    """One way at one size, as JSON."""
    way, sites, zones, out = sys.argv[1:5]
    points, areas = tables(int(sites), int(zones))
    before, clock = peak_mb(), Clock()
    pairs = WAYS[way](points, areas, clock)
    pairs[["site", "zone", "distance_km"]].to_parquet(out)
    told = {"seconds": clock.seconds, "peak_mb": peak_mb() - before, "pairs": len(pairs)}
    print(json.dumps(told))


if __name__ == "__main__":
    main()

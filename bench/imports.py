"""Import of an inventory with matching against the shipped sites, beside a plain geopandas
sjoin_nearest.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.memory import peak_mb  # noqa: E402

SIZES = (30_000, 300_000)
REPEATS = 3
COMMODITIES = (
    "Gold",
    "Copper",
    "Lead, Zinc, Silver",
    "Uranium",
    "Iron",
    "Sand and Gravel",
    "Nickel, Cobalt",
    "Tin",
)
STAGES = ("Occurrence", "Past Producer", "Prospect", "Producer")
EMPTY = (
    "region",
    "state",
    "county",
    "com_type",
    "oper_type",
    "ore",
    "gangue",
    "work_type",
    "model",
    "names",
    "ref",
)


def write(path: Path, rows: int) -> None:
    """A table of the layout of MRDS: names, positions about land and commodities by a fixed random
    seed.

    One row in twenty lies near a shipped site, under its name and with one of its minerals.
    """
    random = np.random.default_rng(7)
    sites = pd.read_csv(ROOT / "geodata" / "sites.csv", dtype=str, keep_default_na=False)
    about = sites.iloc[random.integers(0, len(sites), rows)]
    same = random.random(rows) < 0.05
    spread = np.where(same, 0.01, 2.5)
    lat = np.clip(about["latitude"].astype(float).to_numpy() + random.normal(0, spread), -89, 89)
    lon = np.clip(about["longitude"].astype(float).to_numpy() + random.normal(0, spread), -180, 180)
    names = np.where(same, about["name"], [f"Claim {i % 9973} of {i}" for i in range(rows)])
    minerals = np.where(
        same, about["minerals"].str.split(";").str[0], random.choice(COMMODITIES, rows)
    )
    table = pd.DataFrame(
        {
            "dep_id": np.arange(rows) + 10_000_000,
            "site_name": names,
            "latitude": lat.round(5),
            "longitude": lon.round(5),
            "country": about["country"].to_numpy(),
            "commod1": minerals,
            "commod2": "",
            "commod3": "",
            "dev_stat": random.choice(STAGES, rows),
            **dict.fromkeys(EMPTY, "a few words as they stand there"),
        }
    )
    table.to_csv(path, index=False)


def crmmap_import(path: Path) -> int:
    """Rows that find their site, by the reader: all is normalised and each row's fate is told."""
    import crmmap
    from crmmap.exchange.readers import read

    return read(path, crmmap.load()).totals["merged"]


def geopandas_nearest(path: Path) -> int:
    """Rows that find their site, by the nearest one within the distance; no name, country or
    fate is looked at.
    """
    import geopandas as gpd

    def points(table: pd.DataFrame) -> gpd.GeoDataFrame:
        shapes = gpd.points_from_xy(
            table["longitude"].astype(float), table["latitude"].astype(float), crs="EPSG:4326"
        )
        return gpd.GeoDataFrame(table, geometry=shapes).to_crs("ESRI:54032")

    sites = points(pd.read_csv(ROOT / "geodata" / "sites.csv", dtype=str, keep_default_na=False))
    rows = points(pd.read_csv(path, dtype=str, keep_default_na=False))
    pairs = gpd.sjoin_nearest(rows, sites, max_distance=10_000, distance_col="metres")
    cells = zip(pairs["commod1"], pairs["minerals"], strict=True)
    shared = [
        bool(set(commodities.split(", ")) & set(minerals.split(";")))
        for commodities, minerals in cells
    ]
    return int(pairs.index[shared].nunique())


WAYS = {"crmmap": crmmap_import, "geopandas sjoin_nearest": geopandas_nearest}


def measure() -> list[dict]:
    """Seconds and peak memory of each way at each size."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"mrds-{size}.csv"
            write(path, size)
            for way in WAYS:
                command = [sys.executable, __file__, way, str(path)]
                runs = [
                    json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
                    for _ in range(REPEATS)
                ]
                seconds = [run["seconds"] for run in runs]
                peak = max(run["peak_mb"] for run in runs)
                rows.append(
                    {
                        "way": way,
                        "rows": size,
                        "seconds": seconds,
                        "peak_mb": peak,
                        "found": runs[0]["found"],
                    }
                )
                print(
                    f"{size:>8} rows {way:24} {statistics.median(seconds):.2f} s, {peak:,.0f} MB",
                    flush=True,
                )
    return rows


def main() -> None:
    """One way on one file, as JSON."""
    way, path = sys.argv[1:3]
    begun = time.perf_counter()
    found = WAYS[way](Path(path))
    seconds = time.perf_counter() - begun
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "found": found}))


if __name__ == "__main__":
    main()

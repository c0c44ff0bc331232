"""Pairs of sites and zones, written as they come."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from contextlib import closing
from errno import ENOENT
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS

from crmmap.atlas.proximity import Positions, in_order, measured
from crmmap.engines import HERE, Engine
from crmmap.exchange.overlay.large_files import LargeFile, UnusableHolding
from crmmap.exchange.overlay.read_holdings import read_positions, sort_zones


def overlay_files(
    sites: LargeFile,
    zones: LargeFile,
    out: Path,
    *,
    within_km: float,
    engine: Engine = HERE,
    progress: Callable[[float], object] = lambda _: None,
) -> int:
    """Write every pair of a site and a zone that are close to each other as GeoParquet.

    In memory are the positions of the sites, the boxes of the zones, the names of both, and the
    outlines of zones that lie together; the rest stays in the files. The pairs are the same, to the
    last bit, whatever engine finds them; only their order is that in which parts of the work end.

    Parameters
    ----------
    sites
        Points.
    zones
        Polygons, or points with ``eq_radius_km``.
    out
        Columns: the names of site and zone as their files call them, ``distance_km`` (0 inside),
        and the position of the site. It is written beside first, so that it is whole or not there.
    within_km
        Pairs farther apart are left out.
    engine
        Where the parts of the work run.
    progress
        Told the share that is done, from 0 to 1; what it raises cancels the rest.

    Returns
    -------
    int
        How many pairs.

    Raises
    ------
    UnusableHolding
        If a file can't be used.
    crmmap.engines.LostWorker
        If workers of the engine end again and again over the same part.
    OSError
        If a file can't be read or written.
    """
    _writable(out, sites, zones)
    named = sites.ids(), zones.ids()
    lon, lat = read_positions(sites)
    there = np.flatnonzero(~np.isnan(lon))
    positions = Positions.of(there, lon[there], lat[there])
    written = done = 0
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as beside:
        sorted_zones = sort_zones(zones, Path(beside))
        names = sites.named_by or "site", zones.named_by or "zone"
        names = names if names[0] != names[1] else ("site", "zone")
        schema = _schema(names, named)
        part = Path(beside) / "pairs.parquet"
        work = sorted_zones.parts(positions, within_km)
        with pq.ParquetWriter(part, schema) as writer, closing(engine.run(measured, work)) as ended:
            for number, pairs in ended:
                if len(pairs):
                    writer.write_table(_rows(in_order(pairs), (lon, lat), named, schema))
                written += len(pairs)
                done += number
                progress(min(1.0, done / sorted_zones.number))
        part.replace(out)
    return written


def _writable(out: Path, *inputs: LargeFile) -> None:
    """Refuse what would be lost, before hours of work."""
    if not out.parent.is_dir():
        raise FileNotFoundError(ENOENT, "There is no such folder", str(out.parent))
    if not out.exists():
        return
    if not out.is_file():
        raise UnusableHolding(f"{out} is no file that could be replaced; name another")
    for one in inputs:
        if out.samefile(one.path):
            raise UnusableHolding(f"{out} holds the {one.holds}s; write the pairs to another file")


def _schema(names: tuple[str, str], named: tuple[pa.Array, pa.Array]) -> pa.Schema:
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {
            "geometry": {
                "encoding": "WKB",
                "geometry_types": ["Point"],
                "crs": CRS(4326).to_json_dict(),
            }
        },
    }
    return pa.schema(
        [
            *((name, ids.type) for name, ids in zip(names, named, strict=True)),
            ("distance_km", pa.float64()),
            ("geometry", pa.binary()),
        ],
        metadata={"geo": json.dumps(geo)},
    )


def _rows(
    pairs: pd.DataFrame,
    position: tuple[np.ndarray, np.ndarray],
    named: tuple[pa.Array, pa.Array],
    schema: pa.Schema,
) -> pa.Table:
    site, zone = pairs["site"].to_numpy(), pairs["zone"].to_numpy()
    points = shapely.to_wkb(shapely.points(*(degrees[site] for degrees in position)))
    return pa.table(
        [
            named[0].take(pa.array(site)),
            named[1].take(pa.array(zone)),
            pa.array(pairs["distance_km"].to_numpy()),
            pa.array(points, pa.binary()),
        ],
        schema=schema,
    )

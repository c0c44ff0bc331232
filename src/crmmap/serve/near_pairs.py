"""Which sites lie near which zones, found once for all replicas that share a folder."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.lookups import FARTHEST_KM
from crmmap.atlas.proximity import nearby_zones, positions_of, radii_of
from crmmap.draw.canvas.shared_files import SharedFiles
from crmmap.engines import engine_of

PAIRS = "pairs"
"""Below the folder that replicas share: what lies there is sent to nobody."""
FORM = 1
"""Another number for another way to measure, so that no old result is taken."""


def find_pairs(whole: Atlas, *, engine: str, folder: Path | None, days: int) -> None:
    """Give an Atlas its pairs: those that another replica has found, or else found now and left
    for the others.

    Parameters
    ----------
    engine
        Where they are found, see `crmmap.engines.engine_of`.
    folder
        That replicas share; None for none.
    days
        After which pairs that nobody has asked for go.

    Raises
    ------
    UnknownEngine
        If the engine can't be had.
    LostWorker
        If its workers end again and again.
    """
    files = SharedFiles(folder / PAIRS, days) if folder is not None else None
    name = name_of(whole)
    known = _known(files, name) if files is not None else None
    if known is None:
        known = nearby_zones(
            whole.sites, whole.zones, within_km=FARTHEST_KM, engine=engine_of(engine)
        )
        if files is not None:
            files.put(name, _as_file(known, whole))
    whole.lookups.nearby = known


def name_of(whole: Atlas) -> str:
    """Made of all that the pairs depend on: positions, outlines, radii and the distance."""
    digest = hashlib.sha256(f"{FORM} {FARTHEST_KM}".encode())
    for column in (*positions_of(whole.sites.geometry.to_numpy()), radii_of(whole.zones)):
        digest.update(np.ascontiguousarray(column).tobytes())
    for outline in shapely.to_wkb(whole.zones.geometry.to_numpy()):
        digest.update(outline)
    return f"{digest.hexdigest()[:20]}.parquet"


def _known(files: SharedFiles, name: str) -> pd.DataFrame | None:
    """What another replica has left; None if there is nothing, or nothing that can be read."""
    try:
        held = pd.read_parquet(io.BytesIO(files.get(name)))
        return held[["site", "zone", "distance_km"]]
    except (KeyError, pa.ArrowInvalid, OSError):
        return None


def _as_file(pairs: pd.DataFrame, whole: Atlas) -> bytes:
    """GeoParquet with the position of each pair's site."""
    points = whole.sites.geometry.to_numpy()[pairs["site"].to_numpy()]
    out = io.BytesIO()
    gpd.GeoDataFrame(pairs, geometry=points, crs="EPSG:4326").to_parquet(out)
    return out.getvalue()

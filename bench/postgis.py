"""PostGIS as a peer: a cluster of its own in a temporary folder, asked by psql."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import shapely

VERSIONS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[4])
PROGRAMS = VERSIONS[-1].parent if VERSIONS else Path("/usr/lib/postgresql")
EXTENSION = Path("/usr/share/postgresql", PROGRAMS.parent.name, "extension", "postgis.control")
NEAR = """
COPY (
  SELECT site, zone, d / 1000 FROM (
    SELECT s.id AS site, z.id AS zone, greatest(0, ST_Distance(s.place, z.shape) - z.radius) AS d
    FROM sites s JOIN zones z ON ST_DWithin(s.place, z.shape, {metres} + z.radius)
  ) pairs
) TO STDOUT (FORMAT csv)
"""


def there_is() -> bool:
    """Whether PostgreSQL and PostGIS are installed, as Debian has them."""
    return PROGRAMS.is_dir() and EXTENSION.exists()


@contextmanager
def cluster() -> Iterator[Path]:
    """The folder of the socket of a cluster that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="crmmap-pg-") as folder:
        if os.geteuid() == 0:  # PostgreSQL does not run as root
            shutil.chown(folder, "postgres", "postgres")
        data = f"{folder}/data"
        initdb = ["-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8", "-U", "postgres"]
        _run(folder, f"{PROGRAMS}/initdb", "-D", data, *initdb)
        settings = f"-k {folder} -c listen_addresses= -c shared_buffers=1GB -c work_mem=256MB"
        _run(
            folder,
            f"{PROGRAMS}/pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            f"{folder}/log",
            "-o",
            settings,
            "start",
        )
        try:
            yield Path(folder)
        finally:
            _run(folder, f"{PROGRAMS}/pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(folder: str, *command: str) -> None:
    as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    whole = [*as_user, *command] if os.geteuid() == 0 else list(command)
    subprocess.run(whole, cwd=folder, check=True, stdout=subprocess.DEVNULL)


def _psql(folder: Path, statement: str, data: bytes | None = None) -> bytes:
    command = ["psql", "-h", str(folder), "-U", "postgres", "-qtA", "-v", "ON_ERROR_STOP=1"]
    done = subprocess.run([*command, "-c", statement], input=data, capture_output=True, check=True)
    return done.stdout


def load(folder: Path, sites: gpd.GeoDataFrame, zones: gpd.GeoDataFrame) -> None:
    """Both tables as geography, which PostGIS measures on the ellipsoid, with their indexes."""
    _psql(folder, "CREATE EXTENSION postgis")
    for name, column, table in (("sites", "place", sites), ("zones", "shape", zones)):
        _psql(folder, f"CREATE TABLE {name} (id int, {column} geography, radius float)")
        radius = table["eq_radius_km"].fillna(0) * 1000 if name == "zones" else [0.0] * len(table)
        shapes = shapely.to_wkb(
            shapely.set_srid(table.geometry.to_numpy(), 4326), hex=True, include_srid=True
        )
        rows = zip(range(len(table)), shapes, radius, strict=True)
        text = "".join(f"{at},{shape},{far}\n" for at, shape, far in rows)
        _psql(folder, f"COPY {name} FROM STDIN (FORMAT csv)", text.encode())
        _psql(folder, f"CREATE INDEX ON {name} USING gist ({column})")
        _psql(folder, f"ANALYZE {name}")


def near(folder: Path, within_km: float) -> bytes:
    """Site, zone and kilometres of all pairs, as CSV."""
    return _psql(folder, NEAR.format(metres=within_km * 1000))

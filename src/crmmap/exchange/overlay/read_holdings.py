"""What is kept in memory of large files: of sites their positions, of zones their boxes; outlines
go in groups to a temporary folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import shapely

from crmmap.atlas.proximity import Part, Positions, boxes_of, groups_of, positions_of
from crmmap.exchange.overlay.large_files import MULTIPOLYGON, POINT, POLYGON, LargeFile

OF_BUCKET = 2_000_000
"""Vertices, about, of the zones that are read together: some 40 MB."""
MOST_BUCKETS = 200
"""Files that are open at one time while zones are sorted."""
RADIUS, LARGEST_KM = "eq_radius_km", 2_000
_BUCKET = pa.schema([("row", pa.int64()), ("shape", pa.binary()), ("radius", pa.float64())])


def read_positions(file: LargeFile) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes of the sites of a file, shape (rows,); not a number for a row
    without a position.

    Raises
    ------
    UnusableHolding
        If a geometry is no point on the globe.
    """
    lon, lat = np.full(file.rows, np.nan), np.full(file.rows, np.nan)
    for first, points, _ in file.batches():
        there = ~shapely.is_missing(points)
        file.refuse(first, there & (shapely.get_type_id(points) != POINT), "a site must be a point")
        file.refuse(
            first, there & (abs(shapely.get_x(points)) > 360), "the site is not on the globe"
        )
        at = slice(first, first + len(points))
        lon[at], lat[at] = positions_of(points)
    return lon, lat


@dataclass(frozen=True)
class SortedZones:
    """Zones of a file, those that lie together in one file of a temporary folder.

    Attributes
    ----------
    number
        Of zones that have a geometry.
    buckets
        Of each file the groups of rows that are measured together.
    """

    number: int
    buckets: list[tuple[Path, list[np.ndarray]]]

    def parts(self, sites: Positions, within_km: float) -> Iterator[Part]:
        """The work in parts, one bucket of zones in memory at a time; ``sites`` and ``zones`` of
        a part are rows of the files.
        """
        for path, groups in self.buckets:
            with pa.ipc.open_file(path) as held:
                table = held.read_all()
            rows = table["row"].to_numpy()
            order = np.argsort(rows, kind="stable")
            shapes = shapely.from_wkb(table["shape"].to_numpy(zero_copy_only=False))
            radius = table["radius"].to_numpy()
            for group in groups:
                at = order[np.searchsorted(rows[order], group)]
                yield from sites.parts(group, shapes[at], radius[at], within_km)


def sort_zones(file: LargeFile, folder: Path) -> SortedZones:
    """Read a file of zones twice: for their boxes, then to write those that lie together into one
    file.

    Raises
    ------
    UnusableHolding
        If a geometry is neither an area nor a point on the globe.
    """
    rows, boxes, vertices = [], [], []
    for first, shapes, radius in _zones(file):
        there = np.flatnonzero(~shapely.is_missing(shapes))
        rows.append(first + there)
        boxes.append(boxes_of(shapes[there], radius[there]))
        vertices.append(shapely.get_num_coordinates(shapes[there]))
    if not sum(map(len, rows)):
        return SortedZones(0, [])
    row = np.concatenate(rows)
    count = np.concatenate(vertices)
    groups = groups_of(np.concatenate(boxes), count)
    weight = np.cumsum([count[group].sum() for group in groups])
    each = max(OF_BUCKET, weight[-1] / MOST_BUCKETS)
    bucket_of_group = ((weight - 1) // each).astype(int)
    bucket_of_row = np.full(file.rows, -1)
    buckets: list[tuple[Path, list[np.ndarray]]] = []
    for bucket in np.unique(bucket_of_group):
        held = [row[groups[at]] for at in np.flatnonzero(bucket_of_group == bucket)]
        bucket_of_row[np.concatenate(held)] = len(buckets)
        buckets.append((folder / f"{len(buckets)}.arrow", held))
    _write_buckets(file, bucket_of_row, [path for path, _ in buckets])
    return SortedZones(len(row), buckets)


def _write_buckets(file: LargeFile, bucket_of_row: np.ndarray, paths: list[Path]) -> None:
    with ExitStack() as stack:
        writers = [stack.enter_context(pa.ipc.new_file(path, _BUCKET)) for path in paths]
        for first, shapes, radius in _zones(file):
            bucket = bucket_of_row[first : first + len(shapes)]
            for one in np.unique(bucket[bucket >= 0]):
                at = np.flatnonzero(bucket == one)
                writers[one].write_batch(
                    pa.record_batch(
                        [
                            pa.array(first + at),
                            pa.array(shapely.to_wkb(shapes[at]), pa.binary()),
                            pa.array(radius[at]),
                        ],
                        schema=_BUCKET,
                    )
                )


def _zones(file: LargeFile) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Batch by batch the number of the first row, the shapes (none where there is nothing to
    measure) and the radius of those that are circles.
    """
    for first, shapes, more in file.batches(RADIUS):
        there, kind = ~shapely.is_missing(shapes), shapely.get_type_id(shapes)
        file.refuse(
            first,
            there & ~np.isin(kind, (POINT, POLYGON, MULTIPOLYGON)),
            "a zone must be a polygon, or the point in its middle",
        )
        file.refuse(
            first, there & (kind != POINT) & (shapely.area(shapes) == 0), "the polygon has no area"
        )
        radius = np.nan_to_num(more.get(RADIUS, np.zeros(len(shapes))).astype(float), posinf=-1)
        file.refuse(
            first,
            there & (kind == POINT) & ~((radius >= 0) & (radius <= LARGEST_KM)),
            f"the radius must be from 0 to {LARGEST_KM:,} km",
        )
        yield first, shapes, np.where(kind == POINT, radius, np.nan)

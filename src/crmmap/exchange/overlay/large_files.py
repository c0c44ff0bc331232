"""GeoParquet read batch by batch, with the words for what can't be used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from crmmap.toml_models import UnusableFile

BATCH_BYTES, MOST_ROWS = 32_000_000, 20_000
"""What is read at one time."""
POINT, POLYGON, MULTIPOLYGON = 0, 3, 6
MADE = ("distance_km", "geometry")
"""Columns of the result, so rows can't be named by one."""


class UnusableHolding(UnusableFile):
    """A file of sites or zones that can't be laid over another."""

    def __init__(self, fault: str) -> None:
        super().__init__([fault])


@dataclass(frozen=True)
class LargeFile:
    """A GeoParquet file of sites or of zones.

    Attributes
    ----------
    holds
        ``site`` or ``zone``: what a row is.
    key
        The column that names its rows; "" for ``site_id`` or ``zone_id``, or else the one column
        that ends in ``_id``, or else the number of the row, from 0.
    """

    path: Path
    holds: str
    key: str = ""

    @cached_property
    def geometry(self) -> str:
        """The column of geometries, after a look at whether it can be read.

        Raises
        ------
        UnusableHolding
            If the file is no GeoParquet in degrees of WGS 84.
        """
        try:
            told = json.loads((self._schema.metadata or {})[b"geo"])
            column = told["primary_column"]
            described = told["columns"][column]
            encoding = described["encoding"]
            kind = self._schema.field(column).type
        except (KeyError, ValueError, TypeError):
            raise self._fault(
                f"geometries are not described as in GeoParquet. {self._way}"
            ) from None
        if encoding != "WKB" or not (pa.types.is_binary(kind) or pa.types.is_large_binary(kind)):
            raise self._fault(
                f"column {column}: geometries are written as {encoding!r} in cells of the type "
                f"{kind}; write them as WKB, which geopandas does by default"
            )
        crs = described.get("crs", "OGC:CRS84")
        if crs is None:
            raise self._fault(
                f"column {column}: no reference system is told; if the positions are longitude and "
                'latitude, say so with geopandas: .set_crs("EPSG:4326")'
            )
        if not _is_wgs84(crs):
            raise self._fault(
                f"column {column}: positions are not longitude and latitude of WGS 84; bring them "
                'there with geopandas: .to_crs("EPSG:4326")'
            )
        return column

    @cached_property
    def named_by(self) -> str:
        """The column that names rows, "" where none does.

        Raises
        ------
        UnusableHolding
            If the column that was asked for is not there, or can't be a column of the result.
        """
        names = self._schema.names
        if self.key in MADE:
            raise self._fault(
                f"the column {self.key!r} can't name rows, for the result has one of that name"
            )
        if self.key:
            if self.key not in names:
                raise self._fault(f"there is no column {self.key!r}; it has {', '.join(names)}")
            return self.key
        usual = f"{self.holds}_id"
        found = [usual] if usual in names else [one for one in names if one.endswith("_id")]
        return found[0] if len(found) == 1 else ""

    def ids(self) -> pa.Array:
        """The names of all rows.

        Raises
        ------
        UnusableHolding
            If a column that nobody asked for names rows alike.
        """
        if not self.named_by:
            return pa.array(np.arange(self.rows))
        column = pq.read_table(self.path, columns=[self.named_by]).column(0).combine_chunks()
        if not self.key and len(column.unique()) < len(column):
            raise self._fault(
                f"the column {self.named_by} names several rows alike; choose another with "
                f"--{self.holds}-id"
            )
        return column

    @property
    def rows(self) -> int:
        """How many the file has."""
        return self._file.metadata.num_rows

    def batches(self, *more: str) -> Iterator[tuple[int, np.ndarray, dict[str, np.ndarray]]]:
        """Batch by batch the number of its first row, its geometries, and other columns of numbers
        that the file has.

        Raises
        ------
        UnusableHolding
            If a geometry is broken, or a column has no numbers.
        """
        others = [name for name in more if name in self._schema.names]
        for name in others:
            kind = self._schema.field(name).type
            if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)):
                raise self._fault(f"column {name}: it must hold numbers, and is of type {kind}")
        first = 0
        for batch in self._file.iter_batches(self._batch_rows, columns=[self.geometry, *others]):
            cells = batch.column(self.geometry).to_numpy(zero_copy_only=False)
            shapes = shapely.force_2d(shapely.from_wkb(cells, on_invalid="ignore"))
            there = np.array([cell is not None for cell in cells])
            self.refuse(first, there & shapely.is_missing(shapes), "the geometry can't be read")
            shapes[shapely.is_empty(shapes)] = None
            xy, row = shapely.get_coordinates(shapes, return_index=True)
            odd = ~(np.isfinite(xy).all(axis=1) & (abs(xy) <= (540, 90.000001)).all(axis=1))
            wrong = np.zeros(len(shapes), bool)
            wrong[row[odd]] = True
            self.refuse(first, wrong, "the geometry is not on the globe")
            yield (
                first,
                shapes,
                {name: batch.column(name).to_numpy(zero_copy_only=False) for name in others},
            )
            first += len(shapes)

    def refuse(self, first: int, wrong: np.ndarray, why: str) -> None:
        """Name the first row of a batch that can't be used.

        Raises
        ------
        UnusableHolding
            If there is one.
        """
        if wrong.any():
            row = first + int(np.flatnonzero(wrong)[0])
            raise self._fault(f"row {row:,} (counting from 0): {why}")

    def _fault(self, what: str) -> UnusableHolding:
        return UnusableHolding(f"{self.path}: {what}")

    @property
    def _way(self) -> str:
        return (
            "Write the file with geopandas: "
            f'gpd.read_file("{self.holds}s.gpkg").to_parquet("{self.holds}s.parquet")'
        )

    @property
    def _batch_rows(self) -> int:
        """As many rows as have some megabytes of geometries."""
        place = self._schema.get_field_index(self.geometry)
        meta = self._file.metadata
        size = sum(
            meta.row_group(group).column(place).total_uncompressed_size
            for group in range(meta.num_row_groups)
        )
        return max(1, min(MOST_ROWS, BATCH_BYTES * self.rows // max(size, 1)))

    @cached_property
    def _file(self) -> Any:
        try:
            file = pq.ParquetFile(self.path)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as fault:
            raise self._fault(f"it is no Parquet file ({fault}). {self._way}") from None
        names = file.schema_arrow.names
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise self._fault(f"there are several columns {twice!r}; leave one")
        return file

    @property
    def _schema(self) -> pa.Schema:
        return self._file.schema_arrow


def _is_wgs84(crs: dict[str, Any] | str) -> bool:
    """Whether a reference system, as PROJJSON or as text, is that of longitude and latitude."""
    try:
        return CRS.from_user_input(crs).equals(CRS(4326), ignore_axis_order=True)
    except (CRSError, TypeError, KeyError):
        return False

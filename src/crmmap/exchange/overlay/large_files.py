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

from crmmap.toml_models import UnusableFile

ROWS = 20_000
"""Rows that are read at one time."""
POINT, POLYGON, MULTIPOLYGON = 0, 3, 6
DEGREES = {"OGC:CRS84", "EPSG:4326"}


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
        ``sites`` or ``zones``, for the words of faults.
    key
        The column that names its rows; "" for the first that ends in ``_id``, or else the number
        of the row, from 0.
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
            If the file is no GeoParquet in degrees.
        """
        meta = (self._schema.metadata or {}).get(b"geo")
        if meta is None:
            raise UnusableHolding(
                f"{self.path} has no geometries as GeoParquet describes them. Write it with "
                f'geopandas: gpd.read_file("{self.holds}.gpkg").to_parquet("{self.holds}.parquet")'
            )
        told = json.loads(meta)
        column = told["primary_column"]
        described = told["columns"][column]
        if described["encoding"] != "WKB":
            raise UnusableHolding(
                f"{self.path}, column {column}: geometries are written as "
                f"{described['encoding']!r}; write them as WKB, which geopandas does by default"
            )
        if "crs" in described and not _in_degrees(described["crs"]):
            raise UnusableHolding(
                f"{self.path}, column {column}: positions are not in degrees of longitude and "
                'latitude (EPSG:4326); bring them there with geopandas: .to_crs("EPSG:4326")'
            )
        return column

    @cached_property
    def named_by(self) -> str:
        """The column that names rows, "" where none does.

        Raises
        ------
        UnusableHolding
            If the column that was asked for is not there.
        """
        names = self._schema.names
        if self.key and self.key not in names:
            raise UnusableHolding(
                f"{self.path} has no column {self.key!r}; it has {', '.join(names)}"
            )
        return self.key or next((name for name in names if name.lower().endswith("_id")), "")

    def ids(self) -> pa.Array:
        """The names of all rows."""
        if not self.named_by:
            return pa.array(np.arange(self.rows))
        column = pq.read_table(self.path, columns=[self.named_by]).column(0)
        return column.combine_chunks()

    @property
    def rows(self) -> int:
        """How many the file has."""
        return self._file.metadata.num_rows

    def batches(self, *more: str) -> Iterator[tuple[int, np.ndarray, dict[str, np.ndarray]]]:
        """Batch by batch the number of its first row, its geometries, and other columns that the
        file has.

        Raises
        ------
        UnusableHolding
            If a geometry is broken.
        """
        others = [name for name in more if name in self._schema.names]
        first = 0
        for batch in self._file.iter_batches(ROWS, columns=[self.geometry, *others]):
            cells = batch.column(self.geometry).to_numpy(zero_copy_only=False)
            shapes = shapely.from_wkb(cells, on_invalid="ignore")
            broken = np.flatnonzero(shapely.is_missing(shapes) & (cells != None))  # noqa: E711 - cell by cell
            if broken.size:
                raise UnusableHolding(
                    f"{self.path}, row {first + broken[0]:,}: the geometry can't be read"
                )
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
            raise UnusableHolding(
                f"{self.path}, row {first + int(np.flatnonzero(wrong)[0]):,}: {why}"
            )

    @cached_property
    def _file(self) -> Any:
        try:
            return pq.ParquetFile(self.path)
        except pa.ArrowInvalid as fault:
            raise UnusableHolding(
                f"{self.path} is no Parquet file ({fault}). Write it with geopandas: "
                f'gpd.read_file("{self.holds}.gpkg").to_parquet("{self.holds}.parquet")'
            ) from None

    @property
    def _schema(self) -> pa.Schema:
        return self._file.schema_arrow


def _in_degrees(crs: dict[str, Any] | None) -> bool:
    """Whether PROJJSON is that of longitude and latitude; unknown is not."""
    named = (crs or {}).get("id", {})
    return f"{named.get('authority')}:{named.get('code')}" in DEGREES

"""A selection as vector tiles in one file (PMTiles), for web maps of others."""

from __future__ import annotations

import gzip
import io
import tempfile
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyogrio
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from crmmap.exchange.writers.selection import Selection

CLOSEST = 6
"""The closest zoom that has tiles of its own; a map draws closer ones from these."""
STEPS = 16_384
"""Positions along a tile's edge: 38 m at the closest zoom."""
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "sites": (
        "site_id",
        "name",
        "kind",
        "status",
        "iso3",
        "minerals",
        "owner",
        "confidence",
        "source_ids",
    ),
    "zones": (
        "zone_id",
        "name",
        "category",
        "sensitivity",
        "geometry_kind",
        "countries",
        "area_km2",
        "source_id",
    ),
    "agreements": (
        "agreement_id",
        "short_title",
        "diplomacy_mode",
        "legal_force",
        "status",
        "signed_date",
        "parties",
        "minerals",
        "source_url",
    ),
}
"""What a map draws and tells; the other columns are in the formats for rows."""


def as_pmtiles(selection: Selection) -> bytes:
    """The layers as tiles from the whole world to `CLOSEST`; no row is left out of a crowded tile.

    Rows without a place are in no tile. The licences and publishers stand in the file's metadata.
    """
    with tempfile.TemporaryDirectory(prefix="crmmap-") as folder:
        parts = [
            part
            for name, rows in selection.layers.items()
            if (part := _tiled(gpd.GeoDataFrame(rows), name, Path(folder))) is not None
        ]
        return _as_one(parts, selection.notice)


def _tiled(rows: gpd.GeoDataFrame, name: str, folder: Path) -> Path | None:
    """One layer as a file of its own; None if no row of it has a place."""
    placed = rows[rows.geometry.notna() & ~rows.geometry.is_empty]
    if placed.empty:
        return None
    path = folder / f"{name}.pmtiles"
    pyogrio.write_dataframe(
        placed[[*COLUMNS[name], "geometry"]],
        path,
        driver="PMTiles",
        layer=name,
        dataset_options={
            "MINZOOM": "0",
            "MAXZOOM": str(CLOSEST),
            "EXTENT": str(STEPS),
            "MAX_SIZE": "100000000",
            "MAX_FEATURES": "100000000",
        },
    )
    return path


def _as_one(parts: list[Path], notice: str) -> bytes:
    """Several files as one: tiles of one place follow each other, as their format allows."""
    tiles: dict[tuple[int, int, int], bytes] = {}
    layers: list[dict[str, Any]] = []
    for part in parts:
        with part.open("rb") as file:
            source = MmapSource(file)
            layers += Reader(source).metadata()["vector_layers"]
            for place, tile in all_tiles(source):
                tiles[place] = tiles.get(place, b"") + gzip.decompress(tile)
    out = io.BytesIO()
    writer = Writer(out)
    if not tiles:
        tiles[(0, 0, 0)] = b""
    for place in sorted(tiles, key=lambda place: zxy_to_tileid(*place)):
        writer.write_tile(zxy_to_tileid(*place), gzip.compress(tiles[place], mtime=0))
    header = {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": -1_800_000_000,
        "min_lat_e7": -850_000_000,
        "max_lon_e7": 1_800_000_000,
        "max_lat_e7": 850_000_000,
        "center_zoom": 1,
        "center_lon_e7": 0,
        "center_lat_e7": 200_000_000,
    }
    about = {
        "name": "crmmap",
        "description": notice,
        "attribution": escape(notice),
        "vector_layers": layers,
    }
    writer.finalize(header, about)
    return out.getvalue()

"""A first look at a file, before it is read: its layout or what its columns seem to mean, and
its first rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.exchange.readers import mapper
from crmmap.exchange.readers.limits import told_as_ours
from crmmap.exchange.readers.raw_tables import read_raw
from crmmap.exchange.readers.read import ImportOptions
from crmmap.exchange.readers.recognise import recognise
from crmmap.names import one_line

SAMPLE, LONGEST = 300, 300
"""Rows that are kept of a file, and characters of each of their cells."""


@dataclass(frozen=True, eq=False)
class Preview:
    """What a file seems to be.

    Attributes
    ----------
    layout
        Name of the publisher's layout that its columns have; "" if they have none.
    table
        Of ours, that a table of one's own fits.
    mapping
        Field to column, as guessed.
    doubtful
        Fields of that mapping of which the user should be asked.
    sample
        The first rows, their cells cut to a length that can be shown.
    points
        Longitude and latitude of a point in each of their shapes; None if it has no shapes.
    shaped
        Whether it has shapes, so that no column need hold a position.
    layers
        Sheets or layers, if there are several, the one that was looked at first.
    encoding
        In which its text was read; "" of files that are no text.
    """

    name: str
    layout: str
    table: str
    mapping: dict[str, str]
    doubtful: tuple[str, ...]
    columns: tuple[str, ...]
    sample: pd.DataFrame
    points: np.ndarray | None
    rows: int
    shaped: bool
    notes: tuple[str, ...]
    layers: tuple[str, ...]
    encoding: str


def preview(path: Path, atlas: Atlas, options: ImportOptions, *, name: str = "") -> Preview:
    """A first look at a file, of whose options only those count by which it is opened.

    Raises
    ------
    UnusableFile
        If it can't be read.
    """
    name = one_line(name or path.name)
    with told_as_ours(name):
        return _look(path, atlas, options, name)


def _look(path: Path, atlas: Atlas, options: ImportOptions, name: str) -> Preview:
    raw = read_raw(path, name=name, opening=options.opening())
    found = recognise(raw.cells, shaped=raw.geometry is not None)
    guessed, mapping = mapper.guess(raw.cells, raw.geometry, atlas)
    sample = raw.cells.head(SAMPLE).apply(lambda column: column.str.slice(0, LONGEST))
    return Preview(
        name,
        found.name if found else "",
        found.table if found else guessed.table,
        mapping,
        mapper.doubtful(mapping, raw.cells, atlas),
        tuple(raw.cells.columns),
        sample,
        None if raw.geometry is None else _points(raw.geometry.head(SAMPLE)),
        len(raw.cells),
        raw.geometry is not None,
        raw.notes,
        raw.layers,
        raw.encoding,
    )


def _points(shapes: gpd.GeoSeries) -> np.ndarray:
    """A point within each shape; not a number where there is none."""
    inside = shapes.representative_point()
    return np.column_stack([inside.x, inside.y])

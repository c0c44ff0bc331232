"""The result of reading a file, and merging it into an Atlas."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.exchange.readers.import_report import MERGED, totals
from crmmap.exchange.readers.layout import Layout, Source
from crmmap.exchange.readers.matching import Rule
from crmmap.schema.vocabulary import RESTRICTED

SAVED = "import-report.csv"


@dataclass(frozen=True, eq=False)
class ImportResult:
    """A file after reading.

    Attributes
    ----------
    name
        Of the file.
    layout, source
        How it was read, and who publishes it.
    tables
        Rows of our tables that it brings. Sites hold those, too, that go into one that is there.
    report
        One row a row of the file, see `crmmap.exchange.readers.import_report`.
    notes
        What was done to the file as a whole.
    rule
        By which sites were matched, if it brings any.
    apart
        Rows that the user kept apart.
    """

    name: str
    layout: Layout
    source: Source
    tables: dict[str, pd.DataFrame]
    report: pd.DataFrame
    notes: tuple[str, ...] = ()
    rule: Rule | None = None
    apart: frozenset[int] = frozenset()

    @property
    def totals(self) -> dict[str, int]:
        """Rows read, taken, merged, refused."""
        return totals(self.report)

    @property
    def restricted(self) -> bool:
        """Whether its licence forbids to pass it on."""
        return self.source.licence_class == RESTRICTED


def bounds_of(imported: ImportResult) -> tuple[float, float, float, float] | None:
    """West, south, east and north of the sites and areas that a file brings; None if it brings
    neither.
    """
    boxes = []
    sites = imported.tables.get("sites")
    if sites is not None and len(sites):
        x, y = sites["longitude"], sites["latitude"]
        boxes.append((x.min(), y.min(), x.max(), y.max()))
    zones = imported.tables.get("zones")
    if isinstance(zones, gpd.GeoDataFrame) and len(zones):
        boxes.append(tuple(zones.total_bounds))
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return float(min(west)), float(min(south)), float(max(east)), float(max(north))


def merge(atlas: Atlas, *files: ImportResult) -> Atlas:
    r"""An Atlas that also holds the rows of some files. The given Atlas stays as it is.

    Parameters
    ----------
    atlas
        The tables to add to.
    *files
        What was read, see `crmmap.exchange.readers.read`.

    Returns
    -------
    Atlas
        A site of a file that the map had already keeps its row. It gains the file as a source, and
        values for cells that were not known.

    Examples
    --------
    >>> import crmmap, tempfile
    >>> from pathlib import Path
    >>> from crmmap.exchange.readers import merge, read
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name) / "mine.csv"
    >>> rows = ["name,lat,lon,commodity,country", "New Hill,60.9,-46.1,rare earths,Greenland"]
    >>> _ = path.write_text("\n".join(rows))
    >>> atlas = crmmap.load()
    >>> len(merge(atlas, read(path, atlas)).sites) - len(atlas.sites)
    1
    """
    for imported in files:
        tables: dict[str, pd.DataFrame] = {"sources": _with_source(atlas, imported)}
        for name, rows in imported.tables.items():
            if name == "sites":
                tables[name] = _with_sites(atlas.sites, rows, imported.report)
            elif len(rows):
                tables[name] = _stacked(getattr(atlas, name), rows)
        atlas = atlas.replace(**tables)
    return atlas


def _stacked(there: Any, rows: pd.DataFrame) -> Any:
    """Rows below those that are there, with their columns and kinds of value."""
    more = rows.reindex(columns=there.columns)
    for column in there.columns:
        if column == "geometry":
            continue
        if there[column].dtype == object:
            more[column] = more[column].astype(object).where(more[column].notna(), "")
        else:
            more[column] = more[column].astype(there[column].dtype)
    if isinstance(there, gpd.GeoDataFrame):
        more = gpd.GeoDataFrame(more, geometry="geometry", crs=there.crs)
    return pd.concat([there, more], ignore_index=True)


def _with_source(atlas: Atlas, imported: ImportResult) -> pd.DataFrame:
    known = set(atlas.sources["source_id"])
    tables = [
        table
        for name in (
            "sites",
            "zones",
            "production",
            "standard_adherence",
            "agreements",
            "measures",
        )
        if (table := name) in imported.tables
    ]
    needed = {imported.source.source_id} | set(
        imported.tables.get("production", pd.DataFrame({"publisher": []}))["publisher"]
    )
    row = {
        **asdict(imported.source),
        "tables": f"{', '.join(tables)}: brought from {imported.name}",
    }
    if imported.layout.name.startswith("crmmap-"):
        needed = set()  # each row names sources of its own
    new = [
        {**row, "source_id": one, "title": row["title"] or imported.name}
        for one in sorted(needed - known)
    ]
    return _stacked(atlas.sources, pd.DataFrame(new)) if new else atlas.sources


def _with_sites(
    sites: gpd.GeoDataFrame, rows: pd.DataFrame, report: pd.DataFrame
) -> gpd.GeoDataFrame:
    goes_to = report["goes_to"].to_numpy()[rows.index]
    place_of = dict(zip(sites["site_id"], range(len(sites)), strict=True))
    merged = (report["fate"].to_numpy()[rows.index] == MERGED) & np.array(
        [one in place_of for one in goes_to], dtype=bool
    )
    new = rows[~merged]
    points = gpd.points_from_xy(new["longitude"], new["latitude"], crs="EPSG:4326")
    result = _stacked(sites, gpd.GeoDataFrame(new, geometry=points))
    for column in ("source_ids", "source_refs", "owner", "status"):
        cells = result[column].to_numpy(copy=True)
        for target, cell in zip(goes_to[merged], rows.loc[merged, column], strict=True):
            cells[place_of[target]] = _more(column, cells[place_of[target]], cell)
        result[column] = pd.Series(cells, index=result.index, dtype=object)
    return result


def _more(column: str, there: str, imported: str) -> str:
    if column in ("source_ids", "source_refs"):
        return ";".join(dict.fromkeys(filter(None, [*there.split(";"), *imported.split(";")])))
    return imported if there == ("unknown" if column == "status" else "") else there

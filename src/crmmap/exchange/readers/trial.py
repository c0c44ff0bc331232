"""The first rows of a file, read under the columns that are set just now.

It is quick and bounded, so a page can show at each change where the rows would lie and what would
be refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from crmmap.atlas.atlas import Atlas
from crmmap.exchange.readers import mapper, sites
from crmmap.exchange.readers.coordinates import reference_system
from crmmap.exchange.readers.import_report import REFUSED, ImportReport
from crmmap.exchange.readers.layout import Layout, plain, prepared, with_constants
from crmmap.exchange.readers.layouts import LAYOUTS
from crmmap.exchange.readers.preview import Preview
from crmmap.exchange.readers.recognise import GENERIC
from crmmap.schema.vocabulary import OWN_SOURCE


@dataclass(frozen=True, eq=False)
class Trial:
    """The first rows of a file.

    Attributes
    ----------
    names
        Of the rows that have a position.
    points
        Their longitudes and latitudes, two columns.
    rows
        How many rows were tried.
    refused
        Reason to how many rows would be refused for it; None where that was not worked out.
    """

    names: list[str]
    points: np.ndarray
    rows: int
    refused: dict[str, int] | None


def try_columns(
    look: Preview,
    atlas: Atlas,
    mapping: Mapping[str, str],
    *,
    layout: str,
    crs: str = "",
    constants: Mapping[str, str] = {},
) -> Trial | None:
    """What becomes of the first rows of a file.

    Parameters
    ----------
    look
        The first look at it.
    mapping
        Field to column, for a table of one's own.
    layout
        As which it is to be read: one of `LAYOUTS`, ``sites`` or ``zones``.
    crs, constants
        As in `crmmap.exchange.readers.ImportOptions`.

    Returns
    -------
    Trial or None
        None if the rows have no place on a map, or if something is still to be said.
    """
    chosen = GENERIC.get(layout) or LAYOUTS[layout]
    there = {plain(column) for column in look.columns}
    unfit = any(plain(column) not in there for column in chosen.needs)
    if unfit or chosen.table not in ("sites", "zones") or look.sample.empty:
        return None
    if chosen.table != "sites" or chosen.name.startswith("crmmap-"):
        return None if look.points is None else _of_shapes(look, look.points, mapping)
    if layout in GENERIC:
        lacks = mapper.missing(mapping, layout, shaped=look.shaped, constants=constants)
        if lacks or not _is_known(crs):
            return None
        chosen = mapper.with_columns(chosen, mapping, look.sample, table=layout)
    return _of_sites(look, atlas, chosen, crs, constants)


def _is_known(crs: str) -> bool:
    try:
        return not crs or bool(reference_system(crs))
    except ValueError:
        return False


def _of_shapes(look: Preview, points: np.ndarray, mapping: Mapping[str, str]) -> Trial:
    there = np.asarray(~np.isnan(points).any(axis=1))
    column = mapping.get("name") or look.mapping.get("name")
    texts = look.sample[column].tolist() if column else [""] * len(there)
    kept = [text for text, has in zip(texts, there, strict=True) if has]
    return Trial(kept, points[there], len(there), None)


def _shapes(look: Preview) -> gpd.GeoSeries | None:
    if look.points is None:
        return None
    points = shapely.points(look.points).astype(object)
    points[~np.isfinite(look.points).all(axis=1)] = None
    return gpd.GeoSeries(points, index=look.sample.index)


def _of_sites(
    look: Preview, atlas: Atlas, chosen: Layout, crs: str, constants: Mapping[str, str]
) -> Trial:
    cells = with_constants(prepared(look.sample, chosen, tuple(sites.FIELDS)), constants)
    report = ImportReport(len(cells), 1)
    own = chosen.name in GENERIC
    rows = sites.sites_of(
        cells,
        _shapes(look),
        atlas,
        report,
        source_id=OWN_SOURCE + "trial" if own else chosen.source.source_id,
        crs=crs,
    )
    reasons = report.reason[report.fate == REFUSED]
    counts = {reason: int((reasons == reason).sum()) for reason in dict.fromkeys(reasons)}
    return Trial(
        rows["name"].tolist(),
        rows[["longitude", "latitude"]].to_numpy(float),
        len(cells),
        dict(sorted(counts.items(), key=lambda one: -one[1])),
    )

"""Rows of an inventory as rows of sites.csv: names, minerals, countries and positions in one
form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from crmmap.exchange.readers.commodities import Commodities
from crmmap.exchange.readers.country_names import Countries
from crmmap.exchange.readers.import_report import ImportReport, by_value
from crmmap.exchange.readers.publisher_terms import (
    confidence_of,
    is_no_site,
    kinds_of,
    row_key,
    status_of,
    year_of,
)
from crmmap.exchange.readers.site_positions import located
from crmmap.schema.vocabulary import KINDS, OWN_SOURCE

if TYPE_CHECKING:
    from crmmap.atlas.atlas import Atlas

FIELDS = {
    "name": "Name",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "position": "Latitude and longitude in one, UTM, or WKT",
    "x": "Easting or x",
    "y": "Northing or y",
    "zone": "UTM zone",
    "commodities": "Commodities",
    "commodities_2": "Commodities, second column",
    "commodities_3": "Commodities, third column",
    "country": "Country",
    "kind": "Kind of site",
    "status": "Status",
    "owner": "Owner or operator",
    "confidence": "Confidence of position",
    "year": "Year of evidence",
    "ref": "Id of the row",
}
"""What a column of an inventory can mean."""


def sites_of(
    prepared: pd.DataFrame,
    geometry: Any,
    atlas: Atlas,
    report: ImportReport,
    *,
    source_id: str,
    crs: str = "",
) -> pd.DataFrame:
    """Rows of sites.csv for the rows that can be taken; the others are refused in ``report``.

    Parameters
    ----------
    prepared
        Texts; columns as in `FIELDS`, all of them.
    geometry
        Shapes in EPSG:4326, or None.
    crs
        The reference system of ``x`` and ``y``, where it is no UTM zone.

    Returns
    -------
    DataFrame
        Columns as in sites.csv; the index is the row's place in the file.
    """
    report.name[:] = prepared["name"].to_numpy()
    countries = Countries(atlas.countries)
    lat, lon, iso3 = located(
        prepared, geometry, atlas, countries, report, crs, strict=source_id.startswith(OWN_SOURCE)
    )
    minerals = _minerals(prepared["commodities"], atlas, report)
    kind = by_value(prepared["kind"], kinds_of)
    said = (prepared["kind"] != "").to_numpy()
    own = source_id.startswith(OWN_SOURCE)
    other = by_value(prepared["kind"], is_no_site) if own else np.full(len(kind), True)
    report.refuse(
        (kind == "") & said & other.astype(bool),
        lambda i: f"{prepared['kind'].iloc[i]!r} is none of the map's kinds of site",
    )
    unsaid = kind == ""
    report.change(
        unsaid & report.open,
        lambda i: (
            f"the kind {prepared['kind'].iloc[i][:60]!r} is not known; taken for a deposit"
            if said[i]
            else "no kind is given; taken for a deposit"
        ),
    )
    nameless = (prepared["name"] == "").to_numpy()
    report.change(nameless & report.open, "no name is given")
    ids = [row_key(source_id, ref) for ref in prepared["ref"]]
    rows = pd.DataFrame(
        {
            "site_id": ids,
            "name": prepared["name"].where(~nameless, "name not known").to_numpy(),
            "kind": np.where(unsaid, "deposit", kind),
            "status": by_value(prepared["status"], status_of),
            "latitude": np.round(lat, 6),
            "longitude": np.round(lon, 6),
            "country": [countries.name_of.get(code, "") for code in iso3],
            "iso3": iso3,
            "minerals": minerals,
            "owner": prepared["owner"].to_numpy(),
            "confidence": by_value(prepared["confidence"], confidence_of),
            "position_check": "",
            "source_ids": source_id,
            "source_refs": (
                source_id + ":" + prepared["ref"].str.replace(";", ",", regex=False)
            ).to_numpy(),
            "coord_source": source_id,
            "as_of_year": [year_of(cell) for cell in prepared["year"]],
            "eu_strategic_project": "",
            "note": prepared["note"].to_numpy() if "note" in prepared else "",
        }
    )
    return _folded(rows[report.open], report)


def _minerals(cells: pd.Series, atlas: Atlas, report: ImportReport) -> np.ndarray:
    reader = Commodities(
        dict(zip(atlas.minerals["mineral"], atlas.minerals["symbol"], strict=True))
    )
    found = by_value(cells, reader.read)
    minerals = np.array([";".join(one[0]) for one in found], dtype=object)
    empty = minerals == ""

    def reason(place: int) -> str:
        _, outside, unknown = found[place]
        if unknown:
            return f"no commodity is known: {', '.join(unknown)[:120]}"
        return (
            f"no mineral of the vocabulary: {', '.join(outside)[:120]}"
            if outside
            else "it names no commodity"
        )

    report.refuse(empty, reason)
    partly = ~empty & np.array([bool(one[2]) for one in found], dtype=bool) & report.open
    report.change(partly, lambda i: f"not known and left out: {', '.join(found[i][2])[:120]}")
    return minerals


def _folded(rows: pd.DataFrame, report: ImportReport) -> pd.DataFrame:
    """Rows of the same record become one: inventories list a plant once for each commodity."""
    twice = rows["site_id"].duplicated(keep=False)
    if not twice.any():
        return rows
    kept = rows[~rows["site_id"].duplicated()].copy()
    for site_id, group in rows[twice].groupby("site_id", sort=False):
        first = group.index[0]
        for column, order in (("minerals", None), ("kind", KINDS)):
            parts = dict.fromkeys(part for cell in group[column] for part in cell.split(";"))
            kept.loc[first, column] = (
                ";".join(p for p in order if p in parts) if order else ";".join(parts)
            )
        for place in group.index[1:]:
            said = f"the same record as row {report.row[first]}"
            report.merge(
                int(place),
                str(site_id),
                said,
                shared=str(rows.loc[place, "minerals"]),
                distance_km=0.0,
            )
    return kept

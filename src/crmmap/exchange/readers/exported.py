"""Rows that this map exported before: they are read as they were."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
from pandera.errors import SchemaErrors

from crmmap.exchange.readers.import_report import ImportReport
from crmmap.schema.tables import TABLES
from crmmap.schema.validate import in_words

if TYPE_CHECKING:
    from crmmap.atlas.atlas import Atlas

KEYED: dict[str, tuple[str, ...]] = {
    "sites": ("site_id",),
    "zones": ("zone_id",),
    "agreements": ("agreement_id",),
    "measures": ("measure_id",),
    "production": ("series_id", "iso3", "year"),
}
"""The tables that are exported, and the columns by which a row is known."""
_NAMES = {"agreements": "title", "measures": "measure_id", "production": "series_id"}


def rows_of(
    name: str, cells: pd.DataFrame, geometry: Any, atlas: Atlas, report: ImportReport
) -> pd.DataFrame:
    """Rows of one of our tables; a row that breaks a rule of the table is refused with the rule.

    Parameters
    ----------
    name
        Of `KEYED`.
    cells
        Texts under the table's own columns; what is beside them, such as attributions, is left.

    Returns
    -------
    DataFrame
        Columns and kinds of value as in the Atlas; the index is the row's place in the file.
    """
    table, there = TABLES[name], getattr(atlas, name)
    columns = [column for column in there.columns if column != "geometry"]
    rows = cells.reindex(columns=columns, fill_value="").astype(object)
    report.name[:] = rows[_NAMES.get(name, "name")].to_numpy()
    numbers = [column for column in columns if there[column].dtype == "float64"]
    for column in numbers:
        values = pd.to_numeric(rows[column], errors="coerce")
        wrong = (values.isna() & (rows[column] != "")).to_numpy()
        report.refuse(wrong, lambda i, c=column: f"{c} must be a number, it is {rows[c].iloc[i]!r}")
        rows[column] = values
    try:
        table.schema.validate(rows, lazy=True)
    except SchemaErrors as faults:
        for case in faults.failure_cases.dropna(subset=["index"]).itertuples():
            here = np.arange(len(rows)) == int(case.index)
            report.refuse(
                here,
                f"{case.column} {in_words(str(case.check))}, it is {str(case.failure_case)[:60]!r}",
            )
    if name == "zones":
        if geometry is None:
            report.refuse(
                np.full(len(rows), True),
                "a zone without its outline; bring GeoJSON, GeoPackage or GeoParquet",
            )
        rows = gpd.GeoDataFrame(rows, geometry=geometry, crs="EPSG:4326")
    rows = rows[report.open]
    for column in table.flags:
        rows[column] = rows[column] == "True"
    keys = pd.MultiIndex.from_frame(rows[list(KEYED[name])].astype(str))
    here = keys.isin(pd.MultiIndex.from_frame(there[list(KEYED[name])].astype(str)))
    for place, key in zip(rows.index[here], keys[here], strict=True):
        report.merge(int(place), ", ".join(key), "a row of this id is in the map")
    return rows[~here]

"""How much of what the United States uses is imported, as the USGS publishes it."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas

INDICATOR = "net import reliance, share of consumption"


def reliance(atlas: Atlas, *, mineral: str) -> pd.DataFrame:
    """Net import reliance of the United States, by product and year.

    Net import reliance is imports less exports, with changes of stocks, as a share of apparent
    consumption. Only the United States publish it for each mineral and year.

    Parameters
    ----------
    atlas
        The tables; a filter of minerals leaves those.
    mineral
        As in ``minerals.csv``.

    Returns
    -------
    DataFrame
        A row for each product and year: ``importer``, ``product``, ``year``, ``reliance`` (0 to
        1), ``qualifier`` (``<`` and ``>`` as published, ``net exporter``), ``estimated``,
        ``source_id``.

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries 2026, Salient Statistics.

    Examples
    --------
    >>> import crmmap
    >>> table = reliance(crmmap.load(), mineral="Gallium").set_index("year")
    >>> float(table.loc[2025, "reliance"])
    1.0
    """
    rows = atlas.import_reliance
    rows = rows[(rows["indicator"] == INDICATOR) & (rows["mineral"] == mineral)]
    rows = rows[rows["net_import_reliance"].notna()]
    table = rows.assign(
        year=rows["year"].astype(int),
        reliance=rows["net_import_reliance"].clip(0, 1),
        estimated=rows["note"].str.contains("estimated"),
    )
    columns = ["importer", "product", "year", "reliance", "qualifier", "estimated", "source_id"]
    return table[columns].sort_values(["product", "year"], ignore_index=True)

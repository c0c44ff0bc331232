"""The IEA's supply beside its demand, where both count the same."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.outlook import demand, outlook
from crmmap.measures.remember import remembered

COMPARABLE = ("Cobalt", "Copper", "Lithium", "Nickel", "Rare earths")
"""Minerals whose refined supply and whose demand count the same; of rare earths both are of the
four magnet metals. Supply of graphite is of battery grade, and demand of all grades."""


@remembered
def supply_and_demand(atlas: Atlas) -> pd.DataFrame:
    """Refined supply in the IEA's base case beside demand in its three scenarios.

    Recycling is not in supply, and demand has three scenarios for one case of supply: the
    difference is no shortage that the IEA has forecast.

    Parameters
    ----------
    atlas
        The tables; a filter of minerals leaves those, any other changes nothing.

    Returns
    -------
    DataFrame
        A row for each mineral, year and scenario: ``mineral``, ``year``, ``scenario``, ``supply``
        and ``demand`` (in ``unit``), ``covered`` (supply as a part of demand), ``counts`` (what
        the series of supply counts).

    References
    ----------
    International Energy Agency, Critical Minerals Dataset, edition of May 2025.

    Examples
    --------
    >>> import crmmap
    >>> table = supply_and_demand(crmmap.load()).set_index(["mineral", "year", "scenario"])
    >>> bool(table.loc[("Lithium", 2040, "STEPS"), "covered"] < 0.5)
    True
    """
    supply = outlook(atlas)
    supply = supply[(supply["stage"] == "refinery") & supply["mineral"].isin(COMPARABLE)]
    supply = supply.rename(columns={"total": "supply", "measure": "counts"})
    wanted = demand(atlas).rename(columns={"value": "demand"})
    table = supply[["mineral", "year", "supply", "counts", "unit"]].merge(
        wanted[["mineral", "year", "scenario", "demand", "unit"]], on=["mineral", "year", "unit"]
    )
    table["covered"] = table["supply"] / table["demand"]
    columns = ["mineral", "year", "scenario", "supply", "demand", "covered", "unit", "counts"]
    return table[columns].sort_values(["mineral", "scenario", "year"], ignore_index=True)

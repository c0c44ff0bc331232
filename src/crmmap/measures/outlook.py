"""The years to come, as the IEA sees them: supply by country to 2040, demand by scenario to
2050.
"""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.remember import remembered
from crmmap.schema.vocabulary import REST, STAGES, WORLD

BASE_YEAR = "base year"
TOTAL = "total"
"""The kind of row that holds the demand of all sectors."""


@remembered
def outlook(atlas: Atlas) -> pd.DataFrame:
    """Who is expected to supply a mineral to 2040, in the IEA's base case.

    The base case counts operating and announced projects, weighted by how probable they are. It is
    of supply from mines and refineries; recycling is not in it. Each series says in ``measure``
    what it counts: of rare earths the magnet rare earths alone, of refined graphite the battery
    grade. Such series are never compared with `shares`. Shares are of the published world total;
    where the parts of a year are more than the total, ``parts`` exceeds 1.

    Parameters
    ----------
    atlas
        The tables; a filter of minerals leaves those, any other changes nothing.

    Returns
    -------
    DataFrame
        A row for each mineral, stage and year: ``mineral``, ``stage``, ``measure``, ``year``,
        ``leader`` (ISO3), ``leader_name``, ``top_1``, ``top_3``, ``parts`` (0 to 1 and a little
        more), ``hhi`` (0 to 10,000, a lower bound, over the countries that are named), ``total``
        (in ``unit``), ``case``, ``edition``, ``source_id``.

    References
    ----------
    International Energy Agency, Critical Minerals Dataset, edition of May 2025.

    Examples
    --------
    >>> import crmmap
    >>> table = outlook(crmmap.load()).set_index(["mineral", "stage", "year"])
    >>> table.loc[("Nickel", "refinery", 2040), "leader_name"]
    'Indonesia'
    """
    rows = atlas.outlook_supply
    rows = rows[rows["stage"].isin(STAGES) & rows["share_of_world"].notna()]
    rows = rows.assign(year=rows["year"].astype(int))
    found = []
    one_year = ["mineral", "stage", "measure", "year"]
    for names, part in rows.groupby(one_year, sort=True):
        total = part.loc[part["iso3"] == WORLD, "value"]
        countries = part[~part["iso3"].isin([WORLD, REST])].sort_values(
            "share_of_world", ascending=False
        )
        if countries.empty:
            continue
        first, share = countries.iloc[0], countries["share_of_world"]
        others = part.loc[part["iso3"] == REST, "share_of_world"].sum()
        found.append(
            {
                **dict(zip(one_year, names, strict=True)),
                "leader": first["iso3"],
                "leader_name": first["country"],
                "top_1": share.iloc[0],
                "top_3": share.head(3).sum(),
                "parts": share.sum() + others,
                "hhi": float(((100 * share) ** 2).sum()),
                "total": total.iloc[0] if len(total) else float("nan"),
                "unit": first["unit"],
                "case": first["case"],
                "edition": first["edition"],
                "source_id": first["source_id"],
            }
        )
    columns = [*one_year, "leader", "leader_name", "top_1", "top_3", "parts", "hhi", "total"]
    table = pd.DataFrame(found, columns=[*columns, "unit", "case", "edition", "source_id"])
    years = table.groupby(["mineral", "stage", "measure"])["year"].transform("nunique")
    return table[years > 1].reset_index(drop=True)


@remembered
def demand(atlas: Atlas) -> pd.DataFrame:
    """Demand for a mineral by scenario to 2050, as the IEA sees it.

    Three scenarios start from one base year: stated policies (STEPS), announced pledges (APS), and
    net zero emissions by 2050 (NZE). They are no forecasts. The demand of a series and the supply
    of `outlook` do not count the same, so that a gap between them is not a figure of the IEA.

    Parameters
    ----------
    atlas
        The tables; a filter of minerals leaves those, any other changes nothing.

    Returns
    -------
    DataFrame
        A row for each mineral, scenario and year: ``mineral``, ``measure``, ``scenario``, ``year``,
        ``value``, ``unit``, ``times`` (of the base year's demand), ``edition``, ``source_id``. The
        base year stands in every scenario.

    References
    ----------
    International Energy Agency, Critical Minerals Dataset, edition of May 2025.

    Examples
    --------
    >>> import crmmap
    >>> table = demand(crmmap.load()).set_index(["mineral", "scenario", "year"])
    >>> bool(table.loc[("Lithium", "STEPS", 2040), "times"] > 4)
    True
    """
    rows = atlas.outlook_demand
    rows = rows[rows["sector_kind"] == TOTAL]
    rows = rows.assign(year=rows["year"].astype(int))
    base = rows[rows["scenario"] == BASE_YEAR]
    later = rows[rows["scenario"] != BASE_YEAR]
    each = later[["mineral", "measure", "scenario"]].drop_duplicates()
    begun = each.merge(base.drop(columns="scenario"), on=["mineral", "measure"])
    table = pd.concat([begun, later], ignore_index=True)
    start = base.set_index(["mineral", "measure"])["value"]
    keys = pd.MultiIndex.from_frame(table[["mineral", "measure"]])
    table["times"] = table["value"].to_numpy() / start.reindex(keys).to_numpy()
    columns = ["mineral", "measure", "scenario", "year", "value", "unit", "times", "edition"]
    return table[[*columns, "source_id"]].sort_values(
        ["mineral", "scenario", "year"], ignore_index=True
    )

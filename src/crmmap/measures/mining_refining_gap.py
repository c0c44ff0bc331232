"""Who mines and who refines the same mineral."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.concentration import concentration, shares
from crmmap.measures.remember import remembered
from crmmap.schema.vocabulary import REST, STAGES


@remembered
def mining_refining_gap(atlas: Atlas) -> pd.DataFrame:
    """Share of each country in mining and in refining of each mineral that has a series of both.

    A country that a series does not name has the share NaN: it may be within the published rest.

    Parameters
    ----------
    atlas
        The tables. Production keeps all countries under a filter: shares are of the world.

    Returns
    -------
    DataFrame
        A row a mineral and country: ``mineral``, ``iso3``, ``country``, ``mine``, ``refinery`` (0
        to 1 or NaN), ``shift`` (refinery less mine, an unnamed share counted as 0), ``year_mine``,
        ``year_refinery``, ``publisher_mine``, ``publisher_refinery``. The largest shift first
        within a mineral.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = mining_refining_gap(atlas).set_index(["mineral", "country"])
    >>> bool(table.loc[("Cobalt", "China"), "shift"] > 0.5)
    True
    """
    rows = shares(atlas)
    rows = rows[rows["iso3"] != REST]
    both = set(rows.loc[rows["stage"] == "mine", "mineral"]) & set(
        rows.loc[rows["stage"] == "refinery", "mineral"]
    )
    rows = rows[rows["mineral"].isin(both)]
    sides = []
    for stage in STAGES:
        side = rows.loc[
            rows["stage"] == stage, ["mineral", "iso3", "country", "share", "year", "publisher"]
        ]
        sides.append(
            side.rename(
                columns={"share": stage, "year": f"year_{stage}", "publisher": f"publisher_{stage}"}
            )
        )
    table = sides[0].merge(sides[1], on=["mineral", "iso3", "country"], how="outer")
    for column in ("year", "publisher"):
        for stage in STAGES:
            known = table.groupby("mineral")[f"{column}_{stage}"].transform("first")
            table[f"{column}_{stage}"] = table[f"{column}_{stage}"].fillna(known)
    table["shift"] = table["refinery"].fillna(0) - table["mine"].fillna(0)
    order = ["mineral", "iso3", "country", "mine", "refinery", "shift"]
    order += [f"{column}_{stage}" for column in ("year", "publisher") for stage in STAGES]
    return table[order].sort_values(
        ["mineral", "shift"], ascending=[True, False], ignore_index=True
    )


def leading_refiner(atlas: Atlas, iso3: str, minerals: set[str]) -> pd.DataFrame:
    """Which of some minerals a country leads in refining.

    Returns
    -------
    DataFrame
        A row for each of ``minerals``: ``mineral``, ``leads`` (True, False, or None where there is
        no series), ``leader_name``, ``share`` (of the leader), ``year``, ``publisher``.
    """
    table = concentration(atlas)
    table = table[table["stage"] == "refinery"].set_index("mineral")
    rows = []
    for mineral in sorted(minerals):
        if mineral not in table.index:
            rows.append((mineral, None, "", float("nan"), "", ""))
            continue
        row = table.loc[mineral]
        rows.append(
            (
                mineral,
                row["leader"] == iso3,
                row["leader_name"],
                row["top_1"],
                row["year"],
                row["publisher"],
            )
        )
    return pd.DataFrame(
        rows, columns=["mineral", "leads", "leader_name", "share", "year", "publisher"]
    )

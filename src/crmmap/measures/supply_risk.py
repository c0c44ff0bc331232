"""Supply risk in the manner of the EU's study, from the shares that are here."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.concentration import shares
from crmmap.measures.remember import remembered
from crmmap.schema.vocabulary import REST, STAGES

BEST, WORST = 2.5, -2.5
"""The scale of the Worldwide Governance Indicators."""


def governance_weights(atlas: Atlas) -> pd.Series:
    """How unstable each country is held to be, by ISO3 code: 0 the most stable, 1 the least.

    Political stability and absence of violence of the Worldwide Governance Indicators in the newest
    year, turned round and scaled. It is a weight, and no verdict on a country.
    """
    rows = atlas.governance_wgi
    newest = rows[rows["year"] == rows["year"].max()].set_index("iso3")["estimate"]
    return ((BEST - newest) / (BEST - WORST)).clip(0, 1)


@remembered
def supply_risk(atlas: Atlas) -> pd.DataFrame:
    """Concentration weighted by how unstable the supplying countries are.

    The EU's supply risk is the sum of (100 · share)² · g over countries, with g from the Worldwide
    Governance Indicators, scaled, and then lowered by recycling and by what may stand in. This is
    its first part, over the world's supply: neither the imports of the EU, nor trade barriers,
    recycling and substitution are in it. The EU takes all six indicators, and shares of 2016 to
    2020; here it is political stability alone, and the newest shares.

    Parameters
    ----------
    atlas
        The tables. Production keeps all countries under a filter: shares are of the world.

    Returns
    -------
    DataFrame
        A row for each mineral and stage: ``mineral``, ``stage``, ``weighted`` (0 to 10,000, the
        larger the riskier, a lower bound), ``unweighted`` (the same with g = 1), ``unknown`` (the
        share of countries without an indicator, 0 to 1), ``eu_supply_risk`` (as the EU published
        it in 2023 for the mineral, the highest of its materials; NaN if none).

    References
    ----------
    European Commission, Study on the Critical Raw Materials for the EU 2023, annex 2. World Bank,
    Worldwide Governance Indicators. Over the minerals with an EU figure the ranks agree with the
    EU's by 0.64 (Spearman, see `nearness`; edition of November 2026).

    Examples
    --------
    >>> import crmmap
    >>> table = supply_risk(crmmap.load()).set_index(["mineral", "stage"])
    >>> bool(table.loc[("Cobalt", "mine"), "weighted"] > table.loc[("Copper", "mine"), "weighted"])
    True
    """
    rows = shares(atlas)
    whole = rows.groupby(["mineral", "stage"])["share"].transform("sum").clip(lower=1)
    rows = rows.assign(share=rows["share"] / whole)  # rounded parts may sum to more than one
    rows = rows[(rows["iso3"] != REST) & rows["share"].notna()]
    weight = rows["iso3"].map(governance_weights(atlas))
    square = (100 * rows["share"]) ** 2
    rows = rows.assign(
        weighted=square * weight.fillna(0),
        unweighted=square,
        unknown=rows["share"].where(weight.isna(), 0.0),
    )
    table = rows.groupby(["mineral", "stage"], as_index=False)[
        ["weighted", "unweighted", "unknown"]
    ].sum()
    table = table[table["stage"].isin(STAGES)]
    eu = atlas.criticality.groupby("canonical_mineral")["supply_risk"].max()
    table["eu_supply_risk"] = table["mineral"].map(eu)
    return table.sort_values("weighted", ascending=False, ignore_index=True)


def nearness(atlas: Atlas) -> float:
    """The rank correlation (Spearman, -1 to 1) of `supply_risk` with the EU's published supply
    risk, over the minerals that have both.
    """
    table = supply_risk(atlas).groupby("mineral")[["weighted", "eu_supply_risk"]].max().dropna()
    return float(table["weighted"].rank().corr(table["eu_supply_risk"].rank()))

"""Yearly prices of minerals, as the USGS publishes them."""

from __future__ import annotations

import re

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.remember import remembered
from crmmap.wording import begun

SPREAD = 1.25
"""Quotes of one product lie no farther apart than this; beyond it they are of other products."""
_BREAKS = re.compile(r",(?! \d)|: ")
_UNIT = re.compile(
    r"^ ?(dollars|cents) per (metric ton|kilogram|pound|troy ounce|ton)( of)?", re.IGNORECASE
)
_IDLE = re.compile(r"price|average|annual average(-real)?|average annual|silicon", re.IGNORECASE)


@remembered
def prices(atlas: Atlas) -> pd.DataFrame:
    """Yearly prices of each product of a mineral.

    Parameters
    ----------
    atlas
        The tables; no filter changes prices.

    Returns
    -------
    DataFrame
        A row for each product and year: ``mineral``, ``product``, ``year``, ``usd_per_t`` (US
        dollars for a tonne, of what the product weighs, by arithmetic of units), ``value`` and
        ``unit`` as published, ``estimated``, ``source_id``. In the order of the source.

    References
    ----------
    U.S. Geological Survey, Mineral Commodity Summaries 2026.

    Examples
    --------
    >>> import crmmap
    >>> table = prices(crmmap.load()).set_index(["mineral", "year"])
    >>> float(table.loc[("Lithium", 2022), "usd_per_t"])
    63700.0
    """
    rows = atlas.mineral_attributes
    rows = rows[(rows["attribute"] == "price") & rows["usd_per_t"].notna()]
    rows = rows.assign(
        product=rows["detail"].map(_product),
        year=rows["year"].astype(int),
        estimated=rows["note"].str.contains("estimated"),
    )
    columns = ["mineral", "product", "year", "usd_per_t", "value", "unit", "estimated", "source_id"]
    one_unit = rows.drop_duplicates(["mineral", "product", "year"])  # nickel stands in two
    return one_unit[columns].reset_index(drop=True)


def _product(detail: str) -> str:
    """``Aluminum: ingot, average U.S. market (spot)`` of ``Aluminum: Price, ingot, average U.S.
    market (spot), cents per pound``.
    """
    commodity, _, said = detail.partition(": ")
    parts = [_UNIT.sub("", part).strip() for part in _BREAKS.split(said)]
    kept = ", ".join(part for part in parts if part and not _IDLE.fullmatch(part))
    if not kept.lower().startswith(commodity.lower()):
        kept = f"{commodity}: {kept}" if kept else commodity
    return begun(kept)


@remembered
def leading_price(atlas: Atlas) -> pd.DataFrame:
    """The one price that may stand for a mineral: that of its only product, or, of several quotes
    that lie within a quarter of each other in the newest year, the one that names the mineral,
    else the first. A mineral with products of different worth, such as the rare earths, has none.

    Parameters
    ----------
    atlas
        The tables; no filter changes prices.

    Returns
    -------
    DataFrame
        Rows of `prices` of one product for each mineral.

    Examples
    --------
    >>> import crmmap
    >>> table = leading_price(crmmap.load())
    >>> "Copper" in set(table["mineral"]), "Rare earths" in set(table["mineral"])
    (True, False)
    """
    table = prices(atlas)
    newest = table[table["year"] == table.groupby("mineral")["year"].transform("max")]
    spread = newest.groupby("mineral")["usd_per_t"].agg(["min", "max"])
    one = spread.index[spread["max"] <= SPREAD * spread["min"]]
    named = [
        mineral.lower() in product.lower()
        for mineral, product in zip(newest["mineral"], newest["product"], strict=True)
    ]
    first = newest.assign(other=[not yes for yes in named]).sort_values("other", kind="stable")
    first = first[first["mineral"].isin(one)].drop_duplicates("mineral")
    return table.merge(first[["mineral", "product"]], on=["mineral", "product"])

"""How the leader's share has moved from year to year."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.concentration import HIGHEST
from crmmap.measures.remember import remembered
from crmmap.schema.vocabulary import REST, WORLD


@remembered
def history(atlas: Atlas) -> pd.DataFrame:
    """The leading country of each series by year, as far as one and the same definition reaches.

    A yearbook of the USGS has two years of a series. A year of an earlier edition is taken only
    where the earlier edition counts in the very same words; a later edition's figure of a year
    stands for an earlier one's.

    Parameters
    ----------
    atlas
        The tables; a filter of minerals leaves those, any other changes nothing.

    Returns
    -------
    DataFrame
        A row for each mineral, stage and year: ``mineral``, ``stage``, ``measure``, ``year``,
        ``leader`` (ISO3), ``leader_name``, ``top_1`` (0 to 1), ``hhi`` (0 to 10,000, a lower
        bound), ``publisher`` (the edition). Series with one year are left out.

    Examples
    --------
    >>> import crmmap
    >>> table = history(crmmap.load())
    >>> cobalt = table[(table["mineral"] == "Cobalt") & (table["stage"] == "mine")]
    >>> cobalt["year"].tolist()
    [2022, 2023, 2024, 2025]
    """
    rows = atlas.production
    lead = rows[rows["headline"]].drop_duplicates(["mineral", "stage"])
    keys = ["mineral", "stage", "measure"]
    same = rows.merge(lead[keys], on=keys)
    same = same[same["publisher"].str.startswith("USGS") & same["year"].str.fullmatch(r"\d{4}")]
    newest = same.groupby([*keys, "year"])["publisher"].transform("max")
    same = same[(same["publisher"] == newest) & (same["iso3"] != WORLD)]
    same = same[same["share_of_world"].notna()].sort_values("share_of_world", ascending=False)
    whole = same.groupby([*keys, "year"])["share_of_world"].transform("sum").clip(lower=1)
    same["of_whole"] = same["share_of_world"] / whole  # rounded parts may sum to more than one
    grouped = same[same["iso3"] != REST].groupby([*keys, "year"], sort=True)
    table = grouped.agg(
        leader=("iso3", "first"),
        leader_name=("country", "first"),
        top_1=("of_whole", "first"),
        hhi=("share_of_world", lambda share: min(HIGHEST, float(((100 * share) ** 2).sum()))),
        publisher=("publisher", "first"),
    ).reset_index()
    table["year"] = table["year"].astype(int)
    years = table.groupby(["mineral", "stage"])["year"].transform("nunique")
    return table[years > 1].reset_index(drop=True)

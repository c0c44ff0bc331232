"""How concentrated mining and refining are, by country."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.remember import remembered
from crmmap.schema.vocabulary import REST, WORLD
from crmmap.wording import in_sentence, percent, the, year_in_words

HIGHEST = 10_000.0
BANDS = (
    (1000, "unconcentrated"),
    (1800, "moderately concentrated"),
    (float("inf"), "highly concentrated"),
)
"""Upper bounds of the Herfindahl-Hirschman index, US Merger Guidelines 2023."""


@remembered
def shares(atlas: Atlas) -> pd.DataFrame:
    """Share of the world in the headline series of each mineral and stage.

    Parameters
    ----------
    atlas
        The tables. Production keeps all countries under a filter: shares are of the world.

    Returns
    -------
    DataFrame
        ``mineral``, ``stage``, ``iso3``, ``country``, ``share`` (0 to 1), ``value``, ``unit``,
        ``year``, ``measure``, ``basis``, ``publisher``; the published rest stands under OTH, the
        world total is left out. Largest first.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = shares(atlas).set_index(["mineral", "stage", "iso3"])
    >>> bool(table.loc[("Rare earths", "refinery", "CHN"), "share"] > 0.8)
    True
    """
    rows = atlas.production
    rows = rows[rows["headline"] & (rows["iso3"] != WORLD)]
    columns = [
        "mineral",
        "stage",
        "iso3",
        "country",
        "share_of_world",
        "value",
        "unit",
        "year",
        "measure",
        "basis",
    ]
    named = rows[[*columns, "publisher"]].rename(columns={"share_of_world": "share"})
    return named.sort_values(
        ["mineral", "stage", "share"], ascending=[True, True, False], ignore_index=True
    )


def series(atlas: Atlas) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Mineral, stage and rows of `shares` of each headline series."""
    for names, rows in shares(atlas).groupby(["mineral", "stage"], sort=True):
        mineral, stage = cast("tuple[str, str]", names)
        yield mineral, stage, rows


@remembered
def concentration(atlas: Atlas) -> pd.DataFrame:
    """Concentration of each mineral and stage over countries.

    The Herfindahl-Hirschman index is Σ (100 · share)², from 0 to 10,000. The rest that is published
    without a country is left out of the squares, so that the index is a lower bound; ``rest`` shows
    its share.

    Parameters
    ----------
    atlas
        The tables. Production keeps all countries under a filter: shares are of the world.

    Returns
    -------
    DataFrame
        One row a mineral and stage: ``leader`` (ISO3), ``leader_name``; ``top_1``, ``top_3``,
        ``rest`` (0 to 1); ``hhi``, ``band``, ``countries``, ``year``, ``measure``, ``basis``,
        ``publisher``, ``excludes`` (the country that the published total leaves out, or ""),
        ``sentence``.

    References
    ----------
    U.S. Department of Justice and Federal Trade Commission, Merger Guidelines, 2023, guideline 1.

    Examples
    --------
    >>> import crmmap
    >>> table = concentration(crmmap.load()).set_index(["mineral", "stage"])
    >>> table.loc[("Cobalt", "refinery"), "leader_name"]
    'China'
    """
    table = []
    for mineral, stage, rows in series(atlas):
        named = rows[rows["iso3"] != REST]
        if named.empty:
            continue
        whole = max(1.0, float(rows["share"].sum()))  # rounded parts may sum to more than one
        first = named.assign(share=named["share"] / whole).iloc[0]
        excludes = excluded(rows)
        # rounded parts may sum to 1.01
        hhi = min(HIGHEST, float(((100 * named["share"]) ** 2).sum()))
        table.append(
            {
                "mineral": mineral,
                "stage": stage,
                "leader": first["iso3"],
                "leader_name": first["country"],
                "top_1": float(first["share"]),
                "top_3": float(named["share"].head(3).sum()),
                "rest": float(rows.loc[rows["iso3"] == REST, "share"].sum()),
                "hhi": hhi,
                "band": next(words for limit, words in BANDS if hhi < limit),
                "countries": len(named),
                "year": first["year"],
                "measure": first["measure"],
                "basis": first["basis"],
                "publisher": first["publisher"],
                "excludes": excludes,
                "sentence": sentence(first, excludes),
            }
        )
    columns = (
        "mineral stage leader leader_name top_1 top_3 rest hhi band countries year measure "
        "basis publisher"
    )
    return pd.DataFrame(table, columns=[*columns.split(), "excludes", "sentence"])


def sentence(row: pd.Series, excludes: str = "") -> str:
    """``China refines 91% of magnet rare earths (2024)``; says what the published total leaves
    out.
    """
    does = "mines" if row["stage"] == "mine" else "refines"
    magnet = "magnet rare earths" in row["measure"]
    what = "magnet rare earths" if magnet else in_sentence(row["mineral"], row["stage"])
    of = (
        f"of {what}, of a published total that excludes {the(excludes)}"
        if excludes
        else f"of {what}"
    )
    year = year_in_words(row["year"], row["basis"])
    return f"{the(row['country'], begin=True)} {does} {percent(row['share'])} {of} ({year})"


def excluded(rows: pd.DataFrame) -> str:
    """The country that the published total of a series leaves out: the United States, or "" if
    none.
    """
    withheld = bool((rows["iso3"].eq("USA") & rows["share"].isna()).any())
    return "United States" if withheld or "excl. US" in str(rows["measure"].iloc[0]) else ""

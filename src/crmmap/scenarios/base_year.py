"""The year from which a scenario starts: the latest figures, or a year of the IEA's outlook."""

from __future__ import annotations

from crmmap.atlas.atlas import Atlas
from crmmap.scenarios.base import take_lookups
from crmmap.scenarios.changes import add_rows
from crmmap.schema.vocabulary import REST, STAGES, WORLD

LATEST_FIGURES = "latest"
YEARS = ("2024", "2030", "2035", "2040")
"""Years for which the IEA's base case has supply by country."""
BASE_YEARS = (LATEST_FIGURES, *YEARS)
OUTLOOK = "outlook"
"""The ``basis`` of a row of production that stands in for the latest figures."""
SERIES = ["mineral", "stage", "measure"]


def at_year(atlas: Atlas, year: str) -> Atlas:
    """The tables with the supply of a year of the IEA's outlook in place of the latest figures.

    Six minerals have such supply at both stages (cobalt, copper, graphite, lithium, nickel and
    rare earths); all others keep their latest figures. The series count what the IEA counts: of
    rare earths the magnet rare earths alone, of refined graphite the battery grade. Where the rest
    of the world would count a country twice, it is what the countries leave of the total.

    Parameters
    ----------
    atlas
        The tables; they stay as they are.
    year
        One of `BASE_YEARS`.

    Returns
    -------
    Atlas
        The same one for `LATEST_FIGURES`.

    References
    ----------
    International Energy Agency, Critical Minerals Dataset, edition of May 2025, base case.

    Examples
    --------
    >>> import crmmap
    >>> later = at_year(crmmap.load(), "2040")
    >>> base_year(later, "Nickel", "mine"), base_year(later, "Tin", "mine")
    ('2040', '')
    """
    if year == LATEST_FIGURES:
        return atlas
    rows = atlas.outlook_supply
    rows = rows[rows["stage"].isin(STAGES) & rows["share_of_world"].notna()]
    years = rows.groupby(SERIES)["year"].transform(lambda known: set(YEARS) <= set(known))
    rows = rows[years.astype(bool) & (rows["year"] == year)]
    named = rows[~rows["iso3"].isin([REST, WORLD])].groupby(SERIES)["share_of_world"].sum()
    keys = list(rows[SERIES].itertuples(index=False, name=None))
    left = [max(0.0, 1 - named[key]) for key in keys]
    share = rows["share_of_world"].where(rows["iso3"] != REST, left)
    series = (rows["mineral"] + "-" + rows["stage"]).str.lower().str.replace(" ", "-")
    new = rows.assign(
        share_of_world=share,
        series_id=series + f"-outlook-{year}",
        headline=True,
        basis=OUTLOOK,
        publisher=rows["source_id"],
        source="IEA, base case, edition " + rows["edition"],
    )
    production = atlas.production
    pairs = set(zip(new["mineral"], new["stage"], strict=True))
    replaced = [
        pair in pairs for pair in zip(production["mineral"], production["stage"], strict=True)
    ]
    kept = production.assign(
        headline=production["headline"] & ~production.index.isin(production.index[replaced])
    )
    later = atlas.replace(
        production=add_rows(kept, new[list(production.columns)].to_dict("records"))
    )
    take_lookups(atlas, later)
    return later


def base_year(atlas: Atlas, mineral: str, stage: str) -> str:
    """The year of the outlook that a series starts from; "" for the latest figures."""
    rows = atlas.production
    found = rows[
        (rows["mineral"] == mineral)
        & (rows["stage"] == stage)
        & rows["headline"]
        & (rows["basis"] == OUTLOOK)
    ]
    return "" if found.empty else str(found["year"].iloc[0])


def whose(year: str) -> str:
    """What is of the base: ``today's`` or ``2030's``."""
    return f"{year}'s" if year else "today's"


def when(year: str) -> str:
    """When the base is: ``today`` or ``in 2030``."""
    return f"in {year}" if year else "today"

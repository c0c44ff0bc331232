"""Which governance standards cover sites and supply, at which level; never merged into one
score.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures.concentration import shares
from crmmap.schema.vocabulary import DECLARATION, REACH_LEVELS, REST

SUPPLY = {"mine": "share_of_mining", "refinery": "share_of_refining"}


def governance(atlas: Atlas) -> pd.DataFrame:
    """Governance cover of the sites and the supply of an Atlas.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own sites are counted.

    Returns
    -------
    DataFrame
        A row a standard, level (``site``, ``company``, ``state``, ``declaration``) and mineral:
        ``sites`` it covers, ``of_sites`` that list the mineral, ``share_of_sites``; for the last
        two levels also ``share_of_mining`` and ``share_of_refining`` from adherent countries (NaN
        where no series exists).

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> sorted(governance(atlas)["level"].unique())
    ['company', 'declaration', 'site', 'state']
    """
    lookups = atlas.lookups
    minerals, holds = lookups.site_minerals.values, lookups.site_minerals.holds
    of_sites = holds.sum(axis=0)
    states = adherent_states(atlas)
    supply = {stage: _by_country(atlas, stage) for stage in SUPPLY}
    tables = []
    for standard in atlas.standards["standard_id"]:
        for level in REACH_LEVELS:
            reach = lookups.reach.get((standard, level))
            of_state = DECLARATION if standard in lookups.declaratory else "state"
            countries = states.get(standard, frozenset()) if level == of_state else frozenset()
            if reach is None and not countries:
                continue
            sites = holds[reach].sum(axis=0) if reach is not None else np.zeros(len(minerals), int)
            table = pd.DataFrame(
                {"standard_id": standard, "level": level, "mineral": minerals, "sites": sites}
            )
            table["of_sites"] = of_sites
            table["share_of_sites"] = sites / of_sites
            for stage, name in SUPPLY.items():
                part = (
                    supply_share(supply[stage], countries).reindex(minerals) if countries else None
                )
                table[name] = np.nan if part is None else part.to_numpy()
            tables.append(table)
    columns = [
        "standard_id",
        "level",
        "mineral",
        "sites",
        "of_sites",
        "share_of_sites",
        *SUPPLY.values(),
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def adherent_states(atlas: Atlas) -> dict[str, frozenset[str]]:
    """ISO3 codes of the countries that adhere to each standard."""
    rows = atlas.lookups.adherents_at(atlas.lookups.day)
    rows = rows[rows["subject_kind"] == "country"]
    return {
        str(standard): frozenset(group) for standard, group in rows.groupby("standard_id")["iso3"]
    }


def _by_country(atlas: Atlas, stage: str) -> pd.DataFrame:
    rows = shares(atlas)
    return rows.loc[rows["stage"] == stage, ["mineral", "iso3", "share"]]


def supply_share(supply: pd.DataFrame, countries: frozenset[str] | set[str]) -> pd.Series:
    """Share of each mineral's supply that comes from some countries, of the sum of the published
    parts.
    """
    whole = supply.groupby("mineral")["share"].sum()
    part = (
        supply["share"].where(supply["iso3"].isin(countries), 0.0).groupby(supply["mineral"]).sum()
    )
    return part / whole


def uncovered_supply(atlas: Atlas) -> pd.DataFrame:
    """Sites that no governance standard on record covers, by mineral.

    The briefing paper calls this a regulatory vacuum. A missing record does not prove that no
    standard covers a site.

    A site that is covered by nothing but declarations of its country counts as not covered, and is
    told apart.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own sites are counted.

    Returns
    -------
    DataFrame
        A row a mineral: ``mineral``, ``sites`` that list it, ``not_covered`` by any standard on
        record, of these ``declared_only`` (under a declaration of their country), ``share``
        (not_covered of all). The largest share first.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = uncovered_supply(atlas)
    >>> bool((table["not_covered"] <= table["sites"]).all())
    True
    """
    lookups = atlas.lookups
    nothing = np.zeros(len(atlas.sites), dtype=bool)
    covered = reduce(
        np.logical_or,
        (m for (_, level), m in lookups.reach.items() if level != DECLARATION),
        nothing,
    )
    declared = reduce(
        np.logical_or,
        (m for (_, level), m in lookups.reach.items() if level == DECLARATION),
        nothing,
    )
    holds = lookups.site_minerals.holds
    table = pd.DataFrame(
        {
            "mineral": lookups.site_minerals.values,
            "sites": holds.sum(axis=0),
            "not_covered": holds[~covered].sum(axis=0),
        }
    )
    table["declared_only"] = holds[~covered & declared].sum(axis=0)
    table["share"] = table["not_covered"] / table["sites"]
    return table.sort_values(["share", "sites"], ascending=False, ignore_index=True)


def trust(atlas: Atlas, members: set[str]) -> pd.DataFrame:
    """What a Global Minerals Trust of some countries would hold of each mineral.

    Parameters
    ----------
    atlas
        The tables. Production keeps all countries under a filter: shares are of the world.
    members
        ISO 3166-1 alpha-3 codes.

    Returns
    -------
    DataFrame
        A row a mineral with a series: ``mineral``, ``share_of_mining``, ``share_of_refining`` (0 to
        1, NaN where there is no series).

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = trust(atlas, {"AUS", "CHL"}).set_index("mineral")
    >>> bool(table.loc["Lithium", "share_of_mining"] > 0.3)
    True
    """
    parts = {}
    for stage, name in SUPPLY.items():
        rows = _by_country(atlas, stage)
        parts[name] = supply_share(rows[rows["share"].notna()], members - {REST})
    table = pd.DataFrame(parts).rename_axis("mineral").reset_index()
    return table.sort_values(
        "share_of_mining", ascending=False, na_position="last", ignore_index=True
    )

"""What is not known of a mineral, in words."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.measures import demand, history, outlook, prices, reliance, shares
from crmmap.schema.vocabulary import REST, STAGE_WORDS, STAGES, WORLD
from crmmap.wording import in_sentence, part_of, verb


def mineral_gaps(atlas: Atlas, mineral: str) -> list[tuple[str, str]]:
    """What the tables lack on a mineral: a topic, and a sentence on it.

    Parameters
    ----------
    atlas
        The whole tables.
    mineral
        As in ``minerals.csv``.

    Examples
    --------
    >>> import crmmap
    >>> topics = [topic for topic, _ in mineral_gaps(crmmap.load(), "Caesium")]
    >>> topics[:2]
    ['Mining', 'Refining']
    """
    named = in_sentence(mineral)
    found = [
        (
            STAGE_WORDS[stage].capitalize(),
            f"No series says which countries {'mine' if stage == 'mine' else 'refine'} {named}.",
        )
        for stage in STAGES
        if not _has(shares(atlas), mineral, stage=stage)
    ]
    reserves = atlas.reserves
    reserves = reserves[~reserves["iso3"].isin([WORLD, REST]) & reserves["reserves"].notna()]
    codes = atlas.trade_flows[atlas.lookups.trade_minerals.any_of([mineral])]
    tables = {
        "Trend": (history(atlas), f"No two years of {named} count the same."),
        "Reserves": (reserves, f"No reserves of {named} are published by country."),
        "Outlook": (outlook(atlas), f"The IEA's outlook has no supply of {named} by country."),
        "Demand": (demand(atlas), f"The IEA's outlook has no whole demand for {named}."),
        "Price": (prices(atlas), f"No price of {named} is on record for a tonne."),
        "Uses": (atlas.end_uses, f"No shares of the uses of {named} are on record."),
    }
    found += [(topic, said) for topic, (rows, said) in tables.items() if not _has(rows, mineral)]
    if codes.empty:
        found.append(("Trade", f"No trade of {named} between countries is on record."))
    elif codes["mineral"].str.contains(";").all():
        found.append(
            ("Trade", f"Customs have no code for {named} alone; it stands with other minerals.")
        )
    if reliance(atlas, mineral=mineral).empty:
        found.append(
            (
                "Dependence",
                f"No country publishes how much of the {named} that it uses is imported.",
            )
        )
    return found + _of_sites(atlas, mineral, named)


def _has(rows: pd.DataFrame, mineral: str, **more: str) -> bool:
    mask = rows["mineral"] == mineral
    for column, value in more.items():
        mask = mask & (rows[column] == value)
    return bool(mask.any())


def _of_sites(atlas: Atlas, mineral: str, named: str) -> list[tuple[str, str]]:
    sites = atlas.sites[atlas.lookups.site_minerals.any_of([mineral])]
    total = len(sites)
    if not total:
        return [("Sites", f"No site of {named} is on record.")]
    found = []
    for topic, missing, what in (
        ("Status", sites["status"] == "unknown", "status"),
        ("Owners", sites["owner"] == "", "owner"),
    ):
        number = int(missing.sum())
        if number:
            head = part_of(number, total, f"site of {named} on record")
            found.append((topic, f"{head} {verb(number, 'has', 'have')} no known {what}."))
    return found

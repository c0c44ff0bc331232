"""What each theme of the map says of countries: one figure for each, which map, ranking and
headline share.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.masks import host_countries
from crmmap.measures.concentration import concentration, shares
from crmmap.measures.ecology import near_pairs
from crmmap.measures.partners import links_of
from crmmap.schema.vocabulary import REST

THEMES = ("supply", "agreements", "standards", "nature", "sites")
"""Questions that the map answers, the first when it opens."""
BEST_KNOWN = "Rare earths"
"""Whose supply the map shows when it opens: the case that most people have heard of."""
NEAR_KM = 10.0
"""A site this near to a protected or sensitive area counts as near one, unless the filters name
a distance."""
OWN_LEVELS = ("site", "company")
"""Levels at which a standard binds an operation itself; the others say something of its country."""
PLURILATERAL = "plurilateral"
STRONGEST = 20
"""Pairs that are drawn when nothing is chosen."""


@dataclass(frozen=True)
class ByPlace:
    """One figure for each country.

    Attributes
    ----------
    theme
        One of `THEMES`.
    values
        By ISO3 code (of agreements also by bloc id), the largest first; parts of one if
        ``percent``, else counts.
    of
        What is counted or shared, in words.
    mineral, stage
        Of supply: the one mineral that is shown, "" for several; the stage that is shown.
    rows
        Of supply: rows of `crmmap.measures.concentration.shares`, from which the values come.
    """

    theme: str
    values: pd.Series
    percent: bool
    of: str
    mineral: str = ""
    stage: str = ""
    rows: pd.DataFrame | None = None


def by_place(
    whole: Atlas, shown: Atlas, filters: Filters, *, theme: str, stage: str = "refinery"
) -> ByPlace:
    """The figure of a theme by country.

    Parameters
    ----------
    whole
        The whole Atlas; shares of the world come from it, whatever is filtered.
    shown
        The rows that the filters leave.
    theme
        One of `THEMES`.
    stage
        Of supply, ``mine`` or ``refinery``. Where there is no series of it the other stage is
        taken.

    Raises
    ------
    KeyError
        If there is no such theme.

    Examples
    --------
    >>> import crmmap
    >>> from crmmap import Filters
    >>> atlas, chosen = crmmap.load(), Filters(minerals=("Cobalt",))
    >>> figure = by_place(atlas, atlas.filter(chosen), chosen, theme="supply", stage="mine")
    >>> figure.values.index[0], figure.percent
    ('COD', True)
    """
    if theme == "supply":
        return _supply(whole, shown, filters, stage)
    return _COUNTED[theme](shown, filters)


def _supply(whole: Atlas, shown: Atlas, filters: Filters, stage: str) -> ByPlace:
    chosen = filters.minerals or ((BEST_KNOWN,) if is_plain(filters) else ())
    rows = shares(whole)
    rows = rows[rows["mineral"].isin(chosen) & rows["share"].gt(0)]
    total = rows.groupby(["mineral", "stage"])["share"].transform("sum").clip(lower=1)
    rows = rows.assign(share=rows["share"] / total)  # rounded parts may sum to more than one
    rows = rows[rows["iso3"] != REST]
    stages = set(rows["stage"])
    if not stages:
        return _sites(shown, filters)
    stage = stage if stage in stages else next(iter(stages))
    rows = rows[rows["stage"] == stage]
    known = rows["mineral"].unique()
    values = rows.groupby("iso3")["share"].max().sort_values(ascending=False, kind="stable")
    return ByPlace(
        "supply",
        values,
        True,
        "supply",
        mineral=known[0] if len(known) == 1 else "",
        stage=stage,
        rows=rows,
    )


def is_plain(filters: Filters) -> bool:
    """Whether nothing is chosen but the date and what is left out or included."""
    return set(filters.changed(Filters())) <= {"as_of", "exclude", "also"}


def _counts(counts: Counter[str]) -> pd.Series:
    return pd.Series(
        dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))), dtype=float
    )


def _agreements(shown: Atlas, filters: Filters) -> ByPlace:
    """How many agreements shown each party has, beside those whose agreements are chosen."""
    members = (shown.lookups.members(bloc, filters.as_of) for bloc in filters.blocs)
    chosen = {*filters.countries, *filters.blocs}.union(*members)
    parties = [row.split(";") for row in shown.agreements["parties"]]
    counts = Counter(
        party for row in parties for party in dict.fromkeys(row) if party not in {"", *chosen}
    )
    return ByPlace("agreements", _counts(counts), False, "agreements")


def _standards(shown: Atlas, filters: Filters) -> ByPlace:
    """How many sites shown a standard covers at the level of the site or its owner, else through
    their country.
    """
    levels = standard_levels(shown, filters)
    counts = Counter(shown.sites["iso3"].to_numpy()[covered_sites(shown, filters, levels)])
    return ByPlace("standards", _counts(counts), False, "covered sites")


def standard_levels(shown: Atlas, filters: Filters) -> tuple[str, ...]:
    """Levels that the theme of standards counts: those of an operation itself, or the state's if
    there are none.
    """
    return OWN_LEVELS if covered_sites(shown, filters, OWN_LEVELS).any() else ("state",)


def covered_sites(shown: Atlas, filters: Filters, levels: tuple[str, ...]) -> np.ndarray:
    """Mask of the sites that one of the chosen standards (any standard if none is chosen) covers
    at some levels.
    """
    mask = np.zeros(len(shown.sites), dtype=bool)
    for (standard, level), reached in shown.lookups.reach_at(filters.as_of).items():
        if level in levels and (not filters.standards or standard in filters.standards):
            mask |= reached
    return mask


def _nature(shown: Atlas, filters: Filters) -> ByPlace:
    """How many sites shown lie near a protected or sensitive area shown."""
    near = near_pairs(shown, within_km=NEAR_KM if filters.near_km is None else filters.near_km)
    rows = shown.sites[shown.sites["site_id"].isin(near["site_id"])]
    return ByPlace("nature", _counts(Counter(rows["iso3"])), False, "sites near protected areas")


def _sites(shown: Atlas, _: Filters) -> ByPlace:
    return ByPlace("sites", _counts(Counter(shown.sites["iso3"])), False, "sites")


_COUNTED = {"agreements": _agreements, "standards": _standards, "nature": _nature, "sites": _sites}


def pairs(shown: Atlas, *, strongest: int | None = None) -> pd.DataFrame:
    """Agreements shown between two parties, by pair.

    Parameters
    ----------
    strongest
        Keep the pairs with the most agreements, and those that have as many as the last of them.

    Returns
    -------
    DataFrame
        A row a pair: ``pair`` (ids joined by ``|``, in the order of the alphabet), ``agreements``
        (how many), ``binding`` (how many of them are legally binding), ``ids`` (joined by ``;``).
        The strongest first.
    """
    rows = shown.agreements[shown.agreements["scope"] != PLURILATERAL]
    found = [
        ("|".join(sorted(link)), row["agreement_id"], row["legal_force"] == "binding")
        for row in rows.to_dict("records")
        for link in {tuple(sorted(link)) for link in links_of(row)}
    ]
    table = pd.DataFrame(found, columns=["pair", "ids", "binding"])
    grouped = table.groupby("pair")
    table = grouped.agg(
        agreements=("ids", "nunique"), binding=("binding", "sum"), ids=("ids", ";".join)
    ).reset_index()
    table = table.sort_values(["agreements", "pair"], ascending=[False, True], ignore_index=True)
    if strongest is not None and len(table) > strongest:
        table = table[table["agreements"] >= max(2, int(table["agreements"].iloc[strongest - 1]))]
    return table


@dataclass(frozen=True)
class Lens:
    """Countries that the chosen blocs or standards make stand out: members and partners, or
    adherents.
    """

    members: frozenset[str] = frozenset()
    partners: frozenset[str] = frozenset()
    adherents: frozenset[str] = frozenset()


def lens(whole: Atlas, filters: Filters) -> Lens:
    """Members and agreement partners of the chosen blocs, and states that adhere to the chosen
    standards.
    """
    members: set[str] = set()
    partners: set[str] = set()
    for relation, found in (("members", members), ("partners", partners)):
        if filters.blocs and filters.relation in (relation, "both"):
            hosts = dict(
                zip(
                    whole.blocs["bloc_id"],
                    host_countries(whole.lookups, filters.but(relation=relation)),
                    strict=True,
                )
            )
            found.update(*(hosts.get(bloc, set()) for bloc in filters.blocs))
    rows = whole.lookups.adherents_at(filters.as_of)
    rows = rows[(rows["subject_kind"] == "country") & rows["standard_id"].isin(filters.standards)]
    return Lens(frozenset(members), frozenset(partners - members), frozenset(rows["iso3"]))


def led(whole: Atlas, minerals: tuple[str, ...], stage: str) -> Counter[str]:
    """How many series of a stage each country leads."""
    table = concentration(whole)
    table = table[
        (table["stage"] == stage) & (table["mineral"].isin(minerals) if minerals else True)
    ]
    return Counter(table["leader_name"])

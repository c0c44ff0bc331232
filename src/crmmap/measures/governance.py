"""Which governance standards cover sites and supply, at which level; never merged into one score."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas import Atlas
from crmmap.measures.concentration import shares
from crmmap.schema import LEVELS


def governance(atlas: Atlas) -> pd.DataFrame:
    """Governance cover of the sites and the supply of an Atlas.

    Returns
    -------
    DataFrame
        A row a standard, level (``site``, ``company``, ``state``) and mineral: ``sites`` it reaches, ``of_sites`` that
        list the mineral, ``share_of_sites``; for the level ``state`` also ``share_of_mining`` and
        ``share_of_refining`` from adherent countries (NaN where no series exists).
    """
    look, table = atlas.lookups, []
    supply = shares(atlas)
    adherents = atlas.standard_adherence[atlas.standard_adherence["counts"]]
    states = adherents[adherents["subject_kind"] == "country"].groupby("standard_id")["iso3"].agg(set)
    for standard in atlas.standards["standard_id"]:
        for level in LEVELS:
            reach = look.reach.get((standard, level))
            countries = states.get(standard, set()) if level == "state" else set()
            if reach is None and not countries:
                continue
            for place, mineral in enumerate(look.site_minerals.values):
                lists = look.site_minerals.holds[:, place]
                sites = int((lists & reach).sum()) if reach is not None else 0
                row = {"standard_id": standard, "level": level, "mineral": mineral, "sites": sites}
                row |= {"of_sites": int(lists.sum()), "share_of_sites": sites / int(lists.sum())}
                for stage, name in (("mine", "share_of_mining"), ("refinery", "share_of_refining")):
                    row[name] = _supply(supply, mineral, stage, countries) if level == "state" else float("nan")
                table.append(row)
    return pd.DataFrame(table)


def _supply(supply: pd.DataFrame, mineral: str, stage: str, countries: set[str]) -> float:
    rows = supply[(supply["mineral"] == mineral) & (supply["stage"] == stage)]
    if rows.empty:
        return float("nan")
    return float(rows.loc[rows["iso3"].isin(countries), "share"].sum() / rows["share"].sum())

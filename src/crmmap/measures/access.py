"""What a bloc can count on, and what measures could cut off."""

from __future__ import annotations

from datetime import date

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.masks import liveness, measure_masks, together
from crmmap.dates import NEWEST
from crmmap.measures.concentration import series
from crmmap.schema.vocabulary import ALL_CRITICAL

IN_FORCE = ("in force", "in force with exemptions", "partial", "curtailed")
UNKNOWN = "status unknown"


def access(atlas: Atlas, *, bloc: str = "EU", as_of: date = NEWEST) -> pd.DataFrame:
    """Supply under agreement of a bloc: where the world's supply comes from, as the bloc sees it.

    A memorandum is not an offtake: the shares say with whom the bloc has a live agreement that covers the mineral,
    not what it may buy. Shares are of the sum of the published parts, for rounded parts do not sum to 1.

    Returns
    -------
    DataFrame
        A row a mineral and stage: ``own`` (members), ``binding`` and ``non_binding`` (hosts with a live agreement with
        the bloc or a member, by its best legal force), ``none``; they sum to 1. ``year``, ``publisher``.

    Raises
    ------
    KeyError
        If the bloc is unknown.
    """
    if bloc not in set(atlas.blocs["bloc_id"]):
        raise KeyError(f"{bloc!r} is not in blocs.csv")
    members = atlas.lookups.members(bloc, as_of)
    lens = members | {bloc}
    live = (liveness(atlas.lookups, Filters(as_of=as_of)) == "live").to_numpy()
    deals = atlas.agreements[live & atlas.lookups.parties.any_of(lens)]
    covered = [
        (set(row.parties.split(";")) - lens, set(row.minerals.split(";")), row.legal_force != "non-binding")
        for row in deals.itertuples()
    ]
    table = []
    for mineral, stage, rows in series(atlas):
        group = {mineral} | ({ALL_CRITICAL} if mineral in atlas.lookups.listed_minerals else set())
        hosts = {force: set() for force in (True, False)}
        for parties, minerals, binding in covered:
            if minerals & group:
                hosts[binding] |= parties
        whole = rows["share"].sum()

        def part(countries: set[str], rows: pd.DataFrame = rows, whole: float = whole) -> float:
            return float(rows.loc[rows["iso3"].isin(countries), "share"].sum() / whole)

        own, binding = part(set(members)), part(hosts[True] - lens)
        non_binding = part(hosts[False] - hosts[True] - lens)
        table.append(
            {
                "mineral": mineral,
                "stage": stage,
                "own": own,
                "binding": binding,
                "non_binding": non_binding,
                "none": 1 - own - binding - non_binding,
                "year": rows["year"].iloc[0],
                "publisher": rows["publisher"].iloc[0],
            }
        )
    return pd.DataFrame(
        table, columns=["mineral", "stage", "own", "binding", "non_binding", "none", "year", "publisher"]
    )


def exposure(atlas: Atlas, *, as_of: date = NEWEST) -> pd.DataFrame:
    """Exposure to measures: the share of supply from countries with a live coercive measure on the mineral.

    Returns
    -------
    DataFrame
        A row a mineral and stage: ``exposed`` (share, 0 to 1), ``countries`` (ISO3, joined by ``;``), ``unknown`` (the
        share of countries whose only such measure has an unknown status), ``year``, ``publisher``.
    """
    running = together(measure_masks(atlas.lookups, Filters(as_of=as_of)))
    coercive = atlas.measures[running & (atlas.measures["mode"] == "coercive").to_numpy()]
    table = []
    for mineral, stage, rows in series(atlas):
        group = {mineral} | ({ALL_CRITICAL} if mineral in atlas.lookups.listed_minerals else set())
        touches = coercive[
            coercive["minerals"].map(lambda cell, group=group: bool(set(cell.split(";")) & group)).astype(bool)
        ]
        binding = set(touches.loc[touches["status"].isin(IN_FORCE), "imposing"])
        unknown = set(touches.loc[touches["status"] == UNKNOWN, "imposing"]) - binding
        exposed = rows[rows["iso3"].isin(binding)]
        table.append(
            {
                "mineral": mineral,
                "stage": stage,
                "exposed": float(exposed["share"].sum() / rows["share"].sum()),
                "countries": ";".join(exposed["iso3"]),
                "unknown": float(rows.loc[rows["iso3"].isin(unknown), "share"].sum() / rows["share"].sum()),
                "year": rows["year"].iloc[0],
                "publisher": rows["publisher"].iloc[0],
            }
        )
    return pd.DataFrame(table, columns=["mineral", "stage", "exposed", "countries", "unknown", "year", "publisher"])

"""The benchmarks of the EU Critical Raw Materials Act, as far as the data go."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas

STAGES = ("extraction", "processing")
LIMITS = {"extraction": 0.10, "processing": 0.40, "recycling": 0.25, "one third country": 0.65}
"""Of the Union's annual consumption by 2030, Regulation (EU) 2024/1252, Article 5; the last is a
ceiling."""


def benchmarks(atlas: Atlas) -> pd.DataFrame:
    """Where the EU stands for each strategic raw material of the 2023 assessment.

    The study gives shares of EU sourcing in 2016 to 2020, which stand in for shares of consumption;
    it names the three largest origins at most, and of recycling it says nothing. Where the study's
    sourcing is of one element only, nothing is known of the material. The benchmark on one third
    country is met only if the origins of both stages are known and no unnamed country can exceed
    the limit; it is missed as soon as one named country does.

    Parameters
    ----------
    atlas
        The tables. Production keeps all countries under a filter: shares are of the world.

    Returns
    -------
    DataFrame
        A row a material and benchmark: ``material``, ``benchmark`` (a key of `LIMITS`), ``share``
        (0 to 1, NaN where not known), ``limit``, ``met`` (True, False, or None where not known),
        ``country`` (of the largest third country), ``stage``, ``source``.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = benchmarks(atlas)
    >>> table.loc[table["met"] == False, "benchmark"].nunique() <= len(LIMITS)
    True
    """
    members = atlas.bloc_members[
        (atlas.bloc_members["bloc_id"] == "EU") & atlas.bloc_members["counts"]
    ]
    names = {atlas.lookups.name_of.get(iso3, iso3) for iso3 in members["iso3"]}
    table = []
    for row in atlas.criticality[atlas.criticality["strategic"]].to_dict("records"):
        for benchmark in STAGES:
            outside = (
                float("nan")
                if row["sourcing_of"]
                else _number(row[f"non_eu_sourcing_share_{benchmark}"])
            )
            table.append(_entry(row, benchmark, 1 - outside, stage=benchmark))
        table.append(_entry(row, "recycling", float("nan"), stage=""))
        table.append(_one_country(row, names))
    return pd.DataFrame(table)


def _one_country(row: dict, members: set[str]) -> dict:
    """The benchmark on one third country, over the stages whose origins are known."""
    stages = (
        {}
        if row["sourcing_of"]
        else {stage: origins(row[f"eu_sourcing_{stage}"]) for stage in STAGES}
    )
    third = [
        (share, country, stage)
        for stage, named in stages.items()
        for country, share in named
        if country not in members
    ]
    share, country, stage = max(third, default=(float("nan"), "", ""))
    entry = _entry(row, "one third country", share, country=country, stage=stage)
    unnamed = [1 - sum(part for _, part in named) if named else 1.0 for named in stages.values()]
    if entry["met"] and max(unnamed, default=1.0) > LIMITS["one third country"]:
        entry["met"] = None
    return entry


def origins(cell: str) -> list[tuple[str, float]]:
    """``[("Guinea", 0.62), …]`` from ``Guinea 62%; Brazil 12%``."""
    pairs = []
    for part in filter(None, (part.strip() for part in str(cell).split(";"))):
        country, _, percent = part.rpartition(" ")
        pairs.append((country, float(percent.rstrip("%")) / 100))
    return pairs


def _number(cell: object) -> float:
    return float(str(cell)) if str(cell).strip() else float("nan")


def _entry(row: dict, benchmark: str, share: float, *, stage: str, country: str = "") -> dict:
    limit = LIMITS[benchmark]
    known = share == share
    met = (
        (share <= limit if benchmark == "one third country" else share >= limit) if known else None
    )
    return {
        "material": row["material"],
        "benchmark": benchmark,
        "share": share,
        "limit": limit,
        "met": met,
        "country": country,
        "stage": stage,
        "source": row["source"],
    }

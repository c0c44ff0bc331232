"""How much supply comes from countries that restrict its export, and which importers put up
barriers.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.states import IN_FORCE, RAN_OUT, SUSPENDED
from crmmap.dates import POLICY_READ_TO
from crmmap.measures.concentration import series
from crmmap.measures.remember import remembered

RESTRICTIONS = ("ban", "quota", "licence", "tax")
"""Severities that restrict trade, the strictest first; rules on the way of doing business do not
count."""
EXPOSED = (*RESTRICTIONS, "partly", "named_buyers", "suspended")
"""What a country's export measures do to its supply of a mineral, the strictest first."""


@remembered
def exposure(atlas: Atlas, *, as_of: date = POLICY_READ_TO) -> pd.DataFrame:
    """Exposure to export restrictions: the share of supply from countries that restrict the export
    of that mineral.

    A measure counts for a mineral and stage if its direction is export, it is in force on the day,
    it restricts by ban, quota, licence or tax, and that stage is what it restricts. Each country
    counts once, by its strictest measure. A measure that covers only some goods of the mineral
    counts under ``partly``, one that is aimed at named buyers under ``named_buyers``, and one that
    is suspended on the day, or whose suspension ran out, under ``suspended``. Barriers to imports
    are another measure: `import_barriers`.

    Parameters
    ----------
    atlas
        The tables. Production keeps all countries under a filter: shares are of the world.
    as_of
        The day on which measures count.

    Returns
    -------
    DataFrame
        A row for each mineral and stage: ``mineral``, ``stage``, ``exposed`` (the sum of the next
        four), ``ban``, ``quota``, ``licence``, ``tax``, ``partly``, ``named_buyers``, ``suspended``
        (each 0 to 1, of the sum of the published parts), ``countries`` (ISO3 codes of the exposed
        share, joined by ``;``), ``year``, ``publisher``.

    Examples
    --------
    >>> import crmmap
    >>> table = exposure(crmmap.load()).set_index(["mineral", "stage"])
    >>> bool(table.loc[("Gallium", "refinery"), "licence"] > 0.9)
    True
    """
    rows = restricting(atlas, "export", as_of).to_dict("records")
    table = []
    for mineral, stage, supply in series(atlas):
        how = restrictors(atlas, rows, mineral, stage)
        published = list(zip(supply["iso3"], supply["share"].fillna(0.0), strict=True))
        total = sum(share for _, share in published)
        shares = {
            part: sum(share for iso3, share in published if how.get(iso3) == part) / (total or 1.0)
            for part in EXPOSED
        }
        table.append(
            {
                "mineral": mineral,
                "stage": stage,
                "exposed": sum(shares[part] for part in RESTRICTIONS),
                **shares,
                "countries": ";".join(
                    iso3 for iso3 in supply["iso3"] if how.get(iso3) in RESTRICTIONS
                ),
                "year": supply["year"].iloc[0],
                "publisher": supply["publisher"].iloc[0],
            }
        )
    columns = ["mineral", "stage", "exposed", *EXPOSED, "countries", "year", "publisher"]
    return pd.DataFrame(table, columns=columns)


def import_barriers(atlas: Atlas, *, as_of: date = POLICY_READ_TO) -> pd.DataFrame:
    """Import barriers in force: who puts them up, on which mineral and stage, and against whom.

    Parameters
    ----------
    atlas
        The tables; a filter of countries changes nothing.
    as_of
        The day on which barriers are in force.

    Returns
    -------
    DataFrame
        A row for each measure and mineral: ``mineral``, ``stage`` (joined by ``;``), ``importer``,
        ``importer_name``, ``severity``, ``target`` (ISO3 codes, or ``ALL``), ``kind``,
        ``measure_id``, ``scope_confidence``.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> "United States" in set(import_barriers(atlas)["importer_name"])
    True
    """
    rows = restricting(atlas, "import", as_of)
    rows = rows[rows["state"] == IN_FORCE]
    name = atlas.lookups.name_of
    table = [
        {
            "mineral": mineral,
            "stage": row["stage"],
            "importer": row["imposing"],
            "importer_name": name.get(row["imposing"], row["imposing"]),
            "severity": row["severity"],
            "target": row["target"],
            "kind": row["kind"],
            "measure_id": row["measure_id"],
            "scope_confidence": row["scope_confidence"],
        }
        for row in rows.to_dict("records")
        for mineral in row["minerals"].split(";")
        if mineral
    ]
    columns = [
        "mineral",
        "stage",
        "importer",
        "importer_name",
        "severity",
        "target",
        "kind",
        "measure_id",
    ]
    found = pd.DataFrame(table, columns=[*columns, "scope_confidence"])
    return found.sort_values(["mineral", "importer_name"], ignore_index=True)


def restrictors(atlas: Atlas, rows: list[dict], mineral: str, stage: str) -> dict[str, str]:
    """Countries whose measures touch a mineral at a stage, and the strictest way in which they do,
    one of `EXPOSED`; ``rows`` are the records of what `restricting` gives.
    """
    how: dict[str, str] = {}
    for measure in _touching(atlas, rows, mineral, stage):
        country, found = measure["imposing"], _how(measure, mineral)
        if country not in how or EXPOSED.index(found) < EXPOSED.index(how[country]):
            how[country] = found
    return how


def restricting(atlas: Atlas, direction: str, as_of: date) -> pd.DataFrame:
    """Measures of a direction that restrict trade on the day or would if they were not
    suspended, with ``state``.
    """
    rows = atlas.measures.assign(state=atlas.lookups.measure_states_at(as_of))
    counted = rows["state"].isin([IN_FORCE, SUSPENDED, RAN_OUT]) & rows["severity"].isin(
        RESTRICTIONS
    )
    return rows[(rows["direction"] == direction) & counted]


def _touching(atlas: Atlas, rows: list[dict], mineral: str, stage: str) -> list[dict]:
    group = atlas.lookups.with_group([mineral])
    return [
        row
        for row in rows
        if stage in row["stage"].split(";")
        and group & set(row["minerals"].split(";"))
        and mineral not in row["not_covered"].split(";")
    ]


def _how(measure: dict, mineral: str) -> str:
    if measure["state"] != IN_FORCE:
        return "suspended"
    if not measure["all_buyers"]:
        return "named_buyers"
    return "partly" if mineral in measure["partly_covered"].split(";") else measure["severity"]

"""Agreements as pairs of a lead party and a partner country, and countries that have agreements
with several powers.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.dates import POLICY_READ_TO

POWERS = {
    "USA": "United States",
    "CHN": "China",
    "EU": "European Union",
    "RUS": "Russian Federation",
}
"""Rivals, as the briefing paper tells of them; what a member of the EU leads counts as the EU's.
Our own reading."""
FORCES = ("binding", "mixed", "non-binding", "")
"""From the strongest on; the last is not known."""


def links_of(agreement: dict[str, Any]) -> list[tuple[str, str]]:
    """Who is linked to whom: from the lead, or the first party where none leads, to each other
    party.
    """
    parties = agreement["parties"].split(";")
    lead = agreement["lead"] or parties[0]
    partners = [p for p in agreement["partner_iso3"].split(";") if p] or [
        p for p in parties if p != lead
    ]
    return [(lead, partner) for partner in dict.fromkeys(partners) if partner != lead]


def links(atlas: Atlas, *, as_of: date = POLICY_READ_TO) -> pd.DataFrame:
    """Live agreements as pairs.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own agreements are counted.
    as_of
        The day on which an agreement is live.

    Returns
    -------
    DataFrame
        A row a live agreement and pair: ``agreement_id``, ``short_title``, ``lead``, ``host`` (ISO3
        or bloc id), ``lead_name``, ``host_name``, ``mode``, ``force``, ``signed_date``,
        ``minerals``.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> pairs = links(atlas)
    >>> bool(pairs["agreement_id"].isin(atlas.agreements["agreement_id"]).all())
    True
    """
    state, name = atlas.lookups.agreement_states_at(as_of), atlas.lookups.name_of
    rows = []
    for row in atlas.agreements[state == "live"].to_dict("records"):
        for lead, host in links_of(row):
            rows.append(
                {
                    "agreement_id": row["agreement_id"],
                    "short_title": row["short_title"],
                    "lead": lead,
                    "host": host,
                    "lead_name": name.get(lead, lead),
                    "host_name": name.get(host, host),
                    "mode": row["diplomacy_mode"],
                    "force": row["legal_force"],
                    "signed_date": row["signed_date"],
                    "minerals": row["minerals"],
                }
            )
    columns = [
        "agreement_id",
        "short_title",
        "lead",
        "host",
        "lead_name",
        "host_name",
        "mode",
        "force",
        "signed_date",
        "minerals",
    ]
    return pd.DataFrame(rows, columns=columns)


def contested_countries(atlas: Atlas, *, as_of: date = POLICY_READ_TO) -> pd.DataFrame:
    """Countries that have live agreements with two or more of the competing `POWERS`.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own agreements are counted.
    as_of
        The day on which an agreement is live.

    Returns
    -------
    DataFrame
        A row a host: ``host``, ``host_name``, ``powers`` (names joined by ``;``), ``rivals`` (how
        many), ``agreements`` (with any of them). The country with the most powers first.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> "Kazakhstan" in set(contested_countries(atlas)["host_name"])
    True
    """
    members = atlas.lookups.members("EU", as_of)
    pairs = links(atlas, as_of=as_of)
    pairs["power"] = pairs["lead"].map(lambda lead: POWERS.get("EU" if lead in members else lead))
    pairs = pairs[pairs["power"].notna() & ~pairs["host"].isin([*POWERS, *members])]
    table = [
        {
            "host": host,
            "host_name": rows["host_name"].iloc[0],
            "powers": ";".join(sorted(rows["power"].unique())),
            "rivals": rows["power"].nunique(),
            "agreements": rows["agreement_id"].nunique(),
        }
        for host, rows in pairs.groupby("host")
        if rows["power"].nunique() > 1
    ]
    found = pd.DataFrame(table, columns=["host", "host_name", "powers", "rivals", "agreements"])
    return found.sort_values(
        ["rivals", "agreements", "host_name"], ascending=[False, False, True], ignore_index=True
    )

"""Several actors in one place: what each has signed there, since when, and what it buys."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.lookup import names_any
from crmmap.atlas.states import LIVE, RUNNING
from crmmap.dates import POLICY_READ_TO
from crmmap.measures.dependence import LATEST, buyers_of

WITHIN_OTHERS = ("252890", "810320")
"""Customs codes of one edition whose goods stand under a code of another too: borates, tantalum."""


def deals_with(
    atlas: Atlas, *, actor: str, place: frozenset[str], as_of: date = POLICY_READ_TO
) -> pd.DataFrame:
    """The agreements, live on a day, that bind an actor and a place to each other.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own agreements.
    actor
        A country (ISO3) or a bloc; agreements that a bloc's members have signed are among its own.
    place
        ISO3 codes; those of the actor itself do not count.
    as_of
        The day.

    Returns
    -------
    DataFrame
        Rows of ``agreements.csv``, the earliest first.
    """
    lookups = atlas.lookups
    side = lookups.members(actor, as_of) | {actor}
    bound = lookups.parties_in_substance_at(as_of)
    both = bound.any_of(side) & bound.any_of(place - side)
    rows = atlas.agreements[both & (lookups.agreement_states_at(as_of) == LIVE).to_numpy()]
    return rows.sort_values("signed_date", ignore_index=True)


def actors_in_place(
    atlas: Atlas,
    *,
    actors: Sequence[str],
    place: Sequence[str],
    as_of: date = POLICY_READ_TO,
) -> pd.DataFrame:
    """What each of several actors has to do with a place.

    Who owns which mine is not known by country, and is not told.

    Parameters
    ----------
    atlas
        The tables; of a filtered Atlas only its own agreements and measures.
    actors
        Countries (ISO3) or blocs, such as ``EU``, ``CHINA``, ``US``.
    place
        ISO3 codes of the place.
    as_of
        The day on which agreements are live and measures run.

    Returns
    -------
    DataFrame
        A row for each actor: ``actor``, ``name``, ``agreements``, ``binding``, ``stakes`` and
        ``preferences`` (by what they give one side), ``minerals`` (parted by semicolons),
        ``financing_usd`` (the sum of what is on record; NaN if nothing is), ``since`` (the first
        date), ``measures`` (that run and are aimed at the place by name), ``bought_kusd`` (what
        the actor imported from the place in the newest year, products of all minerals together;
        flows below the table's threshold are left out).

    Examples
    --------
    >>> import crmmap
    >>> table = actors_in_place(crmmap.load(), actors=["EU", "CHINA"], place=["ZMB"])
    >>> table["actor"].tolist()
    ['EU', 'CHINA']
    """
    where, rows = frozenset(place), []
    running = atlas.lookups.measure_states_at(as_of).isin(RUNNING).to_numpy()
    acts = atlas.measures[running]
    aimed = names_any(acts["target"], where)
    flows = atlas.trade_flows
    flows = flows[(flows["year"].astype(int) == LATEST) & flows["exporter"].isin(where)]
    flows = flows[~flows["hs6"].isin(WITHIN_OTHERS)]
    for actor in actors:
        deals = deals_with(atlas, actor=actor, place=where, as_of=as_of)
        side = atlas.lookups.members(actor, as_of) | {actor}
        buyers = buyers_of(atlas, actor, LATEST)
        minerals = sorted({one for cell in deals["minerals"] for one in cell.split(";") if one})
        bought = flows[flows["importer"].isin(buyers) & ~flows["exporter"].isin(buyers)]
        rows.append(
            {
                "actor": actor,
                "name": atlas.lookups.name_of.get(actor, actor),
                "agreements": len(deals),
                "binding": int((deals["legal_force"] == "binding").sum()),
                "stakes": int((deals["access"] == "stake").sum()),
                "preferences": int((deals["access"] == "preference").sum()),
                "minerals": ";".join(minerals),
                "financing_usd": deals["financing_usd"].sum(min_count=1),
                "since": deals["signed_date"].min() if len(deals) else "",
                "measures": int((acts["imposing"].isin(side).to_numpy() & aimed).sum()),
                "bought_kusd": float(bought["value_kusd"].sum()),
            }
        )
    return pd.DataFrame(rows)

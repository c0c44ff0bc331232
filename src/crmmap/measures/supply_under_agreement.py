"""Where the world's supply comes from, as a bloc sees it: from itself, or under which kind of
agreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.states import LIVE
from crmmap.dates import POLICY_READ_TO
from crmmap.measures.concentration import series
from crmmap.measures.remember import remembered

PARTS = ("own", "stake", "preference", "cooperation", "members_only", "pressure", "none")
"""Where supply comes from, the strongest hold first; the parts of a mineral and stage sum to 1."""
TRUCE = "trade measure"
"""A kind of agreement that suspends or lifts measures; it gives access to nothing."""


@dataclass(frozen=True)
class _Agreement:
    partners: frozenset[str]
    minerals: frozenset[str]
    part: str


@remembered
def supply_under_agreement(
    atlas: Atlas, *, bloc: str = "EU", as_of: date = POLICY_READ_TO
) -> pd.DataFrame:
    """Share of the world's supply by what the agreements of a bloc give access to.

    A country counts once, by the best that the live agreements of the bloc itself give: a stake (a
    term that ties output, revenue or ownership), preference (supply or first choice directed to one
    side), or cooperation alone. A country that has agreements only with single members counts under
    ``members_only``, one whose agreements were all concluded under pressure under ``pressure``.
    Announced agreements and truces do not count. An agreement is no delivery: the shares do not say
    what the bloc may buy.

    Parameters
    ----------
    atlas
        The tables. Production keeps all countries under a filter: shares are of the world.
    bloc
        An id of ``blocs``.
    as_of
        The day on which agreements and memberships count.

    Returns
    -------
    DataFrame
        A row for each mineral and stage: ``mineral``, ``stage``, the columns of `PARTS` (0 to 1, of
        the sum of the published parts), ``year``, ``publisher``.

    Raises
    ------
    KeyError
        If the bloc is unknown.

    Examples
    --------
    >>> import crmmap
    >>> table = supply_under_agreement(crmmap.load(), bloc="EU")
    >>> bool((table[list(PARTS)].sum(axis=1).round(9) == 1).all())
    True
    """
    if bloc not in set(atlas.blocs["bloc_id"]):
        raise KeyError(f"{bloc!r} is not in blocs.csv")
    members = atlas.lookups.members(bloc, as_of)
    agreements = _agreements(atlas, bloc, members, as_of)
    table = []
    for mineral, stage, rows in series(atlas):
        group = atlas.lookups.with_group([mineral])
        part_of = dict.fromkeys(members, "own")
        for part in PARTS[1:-1]:
            for agreement in agreements:
                if agreement.part == part and agreement.minerals & group:
                    part_of |= {iso3: part for iso3 in agreement.partners if iso3 not in part_of}
        held = [part_of.get(iso3, "none") for iso3 in rows["iso3"]]
        parts = rows["share"].groupby(held).sum() / rows["share"].sum()
        table.append(
            {
                "mineral": mineral,
                "stage": stage,
                **{part: float(parts.get(part, 0.0)) for part in PARTS},
                "year": rows["year"].iloc[0],
                "publisher": rows["publisher"].iloc[0],
            }
        )
    return pd.DataFrame(table, columns=["mineral", "stage", *PARTS, "year", "publisher"])


def _agreements(atlas: Atlas, bloc: str, members: frozenset[str], as_of: date) -> list[_Agreement]:
    """Live agreements of the bloc or of its members, each with the part of supply to which it
    would bring a partner.
    """
    lookups = atlas.lookups
    bound = lookups.parties_in_substance_at(as_of)
    lens = members | {bloc}
    # the agreements of a state that is a bloc of its own are the bloc's
    itself = lens if len(members) == 1 else {bloc}
    rows = (lookups.agreement_states_at(as_of) == LIVE).to_numpy() & (
        atlas.agreements["kind"] != TRUCE
    ).to_numpy()
    of_bloc = bound.any_of(itself)
    found = []
    for place in (rows & bound.any_of(lens)).nonzero()[0]:
        row = atlas.agreements.iloc[place]
        if row["pressure"] == "yes":
            part = "pressure"
        elif not of_bloc[place]:
            part = "members_only"
        else:
            part = row["access"] if row["access"] in ("stake", "preference") else "cooperation"
        partners = {
            value for value, held in zip(bound.values, bound.holds[place], strict=True) if held
        } - lens
        found.append(_Agreement(frozenset(partners), frozenset(row["minerals"].split(";")), part))
    return found

"""Who is bound to whom by agreements, seen by each bloc."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from crmmap.atlas.lookup import Lists


def in_substance(named: pd.Series, resolving: Mapping[str, frozenset[str]]) -> Lists:
    """The parties that each agreement binds: those that are named, and the members of blocs whose
    agreements bind them.

    Parameters
    ----------
    named
        Parties with ``;`` between them.
    resolving
        The members of those blocs.
    """

    def parties_of(cell: str) -> str:
        parties = {part for part in cell.split(";") if part}
        # Twice, for a member may be a bloc itself: the European Union in the Minerals Security
        # Partnership.
        for _ in range(2):
            parties |= frozenset().union(*(resolving.get(party, frozenset()) for party in parties))
        return ";".join(sorted(parties))

    return Lists(named.map({cell: parties_of(cell) for cell in named.unique()}))


def partners_of(
    parties: Lists, rows: np.ndarray, lenses: Sequence[frozenset[str]]
) -> list[frozenset[str]]:
    """For each lens, which is a bloc with its members, the parties of agreements with any of them
    that are not of the lens themselves.

    Parameters
    ----------
    parties
        Of each agreement.
    rows
        Mask of the agreements that count.
    """
    place = {value: i for i, value in enumerate(parties.values)}
    seen_by = np.zeros((len(lenses), len(place)), dtype=np.float32)
    for i, lens in enumerate(lenses):
        seen_by[i, [place[one] for one in lens if one in place]] = 1
    counting = parties.holds[rows].astype(np.float32)
    bound = (seen_by @ counting.T > 0).astype(np.float32) @ counting > 0  # a lens to a party
    return [
        frozenset(parties.values[j] for j in np.flatnonzero(row)) - lens
        for row, lens in zip(bound, lenses, strict=True)
    ]

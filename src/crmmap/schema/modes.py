"""The diplomacy mode of an agreement: it follows from three coded features."""

from __future__ import annotations

import numpy as np
import pandas as pd

CODED = ("access", "exclusion", "pressure", "shared_goods")
"""The features of an agreement that two readers code apart from each other."""


def modes_of(agreements: pd.DataFrame) -> pd.Series:
    """The mode that follows from the features of each agreement.

    An agreement concluded under pressure is coercive; else one that gives a stake is binding; else
    one that excludes third parties or gives preference is competitive; every other one is
    cooperative. A feature that is not known counts as absent.

    Parameters
    ----------
    agreements
        With the columns ``access`` (none, preference, stake, unknown), ``exclusion`` and
        ``pressure`` (yes, no, unknown).

    Returns
    -------
    Series of str
        One of `crmmap.schema.vocabulary.MODES` for each row.

    Examples
    --------
    >>> features = {"access": ["stake", "none"], "exclusion": ["no", "yes"], "pressure": ["no"] * 2}
    >>> rows = pd.DataFrame(features)
    >>> modes_of(rows).tolist()
    ['binding', 'competitive']
    """
    found = np.select(
        [
            agreements["pressure"] == "yes",
            agreements["access"] == "stake",
            (agreements["exclusion"] == "yes") | (agreements["access"] == "preference"),
        ],
        ["coercive", "binding", "competitive"],
        default="cooperative",
    )
    return pd.Series(found, index=agreements.index, dtype=object)

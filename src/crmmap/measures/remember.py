"""Measures are asked for again and again of one Atlas; each answer is worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from weakref import WeakKeyDictionary

import pandas as pd

from crmmap.atlas.atlas import Atlas


def remembered(measure: Callable[[Atlas], pd.DataFrame]) -> Callable[[Atlas], pd.DataFrame]:
    """Keep what a measure gives for as long as the Atlas lives; an Atlas never changes, so neither does the answer.

    Each caller gets a frame of its own: under pandas' copy on write a change of it leaves the kept one as it is.
    """
    kept: WeakKeyDictionary[Atlas, pd.DataFrame] = WeakKeyDictionary()

    @wraps(measure)
    def once(atlas: Atlas) -> pd.DataFrame:
        if atlas not in kept:
            kept[atlas] = measure(atlas)
        return kept[atlas].copy(deep=False)

    return once

"""Remembers the result of a measure for an Atlas, because it is asked for again and again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from weakref import WeakKeyDictionary

import pandas as pd

from crmmap.atlas.atlas import Atlas

MOST = 100
"""Answers that are kept of one measure for one Atlas; when there are more, all are forgotten."""
P = ParamSpec("P")


def remembered(
    measure: Callable[Concatenate[Atlas, P], pd.DataFrame],
) -> Callable[Concatenate[Atlas, P], pd.DataFrame]:
    """Keep what a measure gives for as long as the Atlas lives; an Atlas never changes, so neither
    does the answer.

    Each caller gets a frame of its own: under pandas' copy on write a change of it leaves the kept
    one as it is.
    """
    kept: WeakKeyDictionary[Atlas, dict[Hashable, pd.DataFrame]] = WeakKeyDictionary()

    @wraps(measure)
    def once(atlas: Atlas, *args: P.args, **more: P.kwargs) -> pd.DataFrame:
        answers = kept.setdefault(atlas, {})
        wanted: Any = (args, tuple(sorted(more.items())))
        found = answers.get(wanted)
        if found is None:
            found = measure(atlas, *args, **more)
            if len(answers) >= MOST:
                answers.clear()
            answers[wanted] = found
        return found.copy(deep=False)

    return once

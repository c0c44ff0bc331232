"""The Atlas that all users share, and what is made of it once for all of them. Nothing here ever
holds data that a user has added.

Streamlit's own caches are used nowhere. Any client can ask for them to be cleared, and a cache
whose key forgets the Atlas shows one user the data of another.
"""

from __future__ import annotations

import gc
import os
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import Any, Concatenate, ParamSpec, TypeVar

from crmmap.atlas.atlas import Atlas, load

FOLDER = "CRMMAP_GEODATA"
"""Environment variable that names another data folder."""
MOST = 200
"""Results of one function that are kept; the one that was asked for least lately goes first."""
P = ParamSpec("P")
T = TypeVar("T")
_ATLASES: dict[str | None, Atlas] = {}
_KEPT: dict[Callable[..., Any], OrderedDict[Hashable, Any]] = {}
_LOOKING, _MAKING = Lock(), RLock()
"""The first is held for a look at what is kept, the second while something is made: who wants it
too waits for it."""


def shared_atlas() -> Atlas:
    """The Atlas of all users, loaded once.

    Raises
    ------
    InvalidData
        If the data folder breaks the rules.
    """
    folder = os.environ.get(FOLDER)
    if folder not in _ATLASES:
        with _MAKING:
            if folder not in _ATLASES:
                _ATLASES[folder] = load(folder)
                # what stands now stays for good, and costs each collection nothing in place of 230
                # ms
                gc.freeze()
    return _ATLASES[folder]


def shared(
    make: Callable[Concatenate[Atlas, P], T], whole: Atlas, *key: P.args, **more: P.kwargs
) -> T:
    """``make(whole, *key, **more)``, kept for all users if ``whole`` is the Atlas that they share.

    With the Atlas of a session it is made anew and kept for nobody.

    Parameters
    ----------
    make
        A function of a module that depends on nothing but its arguments.
    key, more
        Hashable.
    """
    if whole is not shared_atlas():
        return make(whole, *key, **more)
    wanted = (key, tuple(sorted(more.items())))
    with _LOOKING:
        kept = _KEPT.setdefault(make, OrderedDict())
        if wanted in kept:
            kept.move_to_end(wanted)
            return kept[wanted]
    with _MAKING:
        if wanted in kept:
            return kept[wanted]
        made = make(whole, *key, **more)
        with _LOOKING:
            kept[wanted] = made
            while len(kept) > MOST:
                kept.popitem(last=False)
        return made

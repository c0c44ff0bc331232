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
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock, RLock
from typing import Any, Concatenate, ParamSpec, TypeVar

from crmmap.atlas.atlas import Atlas, load
from crmmap.dates import in_words
from crmmap.store import origin_of

FOLDER = "CRMMAP_GEODATA"
"""Environment variable that names another data folder."""
MOST_OLDER = 2
"""Earlier snapshots that are held for all who look at them."""
MOST = 200
"""Results of one function that are kept; the one that was asked for least lately goes first."""
P = ParamSpec("P")
T = TypeVar("T")
_ATLASES: dict[str | None, Atlas] = {}
_OLDER: OrderedDict[Path, Atlas] = OrderedDict()
"""Of earlier snapshots of the store, by their folders; the one asked for least lately goes first.
"""
_PREPARE: list[Callable[[Atlas], object]] = [lambda _: None]
_DAYS: dict[tuple[str, date], Path] = {}
"""Folders of the data of days that are over."""
_KEPT: dict[tuple[int, Callable[..., Any]], OrderedDict[Hashable, Any]] = {}
"""Results by the identity of the Atlas, which is held as long as they are, and the function."""
_TAKING = Lock()
_LOOKING, _MAKING = Lock(), RLock()
"""The first is held while new data are taken up. Of the other two the first is held for a look at
what is kept, the second while an Atlas is loaded."""
_BEGUN: dict[Hashable, RLock] = {}
"""What is being made, each held by who makes it: who wants the same waits for it, and nobody
else."""


def prepare_with(prepare: Callable[[Atlas], object]) -> None:
    """What is done to each Atlas before users share it, from now on."""
    _PREPARE[0] = prepare


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
                made = load(folder)
                _PREPARE[0](made)
                _ATLASES[folder] = made
                # what stands now stays for good, and costs each collection nothing in place of 230
                # ms
                gc.freeze()
    return _ATLASES[folder]


def atlas_known_on(day: date | None) -> Atlas:
    """What was known on a day, for all who ask for it; the Atlas of all users without a day.

    Raises
    ------
    LookupError
        If the data are no store, or it showed nothing on that day or keeps it no longer.
    InvalidData
        If a file of that snapshot is not the one that was published.
    """
    if day is None:
        return shared_atlas()
    place = os.environ.get(FOLDER)
    if place is None:
        raise LookupError("the data of this map are no store, so no earlier ones are kept")
    folder = _folder_known_on(place, day)
    newest = shared_atlas()
    if folder == newest.folder:
        return newest
    if folder not in _OLDER:
        with _MAKING:
            if folder not in _OLDER:
                made = load(folder)
                _PREPARE[0](made)
                with _LOOKING:
                    _OLDER[folder] = made
                    while len(_OLDER) > MOST_OLDER:
                        _, gone = _OLDER.popitem(last=False)
                        for key in [key for key in _KEPT if key[0] == id(gone)]:
                            del _KEPT[key]
    with _LOOKING:
        whole = _OLDER.get(folder)
        if whole is not None:
            _OLDER.move_to_end(folder)
    return whole if whole is not None else load(folder)  # others have asked for more just now


def _folder_known_on(place: str, day: date) -> Path:
    """Where the data of a day are; what was on a day that is over stays so, also while a database
    is away.
    """
    if (found := _DAYS.get((place, day))) is not None and found.is_dir():
        return found
    try:
        folder = origin_of(place, known_on=day)
    except LookupError:  # whose words name the place, which is none of a visitor's business
        raise LookupError(f"nothing is kept of what was known on {in_words(day)}") from None
    if day < datetime.now(UTC).date():
        with _LOOKING:
            if len(_DAYS) >= MOST:
                _DAYS.clear()
            _DAYS[place, day] = folder
    return folder


def take_up(check: Callable[[Atlas], object] = lambda _: None) -> Atlas | None:
    """What a store has published since the Atlas of all users was loaded: from now on all share
    that; None if there is nothing new.

    Sessions go on with it at their next run, and those that have data of their own keep what they
    have.

    Parameters
    ----------
    check
        Looks at it first; what it raises leaves all with what they have.

    Raises
    ------
    InvalidData
        If a file of the snapshot is not the one that was published; all keep what they have.
    """
    with _TAKING:
        folder = os.environ.get(FOLDER)
        held = _ATLASES.get(folder)
        if folder is None or held is None or origin_of(folder) == held.folder:
            return None
        made = load(folder)
        check(made)
        _PREPARE[0](made)
        with _MAKING, _LOOKING:
            _ATLASES[folder] = made
            _KEPT.clear()
    gc.unfreeze()  # what stood until now may go
    gc.collect()
    gc.freeze()
    return made


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
    wanted = (key, tuple(sorted(more.items())))
    with _LOOKING:
        ours = (_ATLASES.get(os.environ.get(FOLDER)), *_OLDER.values())
        is_shared = any(whole is one for one in ours)
        kept = _KEPT.setdefault((id(whole), make), OrderedDict()) if is_shared else None
    if kept is None:
        return make(whole, *key, **more)
    with _LOOKING:
        if wanted in kept:
            kept.move_to_end(wanted)
            return kept[wanted]
        begun = _BEGUN.setdefault((id(whole), make, wanted), RLock())
    with begun:
        if wanted in kept:
            return kept[wanted]
        try:
            made = make(whole, *key, **more)
            with _LOOKING:
                kept[wanted] = made
                while len(kept) > MOST:
                    kept.popitem(last=False)
            return made
        finally:
            with _LOOKING:
                _BEGUN.pop((id(whole), make, wanted), None)

"""Coded features of agreements are read twice, by two people apart from each other."""

from __future__ import annotations

from collections import Counter

from crmmap.store.journal import Event
from crmmap.store.proposal import (
    NotPossible,
    Proposal,
    detail,
    pending,
    proposals,
    same_person,
    set_fields,
)
from crmmap.store.proposals import checked
from crmmap.store.store import Store


def read_again(store: Store, number: int, value: str, *, by: str) -> Proposal:
    """Say what a coded feature is, as a second reader.

    Raises
    ------
    NotPossible
        If it is no coded feature, is decided, has a second reading, or if both readers are one.
    """
    with store.writing() as writing:
        one = pending(writing, number)
        if not one.is_reading:
            raise NotPossible("Only the coded features of agreements are read twice.")
        if same_person(by, one.who):
            raise NotPossible("The second reader must be another person than the first.")
        if one.second_by:
            raise NotPossible(f"{one.second_by} has read it already.")
        checked(store, one.place, one.key, {one.field: value})
        read = set_fields(writing, one, second_by=by, second=value)
        writing.note(Event(by, "read again", value, detail=detail(one)))
    return read


def agreement_of_readers(store: Store, feature: str) -> tuple[int, float, float]:
    """Of the proposed corrections of a coded feature that two have read: how many, the part on
    which they agree, and Cohen's kappa.

    Returns
    -------
    tuple of int, float and float
        NaN where there is none, or where chance alone explains everything.
    """
    pairs = [
        (one.value, one.second)
        for one in proposals(store)
        if one.second_by and one.field == feature
    ]
    if not pairs:
        return 0, float("nan"), float("nan")
    total = len(pairs)
    agreed = sum(one == other for one, other in pairs) / total
    firsts, seconds = (Counter(side) for side in zip(*pairs, strict=True))
    chance = sum(firsts[word] * seconds[word] for word in firsts) / total**2
    return total, agreed, (agreed - chance) / (1 - chance) if chance < 1 else float("nan")

"""A step of a story as an address."""

from __future__ import annotations

from collections.abc import Mapping

from crmmap.stories.story import Step, Story


def step_at(library: Mapping[str, Story], story: str, step: str) -> Step | None:
    """The step that an address means, counted from 1; None if there is no such story."""
    if story not in library:
        return None
    steps = library[story].steps
    place = int(step) if step.isdecimal() else 1
    return steps[min(max(place, 1), len(steps)) - 1]


def with_step(library: Mapping[str, Story], words: Mapping[str, str]) -> dict[str, str]:
    """The words of an address of the presenter, with those of its step below them."""
    step = step_at(library, words.get("story", ""), words.get("step", "1"))
    return {**(step.words if step else {}), **words}

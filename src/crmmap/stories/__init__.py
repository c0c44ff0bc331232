"""Stories: steps that a presenter shows, each a state of the app."""

from crmmap.stories.files import (
    UnusableStory,
    check_beside,
    library,
    pack,
    read,
    shipped,
    unpack,
    write,
)
from crmmap.stories.story import Step, Story

__all__ = [
    "Step",
    "Story",
    "UnusableStory",
    "check_beside",
    "library",
    "pack",
    "read",
    "shipped",
    "unpack",
    "write",
]

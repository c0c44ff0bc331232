"""Stories: steps that a presenter shows, each a state of the app."""

from crmmap.stories.files import UnusableStory, library, pack, read, shipped, unpack, write
from crmmap.stories.story import Step, Story

__all__ = [
    "Step",
    "Story",
    "UnusableStory",
    "library",
    "pack",
    "read",
    "shipped",
    "unpack",
    "write",
]

"""Stories: steps that a presenter shows, each a state of the app."""

from crmmap.stories.files import UnusableStory, library, read, shipped, write
from crmmap.stories.story import Step, Story

__all__ = ["Step", "Story", "UnusableStory", "library", "read", "shipped", "write"]

"""Stories: what presenters tell, step by step, each step a state of the app."""

from crmmap.stories.files import UnusableStory, library, read, shipped, write
from crmmap.stories.story import Step, Story

__all__ = ["Step", "Story", "UnusableStory", "library", "read", "shipped", "write"]

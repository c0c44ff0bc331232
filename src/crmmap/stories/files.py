"""Story files: reading with every fault named, and writing."""

from __future__ import annotations

from functools import cache

import tomli_w

from crmmap.atlas import GEODATA
from crmmap.stories.story import Story
from crmmap.strict import UnusableFile, check, read_tree

FOLDER = GEODATA / "stories"


class UnusableStory(UnusableFile):
    """A story that cannot be read or told."""


def read(content: bytes, *, name: str) -> Story:
    """Read a story; ``name`` is of the file, for messages.

    Raises
    ------
    UnusableStory
        With every fault, the key it stands at, and what is allowed there.
    """
    return check(Story, read_tree(content, name, UnusableStory), name, UnusableStory)


def write(story: Story) -> bytes:
    """The story as TOML, as `read` takes it."""
    return tomli_w.dumps(story.model_dump(mode="json", exclude_defaults=True)).encode()


def shipped() -> dict[str, Story]:
    """The stories of the shipped data, by id, in the order of their files' names."""
    return {story.id: story for story in _shipped()}


@cache
def _shipped() -> tuple[Story, ...]:
    return tuple(read(path.read_bytes(), name=path.name) for path in sorted(FOLDER.glob("*.toml")))

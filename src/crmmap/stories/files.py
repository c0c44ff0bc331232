"""Story files: reading with every fault named, and writing."""

from __future__ import annotations

from pathlib import Path

import tomli_w

from crmmap import link_words
from crmmap.scenarios import library as scenarios
from crmmap.shipped import GEODATA
from crmmap.stories.story import Story
from crmmap.toml_models import UnusableFile, check, read_folder, read_tree

LARGEST = 8_000_000
"""Most bytes of a file, which can hold the user's own pictures."""


class UnusableStory(UnusableFile):
    """A story file that cannot be used."""


def pack(story: Story) -> str:
    """A story as one word of an address; ValueError if it is too long for a link."""
    return link_words.pack(write(story), "story")


def unpack(word: str) -> Story:
    """The story of such a word; UnusableStory if it is none."""
    try:
        content = link_words.unpack(word)
    except ValueError:
        raise UnusableStory(["the link: this is no story"]) from None
    return read(content, name="the link", most=link_words.MOST_BYTES)


def read(content: bytes, *, name: str, most: int = LARGEST) -> Story:
    """Read a story of at most so many bytes; ``name`` is of the file, for messages.

    Raises
    ------
    UnusableStory
        With every fault, the key it stands at, and what is allowed there.
    """
    return check(Story, read_tree(content, name, UnusableStory, most=most), name, UnusableStory)


def write(story: Story) -> bytes:
    """The story as TOML, as `read` takes it."""
    return tomli_w.dumps(story.model_dump(mode="json", exclude_defaults=True)).encode()


def shipped() -> dict[str, Story]:
    """The stories of the shipped data, by id, in the order of their files' names."""
    return dict(read_folder(GEODATA / "stories", read))


def check_beside(folder: Path | None) -> None:
    """Read the scenarios and stories of a data folder: a broken one would keep every page from
    being shown.

    Raises
    ------
    UnusableFile
        With file, key and reason.
    """
    for read_all in (scenarios, library):
        read_all(folder)


def library(folder: Path | None) -> dict[str, Story]:
    """The shipped stories, then those of a data folder; one of the folder stands in place of a
    shipped one of its id.

    Parameters
    ----------
    folder
        Its ``stories/*.toml`` are read, if there are any; see `crmmap.Atlas.folder`.

    Raises
    ------
    UnusableStory
        If one of them breaks the rules; with the name of the file, and the keys.
    """
    return (
        shipped()
        if folder is None
        else {**shipped(), **read_folder(folder.resolve() / "stories", read)}
    )

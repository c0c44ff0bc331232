"""Texts as one word of an address: a scenario or a story of one's own goes with its link."""

from __future__ import annotations

import base64
import binascii
import zlib

LONGEST = 6000
"""Characters that browsers and mail programs still pass on."""
MOST_BYTES = 64_000
"""Of a text that comes in a link."""


def pack(content: bytes, what: str) -> str:
    """A text as one word.

    Parameters
    ----------
    content
        The text.
    what
        What it is, for the message.

    Raises
    ------
    ValueError
        If it is too long for a link.

    Examples
    --------
    >>> unpack(pack(b"title = 'Mine'", "story"))
    b"title = 'Mine'"
    """
    word = base64.urlsafe_b64encode(zlib.compress(content, 9)).decode().rstrip("=")
    if len(word) > LONGEST:
        raise ValueError(
            f"the {what} makes a link of {len(word):,} characters; {LONGEST:,} can be passed on"
        )
    return word


def unpack(word: str) -> bytes:
    """The text of such a word, and at most a byte more than may come in one; ValueError if it is
    none.
    """
    try:
        packed = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        return zlib.decompressobj().decompress(packed, MOST_BYTES + 1)
    except (binascii.Error, zlib.error) as fault:
        raise ValueError(str(fault)) from None

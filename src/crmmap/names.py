"""Comparing names as people write them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LEGAL_SUFFIXES = frozenset(
    [
        "ab",
        "ag",
        "as",
        "asa",
        "bhd",
        "bv",
        "co",
        "company",
        "corp",
        "corporation",
        "gmbh",
        "group",
        "inc",
        "incorporated",
        "kg",
        "limited",
        "llc",
        "llp",
        "ltd",
        "ltda",
        "nl",
        "nv",
        "oao",
        "oy",
        "oyj",
        "plc",
        "pjsc",
        "pt",
        "pte",
        "pty",
        "sa",
        "sab",
        "sae",
        "sas",
        "se",
        "spa",
        "srl",
        "tbk",
        "the",
    ]
)
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
"""Control characters, line and paragraph separators, and halves of a character: none of them is
text."""
_WEB_ADDRESS = re.compile(r"https?://[^\s<>\\]+")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")
_SPECIAL = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae", "Æ": "Ae"}
)


def one_line(text: str) -> str:
    r"""The text with a blank in place of line ends and other control characters.

    A carriage return within a cell breaks a CSV file and lets a spreadsheet take what follows for a
    formula; other control characters break charts, links and files in ways of their own.

    >>> one_line("Bor\r\n=1+1")
    'Bor =1+1'
    """
    return CONTROL.sub(" ", text)


def has_control(text: str) -> bool:
    """Whether `one_line` would change the text."""
    return CONTROL.search(text) is not None


def is_web_address(text: str) -> bool:
    r"""Whether the text is an address that may become a link: http or https, and nothing in it that
    could end it.

    >>> is_web_address("https://example.org/a?b=1"), is_web_address("https://x\n![a](http://host/x.png)")
    (True, False)
    """
    return _WEB_ADDRESS.fullmatch(text) is not None and not has_control(text)


def is_database(place: object) -> bool:
    """Whether a place where tables may be is the address of a database.

    >>> is_database("postgresql://editor@host/minerals"), is_database("my-data")
    (True, False)
    """
    return isinstance(place, str) and place.startswith(("postgresql://", "postgres://"))


def fold(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces: ``Skellefteå (Lyten)`` is
    ``skelleftea lyten``.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_SPECIAL).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_WORDS.sub(" ", plain).strip()


@lru_cache(maxsize=20_000)  # each owner of a site is compared with each company
def company_words(name: str) -> tuple[str, ...]:
    """Words of a company's name, folded, without legal suffixes: ``Vale S.A.`` is ``("vale",)``."""
    # S.A. is one suffix, not two letters
    joined = re.sub(r"\b([A-Za-z])\.(?=[A-Za-z]\b)", r"\1", name)
    return tuple(word for word in fold(joined).split() if word not in _LEGAL_SUFFIXES)


def holds_company(owner: str, company: str) -> bool:
    """Whether the company's name stands as whole words, in order, in the owner's."""
    words, among = company_words(company), company_words(owner)
    span = len(words)
    return span > 0 and any(among[i : i + span] == words for i in range(len(among) - span + 1))

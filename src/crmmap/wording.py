"""Numbers, names and lists as people say them."""

from __future__ import annotations

KIND_NAMES = {
    "mine": "Mine",
    "deposit": "Deposit",
    "smelter": "Smelter",
    "refinery": "Refinery",
    "processing_plant": "Processing plant",
    "recycling_plant": "Recycling plant",
}


def percent(share: float) -> str:
    """A share as a percentage, without more precision than the sources have.

    Examples
    --------
    >>> percent(0.694)
    '69 %'
    """
    return f"{100 * share:.0f} %"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number of things, in the singular or the plural.

    Examples
    --------
    >>> counted(1, "site"), counted(0, "site"), counted(5739, "site"), counted(2, "story", "stories")
    ('1 site', '0 sites', '5,739 sites', '2 stories')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def in_sentence(mineral: str) -> str:
    """The name of a mineral within a sentence: in small letters, unless it is an abbreviation.

    Examples
    --------
    >>> in_sentence("Rare earth elements"), in_sentence("PGM")
    ('rare earth elements', 'PGM')
    """
    return mineral if mineral.isupper() else mineral[:1].lower() + mineral[1:]


def year_in_words(year: str, basis: str) -> str:
    """The year of a figure; an estimate has an ``e``.

    Examples
    --------
    >>> year_in_words("2025", "estimate"), year_in_words("2016-2020", "average")
    ('2025e', '2016–2020')
    """
    return f"{year}e" if basis == "estimate" else year.replace("-", "–")


def kinds_in_words(kinds: str) -> str:
    """The kinds of a site as a reader says them.

    Examples
    --------
    >>> kinds_in_words("mine;processing_plant")
    'Mine, processing plant'
    """
    return ", ".join(KIND_NAMES[kind].lower() for kind in kinds.split(";")).capitalize()

"""Numbers, names and lists as people say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crmmap.terms import ARTICLE, KIND_NAMES, KIND_PLURALS, SERIES_NAMES, SHORT_NAMES


def percent(share: float) -> str:
    """A share as a percentage, without more precision than the sources have.

    Examples
    --------
    >>> percent(0.694)
    '69%'
    """
    return f"{100 * share:.0f}%"


def small_percent(share: float) -> str:
    """A share as a percentage that is nought only if the share is.

    Examples
    --------
    >>> small_percent(0.694), small_percent(0.002), small_percent(0.0)
    ('69%', '<1%', '0%')
    """
    return percent(share) if share >= 0.005 or share == 0 else "<1%"


def part_of(number: int, total: int, one: str) -> str:
    """How many of some things, to begin a sentence with.

    Examples
    --------
    >>> part_of(0, 83, "site shown"), part_of(2, 83, "site shown")
    ('None of the 83 sites shown', '2 of the 83 sites shown')
    >>> part_of(1, 1, "site shown"), part_of(0, 1, "site")
    ('The only site shown', 'Not even the only site')
    """
    if total == 1:
        return f"The only {one}" if number else f"Not even the only {one}"
    head, _, tail = one.partition(" ")
    return f"{f'{number:,}' if number else 'None'} of the {total:,} {head}s {tail}".strip()


def quantity(value: float, unit: str) -> str:
    """An amount with its unit, as people say it.

    Examples
    --------
    >>> quantity(180_000, "thousand t"), quantity(4_500, "t"), quantity(25, "million carats")
    ('180 million t', '4,500 t', '25 million carats')
    """
    factor = {"t": 1.0, "thousand t": 1e3, "million t": 1e6}.get(unit)
    if factor is None:
        return f"{value:,.0f} {unit}".strip()
    tonnes = value * factor
    for size, word in ((1e9, "billion "), (1e6, "million ")):
        if tonnes >= size:
            return f"{tonnes / size:,.3g} {word}t"
    return f"{tonnes:,.0f} t"


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number of things, in the singular or the plural.

    Examples
    --------
    >>> counted(1, "site"), counted(5739, "site"), counted(2, "story", "stories")
    ('1 site', '5,739 sites', '2 stories')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def verb(number: int, one: str, many: str) -> str:
    """The form of a verb that goes with a number of things.

    Examples
    --------
    >>> verb(1, "is", "are"), verb(0, "is", "are"), verb(2, "has", "have")
    ('is', 'are', 'have')
    """
    return one if number == 1 else many


def listing(words: Iterable[str], *, last: str = "and", most: int = 4) -> str:
    """Words as a list; of many the first few, and how many more there are. Where one has an "and"
    of its own, a comma parts the last one, too.

    Examples
    --------
    >>> listing(["bauxite and aluminium", "tungsten"])
    'bauxite and aluminium, and tungsten'
    >>> listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"]), listing([])
    ('a', 'a and b', 'a, b and c', '')
    >>> listing("abcdef", last="or")
    'a, b, c or 3 more'
    """
    known = list(words)
    if len(known) > most:
        known = [*known[: most - 1], f"{len(known) - most + 1} more"]
    if len(known) < 2:
        return "".join(known)
    comma = "," if any(f" {last} " in word for word in known) else ""
    return f"{', '.join(known[:-1])}{comma} {last} {known[-1]}"


def largest_group(counts: Mapping[str, int]) -> str:
    """Which kind is the most frequent: *most* only if it is more than half, ties as ties.

    Parameters
    ----------
    counts
        How many things are of each kind.

    Examples
    --------
    >>> largest_group({"cooperative": 7, "binding": 3})
    'most are cooperative (7 of 10)'
    >>> largest_group({"cooperative": 7, "binding": 6, "coercive": 5})
    'the largest group, 7 of 18, is cooperative'
    >>> largest_group({"cooperative": 2, "binding": 2})
    'the largest groups, 2 of 4 each, are cooperative and binding'
    >>> largest_group({"binding": 3}), largest_group({"binding": 1}), largest_group({})
    ('all 3 are binding', 'it is binding', '')
    """
    total, top = sum(counts.values()), max(counts.values(), default=0)
    if not total:
        return ""
    first = [kind for kind, number in counts.items() if number == top]
    if top == total:
        return f"{ {1: 'it is', 2: 'both are'}.get(total, f'all {total:,} are') } {first[0]}"
    if len(first) > 1:
        return f"the largest groups, {top:,} of {total:,} each, are {listing(first)}"
    if top > total / 2:
        return f"most are {first[0]} ({top:,} of {total:,})"
    return f"the largest group, {top:,} of {total:,}, is {first[0]}"


def the(name: str, *, begin: bool = False) -> str:
    """The name of a country or bloc within a sentence, or at its beginning.

    Examples
    --------
    >>> the("United States"), the("United States", begin=True), the("China")
    ('the United States', 'The United States', 'China')
    """
    return f"{'The' if begin else 'the'} {name}" if name in ARTICLE else name


def usd(value: float) -> str:
    """A sum in US dollars, to two digits.

    Examples
    --------
    >>> usd(75_400_000), usd(1_240_000_000), usd(12_300_000_000), usd(8_200)
    ('USD 75 million', 'USD 1.2 billion', 'USD 12 billion', 'USD 8,200')
    >>> usd(999_999_999), usd(9_960_000)
    ('USD 1.0 billion', 'USD 10 million')
    """
    rounded = float(f"{value:.2g}")
    for size, word in ((1e9, " billion"), (1e6, " million")):
        if rounded >= size:
            part = rounded / size
            return f"USD {part:.1f}{word}" if part < 10 else f"USD {part:,.0f}{word}"
    return f"USD {rounded:,.0f}"


def short_standard(name: str) -> str:
    """The name of a standard without the part in brackets."""
    return name.partition(" (")[0]


def short_name(name: str) -> str:
    """The name of a country or bloc where room is scarce.

    Examples
    --------
    >>> short_name("Democratic Republic of the Congo"), short_name("Chile")
    ('DR Congo', 'Chile')
    """
    return SHORT_NAMES.get(name, name)


def begun(words: str) -> str:
    """Words at the beginning of a sentence.

    Examples
    --------
    >>> begun("mined cobalt")
    'Mined cobalt'
    """
    return words[:1].upper() + words[1:]


def in_sentence(mineral: str, stage: str = "") -> str:
    """The name of a mineral within a sentence, or of what its series at a stage is of.

    Examples
    --------
    >>> in_sentence("Rare earth elements"), in_sentence("Bauxite/Aluminium", "mine")
    ('rare earth elements', 'bauxite')
    """
    known = SERIES_NAMES.get((mineral, stage)) or SERIES_NAMES.get((mineral, ""))
    return known or (mineral if mineral.isupper() else mineral[:1].lower() + mineral[1:])


def title_case(mineral: str) -> str:
    """The name of a mineral at the beginning of a line.

    Examples
    --------
    >>> title_case("PGM"), title_case("Cobalt")
    ('Platinum-group metals', 'Cobalt')
    """
    return begun(in_sentence(mineral))


def year_in_words(year: str, basis: str) -> str:
    """The year of a figure; an estimate is marked.

    Examples
    --------
    >>> year_in_words("2025", "estimate"), year_in_words("2016-2020", "average")
    ('2025 est.', '2016–2020')
    """
    return f"{year} est." if basis == "estimate" else year.replace("-", "–")


def kinds_counted(counts: Mapping[str, int]) -> str:
    """How many sites of each kind there are, the most frequent first.

    Examples
    --------
    >>> kinds_counted({"mine": 2, "refinery": 1, "processing_plant": 3})
    '3 processing plants, 2 mines and 1 refinery'
    """
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return listing(
        (counted(n, KIND_NAMES[kind].lower(), KIND_PLURALS[kind]) for kind, n in ordered if n),
        most=len(counts),
    )


def kinds_in_words(kinds: str) -> str:
    """The kinds of a site as a reader says them.

    Examples
    --------
    >>> kinds_in_words("mine;processing_plant")
    'Mine, processing plant'
    """
    return ", ".join(KIND_NAMES[kind].lower() for kind in kinds.split(";")).capitalize()

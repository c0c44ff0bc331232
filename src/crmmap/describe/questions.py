"""What a text typed into the search asks: names of minerals, blocs, standards and places, with a
verb or without.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.continents import CONTINENTS
from crmmap.atlas.filters import EXCLUDABLE
from crmmap.dates import in_words
from crmmap.describe.periods import period_of
from crmmap.describe.search import LONGEST_TEXT
from crmmap.describe.unanswered import TITLE, WORDS
from crmmap.names import fold
from crmmap.terms import DOES, STATE_BLOCS
from crmmap.wording import in_sentence, listing, short_name, short_standard, the

MOST_WORDS = 12
REFINING = {
    "refine",
    "refines",
    "refined",
    "refining",
    "refinery",
    "process",
    "processes",
    "smelts",
}
MINING = {"mine", "mines", "mined", "mining", "extracts", "produces"}
BINDING = {"binding"}
NATURE = {"protected", "nature", "reserve", "reserves", "ecology"}
BOUGHT = {"buy", "buys", "import", "imports", "imported", "supplier", "suppliers", "supplies"}
AHEAD = {"demand", "forecast", "forecasts", "outlook", "future", "2030", "2040"}
PRICED = {"price", "prices", "priced", "cost", "costs"}
AGREED = {"agreement", "agreements", "agreed", "deal", "deals", "signed", "treaty", "treaties"}
SEABED = frozenset(("seabed", "seafloor", "deep", "sea", "high", "seas"))
"""Words that alone, or with a verb, ask of the sea beyond national jurisdiction."""
_IDLE = (
    "who whom from what which where how the a an of in and with for by does do is are has have "
    "most close to near areas"
)
IDLE = frozenset(f"{_IDLE} on between".split())
"""Words that change nothing about what is asked."""


OF_THE_SEABED = {
    "country": "ABNJ",
    "theme": "sites",
    "exclude": ";".join(part for part in EXCLUDABLE if part != "documented occurrences"),
}
"""Nearly all that is known of the seabed are documented occurrences."""


@dataclass(frozen=True)
class Question:
    """A question in words, and the words of the address that answer it.

    Attributes
    ----------
    page
        The page that answers; "" for the map.
    """

    label: str
    words: dict[str, str]
    page: str = ""


def understood(atlas: Atlas, text: str) -> list[Question]:
    """What a text asks; nothing unless every word of it is understood and two of them at least say
    something.

    Examples
    --------
    >>> import crmmap
    >>> understood(crmmap.load(), "who refines gallium")[0].words["mineral"]
    'Gallium'
    """
    words = fold(text[:LONGEST_TEXT]).split()
    if len(words) > MOST_WORDS:
        return []
    if not WORDS.isdisjoint(words):
        return [Question(TITLE, {}, page="coverage")]
    days = period_of(words)
    if days is not None:
        first, last = days
        said = f"What happened between {in_words(first)} and {in_words(last)}"
        return [Question(said, {"from": str(first), "to": str(last)}, page="diplomacy")]
    if SEABED.intersection(words) and set(words) <= SEABED | MINING | IDLE:
        return [Question("Sites on the seabed beyond national jurisdiction", OF_THE_SEABED)]
    names = _names(atlas)
    found: dict[str, list[str]] = {}
    verbs: set[str] = set()
    at = 0
    while at < len(words):
        for length in range(min(6, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + length])
            if phrase in names:
                kind, key = names[phrase]
                found.setdefault(kind, []).append(key)
                at += length
                break
        else:
            word = words[at]
            known = [verb for verb, forms in _VERBS.items() if word in forms]
            if not known and word not in IDLE:
                return []
            verbs.update(known)
            at += 1
    if verbs == {"priced"} and not found:
        return [Question("Prices of minerals, on the page of each", {}, page="choke_points")]
    if sum(map(len, found.values())) + len(verbs) < 2:
        return []
    return _asked(atlas, found, verbs)


_VERBS = {
    "refinery": REFINING,
    "mine": MINING,
    "binding": BINDING,
    "nature": NATURE,
    "agreed": AGREED,
    "bought": BOUGHT,
    "ahead": AHEAD,
    "priced": PRICED,
}


def _asked(atlas: Atlas, found: dict[str, list[str]], verbs: set[str]) -> list[Question]:
    """The one question that the parts of a search ask, if they ask any."""
    minerals, standards = found.get("mineral", []), found.get("standard", [])
    blocs, countries = _lens(atlas, found.get("bloc", []), found.get("country", []))
    words = _words(found, blocs, countries)
    if "binding" in verbs:
        words["force"] = "binding"
    name = atlas.lookups.name_of
    places = [the(name.get(iso3, iso3)) for iso3 in countries]
    places += [*found.get("continent", []), *found.get("region", [])]
    of = listing(in_sentence(mineral) for mineral in minerals)
    sites = f"Sites{f' with {of}' if of else ''}{f' in {listing(places)}' if places else ''}"
    actors = [
        *found.get("bloc", []),
        *(STATE_BLOCS[c] for c in found.get("country", []) if c in STATE_BLOCS),
    ]
    hosts = [iso3 for iso3 in found.get("country", []) if iso3 not in STATE_BLOCS]
    if len(actors) > 1 and len(hosts) == 1 and not standards and verbs <= {"agreed"}:
        there = {"place": f"country:{hosts[0]}", "actors": ";".join(actors)}
        who = listing(the(name.get(actor, actor)) for actor in actors)
        asked = f"{who[:1].upper()}{who[1:]} in {the(name.get(hosts[0], hosts[0]))}, compared"
        return [Question(asked, there | ({"mineral": minerals[0]} if of else {}), page="places")]
    stage = next((verb for verb in ("refinery", "mine") if verb in verbs), None)
    if "priced" in verbs:
        return [
            Question(f"Prices of {in_sentence(one)}", {"detail": one}, page="choke_points")
            for one in minerals
        ]
    if "bought" in verbs and countries:
        place = {"place": f"country:{countries[0]}"} | ({"mineral": minerals[0]} if of else {})
        who = places[0]
        return [Question(f"From whom {who} imports {of or 'minerals'}", place, page="places")]
    if verbs & {"bought", "ahead"} and minerals:
        asked = "Who imports {} from whom" if "bought" in verbs else "Outlook of {} to 2040"
        return [Question(asked.format(of), {"detail": minerals[0]}, page="choke_points")]
    # a statement about the world: no bloc or country changes it
    if stage and minerals and not standards:
        world = {"mineral": ";".join(minerals), "theme": "supply", "stage_shown": stage}
        return [Question(f"Who {DOES[stage]} {of}?", world)]
    if "nature" in verbs:
        return [Question(f"{sites} near protected areas", words | {"theme": "nature"})]
    if standards:
        named = dict(zip(atlas.standards["standard_id"], atlas.standards["name"], strict=True))
        covered = listing(short_standard(named[one]) for one in standards)
        return [Question(f"{sites} covered by {covered}", words | {"theme": "standards"})]
    if blocs or verbs & {"binding", "agreed"} or len(countries) > 1:
        who = listing([*(short_name(name.get(bloc, bloc)) for bloc in blocs), *places])
        binding = "Legally binding agreements" if "binding" in verbs else "Agreements"
        asked = f"{binding}{f' of {who}' if who else ''}{f' on {of}' if of else ''}"
        return [Question(asked, words | {"theme": "agreements"})]
    if not places:
        return []
    where = listing(places)
    asked = f"{of[:1].upper()}{of[1:]} in {where}" if of else where
    return [Question(asked, words | {"theme": "supply"})]


def _lens(atlas: Atlas, blocs: list[str], countries: list[str]) -> tuple[list[str], list[str]]:
    """Of a pair of countries one is the lens: in "Zambia China" it is China."""
    known = set(atlas.blocs["bloc_id"])
    if len(countries) > 1 and not blocs:
        for iso3 in countries:
            if STATE_BLOCS.get(iso3) in known:
                return [STATE_BLOCS[iso3]], [other for other in countries if other != iso3]
    return blocs, countries


def _words(found: dict[str, list[str]], blocs: list[str], countries: list[str]) -> dict[str, str]:
    """What was found as words of an address."""
    continents = [region for name in found.get("continent", []) for region in CONTINENTS[name]]
    values = {
        "mineral": found.get("mineral", []),
        "bloc": blocs,
        "country": countries,
        "region": continents + found.get("region", []),
        "standard": found.get("standard", []),
    }
    return {word: ";".join(some) for word, some in values.items() if some}


_NAMES: WeakKeyDictionary[Atlas, dict[str, tuple[str, str]]] = WeakKeyDictionary()


def _names(atlas: Atlas) -> dict[str, tuple[str, str]]:
    """What each folded name means, as a kind and a key; kept for as long as the Atlas lives."""
    if atlas not in _NAMES:
        _NAMES[atlas] = _all_names(atlas)
    return _NAMES[atlas]


def _all_names(atlas: Atlas) -> dict[str, tuple[str, str]]:
    names: dict[str, tuple[str, str]] = {}
    lookups = atlas.lookups

    def add(name: str, kind: str, key: str) -> None:
        if fold(name):
            names.setdefault(fold(name), (kind, key))

    for row in atlas.minerals.to_dict("records"):
        add(row["mineral"], "mineral", row["mineral"])
        add(in_sentence(row["mineral"]), "mineral", row["mineral"])
    listed = set(atlas.bloc_members.loc[atlas.bloc_members["counts"], "bloc_id"])
    for row in atlas.blocs[atlas.blocs["bloc_id"].isin(listed)].to_dict("records"):
        add(row["bloc_id"], "bloc", row["bloc_id"])
        add(row["name"], "bloc", row["bloc_id"])
    for row in atlas.countries[atlas.countries["iso_a3"] != ""].to_dict("records"):
        for name in [row["name"], short_name(row["name"]), *row["also_called"].split(";")]:
            add(name, "country", row["iso_a3"])
    for row in atlas.standards.to_dict("records"):
        add(row["standard_id"], "standard", row["standard_id"])
        add(row["name"], "standard", row["standard_id"])
    for continent in CONTINENTS:
        add(continent, "continent", continent)
    for region in set(lookups.region_of.values()):
        add(region, "region", region)
    return names

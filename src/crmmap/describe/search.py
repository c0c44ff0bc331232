"""Search by name, with the nearest spelling where no name matches."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from rapidfuzz import fuzz, process

from crmmap.atlas.atlas import Atlas
from crmmap.names import company_words, fold
from crmmap.scenarios import library
from crmmap.wording import in_sentence, listing

MOST = 10
LONGEST_TEXT, MOST_WORDS = 80, 8
"""Characters and words that are looked for: a page pasted by mistake would hold up everyone."""
_ORDER = (
    "countries",
    "blocs",
    "minerals",
    "sites",
    "agreements",
    "standards",
    "companies",
    "paper_entities",
    "measures",
    "zones",
    "scenarios",
)
"""Of equally good names the earlier kind comes first."""
_WORDS = {
    "countries": "country",
    "blocs": "bloc",
    "minerals": "mineral",
    "sites": "site",
    "agreements": "agreement",
    "standards": "standard",
    "companies": "company",
    "paper_entities": "named in the paper",
    "measures": "measure",
    "zones": "zone",
    "scenarios": "what if",
}
NEAREST_SCORE = 72  # of 100: below it a name is not offered as the nearest


@dataclass(frozen=True)
class Match:
    """A thing with a name; ``table`` and ``key`` select it."""

    name: str
    table: str
    key: str
    where: str

    @property
    def label(self) -> str:
        """The name, what it is and where."""
        return " · ".join(part for part in (self.name, _WORDS[self.table], self.where) if part)


class Index:
    """All names of an Atlas, folded; made once."""

    def __init__(self, atlas: Atlas) -> None:
        self.found = _everything(atlas)
        self.names = pd.Series([fold(found.name) for found in self.found])
        self.order = pd.Series([_ORDER.index(found.table) for found in self.found])
        self.length = self.names.str.len()

    def search(self, text: str, most: int = MOST) -> list[Match]:
        """The best names for what has been typed so far.

        Accents, case and punctuation do not count. A name that is the text comes first, then names
        that begin with it, then those with words that begin with each word typed; if there is none,
        the nearest spellings. Of a long text only the beginning counts.
        """
        wanted = " ".join(fold(text[:LONGEST_TEXT]).split()[:MOST_WORDS])
        if not wanted:
            return []
        padded = " " + self.names
        hit = pd.Series(True, index=self.names.index)
        for word in wanted.split():
            hit &= padded.str.contains(" " + word, regex=False)
        if not hit.any():
            hit = self.names.str.contains(wanted, regex=False)
        if not hit.any():
            return self._nearest(wanted, most)
        rank = pd.DataFrame(
            {
                "exact": self.names[hit] != wanted,
                "begins": ~self.names[hit].str.startswith(wanted),
                "order": self.order[hit],
                "length": self.length[hit],
            }
        )
        best = rank.sort_values(["exact", "begins", "order", "length"], kind="stable").head(most)
        return [self.found[i] for i in best.index]

    def _nearest(self, wanted: str, most: int) -> list[Match]:
        near = process.extract(
            wanted, self.names.tolist(), scorer=fuzz.WRatio, limit=most, score_cutoff=NEAREST_SCORE
        )
        return [self.found[i] for _, _, i in near]


def _everything(atlas: Atlas) -> list[Match]:
    lookups = atlas.lookups
    found = []
    for land in _rows(atlas.countries):
        if land.iso_a3:
            found.append(Match(land.name, "countries", land.iso_a3, land.region))
            also = [name for name in land.also_called.split(";") if name]
            found += [Match(name, "countries", land.iso_a3, land.name) for name in also]
    for bloc in _rows(atlas.blocs):
        found.append(Match(bloc.name, "blocs", bloc.bloc_id, bloc.bloc_id))
        if fold(bloc.bloc_id) not in fold(bloc.name):
            found.append(Match(bloc.bloc_id, "blocs", bloc.bloc_id, bloc.name))
    found += [Match(r.mineral, "minerals", r.mineral, r.symbol) for r in _rows(atlas.minerals)]
    found += [Match(r.name, "sites", r.site_id, r.country) for r in _rows(atlas.sites)]
    named = atlas.sites[atlas.sites["also_called"] != ""]
    for site in _rows(named):
        where = f"{site.name}, {site.country}"
        found += [
            Match(name.strip(), "sites", site.site_id, where)
            for name in site.also_called.split(";")
        ]
    for alias in _rows(atlas.named_sites):
        found.append(
            Match(alias.named_site, "sites", alias.site_id, lookups.name_of.get(alias.iso3, ""))
        )
    found += [
        Match(r.title, "agreements", r.agreement_id, r.signed_date[:4])
        for r in _rows(atlas.agreements)
    ]
    for standard in _rows(atlas.standards):
        found.append(Match(standard.name, "standards", standard.standard_id, standard.issuer))
        found.append(Match(standard.standard_id, "standards", standard.standard_id, standard.name))
    found += [Match(name, "companies", name, "") for name in companies(atlas)]
    found += [
        Match(r.entity, "paper_entities", r.entity, r.type) for r in _rows(atlas.paper_entities)
    ]
    for measure in _rows(atlas.measures):
        imposing = lookups.name_of.get(measure.imposing, measure.imposing)
        minerals = [in_sentence(one) for one in measure.minerals.split(";") if one]
        name = f"{imposing}: {measure.kind}"
        if minerals and " on " not in measure.kind:
            name += f" on {listing(minerals, most=len(minerals))}"
        found.append(Match(name, "measures", measure.measure_id, measure.effective_date[:4]))
    found += [Match(r.name, "zones", r.zone_id, r.category) for r in _rows(atlas.zones)]
    for scenario in library(atlas.folder).values():
        found.append(Match(scenario.title, "scenarios", scenario.id, ""))
        found.append(Match(scenario.question, "scenarios", scenario.id, scenario.title))
    seen: dict[tuple[str, str, str], Match] = {}
    for item in found:
        seen.setdefault((fold(item.name), item.table, item.key), item)
    return list(seen.values())


def _rows(frame: pd.DataFrame):
    return frame.itertuples(index=False)


def companies(atlas: Atlas) -> list[str]:
    """Names of owners and of adherent companies, each once, however it is spelled."""
    names: dict[tuple[str, ...], str] = {}
    adherents = atlas.standard_adherence.loc[
        atlas.standard_adherence["subject_kind"] == "company", "subject"
    ]
    for name in [*adherents, *atlas.sites["owner"].unique()]:
        words = company_words(name)
        if words:
            names.setdefault(words, name)
    return sorted(names.values())

"""Sentences on the rows that all filters leave."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.dates import in_words
from crmmap.describe.line import RANKED, Line
from crmmap.describe.summary import sites_near
from crmmap.measures.by_place import NEAR_KM, OWN_LEVELS, covered_sites
from crmmap.measures.partners import links
from crmmap.wording import (
    counted,
    in_sentence,
    kinds_counted,
    listing,
    part_of,
    short_standard,
    the,
    verb,
)


@dataclass(frozen=True)
class SelectionSentences:
    """What the rows that are shown say.

    Attributes
    ----------
    whole, shown
        The whole Atlas, and what the filters leave of it.
    """

    whole: Atlas
    shown: Atlas
    filters: Filters

    def _place(self) -> str:
        names = self.whole.lookups.name_of
        places = [
            *(the(names.get(iso3, iso3)) for iso3 in self.filters.countries),
            *self.filters.regions,
        ]
        return listing(places, last="or")

    def _minerals(self) -> str:
        return listing((in_sentence(mineral) for mineral in self.filters.minerals), last="or")

    def agreements(self) -> str:
        """How many agreements there are, and of what force."""
        rows = self.shown.agreements
        forces = [
            "partly binding" if force == "mixed" else force for force in self.filters.legal_force
        ]
        kind = " ".join(
            filter(None, (listing(forces, last="or"), listing(self.filters.modes, last="or")))
        )
        also = " or in another chosen state" if self.filters.also else ""
        on = f"in force{also} on {in_words(self.filters.as_of)}"

        def said(number: int) -> str:
            noun = verb(number, "agreement", "agreements")
            return " ".join([*([kind] if kind else []), noun, *self._which(number)])

        if rows.empty:
            return f"We found no {said(1)} {on}."
        binding = int((rows["legal_force"] == "binding").sum())
        stakes = int((rows["access"] == "stake").sum())
        more = (
            [f"{counted(binding, 'is', 'are')} legally binding"]
            if binding and not self.filters.legal_force
            else []
        )
        more += [f"{counted(stakes, 'gives', 'give')} one side a stake"] if stakes else []
        tail = f"; {' and '.join(more)}" if more and len(rows) > 1 else ""
        return f"{len(rows):,} {said(len(rows))} {verb(len(rows), 'is', 'are')} {on}{tail}."

    def _which(self, number: int) -> list[str]:
        """Whose agreements are meant, with whom, and on what."""
        names, filters = self.whole.lookups.name_of, self.filters
        parts = []
        if filters.blocs:
            several = (
                len(filters.blocs) == 1
                and len(self.whole.lookups.members(filters.blocs[0], filters.as_of)) > 1
            )
            blocs = listing((the(names.get(bloc, bloc)) for bloc in filters.blocs), last="or")
            parts.append(f"of {blocs}{' or its members' if several else ''}")
        if self._place():
            parts.append(f"with {self._place()}")
        if filters.minerals:
            parts.append(f"that {verb(number, 'covers', 'cover')} {self._minerals()}")
        if filters.standards:
            which = "the chosen standard"
            if len(filters.standards) > 1:
                which = (
                    "all chosen standards"
                    if filters.standards_match == "all"
                    else "one of the chosen standards"
                )
            parts.append(f"that {verb(number, 'names', 'name')} {which}")
        return parts

    def parties(self) -> Line | None:
        """Who has signed most with the chosen places, or with the chosen blocs."""
        pairs = links(self.shown, as_of=self.filters.as_of)
        members = (
            self.whole.lookups.members(bloc, self.filters.as_of) for bloc in self.filters.blocs
        )
        own = set(self.filters.countries) or set(self.filters.blocs).union(*members)
        if own:
            leads = pairs["lead"].isin(own)
            rows = pairs.assign(other=pairs["host_name"].where(leads, pairs["lead_name"]))
            rows = rows[leads != pairs["host"].isin(own)]  # one side is theirs, the other is not
        else:
            rows = pairs.assign(other=pairs["host_name"])
        groups = [
            (
                name,
                some["agreement_id"].nunique(),
                some.loc[some["force"] == "binding", "agreement_id"].nunique(),
            )
            for name, some in rows.groupby("other")
        ]
        groups.sort(key=lambda group: (-group[1], group[0]))
        if not groups:
            return None
        said = [
            f"{the(str(name))} ({n}{f', {b} legally binding' if b else ''})"
            for name, n, b in groups[:RANKED]
        ]
        if len(groups) == 1:
            are = "The only other party is"
        elif len(groups) <= RANKED:
            are = "The other parties are"
        else:
            are = (
                "The most frequent other parties are"
                if own
                else "The parties named most often beside the lead are"
            )
        return Line(f"{are} {listing(said, most=RANKED)}.", "agreements", "agreements")

    def standards(self) -> str:
        """How many sites a standard covers, directly and through the state."""
        total = len(self.shown.sites)
        if not total:
            return "No site fits all filters, so there is none that a standard could cover."
        names = dict(
            zip(self.whole.standards["standard_id"], self.whole.standards["name"], strict=True)
        )
        chosen = listing((short_standard(names[one]) for one in self.filters.standards), last="or")
        own = int(covered_sites(self.shown, self.filters, OWN_LEVELS).sum())
        state = int(covered_sites(self.shown, self.filters, ("state",)).sum())
        by = f"by {chosen}" if chosen else "by a governance standard on record"
        return (
            f"{part_of(own, total, 'site shown')} {verb(own or total, 'is', 'are')} covered {by} "
            "directly or "
            f"through the owner, and {f'{state:,}' if state else 'none'} through the state in "
            "which they lie."
        )

    def nature(self) -> str:
        """How many sites lie near or inside protected areas."""
        total = len(self.shown.sites)
        if not total:
            return "No site fits all filters, so there is none near a protected area."
        km = NEAR_KM if self.filters.near_km is None else self.filters.near_km
        near, inside = (sites_near(self.whole, self.shown, some) for some in (km, 0))
        tail = f", {inside:,} of them inside one" if inside and near > 1 else ""
        return (
            f"{part_of(near, total, 'site shown')} {verb(near or total, 'lies', 'lie')} within "
            f"{km:g} km of a "
            f"protected or sensitive area shown{tail}."
        )

    def standards_in_short(self) -> str:
        """The same, of one standard."""
        total = len(self.shown.sites)
        if not total or len(self.filters.standards) != 1:
            return self.standards()
        names = dict(
            zip(self.whole.standards["standard_id"], self.whole.standards["name"], strict=True)
        )
        own, state, declared = (
            int(covered_sites(self.shown, self.filters, levels).sum())
            for levels in (OWN_LEVELS, ("state",), ("declaration",))
        )
        name = short_standard(names[self.filters.standards[0]])
        if not own + state + declared:
            return f"{name} covers none of the {total:,} sites shown."
        first, how = next(
            (number, words)
            for number, words in (
                (own, "directly or through the owner"),
                (state, "through the state in which they lie"),
                (declared, "through a declaration of the state in which they lie"),
            )
            if number
        )
        more = f", and {state:,} through the state in which they lie" if own and state else ""
        return f"{counted(first, 'site')} {verb(first, 'is', 'are')} covered by {name} {how}{more}."

    def sites_in_short(self) -> str:
        """How many sites are shown."""
        return f"{self.sites().partition(':')[0].rstrip('.')}."

    def kinds(self) -> str:
        """Of which kinds they are."""
        said = self.sites().partition(": ")[2]
        return f"{said[:1].upper()}{said[1:]}"

    def sites(self) -> str:
        """How many sites are shown, and of which kinds."""
        rows = self.shown.sites
        where = [f"with {self._minerals()}"] if self.filters.minerals else []
        where += [f"in {self._place()}"] if self._place() else []
        said = " ".join([verb(len(rows), "site", "sites"), *where])
        if rows.empty:
            return "No site fits all filters."
        kinds = kinds_counted(Counter(cell.split(";")[0] for cell in rows["kind"]))
        unknown = int((rows["status"] == "unknown").sum())
        are = verb(len(rows), "is", "are")
        return f"{len(rows):,} {said} {are} shown: {kinds}. The status of {unknown:,} is not known."

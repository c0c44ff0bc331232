"""The sentences of an answer, one for each theme and for what belongs to it, true for every
combination of filters.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.dates import in_words
from crmmap.describe.summary import sites_near
from crmmap.measures.by_place import NEAR_KM, OWN_LEVELS, ByPlace, covered_sites, led
from crmmap.measures.concentration import concentration, shares
from crmmap.measures.exposure import RESTRICTIONS, exposure
from crmmap.measures.partners import links
from crmmap.measures.supply_under_agreement import supply_under_agreement
from crmmap.schema.vocabulary import HUBS
from crmmap.wording import (
    DOES,
    DOING,
    counted,
    in_sentence,
    kinds_counted,
    listing,
    part_of,
    percent,
    small_percent,
    the,
    verb,
)

RANKED = 5
HOW = {"ban": "a ban", "quota": "a quota", "licence": "a licence", "tax": "a tax"}


@dataclass(frozen=True)
class Line:
    """A sentence, and where its rows are: a theme of the map and a table below it."""

    text: str
    theme: str
    table: str


@dataclass(frozen=True)
class Teller:
    """Says each theme in a sentence.

    Attributes
    ----------
    whole, shown
        The whole Atlas, and what the filters leave of it.
    stage
        Of supply, ``mine`` or ``refinery``.
    """

    whole: Atlas
    shown: Atlas
    filters: Filters
    stage: str

    def headline(self, figure: ByPlace, theme: str) -> str:
        if theme == "supply":
            return self._supply(figure)
        return {
            "agreements": self._agreements,
            "standards": self._standards_in_short,
            "nature": self._nature,
            "sites": self._sites_in_short,
        }[theme]()

    def lines(self, theme: str, said: str) -> list[Line | None]:
        """Of the themes that the headline does not speak of, the most telling first.

        Parameters
        ----------
        said
            The theme whose figure the headline gives: of supply without figures it is that of all
            sites.
        """
        one = self.filters.minerals[0] if len(self.filters.minerals) == 1 else None
        agreements = Line(self._agreements(), "agreements", "agreements")
        return [
            self._other_stage(one) if theme == "supply" and one else None,
            self._leader(one) if theme != "supply" and one else None,
            self._could_step_in(one) if theme == "supply" and one else None,
            self._bloc_supply(one),
            agreements if theme != "agreements" else self._parties(),
            self._restrictions(one),
            self._shares_of_place(),
            Line(self._standards(), "standards", "sites") if theme != "standards" else None,
            Line(self._nature(), "nature", "zones") if theme != "nature" else None,
            Line(self._kinds() if said == "sites" else self._sites(), "sites", "sites")
            if len(self.shown.sites)
            else None,
        ]

    # --- supply: statements about the world, which only the mineral changes

    def _supply(self, figure: ByPlace) -> str:
        if figure.theme != "supply":
            if len(self.filters.minerals):
                named = listing(
                    (in_sentence(mineral) for mineral in self.filters.minerals), last="or"
                )
                return (
                    f"We found no figures on who mines or refines {named}. {self._sites_in_short()}"
                )
            return self._sites_in_short()
        assert figure.rows is not None
        if not figure.mineral:
            return self._several(figure)
        table = concentration(self.whole)
        row = table[(table["mineral"] == figure.mineral) & (table["stage"] == figure.stage)].iloc[0]
        rest = figure.rows[figure.rows["iso3"] != row["leader"]].head(3)
        said = f"{row['sentence']}."
        if len(rest):
            named = listing(the(name) for name in rest["country"])
            share = percent(rest["share"].sum())
            does = f"{DOES[figure.stage][:-1]} {share} together"
            said += (
                f" {_next(len(rest))} {named}, {does}."
                if len(rest) > 1
                else f" Next is {named} with {share}."
            )
        return said

    def _several(self, figure: ByPlace) -> str:
        known = figure.rows["mineral"].nunique() if figure.rows is not None else 0
        counts = led(self.whole, self.filters.minerals, figure.stage)
        top = max(counts.values())
        leaders = [the(name) for name, number in counts.items() if number == top]
        who = listing(leaders)
        each = " each" if len(leaders) > 1 else ""
        lead = verb(len(leaders), "leads", "lead")
        of = f"{top} of the {known} minerals shown that have figures"
        return f"{who[:1].upper()}{who[1:]}{each} {lead} the {DOING[figure.stage]} of {of}."

    def _leader(self, mineral: str) -> Line | None:
        table = concentration(self.whole)
        rows = table[table["mineral"] == mineral].sort_values("stage", ascending=False)
        return Line(f"{rows['sentence'].iloc[0]}.", "supply", "sites") if len(rows) else None

    def _other_stage(self, mineral: str) -> Line | None:
        table = concentration(self.whole)
        rows = table[(table["mineral"] == mineral) & (table["stage"] != self.stage)]
        known = table[(table["mineral"] == mineral) & (table["stage"] == self.stage)]
        return (
            Line(f"{rows['sentence'].iloc[0]}.", "supply", "sites")
            if len(rows) and len(known)
            else None
        )

    def _could_step_in(self, mineral: str) -> Line | None:
        """Sites on record outside the country that leads the stage."""
        table = concentration(self.whole)
        table = table[(table["mineral"] == mineral) & (table["stage"] == self.stage)]
        if table.empty:
            return None
        leader, kinds = table.iloc[0], HUBS if self.stage == "refinery" else ("mine",)
        look = self.whole.lookups
        rows = self.whole.sites[
            look.site_minerals.any_of([mineral]) & look.site_kinds.any_of(kinds)
        ]
        rows = rows[rows["iso3"] != leader["leader"]]
        if rows.empty:
            what = "mine" if self.stage == "mine" else "plant"
            text = (
                f"We have no {what} of {in_sentence(mineral)} on record outside "
                f"{the(leader['leader_name'])}."
            )
            return Line(text, "sites", "sites")
        counts = Counter(
            next(kind for kind in cell.split(";") if kind in kinds) for cell in rows["kind"]
        )
        running = int((rows["status"] == "operating").sum())
        text = (
            f"Outside {the(leader['leader_name'])}, {kinds_counted(counts)} with "
            f"{in_sentence(mineral)} "
            f"{verb(len(rows), 'is', 'are')} on record; {counted(running, 'is', 'are')} recorded "
            "as operating."
        )
        return Line(text, "sites", "sites")

    def _bloc_supply(self, mineral: str | None) -> Line | None:
        if len(self.filters.blocs) != 1 or mineral is None:
            return None
        bloc = self.filters.blocs[0]
        table = supply_under_agreement(self.whole, bloc=bloc, as_of=self.filters.as_of)
        table = table[table["mineral"] == mineral]
        rows = (
            table[table["stage"] == self.stage] if (table["stage"] == self.stage).any() else table
        )
        if rows.empty:
            return None
        row = rows.iloc[0]
        held = float(row[["stake", "preference", "cooperation"]].sum())
        name = the(self.whole.lookups.name_of[bloc])
        what = f"world {DOING[row['stage']]} of {in_sentence(mineral, row['stage'])}"
        text = (
            f"{percent(row['own'])} of {what} is in {name}, and {percent(held)} in countries that "
            "have agreements with "
            f"it. An agreement is not a delivery."
        )
        return Line(text, "agreements", "agreements")

    def _restrictions(self, mineral: str | None) -> Line | None:
        if mineral is None:
            return None
        table = exposure(self.whole, as_of=self.filters.as_of)
        rows = table[table["mineral"] == mineral].sort_values("exposed", ascending=False)
        if rows.empty:
            return None
        row = rows.iloc[0]
        what = f"{DOING[row['stage']]} of {in_sentence(mineral, row['stage'])}"
        if row["exposed"] <= 0:
            text = (
                f"None of the published supply of {in_sentence(mineral)} is in a country that "
                "restricts its export."
            )
            return Line(text, "supply", "measures")
        by = [name for name in RESTRICTIONS if row[name] > 0]
        how = [HOW[name] if len(by) == 1 else f"{HOW[name]} on {percent(row[name])}" for name in by]
        text = (
            f"{percent(row['exposed'])} of the {what} is in countries that restrict its export "
            f"({listing(how)})."
        )
        return Line(text, "supply", "measures")

    # --- what the filters leave

    def _place(self) -> str:
        names = self.whole.lookups.name_of
        places = [
            *(the(names.get(iso3, iso3)) for iso3 in self.filters.countries),
            *self.filters.regions,
        ]
        return listing(places, last="or")

    def _minerals(self) -> str:
        return listing((in_sentence(mineral) for mineral in self.filters.minerals), last="or")

    def _agreements(self) -> str:
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

    def _parties(self) -> Line | None:
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

    def _shares_of_place(self) -> Line | None:
        """What a chosen country mines and refines most of, where no mineral is chosen."""
        if len(self.filters.countries) != 1 or self.filters.minerals:
            return None
        iso3 = self.filters.countries[0]
        rows = shares(self.whole)
        rows = (
            rows[(rows["iso3"] == iso3) & rows["share"].gt(0)]
            .sort_values("share", ascending=False)
            .head(3)
        )
        if rows.empty:
            return None
        said = [
            f"{DOES[row['stage']]} {small_percent(row['share'])} of "
            f"{in_sentence(row['mineral'], row['stage'])}"
            for row in rows.to_dict("records")
        ]
        name = the(self.whole.lookups.name_of.get(iso3, iso3), begin=True)
        return Line(
            f"{name} {listing(said)}, as parts of the published world totals.", "supply", "sites"
        )

    def _standards(self) -> str:
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

    def _nature(self) -> str:
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

    def _standards_in_short(self) -> str:
        total = len(self.shown.sites)
        if not total or len(self.filters.standards) != 1:
            return self._standards()
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

    def _sites_in_short(self) -> str:
        return f"{self._sites().partition(':')[0].rstrip('.')}."

    def _kinds(self) -> str:
        said = self._sites().partition(": ")[2]
        return f"{said[:1].upper()}{said[1:]}"

    def _sites(self) -> str:
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


def short_standard(name: str) -> str:
    """The name of a standard without the part in brackets."""
    return name.partition(" (")[0]


def _next(number: int) -> str:
    return "The next two," if number == 2 else "The next three,"

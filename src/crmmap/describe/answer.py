"""What the map says, in words: a headline, a ranking and up to five lines, for every combination of filters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.licences import publishers_of
from crmmap.dates import in_words
from crmmap.describe.summary import sites_near
from crmmap.measures.by_place import NEAR_KM, OWN_LEVELS, ByPlace, by_place, covered_sites, led
from crmmap.measures.concentration import concentration, shares
from crmmap.measures.exposure import RESTRICTIONS, exposure
from crmmap.measures.links import links
from crmmap.measures.supply_under_agreement import supply_under_agreement
from crmmap.schema.vocabulary import HUBS
from crmmap.wording import (
    counted,
    in_sentence,
    kinds_counted,
    listing,
    part_of,
    percent,
    short_name,
    small_percent,
    the,
    verb,
    year_in_words,
)

MOST_LINES, RANKED = 5, 5
DOING = {"mine": "mining", "refinery": "refining"}
DOES = {"mine": "mines", "refinery": "refines"}
HOW = {"ban": "a ban", "quota": "a quota", "licence": "a licence", "tax": "a tax"}


@dataclass(frozen=True)
class Line:
    """A sentence, and where its rows are: a theme of the map and a table below it."""

    text: str
    theme: str
    table: str


@dataclass(frozen=True)
class Place:
    """A place of the ranking: its key, its name, its figure in words, and the figure as a part of the largest scale."""

    key: str
    name: str
    figure: str
    part: float


@dataclass(frozen=True)
class Answer:
    """What the map says.

    Attributes
    ----------
    headline
        A sentence on the theme.
    ranking_title, ranking
        What is ranked, and the first places.
    lines
        Sentences on the other themes, five at most.
    caution
        What these figures do not say.
    sources
        Publishers of what is said, in a few words.
    """

    headline: str
    ranking_title: str
    ranking: tuple[Place, ...]
    lines: tuple[Line, ...]
    caution: str
    sources: str


def answer(whole: Atlas, filters: Filters, *, theme: str = "supply", stage: str = "refinery") -> Answer:
    """What the map says under some filters.

    Parameters
    ----------
    whole
        The whole Atlas.
    theme
        Which question comes first, one of `crmmap.measures.by_place.THEMES`.
    stage
        Of supply, ``mine`` or ``refinery``.

    Examples
    --------
    >>> import crmmap
    >>> from crmmap import Filters
    >>> answer(crmmap.load(), Filters.default().but(minerals=("Cobalt",)), stage="mine").headline.split(" of ")[-1]
    'cobalt (2025 est.).'
    """
    shown = whole.filter(filters)
    teller = _Teller(whole, shown, filters, stage)
    figure = by_place(whole, shown, filters, theme=theme, stage=stage)
    lines = [line for line in teller.lines(theme, figure.theme) if line is not None]
    return Answer(
        headline=teller.headline(figure, theme),
        ranking_title=_ranking_title(figure),
        ranking=_ranking(whole, figure),
        lines=tuple(lines[:MOST_LINES]),
        caution=_caution(figure, theme),
        sources=_sources(whole, shown, figure, theme),
    )


@dataclass(frozen=True)
class _Teller:
    """Says each theme in a sentence."""

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
            The theme whose figure the headline gives: of supply without figures it is that of all sites.
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
                named = listing((in_sentence(mineral) for mineral in self.filters.minerals), last="or")
                return f"We found no figures on who mines or refines {named}. {self._sites_in_short()}"
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
            does = f"{DOES[figure.stage][:-1]} {percent(rest['share'].sum())} together"
            does = does if len(rest) > 1 else f"{DOES[figure.stage]} {percent(rest['share'].sum())}"
            said += f" {_next(len(rest))} {named}, {does}."
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
        return Line(f"{rows['sentence'].iloc[0]}.", "supply", "sites") if len(rows) and len(known) else None

    def _could_step_in(self, mineral: str) -> Line | None:
        """Sites on record outside the country that leads the stage."""
        table = concentration(self.whole)
        table = table[(table["mineral"] == mineral) & (table["stage"] == self.stage)]
        if table.empty:
            return None
        leader, kinds = table.iloc[0], HUBS if self.stage == "refinery" else ("mine",)
        look = self.whole.lookups
        rows = self.whole.sites[look.site_minerals.any_of([mineral]) & look.site_kinds.any_of(kinds)]
        rows = rows[rows["iso3"] != leader["leader"]]
        if rows.empty:
            return Line(f"No other plant on record handles {in_sentence(mineral)}.", "sites", "sites")
        counts = Counter(next(kind for kind in cell.split(";") if kind in kinds) for cell in rows["kind"])
        running = int((rows["status"] == "operating").sum())
        text = (
            f"Outside {the(leader['leader_name'])}, {kinds_counted(counts)} with {in_sentence(mineral)} "
            f"{verb(len(rows), 'is', 'are')} on record; {counted(running, 'is', 'are')} recorded as operating."
        )
        return Line(text, "sites", "sites")

    def _bloc_supply(self, mineral: str | None) -> Line | None:
        if len(self.filters.blocs) != 1 or mineral is None:
            return None
        bloc = self.filters.blocs[0]
        table = supply_under_agreement(self.whole, bloc=bloc, as_of=self.filters.as_of)
        table = table[table["mineral"] == mineral]
        rows = table[table["stage"] == self.stage] if (table["stage"] == self.stage).any() else table
        if rows.empty:
            return None
        row = rows.iloc[0]
        held = float(row[["stake", "preference", "cooperation"]].sum())
        name = the(self.whole.lookups.name_of[bloc])
        what = f"world {DOING[row['stage']]} of {in_sentence(mineral, row['stage'])}"
        text = (
            f"{percent(row['own'])} of {what} is in {name}, and {percent(held)} in countries that have agreements with "
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
            text = f"We found no export restriction in force on {in_sentence(mineral)}."
            return Line(text, "supply", "measures")
        by = [name for name in RESTRICTIONS if row[name] > 0]
        how = [HOW[name] if len(by) == 1 else f"{HOW[name]} on {percent(row[name])}" for name in by]
        text = f"{percent(row['exposed'])} of the {what} is in countries that restrict its export ({listing(how)})."
        return Line(text, "supply", "measures")

    # --- what the filters leave

    def _place(self) -> str:
        names = self.whole.lookups.name_of
        places = [*(the(names.get(iso3, iso3)) for iso3 in self.filters.countries), *self.filters.regions]
        return listing(places, last="or")

    def _minerals(self) -> str:
        return listing((in_sentence(mineral) for mineral in self.filters.minerals), last="or")

    def _agreements(self) -> str:
        rows = self.shown.agreements
        names = self.whole.lookups.name_of
        blocs = listing((the(names.get(bloc, bloc)) for bloc in self.filters.blocs), last="or")
        parts = []
        if blocs:
            several = any(len(self.whole.lookups.members(bloc, self.filters.as_of)) > 1 for bloc in self.filters.blocs)
            parts.append(f"of {blocs}{' or its members' if several and len(self.filters.blocs) == 1 else ''}")
        if self._place():
            parts.append(f"with {self._place()}")
        if self.filters.minerals:
            parts.append(f"that cover {self._minerals()}")
        if self.filters.standards:
            parts.append("that name the chosen standard" + ("s" if len(self.filters.standards) > 1 else ""))
        kinds = [*self.filters.legal_force, *self.filters.modes]
        what = " ".join([*(f"{kind}" for kind in kinds[:1]), "agreement"])
        also = " or in another chosen state" if self.filters.also else ""
        on = f"in force{also} on {in_words(self.filters.as_of)}"
        said = " ".join([what, *parts])
        if rows.empty:
            return f"We found no {said} {on}."
        binding = int((rows["legal_force"] == "binding").sum())
        stakes = int((rows["access"] == "stake").sum())
        plural = " ".join([*kinds[:1], "agreements", *parts])
        more = [f"{counted(binding, 'is', 'are')} legally binding"] if binding and not self.filters.legal_force else []
        more += [f"{counted(stakes, 'gives', 'give')} one side a stake"] if stakes else []
        tail = f"; {' and '.join(more)}" if more and len(rows) > 1 else ""
        return f"{counted(len(rows), said, plural)} {verb(len(rows), 'is', 'are')} {on}{tail}."

    def _parties(self) -> Line | None:
        """Who has signed most with the chosen places, or with the chosen blocs."""
        pairs = links(self.shown, as_of=self.filters.as_of)
        if self.filters.countries:
            rows = pairs[pairs["host"].isin(self.filters.countries) & ~pairs["lead"].isin(self.filters.countries)]
            column = "lead_name"
        else:
            rows, column = pairs, "host_name"
        groups = [
            (name, some["agreement_id"].nunique(), some.loc[some["force"] == "binding", "agreement_id"].nunique())
            for name, some in rows.groupby(column)
        ]
        groups.sort(key=lambda group: (-group[1], group[0]))
        if not groups:
            return None
        (first, n, b), others = groups[0], groups[1:]
        if self.filters.countries:
            said = [f"{the(str(first), begin=True)} leads {n} of them{f' ({b} legally binding)' if b else ''}"]
            said += [f"{the(str(name))} {n}{f' ({b})' if b else ''}" for name, n, b in others]
            return Line(f"{listing(said, most=6)}.", "agreements", "agreements")
        said = [f"{the(str(name))} ({n})" for name, n, _ in groups[:RANKED]]
        are = "The most frequent partners are" if len(groups) > 1 else "The only partner is"
        return Line(f"{are} {listing(said, most=RANKED)}.", "agreements", "agreements")

    def _shares_of_place(self) -> Line | None:
        """What a chosen country mines and refines most of, where no mineral is chosen."""
        if len(self.filters.countries) != 1 or self.filters.minerals:
            return None
        iso3 = self.filters.countries[0]
        rows = shares(self.whole)
        rows = rows[(rows["iso3"] == iso3) & rows["share"].gt(0)].sort_values("share", ascending=False).head(3)
        if rows.empty:
            return None
        said = [
            f"{DOES[row['stage']]} {small_percent(row['share'])} of {in_sentence(row['mineral'], row['stage'])}"
            for row in rows.to_dict("records")
        ]
        name = the(self.whole.lookups.name_of.get(iso3, iso3), begin=True)
        return Line(f"{name} {listing(said)}, as parts of the published world totals.", "supply", "production")

    def _standards(self) -> str:
        total = len(self.shown.sites)
        if not total:
            return "No site fits all filters, so there is none that a standard could cover."
        names = dict(zip(self.whole.standards["standard_id"], self.whole.standards["name"], strict=True))
        chosen = listing((short_standard(names[one]) for one in self.filters.standards), last="or")
        own = int(covered_sites(self.shown, self.filters, OWN_LEVELS).sum())
        state = int(covered_sites(self.shown, self.filters, ("state",)).sum())
        by = f"by {chosen}" if chosen else "by a governance standard on record"
        return (
            f"{part_of(own, total, 'site shown')} {verb(own or total, 'is', 'are')} covered {by} directly or "
            f"through the owner, and {state:,} through the state in which they lie."
        )

    def _nature(self) -> str:
        total = len(self.shown.sites)
        if not total:
            return "No site fits all filters, so there is none near a protected area."
        km = NEAR_KM if self.filters.near_km is None else self.filters.near_km
        near, inside = (sites_near(self.whole, self.shown, some) for some in (km, 0))
        tail = f", {inside:,} of them inside one" if inside and near > 1 else ""
        return (
            f"{part_of(near, total, 'site shown')} {verb(near or total, 'lies', 'lie')} within {km:g} km of a "
            f"protected or sensitive area{tail}."
        )

    def _standards_in_short(self) -> str:
        total = len(self.shown.sites)
        if not total or len(self.filters.standards) != 1:
            return self._standards()
        names = dict(zip(self.whole.standards["standard_id"], self.whole.standards["name"], strict=True))
        own, state, declared = (
            int(covered_sites(self.shown, self.filters, levels).sum())
            for levels in (OWN_LEVELS, ("state",), ("declaration",))
        )
        how = [f"{counted(own, 'site')} directly or through the owner"] if own else []
        how += [f"{counted(state, 'site')} through the state in which they lie"] if state else []
        how += [f"{counted(declared, 'site')} through a declaration of the state"] if declared and not how else []
        name = short_standard(names[self.filters.standards[0]])
        return f"{name} covers {listing(how)}." if how else f"{name} covers none of the {total:,} sites shown."

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
    """The name of a standard without what stands in brackets after it."""
    return name.partition(" (")[0]


def _next(number: int) -> str:
    return {1: "Next is", 2: "The next two,"}.get(number, "The next three,")


def _ranking_title(figure: ByPlace) -> str:
    if figure.theme == "supply":
        if not figure.mineral:
            return f"Largest share of world {DOING[figure.stage]} among the minerals shown"
        rows = figure.rows
        assert rows is not None
        magnet = "magnet rare earths" in rows["measure"].iloc[0]
        what = "magnet rare earths" if magnet else in_sentence(figure.mineral, figure.stage)
        year = year_in_words(rows["year"].iloc[0], rows["basis"].iloc[0])
        return f"Share of world {DOING[figure.stage]}, {what}, {year}"
    return {
        "agreements": "Parties with most agreements shown",
        "standards": "Covered sites, by country",
        "nature": "Sites near protected areas, by country",
        "sites": "Sites shown, by country",
    }[figure.theme]


def _ranking(whole: Atlas, figure: ByPlace) -> tuple[Place, ...]:
    names, values = whole.lookups.name_of, figure.values.head(RANKED)
    scale = 1.0 if figure.percent else float(values.max()) if len(values) else 1.0
    return tuple(
        Place(
            str(key),
            short_name(names.get(str(key), str(key))),
            small_percent(value) if figure.percent else f"{value:,.0f}",
            min(1.0, float(value) / scale),
        )
        for key, value in values.items()
    )


def _caution(figure: ByPlace, theme: str) -> str:
    return {
        "supply": "Shares are of published production. Capacity, stocks and prices are not part of them.",
        "agreements": "An agreement is not a delivery. What is not on record may still exist.",
        "standards": "Where we found no record of a standard, there may still be one.",
        "nature": "Distances say nothing about harm.",
        "sites": "The inventories are incomplete. The latest status on record may be years old.",
    }["sites" if theme == "supply" and figure.theme != "supply" else theme]


def _sources(whole: Atlas, shown: Atlas, figure: ByPlace, theme: str) -> str:
    if figure.rows is not None:
        titles = whole.sources.set_index("source_id")["publisher"]
        return listing(dict.fromkeys(str(titles.get(one, one)) for one in figure.rows["publisher"]))
    tables: dict[str, dict[str, pd.DataFrame]] = {
        "supply": {"sites": shown.sites},
        "sites": {"sites": shown.sites},
        "nature": {"zones": shown.zones},
        "standards": {"standard_adherence": shown.standard_adherence},
        "agreements": {},
    }
    named = tables[theme]
    return publishers_of(whole, named) if named else "Each agreement names its own source"

"""Sentences on the figures of the world. A chosen bloc or country only says whose part is named;
no other filter but the mineral, the stage and the date changes them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.describe.line import Line
from crmmap.measures.by_place import ByPlace, led
from crmmap.measures.concentration import concentration, shares
from crmmap.measures.exposure import RESTRICTIONS, exposure
from crmmap.measures.supply_under_agreement import supply_under_agreement
from crmmap.schema.vocabulary import HUBS
from crmmap.terms import DOES, DOING
from crmmap.wording import (
    counted,
    in_sentence,
    kinds_counted,
    listing,
    percent,
    small_percent,
    the,
    verb,
)

HOW = {"ban": "a ban", "quota": "a quota", "licence": "a licence", "tax": "a tax"}


@dataclass(frozen=True)
class WorldSentences:
    """What the figures of the world say.

    Attributes
    ----------
    stage
        ``mine`` or ``refinery``.
    """

    whole: Atlas
    filters: Filters
    stage: str

    def supply(self, figure: ByPlace) -> str:
        """Who leads a mineral, or the most minerals; of a figure by country."""
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

    def leader(self, mineral: str) -> Line | None:
        """Who leads the stage furthest along the chain."""
        table = concentration(self.whole)
        rows = table[table["mineral"] == mineral].sort_values("stage", ascending=False)
        return Line(f"{rows['sentence'].iloc[0]}.", "supply", "sites") if len(rows) else None

    def other_stage(self, mineral: str) -> Line | None:
        """Who leads the stage that is not shown."""
        table = concentration(self.whole)
        rows = table[(table["mineral"] == mineral) & (table["stage"] != self.stage)]
        known = table[(table["mineral"] == mineral) & (table["stage"] == self.stage)]
        return (
            Line(f"{rows['sentence'].iloc[0]}.", "supply", "sites")
            if len(rows) and len(known)
            else None
        )

    def could_step_in(self, mineral: str) -> Line | None:
        """Sites on record outside the country that leads the stage."""
        table = concentration(self.whole)
        table = table[(table["mineral"] == mineral) & (table["stage"] == self.stage)]
        if table.empty:
            return None
        leader, kinds = table.iloc[0], HUBS if self.stage == "refinery" else ("mine",)
        lookups = self.whole.lookups
        rows = self.whole.sites[
            lookups.site_minerals.any_of([mineral]) & lookups.site_kinds.any_of(kinds)
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

    def bloc_supply(self, mineral: str | None) -> Line | None:
        """How much of the supply lies in a bloc, and with its partners."""
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

    def restrictions(self, mineral: str | None) -> Line | None:
        """How much of the supply is restricted on export."""
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

    def shares_of_place(self) -> Line | None:
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


def _next(number: int) -> str:
    return "The next two," if number == 2 else "The next three,"

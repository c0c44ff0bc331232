"""The three figures that lead a scenario: supply, leader, and what a bloc would lose."""

from __future__ import annotations

from typing import NamedTuple

from crmmap.atlas.atlas import Atlas
from crmmap.measures.concentration import concentration
from crmmap.measures.dependence import LATEST, import_mix
from crmmap.scenarios.base_year import base_year, when, whose
from crmmap.scenarios.import_losses import import_losses
from crmmap.scenarios.outcome import Outcome
from crmmap.schema.vocabulary import STAGE_WORDS
from crmmap.wording import in_sentence, percent, short_name, the


class Figure(NamedTuple):
    """A figure, and what it is of."""

    figure: str
    words: str


def lead_figures(outcome: Outcome, *, mineral: str, stage: str, bloc: str) -> tuple[Figure, ...]:
    """How much supply is within reach, who leads, and how much of its imports a bloc would lose.

    Parameters
    ----------
    bloc
        Id of a bloc, or the code of a country.
    """
    what = f"{in_sentence(mineral)} ({STAGE_WORDS[stage]})"
    return (
        _supply(outcome, mineral, stage, what, base_year(outcome.before, mineral, stage)),
        _leader(outcome, mineral, stage, what),
        _imports(outcome, mineral, stage, bloc, what),
    )


def _supply(outcome: Outcome, mineral: str, stage: str, what: str, year: str) -> Figure:
    rows = outcome.balance.set_index(["mineral", "stage"])
    if (mineral, stage) not in rows.index:
        return Figure("100%", f"of {whose(year)} supply of {what} stays within reach")
    row = rows.loc[(mineral, stage)]
    if row["demand"] != 1:
        covered = percent(min(row["cover"], 1.0))
        return Figure(covered, f"of the demand for {what} would be covered")
    if row["supply"] >= 1:
        return Figure(f"+{percent(row['supply'] - 1)}", f"more supply of {what} than {when(year)}")
    return Figure(percent(row["supply"]), f"of {whose(year)} supply of {what} is within reach")


def _leader(outcome: Outcome, mineral: str, stage: str, what: str) -> Figure:
    def first(atlas: Atlas) -> tuple[str, str]:
        rows = concentration(atlas)
        row = rows[(rows["mineral"] == mineral) & (rows["stage"] == stage)]
        if row.empty:
            return "", ""
        return short_name(row["leader_name"].iloc[0]), percent(row["top_1"].iloc[0])

    rows = outcome.balance.set_index(["mineral", "stage"])["supply"]
    lost = rows.get((mineral, stage), 1.0) < 1
    year = base_year(outcome.before, mineral, stage)
    (was, share), (now, then) = first(outcome.before), first(outcome.atlas)
    if not now:
        return Figure("–", f"No country is left that supplies {what}")
    if (was, share) == (now, then):
        return Figure(f"{now} {then}", f"leads the supply of {what}, as {when(year)}")
    leads = f"leads what is left of {what}" if lost else f"would lead the supply of {what}"
    first_now = f"{when(year)} {'it' if now == was else the(was)} leads with {share}"
    return Figure(f"{now} {then}", f"{leads}; {first_now}")


def _imports(outcome: Outcome, mineral: str, stage: str, bloc: str, what: str) -> Figure:
    before = outcome.before
    who = the(before.lookups.name_of.get(bloc, bloc))
    mix = import_mix(before, importer=bloc)
    if not ((mix["mineral"] == mineral) & (mix["stage"] == stage)).any():
        return Figure("–", f"We have no figures on imports of {what} by {who}.")
    rows = import_losses(outcome, importers=(bloc,))
    row = rows[(rows["mineral"] == mineral) & (rows["stage"] == stage)]
    lost = row["lost"].iloc[0] if len(row) else 0.0
    return Figure(
        percent(lost),
        f"of imports of {what} by {who} in {LATEST}, by value, came from supply that is lost",
    )

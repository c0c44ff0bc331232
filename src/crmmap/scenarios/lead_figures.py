"""The three figures that lead a scenario: supply, leader, and what a bloc would lose."""

from __future__ import annotations

from typing import NamedTuple

from crmmap.atlas.atlas import Atlas
from crmmap.measures.concentration import concentration
from crmmap.scenarios.import_losses import import_losses
from crmmap.scenarios.outcome import Outcome
from crmmap.schema.vocabulary import STAGE_WORDS
from crmmap.wording import in_sentence, percent, short_name, the


class Figure(NamedTuple):
    """A figure, and what it is of."""

    figure: str
    words: str


def lead_figures(
    before: Atlas, outcome: Outcome, *, mineral: str, stage: str, bloc: str
) -> tuple[Figure, ...]:
    """How much supply is within reach, who leads, and how much of its imports a bloc would lose.

    Parameters
    ----------
    bloc
        Id of a bloc, or the code of a country.
    """
    what = f"{in_sentence(mineral)} ({STAGE_WORDS[stage]})"
    return (
        _supply(outcome, mineral, stage, what),
        _leader(before, outcome, mineral, stage, what),
        _imports(before, outcome, mineral, stage, bloc),
    )


def _supply(outcome: Outcome, mineral: str, stage: str, what: str) -> Figure:
    rows = outcome.balance.set_index(["mineral", "stage"])
    if (mineral, stage) not in rows.index:
        return Figure("100%", f"of today's supply of {what} is within reach, as today")
    row = rows.loc[(mineral, stage)]
    if row["demand"] != 1:
        return Figure(percent(row["cover"]), f"of the demand for {what} would be covered")
    where = f"of today's supply of {what}"
    return Figure(percent(row["supply"]), where + (" is within reach" if row["supply"] < 1 else ""))


def _leader(before: Atlas, outcome: Outcome, mineral: str, stage: str, what: str) -> Figure:
    def first(atlas: Atlas) -> tuple[str, str]:
        rows = concentration(atlas)
        row = rows[(rows["mineral"] == mineral) & (rows["stage"] == stage)]
        if row.empty:
            return "", ""
        return short_name(row["leader_name"].iloc[0]), percent(row["top_1"].iloc[0])

    rows = outcome.balance.set_index(["mineral", "stage"])["supply"]
    lost = rows.get((mineral, stage), 1.0) < 1
    (was, share), (now, then) = first(before), first(outcome.atlas)
    if not now:
        return Figure("–", f"No country is left that supplies {what}")
    if (was, share) == (now, then):
        return Figure(f"{now} {then}", f"leads the supply of {what}, as today")
    leads = f"leads what is left of {what}" if lost else f"would lead the supply of {what}"
    today = f"today {'it' if now == was else the(was)} leads with {share}"
    return Figure(f"{now} {then}", f"{leads}; {today}")


def _imports(before: Atlas, outcome: Outcome, mineral: str, stage: str, bloc: str) -> Figure:
    who = the(before.lookups.name_of.get(bloc, bloc))
    rows = import_losses(before, outcome, importers=(bloc,))
    row = rows[(rows["mineral"] == mineral) & (rows["stage"] == stage)]
    named = in_sentence(mineral)
    if row.empty:
        if ((outcome.balance["mineral"] == mineral) & (outcome.balance["stage"] == stage)).any():
            return Figure("–", f"We have no figures on imports of {named} by {who} at this stage.")
        return Figure("0%", f"of what {who} imports of {named} is lost")
    lost = row["lost"].iloc[0]
    return Figure(
        percent(lost),
        f"of what {who} imported of {named} in 2024, by value, came from supply that is lost",
    )

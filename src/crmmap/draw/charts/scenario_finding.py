"""What a scenario does, in a sentence: what is lost at once, or else what moves most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crmmap.measures.indicators import INDEX, OF_BEFORE, OF_DEMAND, PART_WORDS, RATIO, SHARE
from crmmap.scenarios import Outcome
from crmmap.scenarios.base_year import base_year, whose
from crmmap.scenarios.scenario import Focus
from crmmap.schema.vocabulary import STAGE_WORDS
from crmmap.wording import in_sentence, percent

MOST = 12
SMALLEST = 0.002  # moves below this are rounding


def in_words(value: float, unit: str) -> str:
    """``69%``, ``HHI 4,812``, ``12``, or ``none``."""
    if value != value:
        return "none"
    if unit in (SHARE, RATIO):
        return percent(value)
    return f"HHI {value:,.0f}" if unit == INDEX else f"{value:,.0f}"


def finding(outcome: Outcome, moved: pd.DataFrame, focus: Focus | None = None) -> str:
    """The scenario in a sentence: what is lost at once, of what it is about if that is known; else
    what moved most.
    """
    rows = outcome.balance.assign(gap=1 - outcome.balance["cover"].clip(upper=10))
    rows = rows[rows["gap"].abs() > SMALLEST]
    if focus is not None:
        about = rows[rows["mineral"].isin(focus.minerals[:1]) & (rows["stage"] == focus.stage)]
        rows = about if len(about) else rows
    if len(rows):
        worst = rows.loc[rows["gap"].abs().idxmax()]
        what = f"{in_sentence(worst['mineral'])} ({STAGE_WORDS[worst['stage']]})"
        year = base_year(outcome.before, worst["mineral"], worst["stage"])
        if worst["demand"] != 1:
            return f"Supply covers {percent(worst['cover'])} of what would be wanted of {what}"
        if worst["supply"] < 1:
            return (
                f"Of {whose(year)} {what} {percent(worst['supply'])} is within "
                f"reach{_needed(worst['supply'])}"
            )
        return f"Supply of {what} grows by {percent(worst['supply'] - 1)}"
    large = moved_most(moved)
    return in_a_sentence(large) if len(large) else "No indicator moves with these settings"


def moved_most(moved: pd.DataFrame) -> pd.DataFrame:
    """What has moved; the part under no agreement only mirrors the others, and the part of demand
    mirrors supply where demand stays what it is.
    """
    large = moved[(moved["size"] > SMALLEST) | moved["before"].isna() & moved["after"].gt(0)]
    large = large[~large["indicator"].str.endswith(PART_WORDS["none"])]
    series = large["indicator"].str.removesuffix(OF_BEFORE).str.removesuffix(OF_DEMAND)
    of_demand = large["indicator"].str.endswith(OF_DEMAND)
    twice = large.assign(series=series).duplicated(["series", "after"], keep=False) & of_demand
    told = [
        [in_words(value, unit) for value, unit in zip(large[side], large["unit"], strict=True)]
        for side in ("before", "after")
    ]
    same = [before == after for before, after in zip(*told, strict=True)]
    ranged = large["high"] - large["low"] > SMALLEST
    return large[~twice & (~np.array(same, bool) | ranged)].head(MOST)


def in_a_sentence(large: pd.DataFrame) -> str:
    """What moved most, before and in the scenario."""
    first = large.iloc[0]
    before, after = (
        in_words(first["before"], first["unit"]),
        in_words(first["after"], first["unit"]),
    )
    if first["before"] != first["before"]:
        return f"{first['indicator']}: {after}, and none before"
    return f"{first['indicator']}: {before} before, {after} in the scenario"


def _needed(left: float) -> str:
    """By how much what is left would have to grow to make up for the rest."""
    if left <= 0:
        return ""
    more = f"to {1 / left:.0f} times its size" if left < 1 / 3 else f"by {percent(1 / left - 1)}"
    return f"; to make up for the rest, this would have to grow {more}"

"""The figures by which two states of the world are compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.states import LIVE
from crmmap.dates import POLICY_READ_TO
from crmmap.measures.concentration import concentration
from crmmap.measures.diplomacy import diplomacy
from crmmap.measures.ecology import near_pairs
from crmmap.measures.exposure import exposure
from crmmap.measures.governance import governance
from crmmap.measures.partners import contested_countries
from crmmap.measures.supply_under_agreement import PARTS, supply_under_agreement
from crmmap.schema.vocabulary import MODES, STAGE_DONE
from crmmap.wording import begun, in_sentence, short_standard, the

SHARE, COUNT, INDEX, RATIO = "share", "count", "HHI", "ratio"
OF_BEFORE, OF_DEMAND = ", compared with before", ", as a part of demand"
SAFEGUARD = "environmental safeguards"
EXPOSURE = "Exposure to export restrictions, as parts of the original supply"
NEAR_KM = 10
AT_WORK = ("operating", "development")
PART_WORDS = {
    "own": "from its own members",
    "stake": "under an agreement that gives a stake",
    "preference": "under an agreement that gives preference",
    "cooperation": "under an agreement of cooperation only",
    "members_only": "under an agreement with single members only",
    "pressure": "under an agreement concluded under pressure",
    "none": "under no agreement",
}
REACH_WORDS = {
    "state": "in states that adhere to",
    "company": "of companies that adhere to",
    "site": "that adhere themselves to",
    "declaration": "in states that declare support for",
}
"""How a standard reaches a mine."""
Row = tuple[str, str, str, float]
KEYS = ["group", "indicator", "unit"]


def indicators(
    atlas: Atlas,
    *,
    minerals: tuple[str, ...],
    blocs: tuple[str, ...],
    as_of: date = POLICY_READ_TO,
    balance: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Indicators of an Atlas for some minerals and blocs; shares are of the headline series.

    Parameters
    ----------
    atlas
        The tables, as they are or under a scenario.
    minerals
        Without any, what is counted by mineral is left out.
    blocs
        One that the Atlas does not know is left out: a scenario may found it.
    as_of
        The day on which agreements and memberships count.
    balance
        Of an Atlas under a scenario: ``mineral``, ``stage``, ``supply`` (part of the supply before)
        and ``cover`` (supply over demand). Shares of supply are then parts of the supply before;
        concentration is of what is left.

    Returns
    -------
    DataFrame
        ``group``, ``indicator``, ``unit`` (``share`` from 0 to 1, ``ratio``, ``HHI`` from 0 to
        10,000, or ``count``), ``value``.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> table = indicators(atlas, minerals=("Cobalt",), blocs=("EU",))
    >>> sorted(table["unit"].unique())
    ['HHI', 'count', 'ratio', 'share']
    """
    part = atlas.filter(Filters(as_of=as_of, minerals=minerals))
    known = (
        balance
        if balance is not None
        else pd.DataFrame(columns=["mineral", "stage", "supply", "cover"])
    )
    left = known.set_index(["mineral", "stage"])
    rows: list[Row] = []
    if minerals:
        rows += _supply(part, left)
        for bloc in (bloc for bloc in blocs if bloc in set(atlas.blocs["bloc_id"])):
            rows += _agreements(atlas, part, bloc, as_of, left["supply"])
        rows += _measures(part, as_of, left["supply"])
        rows += _governance(part, minerals)
        rows += _nature(part)
    rows += _diplomacy(part, as_of)
    return pd.DataFrame(rows, columns=["group", "indicator", "unit", "value"])


def _product(mineral: str, stage: str) -> str:
    return f"{STAGE_DONE[stage]} {in_sentence(mineral, stage)}"


def _supply(part: Atlas, left: pd.DataFrame) -> Iterator[Row]:
    for row in concentration(part).to_dict("records"):
        what = _product(row["mineral"], row["stage"])
        yield "Concentration", f"Largest country's share of {what}", SHARE, row["top_1"]
        yield "Concentration", f"Concentration (HHI) of {what}", INDEX, row["hhi"]
        key = (row["mineral"], row["stage"])
        yield (
            "Supply and demand",
            f"Supply of {what}{OF_BEFORE}",
            RATIO,
            float(left["supply"].get(key, 1.0)),
        )
        yield (
            "Supply and demand",
            f"Supply of {what}{OF_DEMAND}",
            RATIO,
            float(left["cover"].get(key, 1.0)),
        )


def _agreements(
    atlas: Atlas, part: Atlas, bloc: str, as_of: date, left: pd.Series
) -> Iterator[Row]:
    name = the(atlas.lookups.name_of.get(bloc, bloc))
    for row in supply_under_agreement(part, bloc=bloc, as_of=as_of).to_dict("records"):
        what = begun(_product(row["mineral"], row["stage"]))
        for column in PARTS:
            share = row[column] * left.get((row["mineral"], row["stage"]), 1.0)
            yield (
                "Supply under agreement, as parts of the original supply",
                f"{what} for {name}, {PART_WORDS[column]}",
                SHARE,
                share,
            )


def _measures(part: Atlas, as_of: date, left: pd.Series) -> Iterator[Row]:
    for row in exposure(part, as_of=as_of).to_dict("records"):
        what = begun(_product(row["mineral"], row["stage"]))
        share = row["exposed"] * left.get((row["mineral"], row["stage"]), 1.0)
        yield EXPOSURE, f"{what} from countries that restrict exports", SHARE, share


def _governance(part: Atlas, minerals: tuple[str, ...]) -> Iterator[Row]:
    table = governance(part)
    named = part.standards.set_index("standard_id")["name"].map(short_standard)
    for row in table[table["mineral"].isin(minerals)].to_dict("records"):
        mineral = in_sentence(row["mineral"])
        reach = f"{REACH_WORDS[row['level']]} {the(named[row['standard_id']])}"
        if (
            row["level"] in ("state", "declaration")
            and row["share_of_mining"] == row["share_of_mining"]
        ):
            yield "Governance cover", f"Mined {mineral} {reach}", SHARE, row["share_of_mining"]
        yield "Governance cover", f"Sites of {mineral} {reach}", SHARE, row["share_of_sites"]


def _nature(part: Atlas) -> Iterator[Row]:
    at_work = part.sites["status"].isin(AT_WORK)
    near = part.sites["site_id"].isin(near_pairs(part, within_km=NEAR_KM)["site_id"]) & at_work
    yield "Sites", "Sites at work or in development", COUNT, float(at_work.sum())
    yield (
        "Sites",
        f"Of these, within {NEAR_KM} km of a protected or sensitive area",
        COUNT,
        float(near.sum()),
    )


def _diplomacy(part: Atlas, as_of: date) -> Iterator[Row]:
    recent = diplomacy(part, as_of=as_of, since=as_of.year - 1)
    if recent.empty:
        return
    now = recent.iloc[-1]
    for mode in MODES:
        yield "Diplomacy", f"Live {mode} agreements", COUNT, float(now[f"live_{mode}"])
    new = recent["new"].sum()
    if new:
        share = recent["new_splintering"].sum() / new
        yield (
            "Diplomacy",
            "Splintering share of the agreements of this year and the last",
            SHARE,
            float(share),
        )
    named = (
        part.agreements["governance_provisions"]
        .str.split(";")
        .map(lambda cell: SAFEGUARD in cell)
        .astype(bool)
    )
    live = (part.lookups.agreement_states_at(as_of) == LIVE).to_numpy()
    yield (
        "Diplomacy",
        "Live agreements that name environmental safeguards",
        COUNT,
        float((named & live).sum()),
    )
    yield (
        "Diplomacy",
        "Countries with agreements with several powers",
        COUNT,
        float(len(contested_countries(part, as_of=as_of))),
    )


def compare(before: pd.DataFrame, after: pd.DataFrame, *others: pd.DataFrame) -> pd.DataFrame:
    """Indicators before and after, those that moved most first.

    Parameters
    ----------
    before, after
        Two results of `indicators`.
    *others
        Further states, by which ``after`` becomes a range.

    Returns
    -------
    DataFrame
        ``group``, ``indicator``, ``unit``, ``before``, ``after``, ``low``, ``high`` (of all states
        after), ``change``, ``size`` (0 to 1: of the whole scale, or of the larger count). What one
        side lacks is NaN there.

    Examples
    --------
    >>> import crmmap
    >>> atlas = crmmap.load()
    >>> stop = crmmap.load_scenario("china-ree-stop").apply(atlas)
    >>> chosen = {"minerals": ("Rare earths",), "blocs": ("EU",)}
    >>> moved = compare(indicators(atlas, **chosen), indicators(stop, **chosen))
    >>> bool((moved["change"] != 0).any())
    True
    """
    table = before.rename(columns={"value": "before"}).merge(
        after.rename(columns={"value": "after"}), on=KEYS, how="outer", sort=False
    )
    sides = [table["after"]]
    for place, other in enumerate(others):
        named = other.rename(columns={"value": f"other_{place}"})
        table = table.merge(named, on=KEYS, how="left")
        sides.append(table.pop(f"other_{place}"))
    every = pd.concat(sides, axis=1)
    table["low"], table["high"] = every.min(axis=1), every.max(axis=1)
    table["change"] = table["after"] - table["before"]
    began = table["before"].fillna(0.0)  # what a scenario founds begins with nothing
    moved = pd.concat([table["low"] - began, table["high"] - began], axis=1).abs().max(axis=1)
    scale = table["unit"].map({SHARE: 1.0, INDEX: 10_000.0})
    largest = table[["before", "low", "high"]].abs().max(axis=1).clip(lower=1.0)
    table["size"] = (moved / scale.fillna(largest)).fillna(0.0)
    return table.sort_values("size", ascending=False, kind="stable", ignore_index=True)

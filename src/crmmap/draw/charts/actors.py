"""Several actors in one place, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.dates import day_in_words, first_days, in_words
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.grammar import (
    FORCE_NAMES,
    FORCE_SHAPES,
    coloured,
    day_axis,
    high,
    mode_colours,
    name_axis,
    shaped,
    tips,
)
from crmmap.measures import actors_in_place
from crmmap.measures.actors import deals_with
from crmmap.measures.dependence import LATEST
from crmmap.wording import counted, in_sentence, listing, the

MOST_ACTORS = 5
MOST_NAMED = 4  # minerals in a column


def actors(
    atlas: Atlas,
    theme_name: str,
    *,
    chosen: Sequence[str],
    place: frozenset[str],
    name: str,
    as_of: date,
) -> Exhibit:
    """What each of some actors has signed with a place, and buys there.

    Parameters
    ----------
    chosen
        Countries or blocs.
    place
        ISO3 codes.
    name
        The place within a sentence.
    """
    lookups = atlas.lookups
    members = {one: lookups.members(one, as_of) for one in chosen}
    within = {one for one, all_ in members.items() if all_ and (all_ <= place or place <= all_)}
    chosen = [one for one in chosen if one not in within][:MOST_ACTORS]
    table = actors_in_place(atlas, actors=chosen, place=sorted(place), as_of=as_of)
    if table.empty or not place:
        title = (
            f"None of the blocs chosen lies outside {name}; choose others to compare."
            if place and members
            else f"Choose blocs to compare what they have signed with {name}."
            if place
            else f"No country is known for {name}, so there are no agreements to compare."
        )
        return Exhibit("actors", title, None, table, "")
    told = [
        f"{the(row.name_)} {row.agreements}"
        for row in table.rename(columns={"name": "name_"}).itertuples()
    ]
    most = len(table)
    title = f"Live agreements with {name} on {in_words(as_of)}: {listing(told, most=most)}"
    lines = tuple((str(row["name"]), _told(row), "") for row in table.to_dict("records"))
    note = (
        "Agreements of a bloc's members count for the bloc. Imports are those of all products in "
        "the tables together. The owners of mines are not known by country."
    )
    chart = _lanes(atlas, table, place, theme_name, as_of)
    return Exhibit(
        "actors", title, chart, table, "the sources of the agreements; BACI (CEPII)", note, lines
    )


def side_by_side(rows: pd.DataFrame) -> tuple[list[str], list[tuple[str, ...]]]:
    """The actors as the heads of columns, with a line for each thing that is compared.

    Parameters
    ----------
    rows
        Those of the exhibit; see `crmmap.measures.actors_in_place`.
    """
    compared = [_facts(row) for row in rows.to_dict("records")]
    names = list(compared[0]) if compared else []
    lines: list[tuple[str, ...]] = [(name, *(one[name] for one in compared)) for name in names]
    return ["", *rows["name"].astype(str)], lines


def _facts(row: dict[str, Any]) -> dict[str, str]:
    given = [
        counted(row[column], word)
        for column, word in (("stakes", "stake"), ("preferences", "preference"))
        if row[column]
    ]
    named = [in_sentence(one) for one in row["minerals"].split(";") if one]
    money = row["financing_usd"]
    return {
        "Live agreements": f"{row['agreements']}" if row["agreements"] else "none",
        "The first of them": day_in_words(row["since"]) if row["since"] else "none",
        "Binding ones": f"{row['binding']}" if row["binding"] else "none",
        "What they give": listing(given, most=2) if given else "no stake or preference on record",
        "Minerals": listing(named, most=MOST_NAMED) if named else "none named",
        "Money on record": f"USD {money / 1e6:,.0f} million"
        if money == money
        else "none on record",
        "Measures aimed at it": f"{row['measures']}" if row["measures"] else "none",
        f"Imports in {LATEST}": f"USD {row['bought_kusd'] / 1e3:,.0f} million",
    }


def _told(row: dict[str, Any]) -> str:
    parts = [counted(row["agreements"], "live agreement")]
    if row["agreements"]:
        parts[0] += f" since {day_in_words(row['since'])}" if row["since"] else ""
        parts.append(f"{row['binding']} binding")
    if row["stakes"]:
        parts.append(f"{counted(row['stakes'], 'gives', 'give')} a stake")
    if row["preferences"]:
        parts.append(f"{counted(row['preferences'], 'gives', 'give')} a preference")
    if row["minerals"]:
        named = [in_sentence(one) for one in row["minerals"].split(";")]
        parts.append(f"on {listing(named, most=5)}")
    if row["financing_usd"] == row["financing_usd"]:
        parts.append(f"USD {row['financing_usd'] / 1e6:,.0f} million on record")
    if row["measures"]:
        parts.append(f"{counted(row['measures'], 'measure')} aimed at it")
    parts.append(f"imports worth USD {row['bought_kusd'] / 1e3:,.0f} million in {LATEST}")
    return "; ".join(parts)


def _lanes(
    atlas: Atlas, table: pd.DataFrame, place: frozenset[str], theme_name: str, as_of: date
) -> alt.Chart | None:
    """A line of time for each actor with its agreements."""
    found = [
        deals_with(atlas, actor=row["actor"], place=place, as_of=as_of).assign(who=row["name"])
        for row in table.to_dict("records")
    ]
    drawn = pd.concat(found, ignore_index=True)
    drawn["date"] = first_days(drawn["signed_date"])
    drawn["force"] = drawn["legal_force"].map(FORCE_NAMES)
    drawn = drawn.dropna(subset="date")
    if drawn.empty:
        return None
    chart = alt.Chart(drawn).mark_point(filled=True, size=110, opacity=0.9)
    chart = chart.encode(
        x=day_axis("date"),
        y=name_axis("who", table["name"].tolist()),
        color=coloured("diplomacy_mode", mode_colours(theme_name)),
        shape=shaped("force", FORCE_SHAPES),
        tooltip=tips("short_title:N", "signed_date:N", "diplomacy_mode:N", "minerals:N"),
    )
    columns = ["who", "date", "force", "diplomacy_mode", "short_title", "signed_date", "minerals"]
    chart.data = drawn[columns]
    return high(chart, len(table), 34)

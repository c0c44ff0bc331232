"""Records of a place or a mineral that need no chart: agreements, measures, standards, areas,
events, and what the paper says. Their first rows are told in lines.
"""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.dates import day_in_words
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit
from crmmap.wording import counted, short_standard

MOST_LINES = 6


def agreements(part: Atlas, of: str, *, states: pd.Series) -> Exhibit:
    """Its agreements, the live ones first and the newest first.

    Parameters
    ----------
    part
        The rows that belong to it.
    of
        Its name within a sentence.
    states
        Of each agreement on the day, as `crmmap.atlas.masks.liveness` says.
    """
    rows = part.agreements.assign(state=states.reindex(part.agreements.index))
    live = rows["state"] == "live"
    binding = int((live & (rows["legal_force"] == "binding")).sum())
    title = f"{counted(int(live.sum()), 'live agreement')}, {binding} binding; {len(rows)} on "
    title += "record"
    told = rows.assign(ended=~live).sort_values("signed_date", ascending=False)
    told = told.sort_values("ended", kind="stable").assign(
        force=told["legal_force"].where(told["legal_force"] == "", told["legal_force"] + " in law"),
        day=told["signed_date"].map(day_in_words),
    )
    said = ("diplomacy_mode", "force", "state", "day")
    return _listed("agreements", "agreement", title, of, rows, told, "short_title", said)


def measures(part: Atlas, of: str, title: str, *, named: str = "kind") -> Exhibit:
    """Trade measures; ``title`` says what they have to do with it, ``named`` is the column that
    names a line.
    """
    rows, name_of = part.measures, part.lookups.name_of
    told = rows.assign(
        kind=rows["kind"].str.slice(0, 1).str.upper() + rows["kind"].str.slice(1),
        imposing=[name_of.get(who, who) for who in rows["imposing"]],
    )
    said = tuple(column for column in ("kind", "minerals", "mode", "status") if column != named)
    return _listed("measures", "measure", title, of, rows, told, named, said)


def standards(part: Atlas, of: str) -> Exhibit:
    """Who adheres to which governance standard."""
    rows = part.standard_adherence[part.standard_adherence["counts"]]
    named = part.standards.set_index("standard_id")["name"].map(short_standard)
    name_of = part.lookups.name_of
    rows = rows.assign(
        standard=rows["standard_id"].map(named),
        adherent=[name_of.get(subject, subject) for subject in rows["subject"]],
    )
    by_states = rows[rows["subject_kind"] == "country"]["standard_id"].nunique()
    title = f"{counted(by_states, 'standard')} adhered to by a state here; "
    title += counted(len(rows), "record")
    said = ("adherent", "status")
    return _listed("standards", "adherence", title, of, rows, rows, "standard", said)


def zones(part: Atlas, of: str) -> Exhibit:
    """Protected and sensitive areas, the largest first."""
    rows = pd.DataFrame(part.zones.drop(columns="geometry"))
    circles = int((rows["geometry_kind"] == "point").sum())
    area = "protected or sensitive area"
    title = f"{counted(len(rows), area)}; {circles} of them with an approximate extent only"
    told = rows.sort_values("area_km2", ascending=False)
    return _listed("zones", area, title, of, rows, told, "name", ("category", "designation"))


def events(part: Atlas, of: str) -> Exhibit:
    """Dated events, the newest first."""
    rows = part.timeline
    told = rows.sort_values("date", ascending=False).assign(
        day=lambda table: table["date"].map(day_in_words)
    )
    title = counted(len(rows), "dated event")
    return _listed("events", "event", title, of, rows, told, "day", ("event",))


def paper(part: Atlas, of: str) -> Exhibit:
    """What the briefing paper says."""
    rows = part.paper_entities
    title = f"Entities of the briefing paper here: {len(rows)}"
    what = "word of the briefing paper"
    return _listed("paper", what, title, of, rows, rows, "entity", ("type", "map_shows"))


def _listed(
    name: str,
    what: str,
    title: str,
    of: str,
    rows: pd.DataFrame,
    told: pd.DataFrame,
    named: str,
    said: tuple[str, ...],
) -> Exhibit:
    if rows.empty:
        return Exhibit(name, f"We found no {what} for {of} under these filters.", None, rows, "")
    lines = tuple(
        (
            str(row[named]),
            " · ".join(str(row[column]).replace(";", ", ") for column in said if str(row[column])),
            str(row.get("source_url", "")),
        )
        for row in told.head(MOST_LINES).to_dict("records")
    )
    return Exhibit(name, title, None, rows, EACH_ROW, lines=lines)

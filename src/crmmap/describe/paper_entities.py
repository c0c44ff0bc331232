"""The entities that the briefing paper names, and where the map shows them."""

from __future__ import annotations

from dataclasses import dataclass

from crmmap.atlas.atlas import Atlas
from crmmap.names import holds_company
from crmmap.schema.tables import REACHES
from crmmap.schema.vocabulary import KINDS, ZONE_CATEGORIES


@dataclass(frozen=True)
class Coverage:
    """Something an entity leads to.

    ``table`` and ``key`` select a row; both are empty for what is only text: a card, or a page.
    """

    text: str
    table: str = ""
    key: str = ""


_LABELS = {"agreement": "title", "measure": "kind", "mineral": "mineral", "event": "event"}
"""Columns that name a row; in the other tables it is ``name``."""


def reach(atlas: Atlas, entity: str) -> list[Coverage]:
    """What the map shows for an entity of ``paper_entities``.

    Raises
    ------
    KeyError
        If the entity is unknown.
    """
    rows = atlas.paper_entities[atlas.paper_entities["entity"] == entity]
    if rows.empty:
        raise KeyError(f"{entity!r} is not in paper_entities.csv")
    row = rows.iloc[0]
    return [_follow(atlas, token, row) for token in row["reach"].split(";")]


def _follow(atlas: Atlas, token: str, row) -> Coverage:
    kind, _, key = token.partition(":")
    if kind in REACHES:
        table, column = REACHES[kind]
        hits = getattr(atlas, table)
        hits = hits[hits[column] == key]
        if len(hits):
            named = hits[_LABELS.get(kind, "name")].iloc[0]
            return Coverage(f"{kind.capitalize()}: {named}", "" if kind == "event" else table, key)
    if (
        kind == "company"
        and atlas.sites["owner"].map(lambda owner: holds_company(owner, key)).any()
    ):
        return Coverage(f"Sites of {key}", "companies", key)
    if kind == "region" and key in atlas.lookups.region_of.values():
        return Coverage(f"Region filter: {key}")
    if kind == "zones" and key in ZONE_CATEGORIES:
        return Coverage(f"Zone category: {key}")
    if kind == "kind" and key in KINDS:
        return Coverage("Kind filter: " + key.replace("_", " "))
    if kind == "position" and row["latitude"] == row["latitude"]:
        return Coverage("Its place on the map, approximate")
    if kind == "card":
        return Coverage("This card")
    if kind == "page" and key:
        return Coverage(f"The page {key}")
    return Coverage("Not among the rows of this data folder")

"""The method page, made from the docstrings of the measures and the rules of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import getdoc

import pandas as pd

from crmmap import measures
from crmmap.atlas.atlas import Atlas
from crmmap.describe.paper_entities import reach
from crmmap.schema.tables import TABLES


@dataclass(frozen=True)
class Method:
    """A measure: its name, what it is in a sentence, and the whole of its docstring."""

    name: str
    summary: str
    text: str


def methods() -> list[Method]:
    """All measures, in order of their names."""
    found = []
    for name in measures.__all__:
        text = getdoc(getattr(measures, name)) or ""
        found.append(Method(name, text.split("\n\n")[0].replace("\n", " "), text))
    return found


def rules() -> pd.DataFrame:
    """The rules that each column of each table keeps.

    Returns
    -------
    DataFrame
        ``table``, ``file``, ``column``, ``rule`` (what its checks say), ``refers_to``.
    """
    rows = []
    for table, rule in TABLES.items():
        targets = {reference.column: " or ".join(reference.to) for reference in rule.references}
        for name, column in rule.columns.items():
            says = [str(check.error) for check in column.checks or [] if check.error]
            says += ["no two rows the same"] if column.unique else []
            rows.append(
                (table, rule.file, name, "; ".join(says) or "any text", targets.get(name, ""))
            )
    return pd.DataFrame(rows, columns=["table", "file", "column", "rule", "refers_to"])


def paper_entities(atlas: Atlas) -> pd.DataFrame:
    """The entities that the briefing paper names, and where each is found.

    Returns
    -------
    DataFrame
        ``entity``, ``type``, ``paper_location``, ``found`` (what the map shows for it).
    """
    rows = atlas.paper_entities[["entity", "type", "paper_location"]].copy()
    rows["found"] = [
        "; ".join(place.text for place in reach(atlas, entity)) for entity in rows["entity"]
    ]
    return rows

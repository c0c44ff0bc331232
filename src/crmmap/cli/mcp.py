"""The command that lets a language model ask our tables, by the Model Context Protocol: mcp."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

import click
import pandas as pd

from crmmap import measures
from crmmap.address.features import FEATURES
from crmmap.address.words import Picture, from_words
from crmmap.atlas.licences import Given, sources_of
from crmmap.cli.main import missing
from crmmap.cli.measure_choices import choices_of
from crmmap.cli.options import Data
from crmmap.describe.answer import answer as answer_of
from crmmap.describe.details import details as details_of
from crmmap.describe.search import Index
from crmmap.exchange.writers import LAYERS, select
from crmmap.measures.scope import READS, heeded

COMPANIES = "companies"
MOST_ROWS = 50
"""Of one answer: enough to read, and few enough to cite."""
INSTRUCTIONS = (
    "Facts on critical raw materials: mines, plants, agreements, export restrictions, standards, "
    "protected areas. Filters are words as in the addresses of crmmap, such as {'mineral': "
    "'Gallium', 'bloc': 'EU', 'country': 'ZMB'}. Name the sources of what you pass on. What is "
    "not on record is not known; it does not mean that there is none."
)


class Tools:
    """What can be asked; each public method answers from what may be passed on, and names its
    sources.

    A ValueError says what is not known, and what there is.
    """

    def __init__(self, given: Given) -> None:
        self._given = given
        self._index = Index(given.atlas)

    def all(self) -> dict[str, Callable[..., Any]]:
        """By name."""
        names = [name for name in vars(Tools) if not name.startswith("_") and name != "all"]
        return {name: getattr(self, name) for name in names}

    def answer(self, words: dict[str, str] | None = None) -> dict[str, Any]:
        """What the map says under filters, in sentences. The word theme is supply (of the default),
        agreements, standards, nature or sites; stage_shown is mine or refinery.
        """
        chosen = self._picture({"theme": "supply", **(words or {})})
        theme, stage = chosen.display.theme, chosen.display.stage
        return asdict(answer_of(self._given.atlas, chosen.filters, theme=theme, stage=stage))

    def filter_rows(
        self, table: str, words: dict[str, str] | None = None, first: int = 0
    ) -> dict[str, Any]:
        """Rows of sites, zones, agreements or measures that the filters leave, fifty at a time from
        the one numbered first, each with licence and attribution.
        """
        if table not in LAYERS:
            raise ValueError(f"there is no table {table!r}; there are {', '.join(LAYERS)}")
        chosen = select(self._given, self._picture(words).filters)
        rows = pd.DataFrame(chosen.layers[table]).drop(columns="geometry", errors="ignore")
        return {
            "what": chosen.title,
            "rows_in_all": len(rows),
            "rows": _records(rows.iloc[max(first, 0) :]),
            "left_out": chosen.left_out,
        }

    def measure(
        self,
        name: str = "",
        words: dict[str, str] | None = None,
        choices: list[str] | None = None,
    ) -> dict[str, Any]:
        """A measure, such as concentration or supply_risk, of what the filters leave; choices are
        texts as bloc=US. Without a name, the measures that there are.
        """
        known = [one for one in measures.__all__ if one != "compare"]
        if not name:
            docs = {one: inspect.getdoc(getattr(measures, one)) or "" for one in known}
            return {"measures": {one: text.split("\n\n")[0] for one, text in docs.items()}}
        if name not in known:
            raise ValueError(f"there is no measure {name!r}; there are {', '.join(known)}")
        function, wanted = getattr(measures, name), self._picture(words).filters
        part = self._given.atlas.filter(heeded(name, wanted))
        try:
            result = function(part, **choices_of(function, choices or (), wanted))
        except LookupError as fault:
            raise ValueError(f"{name} does not know {fault}") from None
        rows = result.reset_index() if result.index.name else result
        read = {table: getattr(part, table) for table in READS[name]}
        publishers = dict.fromkeys(sources_of(part, read)["publisher"])
        return {"rows_in_all": len(rows), "rows": _records(rows), "sources": list(publishers)}

    def details(self, table: str, key: str) -> dict[str, Any]:
        """All that is known of one site, area, agreement, country, bloc or company, with sources.
        Find its table and key with search.
        """
        tables = (*FEATURES, COMPANIES)
        if table not in tables:
            raise ValueError(f"there is no table {table!r}; there are {', '.join(tables)}")
        try:
            found = details_of(self._given.atlas, Picture().filters, table, key)
        except KeyError:
            found = None
        # of a company nothing is known but by its sites and standards
        if found is None or (table == COMPANIES and not any(s.facts for s in found.sections)):
            raise ValueError(f"{table} has no {key!r}; find it with search")
        return asdict(found)

    def search(self, text: str) -> list[dict[str, str]]:
        """Anything by its name: sites, agreements, companies, countries; spelling counts little.
        Ask for the details of what is found; they name its sources.
        """
        return [
            {"table": one.table, "key": one.key, "name": one.name, "where": one.where}
            for one in self._index.search(text)
        ]

    def sources(self, ids: list[str] | None = None) -> dict[str, Any]:
        """Publisher, version, licence, address and attribution of sources, by their ids; without
        any, of all.
        """
        rows = self._given.atlas.sources
        rows = rows[rows["source_id"].isin(ids)] if ids else rows
        return {"rows_in_all": len(rows), "rows": _records(rows)}

    def _picture(self, words: dict[str, str] | None) -> Picture:
        found, dropped = from_words(words or {}, self._given.atlas)
        if found.known_on is not None:
            dropped.append("known_on: start this server with --known-on to ask older data")
        if dropped:
            raise ValueError("; ".join(dropped))
        return found


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The first rows, in which what is not known is null."""
    some = rows.head(MOST_ROWS).astype(object)
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in some.where(some.notna(), None).to_dict("records")
    ]


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


@click.command()
@click.pass_obj
def mcp(data: Data) -> None:
    """Let a language model ask these tables, by the Model Context Protocol on standard input.

    It can read and nothing else; every answer is small and names its sources.

    \b
    crmmap mcp
    """
    if find_spec("mcp") is None:
        raise missing("mcp", "mcp", "mcp")
    from mcp.server import MCPServer  # what only this needs

    server = MCPServer("crmmap", instructions=INSTRUCTIONS, log_level="ERROR")
    for tool in Tools(data.given).all().values():
        server.tool()(tool)
    server.run("stdio")


COMMANDS = (mcp,)

"""Pages of the documentation that are made from the code: tables, measures, and the help of the
command line.
"""

from __future__ import annotations

import click
import mkdocs_gen_files

import crmmap
from crmmap.atlas.licences import source_ids
from crmmap.cli.main import COMMANDS
from crmmap.cli.main import crmmap as group
from crmmap.describe.methodology import rules
from crmmap.schema.rules import Table
from crmmap.schema.tables import TABLES

ABOUT = {
    "sources": "A source: publisher, version, licence, address, attribution.",
    "minerals": "A mineral of the vocabulary, with its place on the lists of the EU and the US.",
    "countries": "A country or territory with its outline; `also_called` holds other spellings.",
    "sites": "A mine, deposit, smelter, refinery, processing or recycling plant.",
    "named_sites": "Another name of a site, and the cross-check of its position.",
    "zones": "A sensitive ecological zone: an outline, or a centre with an area.",
    "blocs": "A bloc; a state can stand for itself.",
    "bloc_members": "A membership with its dates; `counts` says whether the role makes a member.",
    "agreements": "An agreement between states or blocs.",
    "standards": "A governance standard.",
    "standard_adherence": "Who adheres to a standard; `counts` says whether the status makes an "
    "adherent.",
    "measures": "An export control, ban, quota, tariff and the like.",
    "production": "Output or share of one mineral, stage, country and year in one published "
    "series.",
    "reserves": "Reserves of a mineral by country.",
    "criticality": "A material of the EU's assessment of 2023.",
    "timeline": "A dated event.",
    "site_details": "Capacity, output, start year and parent of a site, as one inventory gives "
    "them.",
    "outlook_supply": "Supply of a country in a year to come, by mineral and stage.",
    "outlook_demand": "Demand by sector, scenario and year, to 2050.",
    "trade_flows": "Trade between two countries in one product and year.",
    "import_reliance": "How far an importer relies on imports, or what part of them comes from "
    "one country.",
    "mineral_attributes": "A price, or an indicator of criticality, by year.",
    "end_uses": "The share of a mineral that goes into one application.",
    "governance_wgi": "Political stability of a country in a year, as the World Bank estimates it.",
    "paper_entities": "What the briefing paper names, and where the map has it.",
}
"""What one row of each table is."""


def _page(name: str, table: Table, atlas: crmmap.Atlas) -> str:
    rows = getattr(atlas, name)
    told = rules().query("table == @name")
    lines = [f"# {name}", "", f"{ABOUT[name]} File `geodata/{table.file}`, {len(rows):,} rows."]
    lines += [
        f"Its key is `{table.key}`." if table.key else "",
        "",
        "| column | rule | refers to |",
        "|---|---|---|",
    ]
    known = {row["column"]: row for row in told.to_dict("records")}
    for column in rows.columns:
        rule = known.get(column)
        lines.append(
            f"| `{column}` | {rule['rule'] if rule else 'any text'} | "
            f"{rule['refers_to'] if rule else ''} |"
        )
    if name in ("sites", "zones", "production"):
        used = atlas.sources[atlas.sources["source_id"].isin(source_ids(name, rows))]
        lines += ["", "## Sources", "", "| source | publisher | licence |", "|---|---|---|"]
        lines += [f"| {row.title} | {row.publisher} | {row.licence} |" for row in used.itertuples()]
    return "\n".join(lines) + "\n"


def _tables() -> None:
    atlas = crmmap.load()
    if set(ABOUT) != set(TABLES):
        raise SystemExit(
            "scripts/docs_pages.py: ABOUT must name the tables of the schema: "
            f"{set(ABOUT) ^ set(TABLES)}"
        )
    index = [
        "# Tables",
        "",
        "An empty cell means *not known*, never *no*.",
        "",
        "| table | one row is | rows |",
        "|---|---|---|",
    ]
    for name, table in TABLES.items():
        index.append(f"| [{name}]({name}.md) | {ABOUT[name]} | {len(getattr(atlas, name)):,} |")
        with mkdocs_gen_files.open(f"tables/{name}.md", "w") as page:
            page.write(_page(name, table, atlas))
    with mkdocs_gen_files.open("tables/index.md", "w") as page:
        page.write("\n".join(index) + "\n")


def _measures() -> None:
    lines = [
        "# Measures",
        "",
        "Nouns that take an Atlas and give a table. They work on a filtered Atlas and on one "
        "under a",
    ]
    lines.append("scenario alike; from outside they are `crmmap.measures.NAME`.")
    for name in crmmap.measures.__all__:
        lines += ["", f"::: {getattr(crmmap.measures, name).__module__}.{name}"]
    with mkdocs_gen_files.open("reference/measures.md", "w") as page:
        page.write("\n".join(lines) + "\n")


def _command_line() -> None:
    lines = ["# Command line", ""]
    context = click.Context(group, info_name="crmmap", max_content_width=100, terminal_width=100)
    lines += ["```text", group.get_help(context), "```", ""]
    for name in COMMANDS:
        command = group.get_command(context, name)
        if command is not None:
            under = click.Context(
                command, info_name=name, parent=context, max_content_width=100, terminal_width=100
            )
            lines += [f"## crmmap {name}", "", "```text", command.get_help(under), "```", ""]
    with mkdocs_gen_files.open("reference/cli.md", "w") as page:
        page.write("\n".join(lines))


_tables()
_measures()
_command_line()

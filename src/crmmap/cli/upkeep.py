"""Commands about the tables themselves: validate, diff, check-duplicates."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click
import pandas as pd

from crmmap.cli.options import Data, Finite, show, table_options
from crmmap.cli.options import as_json as to_json
from crmmap.cli.place import Place
from crmmap.exchange.duplicates import WITHIN_KM, probable_duplicates
from crmmap.scenarios import library as scenarios
from crmmap.schema.validate import InvalidData, read_tables, warnings_of
from crmmap.shipped import GEODATA
from crmmap.store import store_at
from crmmap.store.differences import as_json, differences, in_words
from crmmap.stories import library as stories
from crmmap.wording import counted


@click.command()
@click.argument("place", metavar="[FOLDER]", required=False, type=Place())
@click.option("--json", "form", flag_value="json", help="As JSON, for machines.")
@click.pass_context
def validate(context: click.Context, place: str | Path | None, form: str | None) -> None:
    """Check a folder of tables, or those at work in a store: each fault as file, row, column, value
    and rule, as CSV.

    \b
    crmmap validate my-data
    """
    place = place or context.obj.place or GEODATA
    held = store_at(place)
    said = held.name if held else str(place)
    with held.tables() if held else nullcontext(Path(place)) as folder:
        try:
            tables = read_tables(folder)
        except InvalidData as fault:
            problems = pd.DataFrame([asdict(problem) for problem in fault.problems])
            show(problems, form or "csv")
            click.echo(f"{len(problems)} problem(s) in {said}", err=True)
            context.exit(1)
        known = [len(library(folder)) for library in (scenarios, stories)]
    rows = {name: len(table) for name, table in tables.items()}
    warnings = warnings_of(tables)
    if form == "json":
        told = [asdict(warning) for warning in warnings]
        click.echo(to_json({"folder": said, "rows": rows, "problems": [], "warnings": told}))
    else:
        for warning in warnings:
            click.echo(f"Warning: {warning}", err=True)
        parts = [
            counted(len(tables), "table"),
            counted(sum(rows.values()), "row"),
            counted(known[0], "scenario"),
            counted(known[1], "story", "stories"),
        ]
        click.echo(f"{said}: {', '.join(parts)}, no problem found")


@click.command()
@click.argument("old", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("new", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--json", "form", flag_value="json", help="Each row and cell, for machines.")
def diff(old: Path, new: Path, form: str | None) -> None:
    """What two folders of tables differ in: rows added, removed and changed, by table.

    \b
    crmmap diff geodata my-data
    """
    try:
        found = differences(old, new)
    except FileNotFoundError as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(to_json(as_json(found)) if form == "json" else in_words(found))


@click.command("check-duplicates")
@click.option(
    "--within",
    "within_km",
    type=Finite(0, 50),
    default=WITHIN_KM,
    show_default=True,
    help="Kilometres.",
)
@table_options
@click.pass_obj
def check_duplicates(data: Data, within_km: float, form: str | None) -> None:
    """Sites that are probably one operation told twice: the same name, a shared mineral, close to
    each other.

    \b
    crmmap check-duplicates --within 5 --csv > duplicates.csv
    """
    found = probable_duplicates(data.given.atlas.sites, within_km=within_km)
    title = f"{counted(len(found), 'pair')} of sites with one name within {within_km:g} km"
    linked = int(found["linked"].sum())
    show(found, form, title=f"{title}, {linked} of them linked as one complex")


COMMANDS = (validate, diff, check_duplicates)

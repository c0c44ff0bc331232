"""Commands about the tables themselves: diff, check-duplicates."""

from __future__ import annotations

from pathlib import Path

import click

from crmmap.cli.options import Data, Finite, show, table_options
from crmmap.cli.options import as_json as to_json
from crmmap.exchange.duplicates import WITHIN_KM, probable_duplicates
from crmmap.store.differences import as_json, differences, in_words
from crmmap.wording import counted


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


COMMANDS = (diff, check_duplicates)

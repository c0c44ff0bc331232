"""The command that writes rows: export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crmmap.cli.options import Data, filters, output, picture, write_file
from crmmap.exchange.writers import FORMATS, LAYERS, select, write
from crmmap.exchange.writers.package import data_package

PACKAGE = "datapackage"


@click.command()
@click.argument("form", metavar="FORMAT", type=click.Choice([*FORMATS, PACKAGE]))
@filters
@click.option(
    "--layer",
    "layers",
    type=click.Choice(list(LAYERS)),
    multiple=True,
    help="Only these; else all it can hold.",
)
@output("The file; else a name of its own.")
@click.pass_obj
def export(
    data: Data, form: str, layers: tuple[str, ...], output: Path | None, **options: Any
) -> None:
    """Rows as csv, xlsx, geojson, gpkg, parquet or fgb; as vector tiles for a web map (pmtiles);
    their sources as bibtex or cff; all tables as datapackage.

    Formats of one layer come as a zip where there are several.

    \b
    crmmap export gpkg --mineral Cobalt -o cobalt.gpkg
    crmmap export geojson --layer zones --country COD -o zones.geojson
    crmmap export pmtiles -o crmmap.pmtiles
    crmmap export bibtex -o sources.bib
    """
    wanted = picture(data.given.atlas, options).filters
    if form == PACKAGE:
        write_file(output or Path("crmmap-geodata.zip"), data_package(data.given))
        return
    selection = select(data.given, wanted)
    try:
        content, name = write(selection.only(*layers) if layers else selection, form)
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    packed = name.endswith(".zip") and output is not None and output.suffix.lower() != ".zip"
    if packed:
        raise click.UsageError(
            f"{form} has several files here, so they come as a zip: name it -o "
            f"{output.with_suffix('.zip')}, or choose one layer, such as --layer sites"
        )
    write_file(output or Path(name), content)
    if selection.left_out:
        click.echo(selection.left_out, err=True)


COMMANDS = (export,)

"""The command that draws charts: exhibit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pandas as pd

from crmmap.cli.options import Data, filters, output, picture, show, table_options, write_file
from crmmap.draw.charts.catalogue import EXHIBITS, page_of
from crmmap.draw.charts.exhibit import picture as chart_picture
from crmmap.draw.charts.setting import Setting
from crmmap.draw.step import scenario_of


@click.command()
@click.argument("name", type=click.Choice(list(EXHIBITS)), required=False)
@filters
@click.option("--colours", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@output("The chart as .png or .svg.")
@table_options
@click.pass_obj
def exhibit(
    data: Data,
    name: str | None,
    colours: str,
    output: Path | None,
    form: str | None,
    **options: Any,
) -> None:
    """A chart of a page: its finding and rows, or its picture; without a name, the exhibits that
    there are.

    What a page lets choose goes with --address.

    \b
    crmmap exhibit choke_points/producers-mine --address detail=Cobalt
    crmmap exhibit governance/cover -o cover.svg
    crmmap exhibit scenarios/indicators --address scenario=jadar
    """
    if name is None:
        show(pd.DataFrame({"exhibit": list(EXHIBITS)}), form)
        return
    page = page_of(name)
    chosen = picture(data.given.atlas, options, page=page)
    try:
        made = EXHIBITS[name](
            Setting(data.given.atlas, chosen.filters, colours, chosen.own, scenario_of(chosen))
        )
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    if output is None:
        show(made.rows, form, title=made.title, source=made.source)
        return
    kind = output.suffix.lower().lstrip(".")
    if kind not in ("png", "svg"):
        raise click.UsageError(
            f"a chart can be .png or .svg, not {output.suffix or 'without a suffix'}"
        )
    if made.chart is None:
        raise click.UsageError(f"{name} has no chart here: {made.title} Take its rows with --csv")
    write_file(output, chart_picture(made, theme_name=colours, kind=kind))


COMMANDS = (exhibit,)

"""The command that lays sites over zones: those of the map, or of files of any size."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

import click

from crmmap.cli.options import (
    Data,
    Finite,
    engine_option,
    filters,
    output,
    picture,
    show,
    table_options,
)
from crmmap.engines import UnknownEngine, engine_of
from crmmap.exchange.overlay import LargeFile, overlay_files
from crmmap.measures.ecology import near_pairs
from crmmap.wording import counted

STEPS = 1_000
"""Of the progress bar."""
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@filters
@click.option(
    "--within",
    "within_km",
    type=Finite(0, 100),
    default=10,
    show_default=True,
    help="Kilometres.",
)
@click.option("--sites", type=FILE, help="GeoParquet of points, in place of the map's sites.")
@click.option("--zones", type=FILE, help="GeoParquet of areas, in place of the map's zones.")
@click.option("--site-id", default="", help="The column that names sites; else site_id.")
@click.option("--zone-id", default="", help="The column that names zones; else zone_id.")
@engine_option
@output("The GeoParquet file for the pairs of two files.")
@table_options
@click.pass_obj
def overlay(
    data: Data,
    within_km: float,
    sites: Path | None,
    zones: Path | None,
    site_id: str,
    zone_id: str,
    engine: str,
    output: Path | None,
    form: str | None,
    **options: Any,
) -> None:
    """Sites and the zones near them, with the distance: 0 is inside, or within the equal-area
    circle.

    Files of any size are measured with --sites and --zones, without loading either whole.

    \b
    crmmap overlay --mineral Lithium --within 5 --csv > near.csv
    crmmap overlay --sites my-sites.parquet --zones my-zones.parquet -o near.parquet
    """
    if not (sites or zones):
        if output or engine != "here" or site_id or zone_id:
            raise click.UsageError(
                "--output, --engine, --site-id and --zone-id belong to two files; "
                "name them with --sites and --zones"
            )
        _of_the_map(data, within_km, form, options)
        return
    if not (sites and zones and output):
        raise click.UsageError("files are measured with --sites, --zones and --output, all three")
    if form or any(options.values()):
        raise click.UsageError("filters, --csv and --json are for the map's sites, not for files")
    holdings = LargeFile(sites, "site", site_id), LargeFile(zones, "zone", zone_id)
    stopped = signal.signal(signal.SIGTERM, _stop)
    try:
        with click.progressbar(length=STEPS, label="Measuring", file=sys.stderr) as bar:
            pairs = overlay_files(
                *holdings,
                output,
                within_km=within_km,
                engine=engine_of(engine),
                progress=lambda share: bar.update(round(share * STEPS) - bar.pos),
            )
    except UnknownEngine as fault:
        raise click.UsageError(str(fault)) from None
    finally:
        signal.signal(signal.SIGTERM, stopped)
    for one in holdings:
        by = f"the column {one.named_by}" if one.named_by else "their place in the file, from 0 on"
        click.echo(f"{one.holds.title()}s are named by {by}.", err=True)
    click.echo(f"Written to {output}: {_told(pairs, within_km)}")


def _stop(*_: object) -> None:
    """Leave as after Ctrl-C, so that workers end and no file is left behind."""
    raise KeyboardInterrupt


def _of_the_map(data: Data, within_km: float, form: str | None, options: dict[str, Any]) -> None:
    shown = data.given.atlas.filter(picture(data.given.atlas, options).filters)
    pairs = near_pairs(shown, within_km=within_km)
    sites, zones = shown.sites.set_index("site_id"), shown.zones.set_index("zone_id")
    pairs = pairs.assign(
        site=sites["name"].reindex(pairs["site_id"]).to_numpy(),
        zone=zones["name"].reindex(pairs["zone_id"]).to_numpy(),
    )
    show(pairs, form, title=_told(len(pairs), within_km))


def _told(pairs: int, within_km: float) -> str:
    return f"{counted(pairs, 'pair')} of a site and a zone within {within_km:g} km"


COMMANDS = (overlay,)

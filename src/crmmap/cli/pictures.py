"""The command that draws a map: map."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crmmap.cli.options import Data, filters, output, picture, theme_options, write_file
from crmmap.draw.atlas_map import GivenFiles
from crmmap.exchange.map_file import MAPS, map_file


@click.command("map")
@filters
@output("A .png, .svg, .pdf or .html file.", required=True)
@click.option(
    "--size",
    default="1400x900",
    show_default=True,
    metavar="WIDTHxHEIGHT",
    help="Pixels of 1/96 inch.",
)
@click.option("--title", help="Above the map; else what is shown, in words.")
@theme_options
@click.option("--colours", type=click.Choice(["light", "dark"]), default="light", show_default=True)
@click.pass_obj
def map_(
    data: Data, output: Path, size: str, title: str | None, colours: str, **options: Any
) -> None:
    """The map with title, legend, scale and sources as a picture, or as one HTML file to explore.

    View, layers and shading go with --address, as in an address of the app. Without a theme the map
    shows all sites.

    \b
    crmmap map --theme supply --mineral Lithium -o lithium.png
    crmmap map --theme agreements --bloc EU -o partners.svg
    crmmap map --address "mineral=Nickel&shade=mining&view=-2,120,4" --size 1600x1000 -o nickel.pdf
    """
    kind = output.suffix.lower().lstrip(".")
    if kind not in MAPS:
        raise click.UsageError(
            f"a map can be {', '.join('.' + one for one in MAPS)}, not "
            f"{output.suffix or 'suffixless'}"
        )
    width, height = _size(size)
    chosen = picture(data.given.atlas, options)
    try:
        content = map_file(
            chosen,
            GivenFiles(data.given),
            kind,
            width=width,
            height=height,
            theme_name=colours,
            title=title,
        )
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    write_file(output, content)
    if data.given.left_out:
        click.echo(data.given.left_out, err=True)


def _size(text: str) -> tuple[int, int]:
    width, cross, height = text.lower().partition("x")
    if not (
        cross and text.isascii() and width.isdecimal() and height.isdecimal() and len(text) <= 11
    ):
        raise click.UsageError(f"--size {text!r} is not WIDTHxHEIGHT, such as 1400x900")
    return int(width), int(height)


COMMANDS = (map_,)

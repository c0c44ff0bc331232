"""Commands that draw files: map, story."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from crmmap.cli.options import Data, filters, picture, theme_options, write_file
from crmmap.draw.atlas_map import GivenFiles
from crmmap.exchange.map_file import MAPS, map_file
from crmmap.exchange.slides import KINDS as SLIDE_KINDS
from crmmap.exchange.slides import slides
from crmmap.stories import library


@click.command("map")
@filters
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="A .png, .svg, .pdf or .html file.",
)
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


@click.command()
@click.argument("name", required=False)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A .pptx, .pdf, .notes.pdf or .html file.",
)
@click.pass_obj
def story(data: Data, name: str | None, output: Path | None) -> None:
    """A story as slides, handout, speaker's notes or one HTML file; without a file, its steps;
    without a name, the stories.

    \b
    crmmap story lithium -o lithium.pptx
    """
    known = library(data.folder)
    if name is None:
        for one in known.values():
            click.echo(f"{one.id}: {one.title} ({len(one.steps)} steps, {one.minutes} minutes)")
        return
    if name not in known:
        raise click.UsageError(f"there is no story {name!r}; there are {', '.join(known)}")
    told = known[name]
    if output is None:
        for place, step in enumerate(told.steps, start=1):
            click.echo(f"{place}. {step.title}")
            for point in step.points:
                click.echo(f"   - {point}")
        return
    file = output.name.lower()
    suffix = max((kind for kind in SLIDE_KINDS if file.endswith(f".{kind}")), key=len, default="")
    if not suffix:
        raise click.UsageError(f"a story can be {', '.join('.' + kind for kind in SLIDE_KINDS)}")
    with click.progressbar(length=100, label="Drawing the steps", file=sys.stderr) as bar:
        made = slides(
            told,
            GivenFiles(data.given),
            progress=lambda share, _: bar.update(int(share * 100) - bar.pos),
        )
    write_file(output, SLIDE_KINDS[suffix].write(told, made))


COMMANDS = (map_, story)

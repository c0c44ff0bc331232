"""The command that tells a story: story."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crmmap.cli.options import Data, output, write_file
from crmmap.draw.atlas_map import GivenFiles
from crmmap.exchange.stories import KINDS, UnusableTemplate, as_pptx, slides
from crmmap.stories import library
from crmmap.stories.checks import broken_claims


@click.command()
@click.argument("name", required=False)
@output("A .pptx, .pdf, .notes.pdf or .html file.")
@click.option(
    "--template",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Your organisation's own .potx or .pptx, for PowerPoint.",
)
@click.option("--link", default="", metavar="URL", help="Of a crmmap that the slides link to.")
@click.option("--check", is_flag=True, help="Only say whether the data bear what the story says.")
@click.pass_obj
def story(
    data: Data,
    name: str | None,
    output: Path | None,
    template: Path | None,
    link: str,
    *,
    check: bool,
) -> None:
    """A story as slides, handout, speaker's notes or one HTML file; without a file, its steps;
    without a name, the stories.

    \b
    crmmap story lithium -o lithium.pptx
    crmmap story lithium --check
    """
    known = library(data.folder)
    if name is None:
        for one in known.values():
            click.echo(f"{one.id}: {one.title} ({len(one.steps)} steps, {one.minutes} minutes)")
        return
    if name not in known:
        raise click.UsageError(f"there is no story {name!r}; there are {', '.join(known)}")
    told = known[name]
    if check:
        broken = list(broken_claims(told, data.given.atlas))
        if broken:
            raise click.ClickException("\n".join(broken))
        count = sum(len(step.checks) for step in told.steps)
        click.echo(f"The data bear all {count} claims of {name} that are tied to them.")
        return
    if output is None:
        for place, step in enumerate(told.steps, start=1):
            click.echo(f"{place}. {step.title}")
            for point in step.points:
                click.echo(f"   - {point}")
        return
    file = output.name.lower()
    suffix = max((kind for kind in KINDS if file.endswith(f".{kind}")), key=len, default="")
    if not suffix:
        raise click.UsageError(f"a story can be {', '.join('.' + kind for kind in KINDS)}")
    with click.progressbar(length=100, label="Drawing the steps", file=sys.stderr) as bar:
        made = slides(
            told,
            GivenFiles(data.given),
            progress=lambda share, _: bar.update(int(share * 100) - bar.pos),
        )
    if suffix != "pptx":
        write_file(output, KINDS[suffix].write(told, made))
        return
    try:
        write_file(output, as_pptx(told, made, template=template, address=link))
    except UnusableTemplate as fault:
        raise click.ClickException(str(fault)) from None


COMMANDS = (story,)

"""The group of commands, and the exit code for each kind of error."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from crmmap.cli.place import Place

COMMANDS = {
    "run": ("run", "Open the map in a browser."),
    "serve": ("serve", "Run the map as a service."),
    "answer": ("query", "What the map says, in words: a headline, a ranking and a few lines."),
    "filter": ("query", "What the filters leave: in words and key figures, or as rows."),
    "measure": ("query", "A measure of what the filters leave."),
    "overlay": ("overlay", "Sites and the zones near them, with the distance."),
    "exhibit": ("exhibits", "A chart of a page: its finding and rows, or its picture."),
    "scenario": (
        "scenarios",
        "A scenario: indicators before and after, changed cells, supply that is left.",
    ),
    "details": ("query", "All that is known of one feature."),
    "search": ("query", "Find anything by its name."),
    "mcp": ("mcp", "Let a language model ask these tables."),
    "map": ("pictures", "The map as a picture, or as one HTML file to explore."),
    "export": ("export", "Rows as files that other tools open; sources as citations."),
    "story": ("story", "A story as slides, handout or one HTML file."),
    "import": ("imports", "Read a file of the field, and tell what becomes of each row."),
    "fetch": ("fetch", "Download a source from its publisher."),
    "validate": ("upkeep", "Check a folder of tables."),
    "diff": ("upkeep", "What two folders of tables differ in."),
    "store": ("store", "Snapshots of the tables: publish, compare, restore."),
    "check-duplicates": ("upkeep", "Sites that are probably one operation told twice."),
    "completion": ("run", "A script for your shell that completes commands and options."),
}
"""Module and short help of each command: a module is imported when its command is asked for, so
that help is quick."""

BROKEN, USAGE = 1, 2
"""Exit codes: data or a file that can't be used, and a command that is not understood."""
EXAMPLES = """
\b
Examples:
  crmmap run                                        open the map in a browser
  crmmap answer --mineral Gallium --bloc EU         what the map says, in words
  crmmap filter --mineral Lithium --bloc EU         what the filters leave, in figures
  crmmap filter --mineral Lithium --table sites --csv > lithium.csv
  crmmap measure concentration --json               a measure, for machines
  crmmap exhibit choke_points/heat -o heat.png      a chart of a page
  crmmap map --mineral Nickel --size 1600x900 -o nickel.pdf
  crmmap export gpkg --bloc EU -o eu.gpkg           styled layers for QGIS
  crmmap import auto my-sites.xlsx -o my-data       the map with sites of your own
  crmmap --data my-data run
\b
Tab completion: crmmap completion bash >> ~/.bashrc
"""


def missing(command: str, package: str, extra: str) -> click.ClickException:
    """What is said where a command needs packages that were not installed."""
    return click.ClickException(
        f"the command {command!r} needs the package {package!r}, which is not installed. "
        f'Install it with: pip install "crmmap[{extra}]"'
    )


class Lazy(click.Group):
    """A group whose commands are imported one by one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        try:
            module = import_module(f"crmmap.cli.{COMMANDS[cmd_name][0]}")
        except ModuleNotFoundError as fault:
            if fault.name is None or fault.name.startswith("crmmap"):
                raise
            raise missing(cmd_name, fault.name, "export") from None
        return next(command for command in module.COMMANDS if command.name == cmd_name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(
    cls=Lazy,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    no_args_is_help=True,
)
@click.option(
    "--data",
    type=Place(),
    envvar="CRMMAP_GEODATA",
    help="A folder of tables in place of the shipped ones, or a store, which may be the address of "
    "a database; also from CRMMAP_GEODATA.",
)
@click.option(
    "--known-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Of a store: what was known on this day.",
)
@click.version_option(package_name="crmmap")
@click.pass_context
def crmmap(context: click.Context, data: str | Path | None, known_on: datetime | None) -> None:
    """Critical raw materials and minerals diplomacy: tables, measures, charts and maps.

    Exit codes: 0 all is well, 1 data or a file can't be used, 2 the command is not understood.
    """
    from crmmap.cli.options import Data  # here, so that help need not wait for it

    if known_on and data is None:
        raise click.UsageError("--known-on is of a store, so name one with --data")
    context.obj = Data(data, known_on.date() if known_on else None)


def main(arguments: list[str] | None = None) -> int:
    """Run a command and give its exit code; faults are said on stderr, never as a traceback."""
    from crmmap.engines import LostWorker
    from crmmap.schema.validate import InvalidData
    from crmmap.toml_models import UnusableFile

    _speak_utf8()
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _warn  # ty: ignore[invalid-assignment]
            return crmmap.main(arguments, standalone_mode=False) or 0
    except click.exceptions.Abort:
        click.echo("Stopped.", err=True)
        return BROKEN
    except click.ClickException as fault:
        fault.show(sys.stderr)
        return fault.exit_code
    except (UnusableFile, InvalidData, LostWorker) as fault:
        click.echo(f"Error: {fault}", err=True)
        return BROKEN
    except BrokenPipeError:  # a pager or `head` has read enough
        _say_no_more()
        return 0
    except OSError as fault:  # a full disk, a folder that is gone
        _say_no_more()
        click.echo(
            f"Error: {fault.strerror or fault}{f': {fault.filename}' if fault.filename else ''}",
            err=True,
        )
        return BROKEN


def _speak_utf8() -> None:
    """Names need it, and a file or a pipe gets it on every system; a terminal keeps the encoding
    that it shows.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding=None if sys.stdout.isatty() else "utf-8", errors="replace")


def _warn(message: Warning | str, *_: Any) -> None:
    """Without the line of code that Python would show."""
    click.echo(f"Warning: {message}", err=True)


def _say_no_more() -> None:
    """What could not be written is not tried again when Python ends."""
    if isinstance(sys.stdout, TextIOWrapper):
        with suppress(OSError):  # it may be no file
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""What commands share: the Atlas, the filters as options, and tables as text, CSV or JSON."""

from __future__ import annotations

import json
import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable
from datetime import date
from functools import cached_property
from math import isfinite
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import click
import pandas as pd

from crmmap.address.display import STAGES, THEME_NAMES
from crmmap.address.words import Picture, from_words
from crmmap.atlas.atlas import Atlas, load
from crmmap.atlas.filter_specs import FILTERS
from crmmap.atlas.licences import Given, give
from crmmap.describe.sheets import Sheet
from crmmap.store import origin_of


class Finite(click.FloatRange):
    """A number that is one: ``nan`` passes every bound."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number, or the end of the command."""
        number = super().convert(value, param, ctx)
        if not isfinite(number):
            self.fail(f"{value} is not a number to count with.", param, ctx)
        return number


FINITE = Finite()


class Data:
    """The Atlas of a command, loaded when it is asked for."""

    def __init__(self, place: str | Path | None, known_on: date | None = None) -> None:
        self.place, self.known_on = place, known_on

    @property
    def folder(self) -> Path | None:
        """The folder that holds the tables: of a store that of the snapshot."""
        if self.place is None:
            return None
        try:
            return origin_of(self.place, known_on=self.known_on)
        except LookupError as fault:
            raise click.ClickException(str(fault)) from None

    @property
    def to_serve(self) -> str | Path | None:
        """The store itself, so that a service takes up what is published, unless a day is asked
        for.
        """
        return self.place if self.known_on is None else self.folder

    @cached_property
    def atlas(self) -> Atlas:
        """The tables; InvalidData if they break the rules."""
        return load(self.folder)

    @property
    def given(self) -> Given:
        """What of them may be passed on; all that a command prints or writes is made of this."""
        return give(self.atlas)


def filters(command: Callable[..., Any]) -> Callable[..., Any]:
    """The filters of the app as options; each may be given several times."""
    for spec in reversed(FILTERS):
        one_of = isinstance(spec.options, tuple) and spec.single and click.Choice(spec.options)
        command = click.option(
            f"--{spec.word.replace('_', '-')}",
            multiple=not spec.single,
            type=one_of or str,
            help=spec.help,
        )(command)
    command = click.option(
        "--as-of", metavar="YYYY-MM-DD", help="The day of agreements and memberships."
    )(command)
    return click.option(
        "--address",
        default="",
        metavar="WORDS",
        help="What stands behind the ? of an address of the app.",
    )(command)


def output(
    words: str, *, folder: bool = False, required: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The option that names the file, or the folder, to be written.

    Parameters
    ----------
    words
        What it is, for the help.
    """
    kind = click.Path(path_type=Path, dir_okay=folder, file_okay=not folder)
    return click.option("-o", "--output", type=kind, required=required, help=words)


def engine_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where long work runs."""
    return click.option(
        "--engine",
        default="here",
        show_default=True,
        metavar="NAME",
        help="Where the work runs: here, processes:N or dask:tcp://HOST:PORT.",
    )(command)


def theme_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The theme of the map, and of supply the stage."""
    command = click.option(
        "--stage", type=click.Choice(list(STAGES)), help="Of supply: what is mined or refined."
    )(command)
    return click.option(
        "--theme", type=click.Choice(list(THEME_NAMES)), help="The question that the map answers."
    )(command)


def picture(atlas: Atlas, options: dict[str, Any], *, page: str = "atlas") -> Picture:
    """The picture that the filters and the address mean; a value that is not known ends the
    command.
    """
    text = options.pop("address").rpartition("?")[2]
    words = dict(parse_qsl(text, keep_blank_values=True))
    for name in (*(spec.word for spec in FILTERS), "as_of"):
        value = options.pop(name)
        if value:
            words[name] = ";".join(value) if isinstance(value, tuple) else value
    for name, word in (("theme", "theme"), ("stage", "stage_shown")):
        if value := options.pop(name, None):
            words[word] = value
    found, dropped = from_words(words, atlas, page)
    if dropped:
        raise click.UsageError("; ".join(dropped))
    if found.known_on != click.get_current_context().obj.known_on and found.known_on is not None:
        raise click.UsageError(
            f"this address is of the data that were known on {found.known_on}; name their store "
            f"with --data, and --known-on {found.known_on}"
        )
    return found


def table_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """How rows are written."""
    command = click.option("--csv", "form", flag_value="csv", help="Rows as CSV.")(command)
    return click.option("--json", "form", flag_value="json", help="Rows as JSON, for machines.")(
        command
    )


def as_json(value: Any) -> str:
    """JSON in which what is not known is null."""
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False, default=str)


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as objects; what is not known is None."""
    plain = pd.DataFrame(rows.drop(columns="geometry", errors="ignore"))
    return json.loads(plain.to_json(orient="records", force_ascii=False, date_format="iso") or "[]")


def show(rows: pd.DataFrame, form: str | None, *, title: str = "", source: str = "") -> None:
    """Rows on stdout: a table to read, CSV or JSON. What they are and whence goes to stderr
    beside CSV.
    """
    plain = pd.DataFrame(rows.drop(columns="geometry", errors="ignore"))
    if form == "json":
        click.echo(as_json({"title": title, "source": source, "rows": records(plain)}))
        return
    if form == "csv":
        click.echo(Sheet(title, plain, source).to_csv().removeprefix(BOM_UTF8), nl=False)
        return
    if title:
        click.echo(title)
    if plain.empty:
        click.echo("(no rows)")
    else:
        with pd.option_context("display.max_colwidth", 46, "display.width", None):
            click.echo(plain.to_string(index=False, max_rows=60, na_rep=""))
    if source:
        click.echo(f"Source: {source}")


def write_file(path: Path, content: bytes) -> None:
    """Write a file and say so; a folder that can't be written ends the command.

    A file takes the place of an older one once it is whole.
    """
    try:
        if path.exists() and not path.is_file():  # such as /dev/stdout
            path.write_bytes(content)
        else:
            with tempfile.TemporaryDirectory(prefix=".crmmap-", dir=path.parent) as beside:
                part = Path(beside) / path.name
                part.write_bytes(content)
                part.replace(path)
    except OSError as fault:
        raise click.FileError(str(path), str(fault.strerror)) from None
    click.echo(f"{path}: {len(content):,} bytes", err=True)

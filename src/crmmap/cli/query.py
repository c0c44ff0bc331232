"""Commands that answer: answer, filter, measure, details, search."""

from __future__ import annotations

import inspect
from dataclasses import asdict
from typing import Any

import click
import pandas as pd

from crmmap import measures
from crmmap.address.features import FEATURES
from crmmap.cli.measure_choices import choices_of
from crmmap.cli.options import (
    Data,
    as_json,
    filters,
    picture,
    show,
    table_options,
    theme_options,
)
from crmmap.describe.answer import answer
from crmmap.describe.details import details
from crmmap.describe.search import Index
from crmmap.describe.summary import figures, sentence
from crmmap.exchange.writers import LAYERS
from crmmap.measures.scope import heeded

MEASURES = [name for name in measures.__all__ if name != "compare"]


@click.command("filter")
@filters
@click.option(
    "--table", type=click.Choice(list(LAYERS)), help="The rows of a table; else the key figures."
)
@table_options
@click.pass_obj
def filter_(data: Data, table: str | None, form: str | None, **options: Any) -> None:
    """What the filters leave: in words and key figures, or as rows.

    \b
    crmmap filter --mineral Cobalt --country COD
    crmmap filter --bloc EU --table agreements --json
    """
    wanted = picture(data.given.atlas, options).filters
    shown = data.given.atlas.filter(wanted)
    said = sentence(data.given.atlas, shown, wanted)
    if table:
        show(
            getattr(shown, table),
            form,
            title=said,
            source="source columns of each row, see sources.csv",
        )
        return
    found = pd.DataFrame(
        [(f.value, f.words, f.source) for f in figures(data.given.atlas, shown, wanted)]
    )
    found.columns = ["figure", "what", "source"]
    show(found, form, title=said)


@click.command("answer")
@filters
@theme_options
@click.option("--json", "as_json_", is_flag=True, help="The answer as JSON, for machines.")
@click.pass_obj
def answer_(data: Data, as_json_: bool, **options: Any) -> None:
    """What the map says under the filters, in words: a headline, a ranking and up to five lines.

    Without a theme it speaks of supply.

    \b
    crmmap answer --mineral Gallium --bloc EU
    crmmap answer --country ZMB --theme agreements --json
    """
    theme = options["theme"] or "supply"
    chosen = picture(data.given.atlas, options)
    said = answer(data.given.atlas, chosen.filters, theme=theme, stage=chosen.display.stage)
    if as_json_:
        click.echo(as_json(asdict(said)))
        return
    click.echo(said.headline)
    if said.ranking:
        click.echo(f"\n{said.ranking_title}")
        for place in said.ranking:
            click.echo(f"  {place.name}: {place.figure}")
    click.echo("")
    for line in said.lines:
        click.echo(f"- {line.text}")
    click.echo(f"\n{said.caution} Sources: {said.sources}.")


@click.command()
@click.argument("name", type=click.Choice(MEASURES), required=False)
@filters
@click.option(
    "--set",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="A choice of the measure, such as bloc=EU.",
)
@table_options
@click.pass_obj
def measure(
    data: Data, name: str | None, given: tuple[str, ...], form: str | None, **options: Any
) -> None:
    """A measure of what the filters leave; without a name, the measures that there are.

    Statements about the world, such as concentration, heed the mineral and the date alone.

    \b
    crmmap measure concentration --mineral Nickel
    crmmap measure supply_under_agreement --set bloc=US --json
    crmmap measure trust --set members=AUS,CHL,COD
    """
    if name is None:
        rows = [
            (one, (inspect.getdoc(getattr(measures, one)) or "").split("\n\n")[0])
            for one in MEASURES
        ]
        show(pd.DataFrame(rows, columns=["measure", "what"]), form)
        return
    wanted = picture(data.given.atlas, options).filters
    function = getattr(measures, name)
    try:
        chosen = choices_of(function, given, wanted)
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    result = function(data.given.atlas.filter(heeded(name, wanted)), **chosen)
    show(result.reset_index() if result.index.name else result, form, title=name)


@click.command("details")
@click.argument("table", type=click.Choice([*FEATURES, "companies"]))
@click.argument("key")
@filters
@click.option("--json", "form", flag_value="json", help="As JSON, for machines.")
@click.pass_obj
def details_(data: Data, table: str, key: str, form: str | None, **options: Any) -> None:
    """All that is known of one feature, as the panel beside the map says it.

    \b
    crmmap details agreements eu-ukraine-2021
    crmmap details countries CHL
    """
    try:
        found = details(data.given.atlas, picture(data.given.atlas, options).filters, table, key)
    except KeyError:
        raise click.UsageError(
            f"{table} has no {key!r}; find it with: crmmap search {key!r}"
        ) from None
    if form == "json":
        sections = {
            s.title: [{"label": f.label, "text": f.text, "url": f.url} for f in s.facts]
            for s in found.sections
        }
        click.echo(
            as_json(
                {
                    "title": found.title,
                    "subtitle": found.subtitle,
                    "cautions": found.cautions,
                    **sections,
                }
            )
        )
        return
    click.echo(f"{found.title}\n{found.subtitle}")
    for caution in found.cautions:
        click.echo(f"! {caution}")
    for section in found.sections:
        click.echo(f"\n{section.title}")
        for fact in section.facts:
            click.echo(f"  {fact.label}: {fact.text}{f' <{fact.url}>' if fact.url else ''}")
        if not section.facts and section.empty:
            click.echo(f"  {section.empty}")


@click.command()
@click.argument("text")
@table_options
@click.pass_obj
def search(data: Data, text: str, form: str | None) -> None:
    """Find anything by its name: sites, agreements, companies, countries …; spelling counts little.

    \b
    crmmap search lubumbashi
    """
    found = Index(data.given.atlas).search(text)
    show(
        pd.DataFrame(
            [(f.table, f.key, f.name, f.where) for f in found],
            columns=["table", "key", "name", "where"],
        ),
        form,
    )


COMMANDS = (answer_, filter_, measure, details_, search)

"""The command that applies a scenario."""

from __future__ import annotations

from typing import Any

import click
import pandas as pd

from crmmap.cli.options import (
    Data,
    filters,
    picture,
    show,
    table_options,
)
from crmmap.scenarios import compare_outcomes, library, load_scenario, run
from crmmap.scenarios.base_year import BASE_YEARS, LATEST_FIGURES, at_year
from crmmap.scenarios.values import Number, Option, Switch


@click.command()
@click.argument("name", required=False)
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="A parameter of the scenario."
)
@click.option(
    "--show", "part", type=click.Choice(["indicators", "changes", "balance"]), default="indicators"
)
@click.option(
    "--base",
    type=click.Choice(BASE_YEARS),
    default=LATEST_FIGURES,
    help="Start from the latest figures, or from a year of the IEA's base case.",
)
@filters
@table_options
@click.pass_obj
def scenario(
    data: Data,
    name: str | None,
    given: tuple[str, ...],
    part: str,
    base: str,
    form: str | None,
    **options: Any,
) -> None:
    """A scenario, shipped or from a TOML file: indicators before and after, changed cells, or
    supply that is left.

    \b
    crmmap scenario
    crmmap scenario china-ree-stop --set left=20
    crmmap scenario china-ree-stop --base 2035
    crmmap scenario my-scenario.toml --show changes --csv
    """
    known = library(data.folder)
    if name is None:
        rows = [(one.id, one.title, ", ".join(one.parameters)) for one in known.values()]
        show(pd.DataFrame(rows, columns=["scenario", "title", "parameters"]), form)
        return
    chosen = known[name] if name in known else load_scenario(name)
    wanted = picture(data.given.atlas, options).filters
    outcome = run(at_year(data.given.atlas, base), [(chosen, _parameters(chosen, given))], known)
    if part != "indicators":
        show(getattr(outcome, part), form, title=chosen.title)
        return
    about = {
        "minerals": wanted.minerals or chosen.focus.minerals,
        "blocs": wanted.blocs or chosen.focus.blocs,
    }
    show(
        compare_outcomes(outcome, **about, as_of=wanted.as_of),
        form,
        title=chosen.title,
    )


def _parameters(chosen: Any, given: tuple[str, ...]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for text in given:
        name, _, value = text.partition("=")
        parameter = chosen.parameters.get(name)
        if parameter is None:
            known = ", ".join(chosen.parameters) or "none"
            raise click.UsageError(
                f"--set {text!r}: the scenario has no parameter {name!r}; it has {known}"
            )
        try:
            if isinstance(parameter, Number):
                values[name] = float(value)
            elif isinstance(parameter, Switch):
                values[name] = {"yes": True, "no": False}[value]
            else:
                values[name] = value if isinstance(parameter, Option) else tuple(value.split(","))
            parameter.accept(values[name])
        except (ValueError, KeyError) as fault:
            raise click.UsageError(f"--set {text!r}: {fault}") from None
    return values


COMMANDS = (scenario,)

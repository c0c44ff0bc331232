"""The command that downloads a source from its publisher."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pandas as pd

from crmmap.cli.options import output, show, table_options
from crmmap.exchange import fetch as downloads


@click.command()
@click.argument("source", required=False)
@output("Folder; else one of your account.", folder=True)
@table_options
def fetch(source: str | None, output: Path | None, form: str | None) -> None:
    """Download a source from its publisher; without a name, the sources that there are.

    \b
    crmmap fetch mrds
    crmmap import mrds "$(crmmap fetch mrds)" -o with-mrds
    """
    if source is None:
        rows = [
            (name, s.title, s.licence, s.url or "by hand", s.page)
            for name, s in downloads.shipped().items()
        ]
        show(pd.DataFrame(rows, columns=["source", "title", "licence", "url", "page"]), form)
        return
    with click.progressbar(length=1, label=f"Fetching {source}", file=sys.stderr) as bar:

        def tell(done: int, total: int) -> None:
            bar.length = max(total, 1)
            bar.update(done - bar.pos)

        path = downloads.fetch(source, output or downloads.FOLDER, progress=tell)
    click.echo(str(path))


COMMANDS = (fetch,)

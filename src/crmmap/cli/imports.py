"""The command that reads a file of one's own."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from crmmap.cli.options import (
    FINITE,
    Data,
    as_json,
    engine_option,
    output,
    records,
    show,
    table_options,
)
from crmmap.engines import engine_of
from crmmap.exchange.folders import write_folder
from crmmap.exchange.readers import (
    LAYOUTS,
    ImportOptions,
    ImportResult,
    Rule,
    column_files,
    merge,
    read,
)
from crmmap.exchange.readers.import_report import as_csv
from crmmap.exchange.readers.import_result import SAVED
from crmmap.exchange.readers.recognise import GENERIC
from crmmap.schema.validate import UNFINISHED
from crmmap.store.folders import replaced

AUTO = "auto"
NOTICE = "NOT-TO-BE-PASSED-ON.txt"


def _formats() -> str:
    """The publishers' layouts, each with its title, for the end of the help text."""
    lines = [
        f"  {name}: {layout.title}{'' if layout.tried else ' *'}"
        for name, layout in LAYOUTS.items()
        if not name.startswith("crmmap-")
    ]
    return "\n".join(
        [
            "\b",
            "Formats of publishers:",
            *lines,
            "",
            "\b",
            "* We had no original of these: the layout follows its publisher's documentation",
            "  alone. Please report a file that is not read as it should be.",
        ]
    )


@click.command("import", epilog=_formats())
@click.argument("layout", metavar="FORMAT", type=click.Choice([AUTO, *LAYOUTS, *GENERIC]))
@click.argument("path", type=click.Path(path_type=Path))
@output("Write all tables, these rows among them.", folder=True)
@click.option("--sheet", default="", help="Of a workbook, or layer of a GeoPackage.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="What a column of a table of your own means.",
)
@click.option(
    "--columns",
    "mapping",
    type=click.Path(path_type=Path, exists=True),
    help="The same as a TOML file.",
)
@click.option(
    "--encoding",
    default="",
    help="Of a text file or a shapefile, such as cp1251; found if not set.",
)
@click.option("--separator", default="", help="Between the cells of a text file; tab for a tab.")
@click.option(
    "--header", type=click.IntRange(0), default=0, help="Number of the row with the columns' names."
)
@click.option(
    "--all-rows",
    "constants",
    multiple=True,
    metavar="FIELD=VALUE",
    help="What is the same in all rows, such as commodities=lithium.",
)
@click.option("--crs", default="", help="Of easting and northing, such as EPSG:32735.")
@click.option("--licence", default="", help="Of a table of your own.")
@click.option(
    "--within",
    "within_km",
    type=FINITE,
    default=Rule.within_km,
    show_default=True,
    help="Merge: names alike, within km.",
)
@click.option(
    "--close",
    "close_km",
    type=FINITE,
    default=Rule.close_km,
    show_default=True,
    help="Merge: any names, within km.",
)
@click.option(
    "--score",
    "name_score",
    type=FINITE,
    default=Rule.name_score,
    show_default=True,
    help="How alike names must be, of 100.",
)
@click.option(
    "--apart", default="", metavar="ROWS", help="Row numbers to keep apart, such as 12,57."
)
@engine_option
@table_options
@click.pass_obj
def import_(
    data: Data,
    layout: str,
    path: Path,
    output: Path | None,
    sheet: str,
    columns: tuple[str, ...],
    mapping: Path | None,
    encoding: str,
    separator: str,
    header: int,
    constants: tuple[str, ...],
    crs: str,
    licence: str,
    within_km: float,
    close_km: float,
    name_score: float,
    apart: str,
    engine: str,
    form: str | None,
) -> None:
    """Read a file of the field, tell what becomes of each row, and write the tables with it.

    FORMAT is auto, a publisher's layout, or sites or zones for a table of your own. --json and
    --csv give the fate of every row. The folder that is written opens with: crmmap --data FOLDER
    run

    \b
    crmmap import auto ICMM-Global-Mining-Dataset.xlsx
    crmmap import mrds mrds.csv -o with-mrds
    crmmap import sites own.csv --column name=Title --column position=Place --column commodities=Ore
    crmmap import sites own.csv --column position=Place --all-rows commodities=tin
    """
    table, fields = _mapping(columns, mapping, layout)
    try:
        rule = Rule(within_km, close_km, name_score)
        kept = frozenset(int(row) for row in apart.split(",") if row)
        chosen = engine_of(engine)
    except ValueError as fault:
        raise click.UsageError(str(fault)) from None
    with click.progressbar(length=100, label=f"Reading {path.name}", file=sys.stderr) as bar:
        imported = read(
            path,
            data.atlas,
            ImportOptions(
                layout="" if layout == AUTO or fields else layout,
                sheet=sheet,
                encoding=encoding,
                separator=separator,
                header=header,
                constants=_pairs(constants, "--all-rows"),
                columns=fields,
                table=table,
                rule=rule,
                apart=kept,
                crs=crs,
                licence=licence,
            ),
            progress=lambda share, _: bar.update(int(share * 100) - bar.pos),
            engine=chosen,
        )
    if output:
        _save(data, imported, output)
    _tell(imported, form)


def _mapping(
    columns: tuple[str, ...], path: Path | None, layout: str
) -> tuple[str, dict[str, str] | None]:
    if path:
        return column_files.from_toml(path.read_bytes(), path.name)
    if not columns:
        return "", None
    pairs = _pairs(columns, "--column")
    if layout not in GENERIC:
        raise click.UsageError(f"--column goes with {' or '.join(GENERIC)}, not {layout}")
    return layout, pairs


def _pairs(texts: tuple[str, ...], option: str) -> dict[str, str]:
    """What an option says as FIELD=VALUE, several times."""
    wrong = next((text for text in texts if "=" not in text), None)
    if wrong:
        what = "FIELD=COLUMN" if option == "--column" else "FIELD=VALUE"
        raise click.UsageError(f"{option} {wrong!r} is not {what}")
    return {text.partition("=")[0]: text.partition("=")[2] for text in texts}


def _tell(imported: ImportResult, form: str | None) -> None:
    totals = imported.totals
    if form == "json":
        about = {
            "file": imported.name,
            "layout": imported.layout.name,
            "notes": imported.notes,
            "totals": totals,
        }
        rule = imported.rule.in_words() if imported.rule else ""
        click.echo(as_json({**about, "rule": rule, "report": records(imported.report)}))
        return
    if form == "csv":
        show(imported.report, form)
        return
    click.echo(f"{imported.name}: {imported.layout.title}")
    for note in imported.notes:
        click.echo(f"  {note}")
    click.echo("  " + ", ".join(f"{count:,} {fate}" for fate, count in totals.items()))
    if imported.rule:
        click.echo(f"  {imported.rule.in_words()}")
    refused = imported.report.loc[imported.report["fate"] == "refused", "reason"]
    for reason, count in refused.value_counts().head(8).items():
        click.echo(f"  refused {count:,}: {reason}")
    if imported.restricted:
        click.echo("  Its licence forbids to pass the data on: they are left out of every export.")


def _save(data: Data, imported: ImportResult, folder: Path) -> None:
    whole = merge(data.atlas, imported)
    try:
        with replaced(folder) as part:
            write_folder(whole, part)
            (part / SAVED).write_bytes(as_csv(imported.report))
            if imported.layout.name in GENERIC:
                columns = {field: names[0] for field, names in imported.layout.columns.items()}
                (part / "columns.toml").write_bytes(
                    column_files.to_toml(imported.layout.table, columns)
                )
            if imported.restricted:
                (part / NOTICE).write_text(
                    f"{imported.source.title}: {imported.source.licence}.\n", encoding="utf-8"
                )
    except KeyboardInterrupt:
        if not (folder / UNFINISHED).exists():
            click.echo(f"{folder} was not changed.", err=True)
        raise click.Abort from None
    except OSError as fault:
        raise click.FileError(str(folder), str(fault.strerror)) from None
    click.echo(f"{folder}: the tables and {SAVED}. Open with: crmmap --data {folder} run", err=True)


COMMANDS = (import_,)

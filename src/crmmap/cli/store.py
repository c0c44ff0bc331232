"""The commands of a store: init, push, pull, publish, diff, log, restore."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from crmmap.cli.options import Data
from crmmap.cli.options import as_json as to_json
from crmmap.cli.place import Place
from crmmap.shipped import GEODATA
from crmmap.store import create_store, store_at, upgrade_store
from crmmap.store.differences import as_json, in_words
from crmmap.store.journal import Event
from crmmap.store.overtaking import Overtaken
from crmmap.store.publishing import NothingNew
from crmmap.store.store import KEPT, Store
from crmmap.stories import check_beside
from crmmap.wording import counted

PLACE = click.argument("place", metavar="STORE", type=Place())
SNAPSHOT = click.argument("snapshot", required=False, default="")


@click.group()
def store() -> None:
    """Snapshots of the tables: who changed what, published when, and the way back.

    A store is a folder with the tables at work, which are CSV files as in geodata, and the
    snapshots that were published of them; or it is a database of PostgreSQL with PostGIS, named by
    its address. As --data, and in a service, a store shows the snapshot that was published or
    restored last.

    \b
    crmmap store init my-store
    crmmap store push my-store my-data --note "Sites of the survey of 2026"
    crmmap store publish my-store --note "Corrections of November"
    crmmap --data my-store run
    crmmap store init postgresql://editor@host/minerals
    """


def _signed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Who does it, and why."""
    command = click.option("--note", default="", help="Why, for the journal.")(command)
    who = "Who does it, for the journal; else the name you are signed in with."
    return click.option("--by", default=getpass.getuser, help=who)(command)


@contextmanager
def _said() -> Generator[None]:
    """Faults in words; what breaks the rules of the tables is told as everywhere."""
    try:
        yield
    except (LookupError, NothingNew, Overtaken, OSError) as fault:
        raise click.ClickException(str(fault)) from None


def _opened(place: str | Path) -> Store:
    found = store_at(place)
    if found is None:
        raise click.UsageError(f"{place} is no store; make one with: crmmap store init {place}")
    return found


@store.command()
@PLACE
@click.option("--keep", type=click.IntRange(1), default=KEPT, show_default=True, help="Snapshots.")
@_signed
@click.pass_obj
def init(data: Data, place: str | Path, keep: int, by: str, note: str) -> None:
    """Make a store of the tables that --data names, else of those that come with crmmap.

    \b
    crmmap store init my-store
    """
    with _said():
        tables = data.folder or GEODATA
        check_beside(tables)
        made = create_store(place, tables, by=by, note=note, keep=keep)
        click.echo(f"{made.name}: a store with the snapshot {made.current()}")


@store.command()
@PLACE
@click.argument("tables", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--over", is_flag=True, help="Also if others have changed the tables meanwhile.")
@_signed
def push(place: str | Path, tables: Path, over: bool, by: str, note: str) -> None:
    """Take the tables of a folder as those at work. They are checked, and not yet shown.

    \b
    crmmap store push my-store my-data --note "Sites of the survey of 2026"
    """
    with _said():
        check_beside(tables)
        found = _opened(place).push(tables, by=by, note=note, over=over)
    click.echo(in_words(found))


@store.command()
@PLACE
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--snapshot", default="", help="Its id; else the tables at work.")
def pull(place: str | Path, folder: Path, snapshot: str) -> None:
    """Write the tables as CSV and GeoJSON into a folder, to work on them.

    \b
    crmmap store pull my-store my-data
    """
    with _said():
        _opened(place).pull(folder, snapshot)
    click.echo(f"{folder}: the tables {f'of snapshot {snapshot}' if snapshot else 'at work'}")


@store.command()
@PLACE
@_signed
def publish(place: str | Path, by: str, note: str) -> None:
    """Make a snapshot of the tables at work, and show it from now on. Services that run take it up
    within seconds, and nobody has to reload.

    \b
    crmmap store publish my-store --note "Corrections of November"
    """
    with _said():
        held = _opened(place)
        made = held.publish(by=by, note=note, also=check_beside)
    click.echo("\n".join([f"{held.name}: snapshot {made.id}", *made.changes]))


@store.command("diff")
@PLACE
@click.argument("old")
@SNAPSHOT
@click.option("--json", "form", flag_value="json", help="Each row and cell, for machines.")
def differ(place: str | Path, old: str, snapshot: str, form: str | None) -> None:
    """What two snapshots differ in; without a second one, what the tables at work have changed.

    \b
    crmmap store diff my-store current
    """
    with _said():
        held = _opened(place)
        found = held.differences(held.current() if old == "current" else old, snapshot)
    click.echo(to_json(as_json(found)) if form == "json" else in_words(found))


@store.command()
@PLACE
@click.option("--json", "form", flag_value="json", help="For machines, with all details.")
def log(place: str | Path, form: str | None) -> None:
    """Who did what, when, why and after which source, the latest first.

    \b
    crmmap store log my-store
    """
    with _said():
        held = _opened(place)
        events = held.journal.events()[::-1]
    if form == "json":
        click.echo(to_json([asdict(one) for one in events]))
        return
    with _said():
        shown = held.current()
        kept = {one.id for one in held.snapshots()}
    click.echo(f"{counted(len(kept), 'snapshot')} kept; shown is {shown}")
    for event in events:
        click.echo(_line(event, kept))


def _line(event: Event, kept: set[str]) -> str:
    snapshot = event.detail.get("snapshot", "")
    gone = " (no longer kept)" if snapshot and snapshot not in kept else ""
    parts = [
        f"{event.at[:16].replace('T', ' ')}  {event.who} {event.what}",
        f" {snapshot}{gone}" if snapshot else "",
        f": {event.why}" if event.why else "",
        f" [{event.source}]" if event.source else "",
    ]
    changes = [f"    {change}" for change in event.detail.get("changes", ())]
    return "\n".join(["".join(parts), *changes])


@store.command()
@PLACE
@click.argument("snapshot")
@click.option("--over", is_flag=True, help="Also if accepted corrections are not published.")
@_signed
def restore(place: str | Path, snapshot: str, over: bool, by: str, note: str) -> None:
    """Show an earlier snapshot again; its tables become those at work, too.

    \b
    crmmap store restore my-store "$(cat my-store/current)"
    """
    with _said():
        held = _opened(place)
        held.restore(snapshot, by=by, note=note, over=over)
    click.echo(f"{held.name}: shown is {snapshot}")


@store.command()
@PLACE
def upgrade(place: str | Path) -> None:
    """Bring a store in a database to the tables of this crmmap; a folder needs no such step.

    \b
    crmmap store upgrade postgresql://editor@host/minerals
    """
    with _said():
        done = upgrade_store(place)
    name = _opened(place).name
    click.echo(f"{name}: {'renewed' if done else 'there was nothing to renew'}")


COMMANDS = (store,)

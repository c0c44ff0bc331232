"""Which tables a database has, and the steps that bring it to those of this crmmap."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from crmmap.store.postgis.base import Unreachable, connected, no_store, shown
from crmmap.store.postgis.model import SCHEMA

MIGRATIONS = Path(__file__).with_name("migrations")


def make_tables(address: str) -> None:
    """Make the tables of a store in a database that has none.

    Raises
    ------
    FileExistsError
        If it has a store.
    Unreachable
        If it can't be used, or if PostGIS is missing.
    """
    with connected(address) as base:
        if revision(base) is not None:
            raise FileExistsError(f"{shown(address)} has a store already")
        # who may use the schema and the extension need not have the right to make them
        if not base.scalar(text(f"SELECT 1 FROM pg_namespace WHERE nspname = '{SCHEMA}'")):
            base.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        if not base.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")):
            base.execute(text("CREATE EXTENSION postgis SCHEMA public"))
        _to_newest(base)


def upgrade(address: str) -> bool:
    """Bring a store to the tables of this crmmap; whether there was something to do.

    Raises
    ------
    Unreachable
        If it can't be used, if it is no store, or if it is of a later crmmap.
    """
    with connected(address) as base:
        before = revision(base)
        known = {one.revision for one in ScriptDirectory.from_config(_settings()).walk_revisions()}
        if before is None:
            raise no_store(shown(address))
        if before not in known:
            raise Unreachable(f"{shown(address)} is of a later crmmap; install the newest")
        _to_newest(base)
        return revision(base) != before


def _to_newest(base: Connection) -> None:
    settings = _settings()
    settings.attributes["connection"] = base
    command.upgrade(settings, "head")


def revision(base: Connection) -> str | None:
    """Which tables a database has; None if it is no store."""
    options: dict[str, Any] = {"version_table_schema": SCHEMA}
    return MigrationContext.configure(base, opts=options).get_current_revision()


@cache
def newest() -> str:
    """The tables of this crmmap."""
    return str(ScriptDirectory.from_config(_settings()).get_current_head())


def _settings() -> Config:
    settings = Config()
    settings.set_main_option("script_location", MIGRATIONS.as_posix().replace("%", "%%"))
    return settings

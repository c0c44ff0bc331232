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

from crmmap.store.postgis.base import Unreachable, connected, shown
from crmmap.store.postgis.model import SCHEMA

MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade(address: str) -> bool:
    """Bring a database to the tables of this crmmap; whether there was something to do.

    Raises
    ------
    Unreachable
        If it can't be reached, if PostGIS is missing, or if it is of a later crmmap.
    """
    settings = _settings()
    with connected(address) as base:
        base.execute(text(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}"))
        base.execute(text("CREATE EXTENSION IF NOT EXISTS postgis SCHEMA public"))
        before = revision(base)
        known = {one.revision for one in ScriptDirectory.from_config(settings).walk_revisions()}
        if before is not None and before not in known:
            raise Unreachable(f"{shown(address)} is of a later crmmap; install the newest")
        settings.attributes["connection"] = base
        command.upgrade(settings, "head")
        return revision(base) != before


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

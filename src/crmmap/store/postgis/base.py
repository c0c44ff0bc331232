"""The way to a database: its address, connections, and their faults in words."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from crmmap.store.postgis.model import SCHEMA

SECONDS_TO_CONNECT = 10
LOCK_NOT_AVAILABLE, DISK_FULL = "55P03", "53100"
UNDEFINED = ("42P01", "42703")
"""Tables and columns."""
WRITERS_WAIT = "60s"


class Unreachable(OSError):  # noqa: N818 - named for what it means to users
    """A database that can't be used now, with the reason."""


def shown(address: str) -> str:
    """An address without its password."""
    return make_url(address).render_as_string(hide_password=True)


def for_libpq(address: str) -> str:
    """An address as the library of PostgreSQL takes it, with our tables found first."""
    url = make_url(address).set(drivername="postgresql")
    known = url.query.get("options", "")
    path = f"-csearch_path={SCHEMA},public"
    url = url.update_query_dict({"options": f"{known} {path}".strip()})
    return url.render_as_string(hide_password=False)


@cache
def engine(address: str) -> Engine:
    """Connections to a database, kept for the next.

    Raises
    ------
    Unreachable
        If the address is none.
    """
    try:
        return create_engine(
            make_url(for_libpq(address)).set(drivername="postgresql+psycopg"),
            connect_args={"connect_timeout": SECONDS_TO_CONNECT},
            pool_pre_ping=True,
        )
    except ArgumentError as fault:
        raise Unreachable(f"this is no address of a database: {fault}") from None


@contextmanager
def told(address: str) -> Generator[None]:
    """Faults of a database, in words.

    Raises
    ------
    TimeoutError
        If another writer does not come to an end.
    Unreachable
        For every other fault.
    """
    try:
        yield
    except SQLAlchemyError as fault:
        raise _in_words(fault, shown(address)) from fault


def _in_words(fault: SQLAlchemyError, name: str) -> OSError:
    cause = fault.orig if isinstance(fault, DBAPIError) else None
    state = getattr(cause, "sqlstate", "")
    said = " ".join(str(cause or fault).split())
    if state == LOCK_NOT_AVAILABLE:
        return TimeoutError(f"{name}: somebody else is writing; try again")
    if state == DISK_FULL:
        return Unreachable(f"{name}: there is no space left on its disk; nothing was written")
    if state in UNDEFINED:
        return Unreachable(
            f"{name} has no store, or one of an older crmmap. Make one with: crmmap store init; "
            "or renew it with: crmmap store upgrade"
        )
    if isinstance(fault, DBAPIError) and fault.connection_invalidated:
        return Unreachable(
            f"{name}: the connection was lost: {said}. Look with crmmap store log whether what "
            "you did is there, and do it again if it is not."
        )
    return Unreachable(f"{name} can't be used: {said}")


@contextmanager
def connected(address: str) -> Generator[Any]:
    """A connection in a transaction, which stays if all goes well."""
    with told(address), engine(address).begin() as base:
        yield base

"""The way to a database: its address, connections, and their faults in words."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError

from crmmap.store.postgis.model import SCHEMA

SECONDS_TO_CONNECT = 10
SEARCH_PATH = f"{SCHEMA},public,postgis,extensions"
"""Ours first, then where PostGIS may have been put; who has not some of these loses nothing."""
SOCKETS = "/var/run/postgresql"
"""Where a server on this machine listens on Debian; the two drivers look in different places."""
LOCK_NOT_AVAILABLE, DEADLOCK, DISK_FULL = "55P03", "40P01", "53100"
UNDEFINED = ("42P01", "42703", "3F000")
"""Tables, columns and schemas."""
NO_CONNECTION = ("", "57P01", "57P02", "57P03", "08000", "08001", "08003", "08006")
"""What is said where no connection comes about, or it is lost."""
REFUSED = "FATAL"
"""What the server says when it answers and lets nobody in, such as for a wrong password; the driver
tells no number then."""
COMING_AND_GOING = ("starting up", "shutting down")


class Unreachable(OSError):  # noqa: N818 - named for what it means to users
    """A database that can't be used now, with the reason."""


class Away(Unreachable):
    """A database to which there is no connection."""


def known(address: str) -> dict[str, Any]:
    """The parts of an address, as the library of PostgreSQL reads them.

    Raises
    ------
    Unreachable
        If it is none.
    """
    try:
        parts = conninfo_to_dict(address)
    except psycopg.Error:  # whose words may hold a password
        raise Unreachable(
            "this is no address of a database; write it as postgresql://user@host:5432/name"
        ) from None
    if not parts.get("host") and not parts.get("hostaddr") and Path(SOCKETS).is_dir():
        parts["host"] = SOCKETS
    return parts


def shown(address: str) -> str:
    """An address without its password and its settings."""
    parts = known(address)
    user = f"{quote(str(parts['user']))}@" if parts.get("user") else ""
    host = str(parts.get("host") or parts.get("hostaddr") or "")
    is_socket, port = host.startswith("/"), parts.get("port")
    where = "" if is_socket else f"{host}{f':{port}' if port else ''}"
    return (
        f"postgresql://{user}{where}/{quote(str(parts.get('dbname') or ''))}"
        f"{f'?host={host}' if is_socket else ''}"
    )


def for_libpq(address: str) -> str:
    """An address for both drivers, with our tables found first."""
    parts = known(address)
    options = f"{parts.get('options') or ''} -csearch_path={SEARCH_PATH}".strip()
    return make_conninfo(
        **{"connect_timeout": SECONDS_TO_CONNECT, **parts, "options": options}  # ty: ignore[invalid-argument-type]
    )


@cache
def engine(address: str) -> Engine:
    """A way to connections to a database: each is made anew, for who writes while others wait
    needs more than one.

    Raises
    ------
    Unreachable
        If the address is none.
    """
    said = for_libpq(address)
    return create_engine(
        "postgresql+psycopg://", creator=lambda: psycopg.connect(said), poolclass=NullPool
    )


@contextmanager
def told(address: str) -> Generator[None]:
    """Faults of a database, in words.

    Raises
    ------
    TimeoutError
        If another writer does not come to an end.
    Away
        If there is no connection.
    Unreachable
        For every other fault.
    """
    try:
        yield
    except SQLAlchemyError as fault:
        raise in_words(getattr(fault, "orig", None) or fault, shown(address)) from fault
    except psycopg.Error as fault:
        raise in_words(fault, shown(address)) from fault


def in_words(fault: BaseException, name: str) -> OSError:
    """A fault of a driver."""
    state = getattr(fault, "sqlstate", None) or ""
    said = " ".join(str(fault).split())
    if state in (LOCK_NOT_AVAILABLE, DEADLOCK):
        return TimeoutError(f"{name}: somebody else is writing; try again")
    if state == DISK_FULL:
        return Unreachable(f"{name}: there is no space left on its disk; nothing was written")
    if state in UNDEFINED:
        return no_store(name)
    if not state and REFUSED in said and not any(word in said for word in COMING_AND_GOING):
        return Unreachable(f"{name} lets nobody in: {said}")
    if state in NO_CONNECTION:
        return Away(
            f"{name}: there is no connection: {said}. If you were writing, look with crmmap store "
            "log whether what you did is there, and do it again if it is not."
        )
    return Unreachable(f"{name} can't be used: {said}")


def no_store(name: str) -> Unreachable:
    """Said where a database has not the tables of this crmmap."""
    return Unreachable(
        f"{name} has no store, or one of another crmmap. Make one with: crmmap store init; "
        "or renew it with: crmmap store upgrade"
    )


@contextmanager
def connected(address: str) -> Generator[Connection]:
    """A connection in a transaction, which stays if all goes well."""
    with told(address), engine(address).begin() as base:
        yield base

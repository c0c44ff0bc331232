"""The configuration of a service: a strict TOML file, and variables of the environment over it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from crmmap.toml_models import Strict, UnusableFile, check, read_tree

FILE = "CRMMAP_CONFIG"
"""Environment variable that names the file."""


OTHERS = (FILE, "CRMMAP_GEODATA", "CRMMAP_MAY_FRAME", "CRMMAP_PLAIN_HTTP", "CRMMAP_ORIGINALS")
"""Variables that are no part of the configuration."""


class UnusableConfig(UnusableFile):
    """A configuration that cannot be used."""


class ServerConfig(Strict):
    """Where the service listens.

    Attributes
    ----------
    base_path
        Below which it is served, such as ``/minerals``; "" at the root.
    workers
        Processes, at as many ports from the first: a session lives in one process, so a proxy in
        front sends each user always to the same one.
    stop_seconds
        For which sessions that run may go on when the service is asked to stop.
    """

    address: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65535)
    base_path: str = Field(default="", pattern=r"^(/[A-Za-z0-9._~-]+)*$")
    workers: int = Field(default=1, ge=1, le=64)
    stop_seconds: int = Field(default=20, ge=0, le=600)


class DataConfig(Strict):
    """Which tables it shows; "" for those that ship."""

    folder: str = ""


class FilesConfig(Strict):
    """Where replicas share the files of their maps; "" keeps them in memory alone.

    Attributes
    ----------
    keep_days
        After which a file that nobody has asked for goes.
    """

    folder: str = ""
    keep_days: int = Field(default=30, ge=1)


class AccessConfig(Strict):
    """Who may come in.

    Attributes
    ----------
    mode
        ``open`` for all who reach it, ``proxy`` for those whom a proxy in front names in headers,
        ``oidc`` for those who sign in with an OpenID provider.
    trusted_proxies
        Addresses and networks, as ``10.0.0.0/8``, whose headers are believed.
    user_header, roles_header
        In which a proxy names the user, and what the user may do.
    issuer, client_id, client_secret
        Of the OpenID provider.
    roles_claim
        Of its tokens, that lists what a user may do.
    viewers, editors, admins
        Words of the header or the claim for each role; without words for viewers everyone who is
        known may view.
    cookie_secret
        Signs the cookie of a user who has signed in; alike on all replicas.
    """

    mode: Literal["open", "proxy", "oidc"] = "open"
    trusted_proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    user_header: str = "X-Forwarded-User"
    roles_header: str = "X-Forwarded-Groups"
    issuer: str = ""
    client_id: str = ""
    client_secret: str = ""
    roles_claim: str = "groups"
    viewers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    admins: tuple[str, ...] = ()
    cookie_secret: str = ""

    @field_validator("trusted_proxies")
    @classmethod
    def _are_addresses(cls, proxies: tuple[str, ...]) -> tuple[str, ...]:
        for one in proxies:
            try:
                ip_network(one, strict=False)
            except ValueError:
                raise ValueError(f"{one!r} is no address and no network") from None
        return proxies

    def trusts(self, client: str) -> bool:
        """Whether a client is one of the trusted proxies."""
        try:
            address = ip_address(client)
        except ValueError:
            return False
        return any(address in ip_network(one, strict=False) for one in self.trusted_proxies)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = ("issuer", "client_id", "client_secret", "cookie_secret")
        missing = [name for name in needed if not getattr(self, name)]
        if self.mode == "oidc" and missing:
            raise ValueError(f"mode oidc needs {', '.join(missing)}, too")
        if self.mode == "oidc" and len(self.cookie_secret) < SHORTEST_SECRET:
            raise ValueError(f"cookie_secret must have {SHORTEST_SECRET} characters at least")
        return self


SHORTEST_SECRET = 32


class ApiConfig(Strict):
    """Interfaces for machines.

    Attributes
    ----------
    enabled
        Whether rows and pictures can be asked for by address.
    origins
        Web sites whose scripts may read the answers; ``*`` for all.
    per_minute
        Requests of one client.
    """

    enabled: bool = True
    origins: tuple[str, ...] = ("*",)
    per_minute: int = Field(default=120, ge=1)


class LimitsConfig(Strict):
    """What the service bears.

    Attributes
    ----------
    sessions
        At one time; who comes later is told so, and those who are there notice nothing.
    query_bytes
        Of an address.
    """

    sessions: int = Field(default=100, ge=1)
    query_bytes: int = Field(default=16_000, ge=1_000)


class EngineConfig(Strict):
    """Where long work of the service runs: ``here``, ``processes:N``, ``dask:tcp://HOST:PORT``."""

    name: str = "here"


class FramesConfig(Strict):
    """Web sites that may show a figure in a frame, as ``https://example.org``; ``*`` for all."""

    allowed: tuple[str, ...] = ("*",)


class Config(Strict):
    """All of it.

    Examples
    --------
    >>> Config().server.port
    8501
    """

    server: ServerConfig = ServerConfig()
    data: DataConfig = DataConfig()
    files: FilesConfig = FilesConfig()
    access: AccessConfig = AccessConfig()
    api: ApiConfig = ApiConfig()
    limits: LimitsConfig = LimitsConfig()
    engine: EngineConfig = EngineConfig()
    frames: FramesConfig = FramesConfig()


def read_config(file: Path | None, environment: Mapping[str, str]) -> Config:
    """The configuration of a file and of the environment, which goes before it.

    Parameters
    ----------
    file
        TOML with a table for each part; None for none.
    environment
        ``CRMMAP_SERVER_PORT`` stands for ``port`` of ``[server]``, and so on; several values of one
        are parted by blanks, or by semicolons where a value has blanks.

    Raises
    ------
    UnusableConfig
        With every fault, the key it stands at, and what is allowed there.

    Examples
    --------
    >>> read_config(None, {"CRMMAP_SERVER_PORT": "9000"}).server.port
    9000
    """
    tree: dict[str, Any] = {}
    known = {*OTHERS}
    name = "the environment"
    if file is not None:
        name = str(file)
        try:
            tree = read_tree(file.read_bytes(), name, UnusableConfig)
        except OSError as fault:
            raise UnusableConfig([f"{name}: can't be read: {fault.strerror}"]) from None
    for part, field in Config.model_fields.items():
        kind = field.annotation
        assert isinstance(kind, type) and issubclass(kind, Strict)
        for key, about in kind.model_fields.items():
            variable = f"CRMMAP_{part}_{key}".upper()
            known.add(variable)
            value = environment.get(variable)
            if value is not None:
                several = str(about.annotation).startswith("tuple")
                below = tree.setdefault(part, {})
                if isinstance(below, dict):
                    below[key] = _parts(value) if several else value
    strange = sorted(
        name for name in environment if name.startswith("CRMMAP_") and name not in known
    )
    if strange:  # a misspelled rule of access must not leave the service open
        raise UnusableConfig(
            [f"the environment: {one}: this variable is not known" for one in strange]
        )
    return check(Config, tree, name, UnusableConfig)


def _parts(value: str) -> tuple[str, ...]:
    """Several values, parted by semicolons, or by blanks where there is none."""
    parts = value.split(";") if ";" in value else value.split()
    return tuple(part.strip() for part in parts if part.strip())


@cache
def config() -> Config:
    """That of this process.

    Raises
    ------
    UnusableConfig
        See `read_config`.
    """
    file = os.environ.get(FILE)
    return read_config(Path(file) if file else None, os.environ)

"""Who uses this session, and what they may do."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from typing import Literal

import streamlit as st

Role = Literal["viewer", "editor", "admin"]
USER_HEADER, ROLE_HEADER = "x-crmmap-user", "x-crmmap-role"
"""In which a service tells the pages; what a browser sends under these names is thrown away."""
EDITOR = "CRMMAP_LOCAL_EDITOR"
"""Environment variable that `crmmap run` sets where only this machine can open the map."""
LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "via")
"""Headers of proxies, behind which everybody seems to sit at this machine."""
_told: set[str] = set()


@dataclass(frozen=True)
class Who:
    """Somebody; ``name`` is "" where it is not known."""

    name: str
    role: Role

    @property
    def edits(self) -> bool:
        """Whether they decide on corrections."""
        return self.role in ("editor", "admin")


def believe_headers() -> None:
    """From now on the headers tell who somebody is: a service checks them before any page runs."""
    _told.add(USER_HEADER)


def me() -> Who:
    """The user of this session: as the service says, or whoever sits at this machine; else somebody
    who may view.
    """
    if _told:
        headers = st.context.headers
        role = headers.get(ROLE_HEADER) or ""
        known: dict[str, Role] = {"editor": "editor", "admin": "admin"}
        return Who(headers.get(USER_HEADER) or "", known.get(role, "viewer"))
    headers = st.context.headers
    forwarded = any(headers.get(name) for name in FORWARDED)
    near = (st.context.ip_address or LOOPBACK[0]) in LOOPBACK  # None is this machine
    if os.environ.get(EDITOR) == "1" and near and not forwarded:
        return Who(getpass.getuser(), "editor")
    return Who("", "viewer")

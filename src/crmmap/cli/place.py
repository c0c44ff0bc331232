"""Where tables are, as an argument or an option; help needs it, so it imports little."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from crmmap.names import is_database


class Place(click.Path):
    """A folder, or the address of a database that has a store."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder as a path, the address as it is."""
        if is_database(value):
            return value
        if "://" in str(value):  # which may hold a password
            self.fail("A store in a database is named as postgresql://user@host/name.", param, ctx)
        return super().convert(value, param, ctx)

"""What the columns of a table mean, as a file that serves for the next table."""

from __future__ import annotations

from collections.abc import Mapping

import tomli_w

from crmmap.exchange.readers.mapper import FIELDS
from crmmap.toml_models import UnusableFile, read_tree


def to_toml(table: str, mapping: Mapping[str, str]) -> bytes:
    """A mapping as a file: ``table`` and ``[columns]`` of field = column."""
    return tomli_w.dumps({"table": table, "columns": dict(mapping)}).encode()


def from_toml(content: bytes, name: str) -> tuple[str, dict[str, str]]:
    """Table and mapping of such a file.

    Raises
    ------
    UnusableFile
        If it is none.
    """
    tree = read_tree(content, name, UnusableFile)
    table, columns = tree.get("table"), tree.get("columns")
    if (
        table not in FIELDS
        or not isinstance(columns, dict)
        or not all(isinstance(v, str) for v in columns.values())
    ):
        raise UnusableFile(
            [f'{name}: it needs table = "sites" or "zones", and [columns] with field = "column"']
        )
    return table, columns

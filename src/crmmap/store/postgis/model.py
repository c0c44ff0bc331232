"""The tables of a store in PostgreSQL, made of the rules in `crmmap.schema`.

Each table has the columns that the rules name. Texts are never null, for "" is what is not known;
numbers are null where they are not known. What a file holds beside the ruled columns is in
``more``, and ``row_order`` keeps the order of the rows.
"""

from __future__ import annotations

from geoalchemy2 import Geometry
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Computed,
    Double,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from crmmap.schema.rules import Table as Rules
from crmmap.schema.tables import TABLES

SCHEMA = "crmmap"
WGS84 = 4326
ORDER, MORE, SHAPE = "row_order", "more", "geometry"
METADATA = MetaData()


def _words(*names: str) -> list[Column]:
    return [Column(name, Text, nullable=False, server_default="") for name in names]


def _made_of(name: str, rules: Rules) -> Table:
    columns: list[Column] = [Column(ORDER, BigInteger, Identity(), primary_key=True)]
    for column in rules.columns:
        if column in rules.numbers:
            columns.append(Column(column, Double))
        elif column in rules.flags:
            columns.append(Column(column, Boolean, nullable=False, server_default=text("false")))
        else:
            columns.append(
                Column(column, Text, nullable=False, server_default="", unique=column == rules.key)
            )
    columns.append(Column(MORE, JSON, nullable=False, server_default="{}"))
    if rules.spatial:
        columns.append(Column(SHAPE, Geometry(srid=WGS84, spatial_index=False), nullable=False))
    if name == "sites":  # for programs that draw; the numbers are what is edited
        point = f"ST_SetSRID(ST_MakePoint(longitude, latitude), {WGS84})"
        shape = Geometry("POINT", srid=WGS84, spatial_index=False)
        columns.append(Column("position", shape, Computed(point, persisted=True)))
    return Table(name, METADATA, *columns)


DATA = {name: _made_of(name, rules) for name, rules in TABLES.items()}
"""The tables at work by their names."""

EVENTS = Table(
    "events",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    *_words("at", "who", "what", "why", "source"),
    Column("detail", Text, nullable=False, server_default="{}"),
)
PROPOSALS = Table(
    "proposals",
    METADATA,
    Column("number", Integer, Identity(), primary_key=True),
    *_words("at", "who", "place", "key", "field", "was", "value", "source", "reason", "state"),
    *_words("decided_by", "decided_at", "answer", "second_by", "second", "taken"),
)
BESIDE = Table(
    "beside",
    METADATA,
    Column("path", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    comment="Scenarios and stories, the files beside the tables",
)
SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("manifest", Text, nullable=False),
)
SNAPSHOT_FILES = Table(
    "snapshot_files",
    METADATA,
    Column("snapshot", Text, ForeignKey("snapshots.id", ondelete="CASCADE"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
SETTINGS = Table(
    "settings",
    METADATA,
    Column("only", Boolean, primary_key=True, server_default=text("true")),
    Column("keep", Integer, nullable=False),
    Column("current", Text, ForeignKey("snapshots.id")),
)

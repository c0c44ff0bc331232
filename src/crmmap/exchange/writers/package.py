"""The shipped tables as a data package (Frictionless): the files, and a description made from
their rules.
"""

from __future__ import annotations

import io
import json
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.licences import Given
from crmmap.dates import POLICY_READ_TO
from crmmap.exchange.writers.citation import TITLE
from crmmap.schema.rules import Table
from crmmap.schema.tables import TABLES
from crmmap.shipped import GEODATA
from crmmap.store.folders import table_bytes

README = "README.md"


def data_package(given: Given) -> bytes:
    """A zip with ``datapackage.json``, every table and its README; what may not be passed on is
    left out.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "datapackage.json",
            json.dumps(description(given.atlas, given.left_out), indent=1, ensure_ascii=False),
        )
        archive.writestr(README, (Path(GEODATA) / README).read_bytes())
        for name, table in TABLES.items():
            archive.writestr(table.file, table_bytes(getattr(given.atlas, name), table))
    return out.getvalue()


def description(atlas: Atlas, left_out: str = "") -> dict[str, Any]:
    """``datapackage.json``: fields with their rules, keys between tables, licences and sources."""
    sources = atlas.sources.to_dict("records")
    licences = dict.fromkeys(str(row["licence"]) for row in sources)
    return {
        "profile": "data-package",
        "name": "crmmap-geodata",
        "title": TITLE,
        "description": " ".join(
            filter(None, ["An empty cell means not known, never no.", left_out])
        ),
        "version": version("crmmap"),
        "created": f"{POLICY_READ_TO.isoformat()}T00:00:00Z",
        "licenses": [{"name": _slug(licence), "title": licence} for licence in licences],
        "sources": [
            {
                "title": f"{row['publisher']}: {row['title']}".strip(": "),
                **({"path": row["address"]} if row["address"] else {}),
            }
            for row in sources
        ],
        "resources": [_resource(atlas, name, table) for name, table in TABLES.items()],
    }


def _slug(licence: str) -> str:
    """A name as the specification allows."""
    return "".join(c if c.isalnum() or c in "._-" else "-" for c in licence)


def _resource(atlas: Atlas, name: str, table: Table) -> dict[str, Any]:
    resource = {"name": name, "path": table.file, "encoding": "utf-8"}
    if table.spatial:
        return {**resource, "format": "geojson", "mediatype": "application/geo+json"}
    columns = [column for column in getattr(atlas, name).columns if column != "geometry"]
    schema: dict[str, Any] = {
        "fields": [_field(column, table) for column in columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = [table.key]
    keys = [
        {
            "fields": [r.column],
            "reference": {"resource": r.to[0].split(".")[0], "fields": [r.to[0].split(".")[1]]},
        }
        for r in table.references
        if _is_key(atlas, name, r.column, r.to)
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        **resource,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "schema": schema,
    }


def _is_key(atlas: Atlas, name: str, column: str, to: tuple[str, ...]) -> bool:
    """Whether a reference is a foreign key in the narrow sense: one value, of one table of CSV,
    always there.
    """
    target, _, key = to[0].partition(".")
    if len(to) > 1 or TABLES[target].spatial:
        return False
    return set(getattr(atlas, name)[column]) <= set(getattr(atlas, target)[key])


def _field(column: str, table: Table) -> dict[str, Any]:
    rule = table.columns.get(column)
    kind = "number" if column in table.numbers else "boolean" if column in table.flags else "string"
    field: dict[str, Any] = {"name": column, "type": kind}
    if kind == "boolean":
        field |= {"trueValues": ["True"], "falseValues": ["False"]}
    if rule is None:
        return field
    says = [str(check.error) for check in rule.checks or [] if check.error]
    if says:
        field["description"] = "; ".join(says)
    constraints = {}
    if rule.unique:
        constraints["unique"] = True
    if kind == "number" and not rule.nullable:
        constraints["required"] = True
    return {**field, **({"constraints": constraints} if constraints else {})}

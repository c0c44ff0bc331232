"""A selection as a GeoPackage: a layer for each kind of shape, tables beside them, and styles
for QGIS.
"""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from crmmap.exchange.writers.selection import LAYERS, Selection
from crmmap.exchange.writers.styles import qml

STYLES = "layer_styles"
"""The table in which QGIS looks for styles."""
_CREATE = f"""
CREATE TABLE {STYLES} (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)"""


def as_geopackage(selection: Selection) -> bytes:
    """Layers sites, zones, zone_centres and agreements; tables measures, production and sources.

    Zones of which only the centre and the area are known are points: a circle is not their outline.
    """
    with tempfile.TemporaryDirectory(prefix="crmmap-") as folder:
        path = Path(folder) / "crmmap.gpkg"
        for name, rows in [*_layers(selection).items(), ("sources", selection.sources)]:
            about = {"TITLE": LAYERS.get(name, name), "DESCRIPTION": selection.notice}
            shaped = isinstance(rows, gpd.GeoDataFrame)
            pyogrio.write_dataframe(
                rows if shaped else pd.DataFrame(rows),
                path,
                layer=name,
                driver="GPKG",
                promote_to_multi=shaped and name != "sites" and name != "zone_centres",
                layer_options={"IDENTIFIER": name, "DESCRIPTION": selection.notice},
                layer_metadata=about,
                append=path.exists(),
                **(
                    {} if path.exists() else {"dataset_options": {"VERSION": "1.2"}}
                ),  # which all of today's tools know
            )
        _add_styles(
            path,
            [
                name
                for name in _layers(selection)
                if name in ("sites", "zones", "zone_centres", "agreements")
            ],
        )
        return path.read_bytes()


def _layers(selection: Selection) -> dict[str, pd.DataFrame]:
    layers: dict[str, pd.DataFrame] = {}
    for name, rows in selection.layers.items():
        if name == "zones":
            circles = (rows["geometry_kind"] == "point").to_numpy()
            layers["zones"], layers["zone_centres"] = rows[~circles], rows[circles]
        else:
            layers[name] = rows
    return layers


def _add_styles(path: Path, names: list[str]) -> None:
    base = sqlite3.connect(path)
    try:
        base.execute(_CREATE)
        base.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, "
            "'attributes', ?)",
            (STYLES, STYLES),
        )
        for name in names:
            base.execute(
                f"INSERT INTO {STYLES} (f_table_catalog, f_table_schema, f_table_name, "
                "f_geometry_column, styleName,"
                " styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, "
                "'geom', ?, ?, '', 1, ?, '')",
                (name, "crmmap", qml(name), "Signs and colours of the map"),
            )
        base.commit()
    finally:
        base.close()

"""The map beside a file of one's own: where its rows lie, before they are added."""

from __future__ import annotations

import folium
import numpy as np
import streamlit as st

from crmmap.atlas.atlas import Atlas
from crmmap.draw.atlas_map import LAND
from crmmap.draw.canvas import Scene, View
from crmmap.draw.legend import own_row_entries, to_html
from crmmap.draw.own_rows import MOST, OwnRows, own_row_layers
from crmmap.draw.place_view import Box, fitting
from crmmap.exchange.readers import ImportResult
from crmmap.exchange.readers.import_report import MERGED
from crmmap.exchange.readers.trial import Trial
from crmmap.ui import data
from crmmap.ui import map as atlas_map
from crmmap.wording import counted

WIDTH, HEIGHT = 600, 400
"""Pixels; the width may be more."""
CLOSEST = 6.0
"""The largest zoom: closer, a few rows near each other would show no country about them."""
_WORLD = (20.0, 10.0, 0.8)


def view_of(box: Box) -> tuple[float, float, float]:
    """Latitude, longitude and zoom of a view that holds a box."""
    return fitting(box, width=WIDTH, height=HEIGHT, closest=CLOSEST)


def of_trial(trial: Trial) -> OwnRows:
    """The first rows of a file, whose fate is not known yet."""
    return OwnRows(trial.names, trial.points, np.zeros(len(trial.names), dtype=bool))


def of_result(imported: ImportResult) -> OwnRows:
    """The sites and areas that a file brings, and whether the map has them."""
    names: list[str] = []
    points = [np.empty((0, 2))]
    merged = [np.empty(0, dtype=bool)]
    sites, zones = imported.tables.get("sites"), imported.tables.get("zones")
    if sites is not None and len(sites):
        names += sites["name"].tolist()
        points.append(sites[["longitude", "latitude"]].to_numpy(float))
        merged.append(imported.report["fate"].to_numpy()[sites.index] == MERGED)
    if zones is not None and len(zones):
        inside = zones.geometry.representative_point()
        names += zones["name"].tolist()
        points.append(np.column_stack([inside.x, inside.y]))
        merged.append(np.zeros(len(zones), dtype=bool))
    return OwnRows(names, np.concatenate(points), np.concatenate(merged))


def draw(whole: Atlas, rows: OwnRows, *, token: str, fates: bool) -> None:
    """The map.

    Parameters
    ----------
    token
        The map moves to the rows when it is another than before.
    fates
        Whether the fate of the rows is known, so that a key is of use.
    """
    theme, box = atlas_map.theme_name(), rows.box
    layers = own_row_layers(
        rows,
        theme_name=theme,
        countries_url=data.addresses()[1] + data.map_files(whole).files["countries"],
    )
    view = View(*(view_of(box) if box else _WORLD), token=f"{token} {box}")
    group = folium.FeatureGroup()
    group.add_child(Scene(layers, view, theme=theme, sources=LAND))
    atlas_map.show(group, key="own_map", height=HEIGHT, reports=[])
    if fates and rows.names:
        st.html(to_html(own_row_entries(theme)))
    if len(rows.names) > MOST:
        st.caption(f"The first {MOST:,} of {counted(len(rows.names), 'row')} are drawn.")

"""The peers, each as its documentation recommends. Each draws the sites, and of the other layers
what it can.
"""

from __future__ import annotations

from collections.abc import Callable

import folium
import numpy as np
import pydeck
import streamlit as st
from folium.plugins import FastMarkerCluster
from streamlit_folium import st_folium

import crmmap
from bench.datasets import MINERAL, Dataset
from crmmap import Filters
from crmmap.address.display import Display
from crmmap.draw.atlas_map import MapFiles
from crmmap.draw.canvas import (
    ArcLayer,
    Density,
    PointLayer,
    PolygonLayer,
    Scene,
    View,
    base_map,
    store,
)
from crmmap.draw.canvas.shapes import polygon_columns
from crmmap.draw.palette import LIGHT, SHADES
from crmmap.draw.sites import site_styles
from crmmap.draw.themes import Composition
from crmmap.measures.by_place import THEMES
from crmmap.ui.data import addresses

HOME = View(28, 12, 1.5, "1")
ZONE, LINE, LAND = "#2E7D32", "#0072B2", "#C9C5BC"


def crmmap_layers(data: Dataset, *, on: bool, height: int) -> None:
    """Our layers: columns once, then a bit set."""
    urls = _stored(data)
    leaflet_url, files_url = addresses()
    mark = {"accent": LIGHT.accent, "halo": LIGHT.hairline}
    mask = data.points["chosen"].to_numpy() if on else None
    layers = []
    if len(data.land):
        lines_on = data.lines["chosen"].to_numpy() if on else None
        land = {"fill": LIGHT.land, "line": LAND, "width": 1}
        zone = {"fill": ZONE + "40", "line": ZONE, "width": 1}
        line = {"line": LINE, "width": 1.5, "dash": [], "alpha": 0.75, "arrow": True}
        layers = [
            PolygonLayer(
                name="land", url=files_url + urls["land"], z=1, on=None, styles=[land], **mark
            ),
            PolygonLayer(
                name="zones", url=files_url + urls["zones"], z=2, on=None, styles=[zone], **mark
            ),
            ArcLayer(
                name="lines", url=files_url + urls["lines"], z=3, on=lines_on, styles=[line], **mark
            ),
        ]
    layers.append(
        PointLayer(
            name="sites",
            url=files_url + urls["points"],
            z=4,
            on=mask,
            styles=site_styles(LIGHT),
            density=Density(SHADES["light"]),
            **mark,
        )
    )
    st_folium(
        base_map(leaflet_url, files_url, HOME),
        key="map",
        height=height,
        use_container_width=True,
        returned_objects=["last_object_clicked_tooltip"],
        feature_group_to_add=folium.FeatureGroup().add_child(Scene(layers, HOME, theme="light")),
    )


@st.cache_resource(show_spinner=False)
def _stored(_data: Dataset) -> dict[str, str]:
    points = _data.points
    columns = {
        "points": {
            "id": [str(i) for i in range(len(points))],
            "tip": points["name"].tolist(),
            "lon": points["lon"].to_numpy("<f4"),
            "lat": points["lat"].to_numpy("<f4"),
            "cls": (points["kind"] * 4).to_numpy(np.uint8),
        }
    }
    for name in ("land", "zones", "lines"):
        rows = getattr(_data, name)
        if not len(rows):
            continue
        own = {"id": [str(i) for i in range(len(rows))], "tip": rows["name"].tolist()}
        own["cls"] = np.zeros(len(rows), np.uint8)
        if name == "lines":
            lengths = [len(line.coords) for line in rows.geometry]
            own["xy"] = (
                np.concatenate([line.coords for line in rows.geometry]).astype("<f4").ravel()
            )
            own["part"] = np.concatenate([[0], np.cumsum(lengths)]).astype("<u4")
        else:
            own |= polygon_columns(rows.geometry.to_numpy())
        columns[name] = own
    return {name: store(column) for name, column in columns.items()}


def crmmap_theme(theme: str) -> Callable[..., None]:
    """A theme of the map page on the shipped data, with all its layers, as the page draws it."""

    def draw(_: Dataset, *, on: bool, height: int) -> None:
        files = _shipped_files()
        leaflet_url, files_url = addresses()
        filters = Filters.default().but(minerals=(MINERAL,) if on else ())
        parts = Composition(
            files,
            files.atlas.filter(filters),
            filters,
            Display(theme),
            base_url=files_url,
            theme_name="light",
            selected=None,
            shading=None,
        )
        st_folium(
            base_map(leaflet_url, files_url, HOME),
            key="map",
            height=height,
            use_container_width=True,
            returned_objects=["last_object_clicked_tooltip"],
            feature_group_to_add=folium.FeatureGroup().add_child(
                Scene(parts.layers(), HOME, theme="light")
            ),
        )

    return draw


@st.cache_resource(show_spinner=False)
def _shipped_files() -> MapFiles:
    return MapFiles(crmmap.load())


def _plain_map() -> folium.Map:
    """A folium map that takes Leaflet from the app, as folium's own addresses can't be reached
    here.
    """
    leaflet_url, _ = addresses()
    world = folium.Map(location=(28, 12), zoom_start=2, tiles=None, prefer_canvas=True)
    world.options["maxZoom"] = 17
    world.default_js = [("leaflet", leaflet_url + "leaflet.js")]
    world.default_css = [("leaflet", leaflet_url + "leaflet.css")]
    return world


def _show_folium(group: folium.FeatureGroup, height: int, world: folium.Map | None = None) -> None:
    st_folium(
        world or _plain_map(),
        key="map",
        height=height,
        use_container_width=True,
        returned_objects=["last_object_clicked_tooltip"],
        feature_group_to_add=group,
    )


def folium_markers(data: Dataset, *, on: bool, height: int) -> None:
    """A circle marker a site, in a loop; sites alone."""
    group = folium.FeatureGroup()
    for row in data.filtered(on=on).points.itertuples():
        folium.CircleMarker(
            (row.lat, row.lon),
            radius=4,
            color=row.colour,
            weight=1,
            fill=True,
            tooltip=str(row.Index),
        ).add_to(group)
    _show_folium(group, height)


def folium_geojson(data: Dataset, *, on: bool, height: int) -> None:
    """All layers as GeoJson in a feature group."""
    rows = data.filtered(on=on)
    group = folium.FeatureGroup()
    for name, colour in (("land", LAND), ("zones", ZONE), ("lines", LINE)):
        frame = getattr(rows, name)
        if len(frame):
            style = {"color": colour, "weight": 1, "fillOpacity": 0.25}
            folium.GeoJson(
                frame[["name", "geometry"]].to_json(), style_function=lambda _, s=style: s
            ).add_to(group)
    features = [
        {
            "type": "Feature",
            "properties": {"name": row.name, "colour": row.colour},
            "geometry": {"type": "Point", "coordinates": [row.lon, row.lat]},
        }
        for row in rows.points.rename_axis("row")
        .reset_index()[["lon", "lat", "name", "colour"]]
        .itertuples(index=False)
    ]
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=4, weight=1, fill=True),
        style_function=lambda feature: {"color": feature["properties"]["colour"]},
        tooltip=folium.GeoJsonTooltip(["name"]),
    ).add_to(group)
    _show_folium(group, height)


def fast_marker_cluster(data: Dataset, *, on: bool, height: int) -> None:
    """Clusters of the sites, made in the browser; sites alone. Its own pins would ask another
    host for a font.
    """
    callback = (
        "function (row) { return L.circleMarker([row[0], row[1]], { radius: 4, weight: 1 }); }"
    )
    rows = data.filtered(on=on).points[["lat", "lon"]].to_numpy().tolist()
    world = _plain_map()
    world.default_js += FastMarkerCluster.default_js
    world.default_css += FastMarkerCluster.default_css
    _show_folium(
        folium.FeatureGroup().add_child(FastMarkerCluster(rows, callback=callback)), height, world
    )


def st_map(data: Dataset, *, on: bool, height: int) -> None:
    """Streamlit's own map; sites alone."""
    st.map(
        data.filtered(on=on).points,
        latitude="lat",
        longitude="lon",
        color="colour",
        zoom=1,
        height=height,
    )


def pydeck_layers(data: Dataset, *, on: bool, height: int) -> None:
    """deck.gl through pydeck, all layers."""
    rows = data.filtered(on=on)
    points = rows.points[["lon", "lat", "name"]].copy()
    points["rgb"] = [[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in rows.points["colour"]]
    layers = [
        pydeck.Layer(
            "GeoJsonLayer", getattr(rows, name)[["name", "geometry"]].__geo_interface__, **style
        )
        for name, style in {
            "land": {
                "get_fill_color": [236, 234, 228],
                "get_line_color": [201, 197, 188],
                "line_width_min_pixels": 1,
            },
            "zones": {
                "get_fill_color": [46, 125, 50, 64],
                "get_line_color": [46, 125, 50],
                "line_width_min_pixels": 1,
            },
            "lines": {"get_line_color": [0, 114, 178], "line_width_min_pixels": 1},
        }.items()
        if len(getattr(rows, name))
    ]
    layers.append(
        pydeck.Layer(
            "ScatterplotLayer",
            points,
            get_position=["lon", "lat"],
            get_fill_color="rgb",
            radius_min_pixels=4,
            radius_max_pixels=4,
            pickable=True,
        )
    )
    view = pydeck.ViewState(latitude=28, longitude=12, zoom=0.5)
    deck = pydeck.Deck(
        layers, initial_view_state=view, map_provider=None, tooltip={"text": "{name}"}
    )
    st.pydeck_chart(deck, height=height)


def plotly_map(data: Dataset, *, on: bool, height: int) -> None:
    """MapLibre through plotly's scattermap, all layers."""
    import plotly.graph_objects as go

    rows = data.filtered(on=on)
    figure = go.Figure()
    for name, colour in (("land", LAND), ("zones", ZONE)):
        frame = getattr(rows, name).reset_index(drop=True)
        if len(frame):
            figure.add_choroplethmap(
                geojson=frame[["name", "geometry"]].__geo_interface__,
                locations=frame.index.astype(str),
                z=np.zeros(len(frame)),
                colorscale=[[0, colour], [1, colour]],
                showscale=False,
                marker={"opacity": 0.4},
            )
    if len(rows.lines):
        lons, lats = [], []
        for line in rows.lines.geometry:
            x, y = line.xy
            lons += [*x, None]
            lats += [*y, None]
        figure.add_scattermap(lon=lons, lat=lats, mode="lines", line={"color": LINE, "width": 1})
    points = rows.points
    marker = {"size": 8, "color": points["colour"]}
    figure.add_scattermap(
        lon=points["lon"], lat=points["lat"], text=points["name"], mode="markers", marker=marker
    )
    figure.update_layout(
        map={"style": "white-bg", "center": {"lat": 28, "lon": 12}, "zoom": 0.5},
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        height=height,
        showlegend=False,
        uirevision="stay",
    )
    st.plotly_chart(figure, key="map")


def swiftmap_layers(data: Dataset, *, on: bool, height: int) -> None:
    """A WebGL Leaflet; one map a state of the filter, built once, which sends less than its own
    select() does.
    """
    from swiftmap.streamlit import st_swiftmap

    st_swiftmap(_swift(data, height, on=on), key="map")


@st.cache_resource(show_spinner=False)
def _swift(_data: Dataset, height: int, *, on: bool):
    from swiftmap import Map

    rows = _data.filtered(on=on)
    world = Map(height=f"{height}px", center=[28, 12], zoom=2)
    for name, colour in (("land", LAND), ("zones", ZONE)):
        if len(getattr(rows, name)):
            world.add_polygon(
                getattr(rows, name)[["name", "geometry"]], name=name, color=colour, weight=1
            )
    if len(rows.lines):
        world.add_polyline(rows.lines[["name", "geometry"]], name="lines", color=LINE, weight=1)
    colours = {colour: colour for colour in rows.points["colour"].unique()}
    world.add_circle_markers(
        rows.points[["lat", "lon", "name", "colour"]],
        name="Sites",
        radius=4,
        color_col="colour",
        colormap=colours,
    )
    return world


PEERS: dict[str, Callable[..., None]] = {
    "crmmap": crmmap_layers,
    **{f"crmmap, {theme}": crmmap_theme(theme) for theme in THEMES if theme != "sites"},
    "swiftmap": swiftmap_layers,
    "folium GeoJson": folium_geojson,
    "folium markers": folium_markers,
    "FastMarkerCluster": fast_marker_cluster,
    "st.map": st_map,
    "pydeck": pydeck_layers,
    "plotly": plotly_map,
}
SHIPPED_ONLY = tuple(f"crmmap, {theme}" for theme in THEMES)
"""They draw the shipped tables, whatever the size."""
POINTS_ONLY = ("folium markers", "FastMarkerCluster", "st.map")

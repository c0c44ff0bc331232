"""Folium layers that send their columns once, and afterwards only what changed.

The package knows nothing of minerals and imports nothing of this project but the shapes of signs,
so another project could take it over together with the scripts in ``web/canvas``. A layer is one
Python class and one JavaScript file of the same name; a `Scene` puts layers on a `folium.Map`::

    columns = {"id": ids, "tip": texts, "lon": lon, "lat": lat, "cls": classes}
    url = base + store(columns)  # once
    colours = {"accent": "#D6006C", "halo": "#FFFFFF"}
    layer = PointLayer(name="wells", url=url, z=1, on=mask, styles=styles, **colours)
    scene = Scene([layer], View(28, 12, 1.5, "1"), theme="light")
    group = folium.FeatureGroup().add_child(scene)  # on each change
    st_folium(base_map(leaflet_url, base, home), feature_group_to_add=group, key="map")
"""

from .arc_layer import ArcLayer, EndNames
from .columns import Columns, content_at, content_of, forget, inline, is_private, keep_in, store
from .layer import CanvasLayer
from .point_layer import Closer, Density, Labels, PointLayer, radii
from .polygon_layer import PolygonLayer
from .scene import Scene, View, base_map, bundle, font_file, script_json

__all__ = [
    "ArcLayer",
    "CanvasLayer",
    "Closer",
    "Columns",
    "Density",
    "EndNames",
    "Labels",
    "PointLayer",
    "PolygonLayer",
    "Scene",
    "View",
    "base_map",
    "bundle",
    "content_at",
    "content_of",
    "font_file",
    "forget",
    "inline",
    "is_private",
    "keep_in",
    "radii",
    "script_json",
    "store",
]

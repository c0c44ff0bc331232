"""Layers for folium maps that send their columns once and then only what changed.

They know nothing of minerals: a layer has columns, a style class for each row, and which rows are on.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

import folium
import numpy as np
from branca.element import MacroElement
from folium.template import Template


def bits(mask: np.ndarray) -> str:
    """A mask as base64, eight rows a byte, the first row in the lowest bit."""
    return base64.b64encode(np.packbits(mask, bitorder="little").tobytes()).decode()


@dataclass(frozen=True, kw_only=True)
class CanvasLayer:
    """What a layer shows now.

    Attributes
    ----------
    name
        Of the layer in its map; clicks are reported as ``name:id``.
    url
        Where the browser finds the columns, a file of `crmmap.draw.assets`.
    z
        Layers with a higher one lie above.
    on
        Mask of the rows that are drawn; None for all.
    classes
        Index into ``styles`` of each row, below 256; None for the column ``cls`` of the file.
    styles
        As the layer's JavaScript file says.
    selected
        Id of the row that stands out, if any.
    accent, halo
        Colours of the mark of the selected row.
    """

    kind: ClassVar[str]
    name: str
    url: str
    z: int
    on: np.ndarray | None
    classes: np.ndarray | None = None
    styles: Sequence[dict[str, Any]]
    selected: str | None = None
    accent: str
    halo: str

    def state(self) -> dict[str, Any]:
        """What is sent to the browser; without coordinates."""
        return {
            "kind": self.kind,
            "name": self.name,
            "url": self.url,
            "z": self.z,
            "on": None if self.on is None else bits(self.on),
            "classes": None
            if self.classes is None
            else base64.b64encode(self.classes.astype(np.uint8).tobytes()).decode(),
            "styles": list(self.styles),
            "selected": self.selected,
            "accent": self.accent,
            "halo": self.halo,
        }


@dataclass(frozen=True, kw_only=True)
class PointLayer(CanvasLayer):
    """Points; columns ``id``, ``tip``, ``lon``, ``lat``, ``cls``. See ``web/point_layer.js``."""

    kind: ClassVar[str] = "points"


@dataclass(frozen=True, kw_only=True)
class PolygonLayer(CanvasLayer):
    """Polygons; columns of `polygon_columns` with ``id``, ``tip``, ``cls``. See ``web/polygon_layer.js``.

    ``labels`` are colours ``fill`` and ``halo`` of names that thin out by zoom; ``notes`` add a line to each ``tip``.
    """

    kind: ClassVar[str] = "polygons"
    labels: dict[str, str] | None = None
    notes: Sequence[str] | None = None

    def state(self) -> dict[str, Any]:
        return super().state() | {"labels": self.labels, "notes": self.notes}


@dataclass(frozen=True, kw_only=True)
class ArcLayer(CanvasLayer):
    """Lines with arrowheads; columns ``id``, ``tip``, ``xy``, ``part``, ``cls``. See ``web/arc_layer.js``."""

    kind: ClassVar[str] = "arcs"


@dataclass(frozen=True)
class View:
    """Where the map looks. It moves there when ``token`` is another than before, else it stays where the user is."""

    latitude: float
    longitude: float
    zoom: float
    token: str


class Scene(MacroElement):
    """A folium element that brings a map to a state: its layers, its view, its online tiles.

    Add it to the FeatureGroup that changes, not to the map that stays.

    Parameters
    ----------
    layers
        All layers; one that is left out goes.
    view
        Where to look.
    theme
        ``light`` or ``dark``.
    tiles
        ``{"url", "options"}`` of an online basemap, or None.
    sources
        Sources in the map's corner, as plain text.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        crm.show({{ this.map_name() }}, {{ this.layers }}, {{ this.options }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        layers: Sequence[CanvasLayer],
        view: View,
        *,
        theme: str,
        tiles: dict[str, Any] | None = None,
        sources: str = "",
    ) -> None:
        super().__init__()
        self._name = "Scene"
        self.layers = script_json([layer.state() for layer in layers])
        where = {"center": [view.latitude, view.longitude], "zoom": view.zoom, "token": view.token}
        self.options = script_json({"view": where, "theme": theme, "tiles": tiles, "credits": escape(sources)})

    def map_name(self) -> str:
        """Name of the map's variable in the browser."""
        above = self._parent
        while above is not None and not isinstance(above, folium.Map):
            above = above._parent
        if above is None:
            raise ValueError("a Scene must be on a folium.Map before it is rendered; add its FeatureGroup to one")
        return above.get_name()


def script_json(value: Any) -> str:
    """JSON that is safe within a script element and a template literal."""
    text = json.dumps(value, separators=(",", ":"))
    for character in "<>&`$":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text

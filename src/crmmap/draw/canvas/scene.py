"""The folium element that brings a map to a state, and the map that it wants."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from crmmap.draw.signs import FILE as SIGNS_FILE

from .columns import keep
from .layer import CanvasLayer

WEB = Path(__file__).parents[2] / "web" / "canvas"
"""Our own JavaScript and style sheet."""
SCRIPTS = (
    "columns.js",
    "grid.js",
    "sketch.js",
    "together.js",
    "controls.js",
    "chooser.js",
    "viewer.js",
    "stage.js",
    "edges.js",
    "surface.js",
    "point_layer.js",
    "polygon_layer.js",
    "arc_layer.js",
)
STYLES = "layers.css"


@dataclass(frozen=True)
class View:
    """Where the map looks. It moves there when ``token`` is another than before, else it stays
    where the user is.

    With ``home`` it shows the one world as it fits its frame, whatever the rest says.
    """

    latitude: float
    longitude: float
    zoom: float
    token: str
    home: bool = False


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
    sketch
        Whether clicks draw an area, which is reported as ``area:lon lat,lon lat,…``, rather than
        choose features.
    together
        A name that maps share which move together; None for a map alone.
    legend
        ``{"title", "entries": [{"address", "words"}]}``, the key that stands on the map; None for
        none.
    beside
        Pixels at the left that something lies over. The map then shows its middle beside them, and
        flies from view to view.
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
        sketch: bool = False,
        together: str | None = None,
        legend: dict[str, Any] | None = None,
        beside: int = 0,
    ) -> None:
        super().__init__()
        self._name = "Scene"
        self.layers = script_json([layer.state() for layer in layers])
        where = {
            "center": [view.latitude, view.longitude],
            "zoom": view.zoom,
            "token": view.token,
            "home": view.home,
        }
        options: dict[str, Any] = {
            "view": where,
            "theme": theme,
            "tiles": tiles,
            "credits": escape(sources),
            "sketch": sketch,
        }
        options |= {"together": together, "legend": legend, "beside": beside}
        self.options = script_json(options)

    def map_name(self) -> str:
        """Name of the map's variable in the browser."""
        above = self._parent
        while above is not None and not isinstance(above, folium.Map):
            above = above._parent
        if above is None:
            raise ValueError(
                "a Scene must be on a folium.Map before it is rendered; add its FeatureGroup to one"
            )
        return above.get_name()


def script_json(value: Any) -> str:
    """JSON that is safe within a script element and a template literal."""
    text = json.dumps(value, separators=(",", ":"))
    for character in "<>&`$":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@cache
def bundle() -> tuple[str, str]:
    """Names of the files of all scripts as one and of the style sheet; made from their content,
    so never stale.
    """
    signs = f"crm.signs = {SIGNS_FILE.read_text('utf-8')};"
    first, *rest = ((WEB / name).read_text(encoding="utf-8") for name in SCRIPTS)
    scripts = "\n".join([first, signs, *rest])
    return keep(scripts.encode(), ".js"), keep((WEB / STYLES).read_bytes(), ".css")


def font_file(url: str, family: str) -> str:
    """Name of a style sheet that brings a font to the map; the font is at an address as the
    style sheet sees it.
    """
    rule = (
        f"@font-face {{ font-family: '{family}'; src: url('{url}'); "
        "font-weight: 200 900; font-display: swap; }"
    )
    return keep(rule.encode(), ".css")


def base_map(
    leaflet_url: str, files_url: str, home: View, *, font: str | None = None
) -> folium.Map:
    """A folium map that needs no other host: Leaflet and our layers come from the app itself.

    Its text is always the same, so that Streamlit never mounts it anew; what varies is in the
    `Scene`.

    Parameters
    ----------
    leaflet_url
        Where the browser finds ``leaflet.js`` and ``leaflet.css``.
    files_url
        Where it finds the files of `crmmap.draw.canvas.columns`.
    home
        The first view.
    font
        A style sheet of `font_file`; without it the map takes a font of the machine.
    """
    world = folium.Map(
        location=(home.latitude, home.longitude),
        zoom_start=home.zoom,  # ty: ignore[invalid-argument-type] - Leaflet takes halves, folium only says whole
        tiles=None,
        min_zoom=0,
        max_zoom=17,
        zoom_control=True,
    )
    world.options["zoom_snap"] = 0.25
    scripts, styles = bundle()
    world.default_js = [("leaflet", leaflet_url + "leaflet.js"), ("layers", files_url + scripts)]
    world.default_css = [("leaflet", leaflet_url + "leaflet.css"), ("layers", files_url + styles)]
    if font is not None:
        world.default_css.append(("font", files_url + font))
    return world

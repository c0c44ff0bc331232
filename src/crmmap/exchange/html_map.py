"""The whole map as one HTML file that works from a USB stick, with no network and no server."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from xstatic.pkg import leaflet

from crmmap.address.display import HOME, OFFLINE
from crmmap.address.words import Picture
from crmmap.atlas.atlas import Atlas
from crmmap.describe.layer_notes import attributions
from crmmap.draw.canvas import CanvasLayer, View, bundle, content_at, content_of, script_json
from crmmap.draw.legend import link_entries, shading_entries, site_entries, to_html, zone_entries
from crmmap.draw.scene import GivenFiles, corner
from crmmap.draw.step import layers_of
from crmmap.measures.shading import Shading

NAMES = {"sites": "Sites", "zones": "Zones", "agreements": "Agreement links", "countries": "Countries"}


def html_map(
    atlas: Atlas,
    layers: Sequence[CanvasLayer],
    view: View,
    *,
    title: str,
    sources: str,
    theme_name: str,
    shading: Shading | None,
) -> bytes:
    """A page with the map, its layer switches, legend, hover, search and sources.

    Parameters
    ----------
    layers
        As the map shows them; their columns must be kept by `crmmap.draw.canvas.store`.
    title
        Says what is shown.
    sources
        Whose data are shown, for the map's corner; those of all rows in the file stand below the map.

    Returns
    -------
    bytes
        UTF-8 HTML; all scripts, styles and columns are inside.
    """
    packed = [replace(layer, url=_inline(layer.url)) for layer in layers]
    options = {
        "view": {"center": [view.latitude, view.longitude], "zoom": view.zoom, "token": "file"},
        "theme": theme_name,
        "tiles": None,
        "credits": escape(sources),
    }
    scripts, styles = (content_of(name).decode() for name in bundle())
    template = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True).get_template("map.html")
    page = template.render(
        title=title,
        theme=theme_name,
        styles=Markup(_leaflet("leaflet.css") + styles),
        leaflet=Markup(_leaflet("leaflet.js")),
        layers=Markup(scripts),
        state=Markup(script_json({"layers": [layer.state() for layer in packed], "options": options})),
        legend=Markup(_legend(layers, theme_name, shading)),
        sources="Sources: " + " · ".join(attributions(atlas)),
    )
    return page.encode()


def picture_as_html(picture: Picture, files: GivenFiles, *, title: str, theme_name: str) -> bytes:
    """The map of a picture as such a page, with the countries for a basemap."""
    offline = replace(picture, display=replace(picture.display, basemap=OFFLINE))
    layers, shading = layers_of(offline, files, theme_name)
    latitude, longitude, zoom = picture.view or HOME
    view = View(latitude, longitude, zoom, "file")
    named = corner(files.atlas.filter(picture.filters), picture.display, shading)
    return html_map(files.atlas, layers, view, title=title, sources=named, theme_name=theme_name, shading=shading)


def _leaflet(name: str) -> str:
    return (Path(leaflet.BASE_DIR) / name).read_text(encoding="utf-8")


def _inline(url: str) -> str:
    content = content_at(url)
    return "data:application/octet-stream;base64," + base64.b64encode(content).decode()


def _legend(layers: Sequence[CanvasLayer], theme_name: str, shading: Shading | None) -> str:
    entries = {
        "sites": site_entries(theme_name),
        "zones": zone_entries(theme_name),
        "agreements": link_entries(theme_name),
        "countries": shading_entries(theme_name, shading) if shading is not None else [],
    }
    parts = []
    for layer in reversed(layers):
        switch = f'<label><input type="checkbox" data-layer="{layer.name}" checked> {NAMES[layer.name]}</label>'
        title = escape(shading.title) if layer.name == "countries" and shading is not None else ""
        parts.append(switch + f"<div>{title}</div>" + to_html(entries[layer.name]))
    return "".join(parts)

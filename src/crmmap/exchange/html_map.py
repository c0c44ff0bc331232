"""The whole map as one HTML file that works with no network and no server."""

from __future__ import annotations

import base64
from dataclasses import replace
from html import escape
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from xstatic.pkg import leaflet

from crmmap.address.display import OFFLINE
from crmmap.address.words import Picture
from crmmap.describe.layer_notes import attributions
from crmmap.draw.atlas_map import GivenFiles, corner
from crmmap.draw.canvas import View, bundle, content_at, content_of, script_json
from crmmap.draw.legend import key
from crmmap.draw.step import composition_of, view_of
from crmmap.draw.themes import Composition

NAMES = {
    "sites": "Sites",
    "zones": "Protected and sensitive areas",
    "agreements": "Agreements",
    "pairs": "Agreements by pair",
    "supply": "Figures by country",
    "countries": "Countries",
}
"""What the switches of the layers say."""


def html_map(shown: Composition, view: View, *, title: str) -> bytes:
    """A page with the map, its layer switches, legend, hover, search and sources.

    Parameters
    ----------
    shown
        Its columns must be kept by `crmmap.draw.canvas.store`.
    title
        Says what is shown.

    Returns
    -------
    bytes
        UTF-8 HTML; all scripts, styles and columns are inside.
    """
    layers = shown.layers()
    packed = [replace(layer, url=_inline(layer.url)) for layer in layers]
    sources = corner(shown.shown, shown.display, shown.publishers)
    where = {
        "center": [view.latitude, view.longitude],
        "zoom": view.zoom,
        "token": "file",
        "home": view.home,
    }
    options = {
        "view": where,
        "theme": shown.theme_name,
        "tiles": None,
        "credits": escape(sources),
        "legend": key(shown),
    }
    scripts, styles = (content_of(name).decode() for name in bundle())
    template = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True
    ).get_template("map.html")
    page = template.render(
        title=title,
        theme=shown.theme_name,
        styles=Markup(_leaflet("leaflet.css") + styles),
        leaflet=Markup(_leaflet("leaflet.js")),
        layers=Markup(scripts),
        state=Markup(
            script_json({"layers": [layer.state() for layer in packed], "options": options})
        ),
        switches=[(layer.name, NAMES[layer.name]) for layer in reversed(layers)],
        sources="Sources: " + " · ".join(attributions(shown.files.atlas)),
    )
    return page.encode()


def picture_as_html(picture: Picture, files: GivenFiles, *, title: str, theme_name: str) -> bytes:
    """The map of a picture as such a page, with the countries for a basemap."""
    offline = replace(picture, display=replace(picture.display, basemap=OFFLINE))
    shown = composition_of(offline, files, theme_name)
    return html_map(shown, view_of(picture), title=title)


def _leaflet(name: str) -> str:
    return (Path(leaflet.BASE_DIR) / name).read_text(encoding="utf-8")


def _inline(url: str) -> str:
    content = content_at(url)
    return "data:application/octet-stream;base64," + base64.b64encode(content).decode()

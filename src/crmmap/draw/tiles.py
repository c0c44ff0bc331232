"""Online basemaps; none is asked for anything unless the user switches it on."""

from __future__ import annotations

from urllib.parse import urlsplit

from xyzservices import providers as online

TILES = {
    "streets": online["OpenStreetMap"]["Mapnik"],
    "light": online["CartoDB"]["Positron"],
    "dark": online["CartoDB"]["DarkMatter"],
    "satellite": online["Esri"]["WorldImagery"],
}
"""By the name that the address has, see `crmmap.address.display.BASEMAPS`."""
TILE_HOSTS = tuple(
    dict.fromkeys(
        "https://" + urlsplit(provider["url"]).netloc.replace("{s}", "*")
        for provider in TILES.values()
    )
)
"""Where their pictures come from, as a browser's rules name it."""

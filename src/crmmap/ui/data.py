"""What all users of the app share: the Atlas, its map files and its index, loaded once."""

from __future__ import annotations

import gc
import os

import streamlit as st
import streamlit.components.v1 as components
from xstatic.pkg import leaflet

from crmmap.atlas import Atlas, load
from crmmap.draw.canvas import folder
from crmmap.draw.scene import MapFiles
from crmmap.search import Index
from crmmap.validate import InvalidData

FOLDER = "CRMMAP_GEODATA"
"""Environment variable that names another data folder."""


@st.cache_resource(show_spinner="Reading and checking the tables …")
def _atlas(folder: str | None) -> Atlas:
    atlas = load(folder)
    # Streamlit collects garbage after each run, before the page has all its messages. What stands now stays for good:
    # kept out of the collection, it costs 0 in place of 230 ms.
    gc.freeze()
    return atlas


def atlas() -> Atlas:
    """The Atlas; a broken data folder is said on the page, which then stops."""
    try:
        return _atlas(os.environ.get(FOLDER))
    except InvalidData as fault:
        st.error("The data can't be shown, for some of it breaks the rules.")
        st.code(str(fault), language=None, wrap_lines=True)
        st.stop()


@st.cache_resource(show_spinner="Preparing the map …")
def map_files(_atlas: Atlas) -> MapFiles:
    """Columns of the map; the distances of sites to zones are worked out on the way."""
    _atlas.lookups.nearby  # noqa: B018 - made here, so that no user's first click waits for it
    return MapFiles(_atlas)


@st.cache_resource(show_spinner=False)
def index(_atlas: Atlas) -> Index:
    """All names."""
    return Index(_atlas)


def addresses() -> tuple[str, str]:
    """Where the map's frame finds Leaflet, and our scripts and columns: all served by the app itself."""
    served = {"leaflet": leaflet.BASE_DIR, "map_files": str(folder())}
    leaflet_url, files_url = (
        f"../{components.declare_component(name, path=path).name}/" for name, path in served.items()
    )
    return leaflet_url, files_url

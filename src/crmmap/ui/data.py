"""The Atlas, its map files and its index: loaded once and shared, or with a user's own data and of one session."""

from __future__ import annotations

import gc
import os
import weakref
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import streamlit as st
import streamlit.components.v1 as components
from xstatic.pkg import leaflet

from crmmap.atlas import Atlas, load
from crmmap.draw.canvas import folder
from crmmap.draw.scene import MapFiles
from crmmap.exchange.writers import redistributable
from crmmap.search import Index
from crmmap.validate import InvalidData

FOLDER = "CRMMAP_GEODATA"
"""Environment variable that names another data folder."""
_OWN = "own_data"


@st.cache_resource(show_spinner="Reading and checking the tables …")
def _atlas(folder: str | None) -> Atlas:
    atlas = load(folder)
    # Streamlit collects garbage after each run, before the page has all its messages. What stands now stays for good:
    # kept out of the collection, it costs 0 in place of 230 ms.
    gc.freeze()
    return atlas


def shared() -> Atlas:
    """The Atlas of all users; a broken data folder is said on the page, which then stops."""
    try:
        return _atlas(os.environ.get(FOLDER))
    except InvalidData as fault:
        st.error("The data can't be shown, for some of it breaks the rules.")
        st.code(str(fault), language=None, wrap_lines=True)
        st.stop()


@dataclass(frozen=True, eq=False)
class Own:
    """An Atlas with what the user of this session has brought, and what is made of it; gone with the session."""

    atlas: Atlas

    @cached_property
    def files(self) -> MapFiles:
        """Columns of its map."""
        return _made(self.atlas)

    @cached_property
    def index(self) -> Index:
        """All its names."""
        return Index(self.atlas)

    @cached_property
    def given(self) -> MapFiles:
        """Columns of what of it may be passed on."""
        kept, left_out = redistributable(self.atlas)
        return _made(kept) if left_out else self.files


def bring(atlas: Atlas | None) -> None:
    """Show another Atlas in this session alone; None goes back to the shared one."""
    if atlas is None:
        st.session_state.pop(_OWN, None)
    else:
        st.session_state[_OWN] = Own(atlas)


def atlas() -> Atlas:
    """The Atlas of this session."""
    own = st.session_state.get(_OWN)
    return own.atlas if own else shared()


def is_shared(whole: Atlas) -> bool:
    """Whether this is the Atlas that all users share."""
    return whole is shared()


_IN_USE: Counter[str] = Counter()
"""How many maps that are alive use each file: what a session has brought is removed when it ends."""


def _made(whole: Atlas) -> MapFiles:
    whole.lookups.nearby  # noqa: B018 - made here, so that no user's first click waits for it
    files = MapFiles(whole)
    names = [*files.files.values()]
    _IN_USE.update(names)
    weakref.finalize(files, _let_go, names)
    return files


def _let_go(names: list[str]) -> None:
    for name in names:
        _IN_USE[name] -= 1
        if _IN_USE[name] <= 0:
            (folder() / name).unlink(missing_ok=True)


@st.cache_resource(show_spinner="Preparing the map …")
def _shared_files(_atlas: Atlas) -> MapFiles:
    return _made(_atlas)


def map_files(whole: Atlas) -> MapFiles:
    """Columns of the map of the session's Atlas."""
    return _shared_files(whole) if is_shared(whole) else st.session_state[_OWN].files


def files_to_give(whole: Atlas) -> MapFiles:
    """Columns of what of it may be passed on."""
    return _shared_files(whole) if is_shared(whole) else st.session_state[_OWN].given


@st.cache_resource(show_spinner=False)
def _shared_index(_atlas: Atlas) -> Index:
    return Index(_atlas)


def index(whole: Atlas) -> Index:
    """All names of the session's Atlas."""
    return _shared_index(whole) if is_shared(whole) else st.session_state[_OWN].index


def addresses() -> tuple[str, str]:
    """Where the map's frame finds Leaflet, and our scripts and columns: all served by the app itself."""
    served = {"leaflet": leaflet.BASE_DIR, "map_files": str(folder())}
    leaflet_url, files_url = (
        f"../{components.declare_component(name, path=path).name}/" for name, path in served.items()
    )
    return leaflet_url, files_url

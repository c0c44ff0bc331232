"""The Atlas, its map files and its index: those of all users, or of one session with what its
user has brought.
"""

from __future__ import annotations

import weakref
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import streamlit as st
import streamlit.components.v1 as components
from streamlit import runtime
from xstatic.pkg import leaflet

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.licences import give
from crmmap.describe.search import Index
from crmmap.draw.atlas_map import GivenFiles, MapFiles
from crmmap.draw.canvas import bundle, forget
from crmmap.engines import LostWorker
from crmmap.schema.validate import InvalidData
from crmmap.stories import check_beside
from crmmap.toml_models import UnusableFile
from crmmap.ui import slots
from crmmap.ui.cache import atlas_known_on, shared, shared_atlas, take_up
from crmmap.ui.text import plain

FOLIUM, LEAFLET = "streamlit_folium.st_folium", "crmmap.ui.data.leaflet"
"""Names that Streamlit gives to the components of the map."""

CANT_BE_READ = "the data of that day can't be read now"
F = TypeVar("F", bound=MapFiles)


@dataclass(frozen=True, eq=False)
class SessionData:
    """An Atlas with what the user of this session has brought, and what is made of it; gone with
    the session.
    """

    atlas: Atlas

    @cached_property
    def files(self) -> MapFiles:
        """Columns of its map."""
        return _going(MapFiles(self.atlas, private=True))

    @cached_property
    def index(self) -> Index:
        """All its names."""
        return Index(self.atlas)

    @cached_property
    def given(self) -> GivenFiles:
        """Columns of what of it may be passed on."""
        return _going(GivenFiles(give(self.atlas), private=True))


def _going(files: F) -> F:
    """Files that go when nobody has a map of them any more."""
    files.atlas.lookups.nearby  # noqa: B018 - made here, so that no click waits for it
    weakref.finalize(files, forget, list(files.files.values()))
    return files


def bring(atlas: Atlas | None) -> None:
    """Show another Atlas in this session alone; None goes back to the shared one."""
    if atlas is None:
        st.session_state.pop(slots.OWN_DATA, None)
    else:
        st.session_state[slots.OWN_DATA] = SessionData(atlas)


def _own() -> SessionData | None:
    return st.session_state.get(slots.OWN_DATA)


def atlas() -> Atlas:
    """The Atlas of this session; a broken data folder is said on the page, which then stops."""
    own = _own()
    return own.atlas if own is not None else base()


def base() -> Atlas:
    """The Atlas without what the user has brought: the newest, or what was known on the day that
    was asked for.
    """
    try:
        whole = _wanted()
        check_beside(whole.folder)  # a fault in one of them is said here, not on some page
        return whole
    except (InvalidData, UnusableFile) as fault:
        st.error("The data can't be shown, for some of it breaks the rules.")
        st.code(str(fault), language=None, wrap_lines=True)
        st.stop()
    except (OSError, LookupError) as fault:
        why = getattr(fault, "strerror", None)  # of a file; words of a database are for its log
        st.error(
            f"The data can't be read{f': {plain(why)}' if why else ''}. Try again in a few minutes."
        )
        st.stop()


def _wanted() -> Atlas:
    try:
        return atlas_known_on(st.session_state.get(slots.KNOWN_ON))
    except (LookupError, InvalidData, OSError, LostWorker) as fault:  # such as one that is gone
        if st.session_state.pop(slots.KNOWN_ON, None) is None:
            raise
        st.session_state[slots.DROPPED] = [said_of(fault)]
        return shared_atlas()


def is_older() -> bool:
    """Whether other data than the newest are shown."""
    return st.session_state.get(slots.KNOWN_ON) is not None and base() is not shared_atlas()


def said_of(fault: Exception) -> str:
    """Why the data of a day can't be shown, as visitors may read it."""
    return str(fault.args[0]) if isinstance(fault, LookupError) else CANT_BE_READ


def renew() -> Atlas | None:
    """Take up what a store has published, if it can all be shown; see `crmmap.ui.cache.take_up`.

    Raises
    ------
    InvalidData, UnusableFile
        If some of it can't; all keep what they have.
    """
    made = take_up(lambda whole: check_beside(whole.folder))
    if made is not None:
        warm()
    return made


def warm() -> None:
    """Make what every session needs, before the first one comes; a broken data folder is said on
    the pages.
    """
    with suppress(InvalidData, UnusableFile, OSError):
        whole = shared_atlas()
        shared(_files, whole)
        shared(Index, whole)
        bundle()


def first_files() -> list[str]:
    """Addresses below the app's of what its map asks for first, in that order; none before the
    first session, which makes the app know them, and none of a broken data folder.
    """
    if not runtime.exists():
        return []
    folder_of = runtime.get_instance().component_registry.get_component_path
    folium = folder_of(FOLIUM)
    if folium is None or folder_of(LEAFLET) is None:
        return []
    try:
        columns = shared(_files, shared_atlas()).files
    except (InvalidData, UnusableFile, OSError):
        return []
    scripts = sorted(Path(folium).glob("static/js/*.js"))
    return [
        *(f"component/{FOLIUM}/{path.relative_to(folium).as_posix()}" for path in scripts),
        *(f"component/{LEAFLET}/leaflet.{suffix}" for suffix in ("js", "css")),
        *(f"files/{name}" for name in bundle()),
        *(f"files/{columns[name]}" for name in ("countries", "supply")),
    ]


def map_files(whole: Atlas) -> MapFiles:
    """Columns of the map of an Atlas of this session."""
    own = _own()
    return own.files if own is not None and own.atlas is whole else shared(_files, whole)


def files_to_give(whole: Atlas) -> GivenFiles:
    """Columns of what of it may be passed on."""
    own = _own()
    return own.given if own is not None and own.atlas is whole else shared(_given, whole)


def index(whole: Atlas) -> Index:
    """All names of an Atlas of this session."""
    own = _own()
    return own.index if own is not None and own.atlas is whole else shared(Index, whole)


def _files(whole: Atlas) -> MapFiles:
    whole.lookups.nearby  # noqa: B018 - made here, so that no user's first click waits for it
    return MapFiles(whole)


def _given(whole: Atlas) -> GivenFiles:
    return GivenFiles(give(whole))


def addresses() -> tuple[str, str]:
    """Where the map's frame finds Leaflet, and our scripts and columns: all served by the app
    itself.
    """
    return (
        f"../{components.declare_component('leaflet', path=leaflet.BASE_DIR).name}/",
        "../../files/",
    )

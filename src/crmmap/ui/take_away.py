"""On every page: the rows and the map that the filters leave, as files for other tools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import streamlit as st

from crmmap.address.words import Picture
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.licences import Given, give
from crmmap.draw.scene import GivenFiles
from crmmap.exchange.map_file import LARGEST, MAPS, SIZES, map_file
from crmmap.exchange.writers import FORMATS, LAYERS, file_name, select, write
from crmmap.exchange.writers.package import data_package
from crmmap.ui import data, state
from crmmap.ui.map import theme_name
from crmmap.ui.text import plain

PACKAGE = "All tables as a data package"
MAP = "The map as a picture"
CUSTOM = "Another size"


def draw(whole: Atlas) -> None:
    """A fold of the sidebar: a format, what goes into it, and the button."""
    with st.expander("**Take away**", key="fold_take_away"):
        kind = st.selectbox(
            "As",
            [*FORMATS, MAP, PACKAGE],
            format_func=lambda k: FORMATS[k].label if k in FORMATS else k,
            key="take_format",
        )
        if kind == MAP:
            _map(whole)
        elif kind == PACKAGE:
            _button("crmmap-geodata.zip", "application/zip", partial(data_package, give(whole)))
            st.caption(
                "Every table as it stands, with its rules, sources and licences; the filters have no part in it."
            )
        else:
            _rows(whole, kind)
        if give(whole).left_out:
            st.caption(plain(give(whole).left_out))


def _rows(whole: Atlas, kind: str) -> None:
    names = [name for name in LAYERS if FORMATS[kind].holds(name)]
    chosen = st.multiselect(
        "What the filters leave of", names, default=names[:1], format_func=LAYERS.__getitem__, key=f"take_layers_{kind}"
    )
    if not chosen:
        st.caption("Choose one of them at least.")
        return
    form = FORMATS[kind]
    name = file_name(kind, chosen)
    mime = "application/zip" if name.endswith(".zip") else form.mime
    _button(name, mime, partial(_written, give(whole), state.filters(), kind, tuple(chosen)))
    st.caption("Licence and attribution go with every file.")


def _written(given: Given, filters: Filters, kind: str, names: tuple[str, ...]) -> bytes:
    return write(select(given, filters).only(*names), kind)[0]


def _map(whole: Atlas) -> None:
    kind = st.selectbox("Kind", [one for one in MAPS if one != "html"], format_func=str.upper, key="take_map_kind")
    size = st.selectbox("Size", [*SIZES, CUSTOM], key="take_map_size")
    width, height = SIZES.get(size, (1400, 900))
    if size == CUSTOM:
        left, right = st.columns(2)
        width = int(left.number_input("Width, px", 400, LARGEST, 1400, 50, key="take_width"))
        height = int(right.number_input("Height, px", 400, LARGEST, 900, 50, key="take_height"))
    picture = replace(state.picture(), view=state.view())
    make = partial(_drawn, data.files_to_give(whole), picture, kind, width, height, theme_name())
    _button(f"crmmap.{kind}", MAPS[kind], make)
    st.caption("With title, legend, scale and sources, drawn by the server with the countries for a basemap.")


def _drawn(files: GivenFiles, picture: Picture, kind: str, width: int, height: int, theme: str) -> bytes:
    return map_file(picture, files, kind, width=width, height=height, theme_name=theme)


def _button(name: str, mime: str, make: Callable[[], bytes]) -> None:
    """The file is made when it is asked for, outside of any session; so ``make`` holds all it needs."""
    st.download_button(
        f"Download {name.removeprefix('crmmap-')}",
        make,
        file_name=name,
        mime=mime,
        icon=":material/download:",
        key="take_away",
        on_click="ignore",
        width="stretch",
    )

"""“Share and export”: link, data, image, embedding and citation."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from crmmap.address.words import Picture
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.licences import Given, give
from crmmap.dates import POLICY_READ_TO, in_words
from crmmap.draw.atlas_map import GivenFiles
from crmmap.draw.charts.exhibit import PRINTED
from crmmap.exchange.map_file import LARGEST, MAPS, ON_PAPER, SIZES, map_file
from crmmap.exchange.writers import FORMATS, LAYERS, file_name, select, write
from crmmap.exchange.writers.citation import TITLE
from crmmap.exchange.writers.package import data_package
from crmmap.ui import addresses, answer, data, recorder, state
from crmmap.ui.address import PRESENTER
from crmmap.ui.map import as_file, theme_name
from crmmap.ui.navigation import HOME
from crmmap.ui.text import plain

PACKAGE = "All tables as a data package"
CUSTOM = "Another size"


def draw(whole: Atlas) -> None:
    """All ways in which what is seen can be passed on."""
    link, rows, picture, embed, cite = st.tabs(["Link", "Data", "Image", "Embed", "Cite"])
    address = addresses.here()
    with link:
        st.caption("This address opens the same page with the same filters.")
        st.code(address, language=None, wrap_lines=True)
        _record(whole)
    with rows:
        _data(whole)
    with picture:
        _map(whole)
    with embed:
        st.caption("Paste this into a web page. The map keeps its filters, key and sources.")
        st.code(addresses.frame(address, "crmmap"), language="html", wrap_lines=True)
    with cite:
        st.caption(
            "Cite the map, and the sources of the rows that you use. Each data file names them."
        )
        st.code(
            f"{TITLE}. Data read up to {in_words(POLICY_READ_TO)}"
            f"{f', snapshot {whole.snapshot}' if whole.snapshot else ''}. {address}",
            language=None,
            wrap_lines=True,
        )
        if state.filters().changed(Filters.default()):
            st.caption(
                "For the sources of this selection, choose “BibTeX” or “CITATION.cff” under Data."
            )
    if give(whole).left_out:
        st.caption(plain(give(whole).left_out))


def _record(whole: Atlas) -> None:
    """The map as a step of a story; charts have their own button."""
    if state.page() == HOME:
        said = answer.of(give(whole).atlas)
        points = [line.text for line in said.lines]
        recorder.draw_button(recorder.step_of_map(said.headline, points), key="record")
    elif state.page() != PRESENTER:
        st.caption(
            "To add a chart to your own story, or to copy its own address, open the line below it."
        )


def _data(whole: Atlas) -> None:
    kind = st.selectbox(
        "Format",
        [*FORMATS, PACKAGE],
        format_func=lambda k: FORMATS[k].label if k in FORMATS else k,
        key="take_format",
        persist_state="session",
    )
    if kind == PACKAGE:
        _button(
            "crmmap-geodata.zip",
            "application/zip",
            partial(data_package, give(whole)),
            key="take_away",
        )
        st.caption(
            "Every table as it stands, with its rules, sources and licences. The filters do not "
            "change it."
        )
    else:
        _rows(whole, kind)


def _rows(whole: Atlas, kind: str) -> None:
    names = [name for name in LAYERS if FORMATS[kind].holds(name)]
    chosen = st.multiselect(
        "Rows that fit the filters",
        names,
        default=names[:1],
        format_func=LAYERS.__getitem__,
        key=f"take_layers_{kind}",
        persist_state="session",
    )
    if not chosen:
        st.caption("Choose at least one.")
        return
    form = FORMATS[kind]
    name = file_name(kind, chosen)
    mime = "application/zip" if name.endswith(".zip") else form.mime
    _button(
        name,
        mime,
        partial(_written, give(whole), state.filters(), kind, tuple(chosen)),
        key="take_away",
    )
    st.caption("Licence and attribution go with every file.")


def _written(given: Given, filters: Filters, kind: str, names: tuple[str, ...]) -> bytes:
    return write(select(given, filters).only(*names), kind)[0]


def _map(whole: Atlas) -> None:
    kind = st.selectbox(
        "Kind",
        [one for one in MAPS if one != "html"],
        format_func=str.upper,
        key="take_map_kind",
        persist_state="session",
    )
    size = st.selectbox("Size", [*SIZES, CUSTOM], key="take_map_size", persist_state="session")
    width, height = SIZES.get(size, (1400, 900))
    if size == CUSTOM:
        left, right = st.columns(2)
        width = int(left.number_input("Width, px", 400, LARGEST, 1400, 50, key="take_width"))
        height = int(right.number_input("Height, px", 400, LARGEST, 900, 50, key="take_height"))
    picture = state.picture()
    scale = PRINTED if size.startswith(ON_PAPER) else 2.0
    files = data.files_to_give(whole)
    make = partial(_drawn, files, picture, kind, (width, height, scale), theme_name())
    _button(f"crmmap.{kind}", MAPS[kind], make, key="take_image")
    st.caption("The picture has a title, a key, a scale and its sources.")
    st.download_button(
        "Download this map as one HTML file",
        as_file(whole),
        file_name="crmmap.html",
        mime="text/html",
        icon=":material/download:",
        key="html_map",
        on_click="ignore",
        help="With layers, key, hover text and search. It works from a USB stick with no network.",
    )


def _drawn(
    files: GivenFiles, picture: Picture, kind: str, size: tuple[int, int, float], theme: str
) -> bytes:
    width, height, scale = size
    return map_file(picture, files, kind, width=width, height=height, theme_name=theme, scale=scale)


def _button(name: str, mime: str, make: Callable[[], bytes], *, key: str) -> None:
    """The file is made when it is asked for, outside of any session; so ``make`` holds all it
    needs.
    """
    st.download_button(
        f"Download {name.removeprefix('crmmap-')}",
        make,
        file_name=name,
        mime=mime,
        icon=":material/download:",
        key=key,
        on_click="ignore",
        width="stretch",
    )

"""What can be done with an exhibit: its rows, its picture, its own address, a step of a story."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from crmmap.address.page_options import AREAS
from crmmap.address.words import CHART, to_words
from crmmap.atlas.licences import give
from crmmap.describe.sheets import Sheet
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.exhibit import PICTURES, Exhibit, picture
from crmmap.draw.charts.setting import Setting
from crmmap.scenarios import UnusableScenario
from crmmap.ui import addresses, recorder, state
from crmmap.ui.text import plain
from crmmap.wording import counted

OF_THE_MAP = ("layers", "stage_shown", "shade", "map", "selected", "view")
"""Words of an address that no chart heeds."""
MIME = {
    "CSV": "text/csv",
    "PDF": "application/pdf",
    "PNG": "image/png",
    "SVG": "image/svg+xml",
}


@st.fragment
def draw(name: str, exhibit: Exhibit, setting: Setting, *, key: str) -> None:
    """A line that opens; a closed one costs nothing, for its rows are sent when it is opened."""
    box = st.expander(
        f"{counted(len(exhibit.rows), 'row')} · downloads, link, story",
        key=f"rows_{key}",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        out = _given(name, exhibit, setting)
        words = words_of(setting)
        if out is not None:
            _files(out, setting, f"crmmap-{key.replace('_', '-')}")
            if words is not None:
                _elsewhere(name, out, words, key)
        st.dataframe(exhibit.rows, hide_index=True, key=f"table_{key}")


def _given(name: str, exhibit: Exhibit, setting: Setting) -> Exhibit | None:
    """The exhibit of what may be passed on: its title, too, tells of its rows. None, with a word,
    if there is none.
    """
    left_out = give(setting.whole).left_out
    if not left_out:
        return exhibit
    try:
        out = EXHIBITS[name](setting.given)
    except UnusableScenario:
        st.caption(
            "This scenario changes rows that may not be passed on, so there is no file of its "
            "results."
        )
        return None
    st.caption(plain(f"In these files, {left_out}"))
    return out


def words_of(setting: Setting) -> dict[str, str] | None:
    """The words of an address that brings the same; None if an address can't say the place."""
    words = {
        word: value for word, value in to_words(state.picture()).items() if word not in OF_THE_MAP
    }
    if setting.place is not None:
        if setting.place.kind == "area":
            return None
        words["place"] = f"{setting.place.kind}:{setting.place.key}"
        words.pop("beside", None)
    elif words.get("place") in AREAS:
        return None
    if setting.scenario is not None:  # the one that the page begins with is not in its address
        words.setdefault("scenario", setting.own.get("scenario", ("",))[0])
    return words


def _elsewhere(name: str, exhibit: Exhibit, words: dict[str, str], key: str) -> None:
    """Its own address, the text that embeds it, and the step of a story."""
    page, _, chart = name.partition("/")
    address = addresses.of(page, {**words, CHART: chart})
    recorder.draw_button(recorder.step(page, words, exhibit.title, chart=name), key=f"record_{key}")
    st.caption("The address of this chart alone, and the text that shows it in a web page:")
    st.code(address, language=None, wrap_lines=True)
    st.code(addresses.frame(address, exhibit.title), language="html", wrap_lines=True)


def _files(out: Exhibit, setting: Setting, file: str) -> None:
    sheet = Sheet(out.title, out.rows, out.note, out.source)
    with st.container(horizontal=True):
        _button(file, "CSV", sheet.to_csv)
        if out.chart is not None:
            for kind, label in PICTURES.items():
                make = partial(picture, out, theme_name=setting.theme, kind=kind)
                _button(file, label, make)


def _button(name: str, kind: str, content: Callable[[], bytes]) -> None:
    suffix, _, use = kind.partition(", ")
    named = f"{name}-{use.replace(' ', '-')}" if use else name
    st.download_button(
        kind,
        content,
        file_name=f"{named}.{suffix.lower()}",
        mime=MIME[suffix],
        icon=":material/download:",
        key=f"{kind}_{name}",
        on_click="ignore",
    )

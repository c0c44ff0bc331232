"""An exhibit on a page: its finding, its chart, its rows and its downloads."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st
from altair.utils.schemapi import disable_debug_mode

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.setting import Setting
from crmmap.names import is_web_address
from crmmap.ui import choices, data, exhibit_files, state
from crmmap.ui.cache import shared
from crmmap.ui.map import theme_name
from crmmap.ui.text import html, plain
from crmmap.wording import counted

LONG = 14
"""Lines above which a list scrolls in a box of its own."""
Own = tuple[tuple[str, tuple[str, ...]], ...]
"""The choices of a page as something to be hashed."""

disable_debug_mode()  # the tests check the charts' grammar; here it would take half of the time


def setting(page: str, **more: Any) -> Setting:
    """What the exhibits of a page are made of: the user's Atlas, filters and theme, and the page's
    own choices.

    Parameters
    ----------
    more
        A ``scenario`` or a ``place``, see `crmmap.draw.charts.setting.Setting`.
    """
    return Setting(data.atlas(), state.filters(), theme_name(), choices.now(page), **more)


def show(name: str, given: Setting, *, key: str = "", sharing: bool = True) -> Exhibit:
    """Draw an exhibit.

    Parameters
    ----------
    name
        Of `crmmap.draw.charts.catalogue.EXHIBITS`.
    key
        Parts it from another of the same name on the page.
    sharing
        Whether its rows, files and address stand below it.
    """
    theme = given.theme
    key = "_".join(filter(None, (name.replace("/", "_"), key)))
    with st.container(key=f"exhibit_{key}"):
        exhibit = heading(name, given)
        if exhibit.chart is not None:
            # with its data inside: st.altair_chart names them by a frame's address, which another
            # may get later
            st.vega_lite_chart(None, exhibit.spec(theme), theme=None, width="stretch")
        if exhibit.lines:
            said = "".join(_line(*line) for line in exhibit.lines)
            long = ' class="crm-long" tabindex="0"' if len(exhibit.lines) > LONG else ""
            more = len(exhibit.rows) - len(exhibit.lines)
            st.html(
                f'<div{long}><dl class="crm-facts">{said}</dl></div>'
                + (f"<small>{counted(len(exhibit.rows), 'row')} below</small>" if more else "")
            )
        footing(name, exhibit, given, key=key, sharing=sharing)
    return exhibit


def _line(term: str, words: str, url: str) -> str:
    read = f' <a href="{html(url)}" target="_blank">source</a>' if is_web_address(url) else ""
    return f"<dt>{html(term)}</dt><dd>{html(words)}{read}</dd>"


def heading(name: str, given: Setting) -> Exhibit:
    """The title of an exhibit, for a page that draws its rows in a way of its own."""
    exhibit = _made(name, given)
    st.markdown(f"#### {plain(exhibit.title)}")
    return exhibit


def footing(
    name: str, exhibit: Exhibit, given: Setting, *, key: str = "", sharing: bool = True
) -> None:
    """The note, source, rows and downloads of an exhibit."""
    if exhibit.note:
        st.caption(plain(exhibit.note))
    if exhibit.source:
        st.caption(plain(f"Source: {exhibit.source}."))
    if sharing and not exhibit.rows.empty:
        exhibit_files.draw(name, exhibit, given, key=key or name.replace("/", "_"))


def tells(name: str, given: Setting) -> bool:
    """Whether an exhibit has more to show than that nothing is known."""
    exhibit = _made(name, given)
    return exhibit.chart is not None or bool(exhibit.lines)


def _made(name: str, given: Setting) -> Exhibit:
    """The exhibit, made once for all users who would get the same."""
    if name not in given.made:
        given.made[name] = _make(name, given)
    return given.made[name]


def _make(name: str, given: Setting) -> Exhibit:
    listed = EXHIBITS[name]
    if listed.scope == "place" or given.scenario is not None:
        return listed(given)
    own = tuple(sorted((word, tuple(values)) for word, values in given.own.items()))
    return shared(_maker(name), given.whole, listed.heeded(given.filters), given.theme, own)


@cache
def _maker(name: str) -> Callable[[Atlas, Filters, str, Own], Exhibit]:
    """A function for each exhibit, for `shared` keeps so many results of each function."""

    def make(whole: Atlas, filters: Filters, theme: str, own: Own) -> Exhibit:
        return EXHIBITS[name](Setting(whole, filters, theme, dict(own)))

    return make

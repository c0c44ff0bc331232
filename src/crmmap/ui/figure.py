"""One chart alone at an address of its own, as other pages show it in a frame."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from crmmap.address.page_options import AREAS
from crmmap.address.words import CHART, to_words
from crmmap.atlas.atlas import Atlas
from crmmap.dates import in_words
from crmmap.draw.charts.catalogue import EXHIBITS, page_of
from crmmap.draw.charts.setting import Setting
from crmmap.draw.step import scenario_of
from crmmap.scenarios import UnusableScenario
from crmmap.ui import addresses, scenarios, slots, state
from crmmap.ui import charts as exhibits
from crmmap.ui.map import theme_name
from crmmap.ui.text import html, plain


def wanted() -> str:
    """The exhibit that the address asks for; "" for the whole page, also where it is of an area
    that the user has to draw or to bring.
    """
    name = f"{state.page()}/{st.session_state.get(slots.CHART, '')}"
    known = name in EXHIBITS and not set(AREAS) & set(state.picture().own.get("place", ()))
    return name if known else ""


def draw(whole: Atlas, name: str) -> None:
    """The finding, the chart, its note, its source, and the way to the page."""
    picture = state.picture()
    if page_of(name) == scenarios.PAGE:
        first = next(iter(scenarios.library(whole)))
        picture = replace(picture, own={"scenario": (first,), **picture.own})
    try:
        setting = Setting(whole, picture.filters, theme_name(), picture.own, scenario_of(picture))
        with st.container(key="figure"):
            exhibits.show(name, setting, sharing=not st.context.is_embedded)
    except UnusableScenario as fault:
        st.error("This scenario can't be applied: " + plain("; ".join(fault.faults[:3])))
    words = {word: value for word, value in to_words(picture).items() if word != CHART}
    dated = "as_of" in EXHIBITS[name].heeds
    day = f"As of {in_words(picture.filters.as_of)} · " if dated else ""
    draw_foot(addresses.of(state.page(), words), day)


def draw_foot(address: str, before: str = "") -> None:
    """The way from a figure to the page that it is of."""
    link = "Open in crmmap" if st.context.is_embedded else "Show the whole page"
    opens = "_blank" if st.context.is_embedded else "_self"
    st.html(
        f'<p class="crm-figure-foot">{html(before)}'
        f'<a href="{html(address)}" target="{opens}">{link}</a></p>'
    )

"""The card of what is selected."""

from __future__ import annotations

import streamlit as st

from crmmap.atlas.atlas import Atlas
from crmmap.describe.details import Details, Fact, Section, details
from crmmap.names import is_web_address
from crmmap.ui import propose, state
from crmmap.ui.text import html, link, plain


def draw(atlas: Atlas) -> None:
    """Facts of the selected feature, or how to choose one."""
    with st.container(key="panel"):
        feature = state.selected()
        if feature is None:
            st.caption("Select a site, an area, an agreement or a country to see its card.")
            return
        try:
            found = details(atlas, state.filters(), *feature)
        except KeyError:
            st.info(
                "What was selected is not in the data. Choose something on the map or by its name."
            )
            st.button("Close", key="close_missing", on_click=state.select, args=(None,))
            return
        _show(found, feature)


def _show(found: Details, feature: tuple[str, str]) -> None:
    title, close = st.columns([0.88, 0.12])
    title.markdown(f"#### {plain(found.title)}")
    close.button(
        "✕", key="close_panel", help="Close", on_click=state.select, args=(None,), type="tertiary"
    )
    st.caption(plain(found.subtitle))
    if found.place:
        st.button(
            "Show on the map",
            key="go_there",
            on_click=state.select,
            args=(feature, found.place),
            icon=":material/my_location:",
        )
    if feature[0] == "zones":
        near = state.filters().but(
            near_km=state.filters().near_km or 10.0, near_zones=(feature[1],)
        )
        st.button(
            "Only sites near this area",
            key="near_this",
            on_click=state.set_filters,
            args=(near,),
            icon=":material/filter_alt:",
        )
    for caution in found.cautions:
        st.warning(plain(caution), icon=":material/info:")
    for place, section in enumerate(found.sections):
        _section(section, place)
    propose.offer(feature)


def _section(section: Section, place: int) -> None:
    st.markdown(f"**{plain(section.title)}**")
    if not section.facts:
        st.caption(plain(section.empty))
        return
    texts: list[Fact] = []
    for number, fact in enumerate(section.facts):
        if fact.target is None and not is_web_address(fact.url):
            texts.append(fact)
            continue
        _texts(texts)
        texts = []
        words = f"{fact.label}: {fact.text}" if fact.label else fact.text
        if fact.target is not None:
            st.button(
                plain(words),
                key=f"go_{place}_{number}",
                type="tertiary",
                on_click=state.select,
                args=(fact.target,),
            )
        else:
            st.markdown(
                f"{plain(fact.label)}: {link(fact.text, fact.url)}"
                if fact.label
                else link(fact.text, fact.url)
            )
    _texts(texts)


def _texts(facts: list[Fact]) -> None:
    if facts:
        rows = "".join(f"<dt>{html(fact.label)}</dt><dd>{html(fact.text)}</dd>" for fact in facts)
        st.html(f'<dl class="crm-facts">{rows}</dl>')

"""The tabs for the map's themes, and the map's settings."""

from __future__ import annotations

import streamlit as st

from crmmap.address.display import BASEMAPS, OFFLINE, SHADING_NAMES, STAGES, THEME_NAMES
from crmmap.atlas.atlas import Atlas
from crmmap.describe.layer_notes import Note, attributions, notes
from crmmap.ui import slots, state
from crmmap.ui.text import link, plain

LAYER_NAMES = {
    "sites": "Sites",
    "zones": "Protected and sensitive areas",
    "links": "Agreements",
    "plurilateral": "Multi-country agreements",
}


def draw_themes() -> None:
    """The questions that the map answers, and of supply the stage."""
    with st.container(key="themes", horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            "What the map shows",
            list(THEME_NAMES),
            key=slots.THEME,
            format_func=THEME_NAMES.__getitem__,
            required=True,
            label_visibility="collapsed",
            persist_state="session",
        )
        if state.display().theme == "supply":
            st.segmented_control(
                "Stage",
                list(STAGES),
                key=slots.STAGE_SHOWN,
                format_func=STAGES.__getitem__,
                required=True,
                label_visibility="collapsed",
                persist_state="session",
            )
        with st.popover(
            "Map settings", icon=":material/layers:", key="map_settings", type="tertiary"
        ):
            _settings()


def _settings() -> None:
    if state.display().theme == "sites":
        for name, label in LAYER_NAMES.items():
            st.toggle(label, key=slots.layer(name), persist_state="session")
        st.selectbox(
            "Shade countries by",
            list(SHADING_NAMES),
            key=slots.SHADING,
            persist_state="session",
            format_func=SHADING_NAMES.__getitem__,
            index=None,
            placeholder="No shading",
        )
    st.selectbox(
        "Basemap",
        list(BASEMAPS),
        key=slots.BASEMAP,
        persist_state="session",
        format_func=lambda name: (
            "Countries (offline)" if name == OFFLINE else f"{name.capitalize()} (online)"
        ),
        help="An online basemap asks its publisher's server for pictures. Nothing else leaves "
        "this computer.",
    )


def draw_notes(whole: Atlas) -> None:
    """What each layer is, and whose data the map holds."""
    about = st.expander(
        "About this map: what is shown, as of when, from which sources",
        key="about_map",
        on_change="rerun",
    )
    if not about.open:  # it is long, and most never read it
        return
    with about:
        for column, note in zip(st.columns(2) + st.columns(2), notes(whole).values(), strict=True):
            with column:
                _note(note)
        st.caption(plain(" · ".join(attributions(whole))))


def _note(note: Note) -> None:
    st.markdown(f"**{plain(note.title)}**  \n{plain(note.what)}")
    st.markdown(f"**As of.** {plain(note.as_of)}")
    st.markdown(f"**Caution.** {plain(note.caution)}")
    lines = []
    for row in note.sources.to_dict("records"):
        caution = f" *{plain(row['caution'])}*" if row["caution"] else ""
        named = link(f"{row['publisher']}: {row['title']}, {row['version']}", row["address"])
        lines.append(f"- {named} ({plain(row['licence'])}){caution}")
    with st.expander("Sources and licences"):
        st.markdown("\n".join(lines))

"""Layer switches and legend, in one place on the map's edge."""

from __future__ import annotations

import streamlit as st

from crmmap.address.display import BASEMAPS, OFFLINE, SHADING_NAMES
from crmmap.atlas.atlas import Atlas
from crmmap.describe.layer_notes import Note, attributions, notes
from crmmap.draw.legend import link_entries, shading_entries, site_entries, to_html, zone_entries
from crmmap.measures.shading import Shading
from crmmap.ui import state
from crmmap.ui.map import as_file, theme_name
from crmmap.ui.text import link, plain


def draw(whole: Atlas, shown: Atlas, shading: Shading | None) -> None:
    """A column a layer: its switch, its (i), its signs."""
    theme, about = theme_name(), notes(whole)
    with st.container(key="legend"):
        sites, zones, links, countries = st.columns(4, gap="medium")
        with sites:
            _switch("sites", f"Sites · {len(shown.sites):,}", about["sites"])
            st.html(to_html(site_entries(theme)))
        with zones:
            _switch("zones", f"Zones · {len(shown.zones):,}", about["zones"])
            st.html(to_html(zone_entries(theme)))
        with links:
            several = int((shown.agreements["scope"] == "plurilateral").sum())
            _switch("links", f"Links · {len(shown.agreements) - several:,}", about["links"])
            st.html(to_html(link_entries(theme)))
            st.toggle(
                f"Plurilateral · {several:,}",
                key="layer_plurilateral",
                persist_state="session",
                help="Spokes from the lead to each party.",
            )
        with countries:
            _countries(about["countries"])
            if shading is not None:
                st.caption(plain(shading.title))
                st.html(to_html(shading_entries(theme, shading)))
    _attribution(whole, shown)


def legend(shading: Shading | None) -> None:
    """The signs of the layers that are on, and no switches."""
    theme, on = theme_name(), state.display().layers
    parts = [site_entries(theme)] if "sites" in on else []
    parts += [zone_entries(theme)] if "zones" in on else []
    parts += [link_entries(theme)] if {"links", "plurilateral"} & set(on) else []
    parts += [shading_entries(theme, shading)] if shading else []
    for column, entries in zip(st.columns(max(len(parts), 1)), parts, strict=False):
        with column:
            st.html(to_html(entries))


def _switch(layer: str, label: str, note: Note) -> None:
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
        st.toggle(label, key=f"layer_{layer}", persist_state="session")
        _information(note)


def _information(note: Note) -> None:
    with st.popover("About", icon=":material/info:", type="tertiary", help=f"About {note.title.lower()}"):
        st.markdown(f"**{plain(note.title)}**  \n{plain(note.what)}")
        st.markdown(f"**As of.** {plain(note.as_of)}")
        st.markdown(f"**Caution.** {plain(note.caution)}")
        lines = []
        for row in note.sources.to_dict("records"):
            caution = f" *{plain(row['caution'])}*" if row["caution"] else ""
            named = link(f"{row['publisher']}: {row['title']}, {row['version']}", row["address"])
            lines.append(f"- {named} ({plain(row['licence'])}){caution}")
        st.markdown("**Sources and licences**\n" + "\n".join(lines))


def _countries(note: Note) -> None:
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", gap="xsmall"):
        st.markdown("Countries")
        _information(note)
    st.selectbox(
        "Shade countries by",
        list(SHADING_NAMES),
        key="shading",
        persist_state="session",
        format_func=SHADING_NAMES.__getitem__,
        index=None,
        placeholder="No shading",
    )
    st.selectbox(
        "Basemap",
        list(BASEMAPS),
        key="basemap",
        persist_state="session",
        format_func=lambda name: "Countries (offline)" if name == OFFLINE else f"{name.capitalize()} (online)",
        help="Online basemaps ask their publisher's server for pictures; nothing else leaves this computer.",
    )


def _attribution(whole: Atlas, shown: Atlas) -> None:
    st.download_button(
        "Download this map as one HTML file",
        as_file(whole, shown),
        file_name="crmmap.html",
        mime="text/html",
        icon=":material/download:",
        key="html_map",
        on_click="ignore",
        help="With layers, legend, hover and search; works from a USB stick with no network.",
    )
    with st.expander("Sources of this map"):
        st.caption(plain(" · ".join(attributions(whole))))

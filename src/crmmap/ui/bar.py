"""The bar above every page: filters that show what they are set to, the date, and what can be
shared.

Streamlit forgets the value of a control that a browser has not drawn yet when the page changes, so
all of them persist.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.counts import Counts
from crmmap.atlas.facets import option_counts
from crmmap.atlas.filter_names import LEFT_OUT
from crmmap.atlas.filter_spec import BAR, OF_AGREEMENTS, OF_AREAS, OF_SITES, FilterSpec
from crmmap.atlas.filter_specs import BY_NAME, FILTERS
from crmmap.atlas.filters import OF_TABLE, Filters
from crmmap.dates import in_words
from crmmap.ui import dates, places_filter, share, state
from crmmap.ui.search import draw as draw_search

WIDE, NARROW = 188, 152


def draw(atlas: Atlas) -> None:
    """The bar."""
    filters = state.filters()
    counts = option_counts(atlas, filters)
    draw_search(atlas)
    with st.container(key="bar", horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        _many(atlas, "minerals", counts, width=WIDE)
        _many(atlas, "blocs", counts, width=WIDE)
        _many(atlas, "standards", counts, width=WIDE)
        _place(atlas, counts)
        changed = filters.changed(Filters.default())
        set_here = sum(name in BY_NAME and BY_NAME[name].group != BAR for name in changed)
        with st.popover(f"More filters ({set_here})" if set_here else "More filters", key="more"):
            _more(atlas, filters, counts)
        with st.popover(in_words(filters.as_of), icon=":material/calendar_today:", key="date"):
            dates.draw()
        sharing = st.popover(
            "Share and export", icon=":material/ios_share:", key="share", on_change="rerun"
        )
        if sharing.open:  # most of the time it is not, and it holds as much as the rest of the bar
            with sharing:
                share.draw(atlas)
        st.button(
            "Reset",
            key="reset_all",
            on_click=state.reset,
            type="tertiary",
            disabled=not filters.changed(Filters.default()),
            help="Reset all filters",
        )


def blocs(atlas: Atlas) -> list[str]:
    """Blocs that have, or once had, a list of members: without one a bloc filters nothing."""
    listed = set(atlas.bloc_members.loc[atlas.bloc_members["counts"], "bloc_id"])
    return [bloc for bloc in atlas.blocs["bloc_id"] if bloc in listed]


def _options(atlas: Atlas, spec: FilterSpec, filters: Filters) -> list[str]:
    """What a list offers: an address may name blocs without members and areas near which to look;
    others are not offered.
    """
    chosen = getattr(filters, spec.name)
    if spec.name == "blocs":
        return list(dict.fromkeys([*blocs(atlas), *chosen]))
    return list(chosen if spec.name == "near_zones" else spec.allowed(atlas.lookups))


def _many(atlas: Atlas, name: str, counts: dict[str, Counts], *, width: Any = "stretch") -> None:
    """A list to choose several from; options that would leave nothing come last."""
    spec, lookups, rows = BY_NAME[name], atlas.lookups, counts.get(name, {})
    names = {
        value: spec.option_name(lookups, value) for value in _options(atlas, spec, state.filters())
    }
    ordered = sorted(names, key=lambda value: (not rows.get(value), names[value]))
    labels = {value: f"{names[value]}{state.COUNT}{rows.get(value, 0):,}" for value in ordered}
    state.relabel(name, labels)
    st.multiselect(
        spec.label,
        ordered,
        key=state.key_of(name),
        format_func=lambda value: labels.get(value, value),
        placeholder="Any",
        help=spec.tip,
        select_all=False,
        wrap=False,
        persist_state="session",
        width=width,
    )


def _place(atlas: Atlas, counts: dict[str, Counts]) -> None:
    """Continents, their subregions and countries in one list."""
    labels = {
        value: (
            f"{places_filter.name(atlas, value)}{state.COUNT}{places_filter.count(value, counts):,}"
        )
        for value in places_filter.options(atlas, counts)
    }
    state.relabel(places_filter.NAME, labels)
    st.multiselect(
        "Place",
        list(labels),
        key=state.key_of(places_filter.NAME),
        format_func=lambda value: labels.get(value, value),
        placeholder="World",
        select_all=False,
        wrap=False,
        persist_state="session",
        width=NARROW,
    )


def _few(atlas: Atlas, spec: FilterSpec, counts: Counts) -> None:
    """A box to tick for each of few options."""
    with st.container(gap=None, key=f"boxes_{spec.name}"):
        st.markdown(f"**{spec.label}**", help=spec.tip)
        for value in state.BOXES[spec.name]:
            label = f"{spec.option_name(atlas.lookups, value)} :gray[{counts.get(value, 0):,}]"
            st.checkbox(label, key=state.key_of(spec.name, value), persist_state="session")


def _one(atlas: Atlas, spec: FilterSpec) -> None:
    """One of several; without counts, for a label that changes while it is clicked chooses
    nothing.
    """
    st.segmented_control(
        spec.label,
        list(spec.allowed(atlas.lookups)),
        key=state.key_of(spec.name),
        format_func=lambda value: spec.option_name(atlas.lookups, value),
        required=True,
        persist_state="session",
    )


def _near(atlas: Atlas, spec: FilterSpec, counts: Counts) -> None:
    """A distance, or any."""
    labels = {
        float(km): f"{spec.option_name(atlas.lookups, km)}{state.COUNT}{counts[km]:,}"
        for km in spec.allowed(atlas.lookups)
    }
    st.selectbox(
        spec.label,
        list(labels),
        key=state.key_of(spec.name),
        format_func=labels.__getitem__,
        index=None,
        placeholder="Any distance",
        persist_state="session",
        help=spec.tip,
    )


def _included(filters: Filters, part: str, counts: Counts) -> None:
    """A switch for what the map leaves out when it opens."""
    label, explanation = LEFT_OUT[part]
    key = f"show_{part.replace(' ', '_')}"
    st.session_state[key] = part not in filters.exclude

    def change() -> None:
        now = state.filters()
        rest = tuple(other for other in now.exclude if other != part)
        state.set_filters(now.but(exclude=rest if st.session_state[key] else (*rest, part)))

    st.toggle(f"{label} :gray[{counts[part]:,}]", key=key, on_change=change, help=explanation)


SWITCHED = {OF_SITES: OF_TABLE["sites"], OF_AREAS: OF_TABLE["zones"]}
"""What a tab lets show that the map leaves out when it opens."""


def _more(atlas: Atlas, filters: Filters, counts: dict[str, Counts]) -> None:
    """The filters that stand on tabs of their own, in the order of their rows."""
    groups = (OF_SITES, OF_AGREEMENTS, OF_AREAS)
    for group, tab in zip(groups, st.tabs(groups), strict=True):
        with tab:
            for spec in FILTERS:
                if spec.group == group:
                    _control(atlas, spec, filters, counts)
            if group in SWITCHED:
                st.markdown("**Include**")
            for part in SWITCHED.get(group, ()):
                _included(filters, part, counts["exclude"])


def _control(atlas: Atlas, spec: FilterSpec, filters: Filters, counts: dict[str, Counts]) -> None:
    if spec.ticked:
        _few(atlas, spec, counts[spec.name])
    elif spec.name == "near_km":
        _near(atlas, spec, counts["near_km"])
    elif spec.name == "near_zones":
        if filters.near_zones:
            near = counts["near_km"].get(f"{filters.near_km or 0:.0f}", 0)
            _many(atlas, spec.name, {spec.name: dict.fromkeys(filters.near_zones, near)})
    elif spec.single:
        _one(atlas, spec)
    elif spec.name != "exclude":
        _many(atlas, spec.name, counts)

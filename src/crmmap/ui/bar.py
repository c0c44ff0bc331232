"""The bar above every page: filters that show what they are set to, the date, and what can be
shared.

Streamlit forgets the value of a control that a browser has not drawn yet when the page changes, so
all of them persist.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.facets import Counts, option_counts
from crmmap.atlas.filters import (
    COKING_COAL,
    ECOREGIONS,
    MATCHES,
    NEAR_KM,
    OCCURRENCES,
    POOR_CIRCLES,
    RELATIONS,
    Filters,
)
from crmmap.dates import in_words
from crmmap.schema.vocabulary import ZONE_CATEGORIES
from crmmap.ui import dates, places_filter, share, state
from crmmap.ui.filter_labels import FILTER_NAMES, MORE, option, set_in
from crmmap.ui.search import draw as draw_search

WIDE, NARROW = 205, 170


def draw(atlas: Atlas) -> None:
    """The bar."""
    filters = state.filters()
    counts = option_counts(atlas, filters)
    draw_search(atlas)
    with st.container(key="bar", horizontal=True, vertical_alignment="bottom", gap="xsmall"):
        _many(atlas, "minerals", atlas.minerals["mineral"].tolist(), counts["minerals"], width=WIDE)
        listed = blocs(atlas)
        asked = [bloc for bloc in filters.blocs if bloc not in listed]  # an address may name any
        _many(atlas, "blocs", [*listed, *asked], counts["blocs"], width=WIDE)
        _many(
            atlas,
            "standards",
            atlas.standards["standard_id"].tolist(),
            counts["standards"],
            width=WIDE,
        )
        _place(atlas, counts)
        set_here = set_in(filters, MORE)
        with st.popover(f"More filters ({set_here})" if set_here else "More filters", key="more"):
            _more(atlas, filters, counts)
        with st.popover(in_words(filters.as_of), icon=":material/calendar_today:", key="date"):
            dates.draw()
        with st.popover(
            "Share and export", icon=":material/ios_share:", key="share", on_change="rerun"
        ):
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


def _many(
    atlas: Atlas,
    name: str,
    options: Sequence[str],
    counts: Counts,
    *,
    width: Any = "stretch",
    help_text: str | None = None,
) -> None:
    """A list to choose several from; options that would leave nothing come last."""
    ordered = sorted(options, key=lambda value: (not counts.get(value), option(atlas, name, value)))
    labels = {
        value: f"{option(atlas, name, value)}{state.COUNT}{counts.get(value, 0):,}"
        for value in ordered
    }
    state.relabel(name, labels)
    st.multiselect(
        FILTER_NAMES[name],
        ordered,
        key=state.key_of(name),
        format_func=lambda value: labels.get(value, value),
        placeholder="Any",
        help=help_text,
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


def _few(atlas: Atlas, name: str, counts: Counts, *, help_text: str | None = None) -> None:
    """A box to tick for each of few options."""
    with st.container(gap=None, key=f"boxes_{name}"):
        st.markdown(f"**{FILTER_NAMES[name]}**", help=help_text)
        for value in state.BOXES[name]:
            label = f"{option(atlas, name, value)} :gray[{counts.get(value, 0):,}]"
            st.checkbox(label, key=state.key_of(name, value), persist_state="session")


def _one(atlas: Atlas, name: str, options: Sequence[str]) -> None:
    """One of several; without counts, for a label that changes while it is clicked chooses
    nothing.
    """
    st.segmented_control(
        FILTER_NAMES[name],
        list(options),
        key=state.key_of(name),
        format_func=lambda value: option(atlas, name, value),
        required=True,
        persist_state="session",
    )


def _included(filters: Filters, part: str, counts: dict[str, Counts], help_text: str) -> None:
    """A switch for what the map leaves out when it opens."""
    key = f"show_{part.replace(' ', '_')}"
    st.session_state[key] = part not in filters.exclude

    def change() -> None:
        now = state.filters()
        rest = tuple(other for other in now.exclude if other != part)
        state.set_filters(now.but(exclude=rest if st.session_state[key] else (*rest, part)))

    st.toggle(
        f"{FILTER_NAMES[part]} :gray[{counts['exclude'][part]:,}]",
        key=key,
        on_change=change,
        help=help_text,
    )


def _more(atlas: Atlas, filters: Filters, counts: dict[str, Counts]) -> None:
    sites, deals, areas = st.tabs(["Sites", "Agreements", "Protected areas"])
    with sites:
        for name in ("kinds", "statuses", "confidence"):
            _few(atlas, name, counts[name])
        st.markdown("**Include**")
        _included(
            filters,
            OCCURRENCES,
            counts,
            "Deposits of unknown status: a mineral was found there, no project is known.",
        )
        _included(
            filters,
            COKING_COAL,
            counts,
            "Sites of coking coal and nothing else. It is an EU critical raw material.",
        )
    with deals:
        _one(atlas, "relation", RELATIONS)
        classified = (
            "Our classification of each agreement. The card of an agreement gives the reason."
        )
        _few(atlas, "modes", counts["modes"], help_text=classified)
        _few(atlas, "legal_force", counts["legal_force"])
        _few(
            atlas,
            "also",
            counts["also"],
            help_text="Shown beside the agreements that are in force.",
        )
        _one(atlas, "standards_match", MATCHES)
    with areas:
        _many(atlas, "zone_categories", ZONE_CATEGORIES, counts["zone_categories"])
        _few(atlas, "sensitivities", counts["sensitivities"])
        st.selectbox(
            FILTER_NAMES["near_km"],
            list(map(float, NEAR_KM)),
            key=state.key_of("near_km"),
            format_func=lambda km: (
                f"Within {km:.0f} km{state.COUNT}{counts['near_km'][f'{km:.0f}']:,}"
            ),
            index=None,
            placeholder="Any distance",
            persist_state="session",
            help="The distance on the ground to the boundary, or to the edge of an approximate "
            "extent.",
        )
        if filters.near_zones:
            near = counts["near_km"].get(f"{filters.near_km or 0:.0f}", 0)
            _many(atlas, "near_zones", filters.near_zones, dict.fromkeys(filters.near_zones, near))
        st.markdown("**Include**")
        _included(
            filters,
            ECOREGIONS,
            counts,
            "Context: large regions of one kind of nature, never counted.",
        )
        _included(
            filters,
            POOR_CIRCLES,
            counts,
            "Only a point and an area are known, so the extent says little.",
        )

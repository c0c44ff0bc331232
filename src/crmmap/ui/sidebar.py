"""The filters, shared by every page: six groups that fold, each option with the rows it would leave."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Sequence
from datetime import date

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
from crmmap.dates import POLICY_READ_TO, in_words
from crmmap.schema.vocabulary import ZONE_CATEGORIES
from crmmap.ui import recorder, state, take_away
from crmmap.ui.words import FILTER_NAMES, GROUPS, option, set_in

FIRST_YEAR = 2021
PLAY_EVERY_SECONDS = 1.4
PLAY_STEP_MONTHS = 3
_OPEN_AT_FIRST = ("What",)


def draw(atlas: Atlas) -> None:
    """The sidebar."""
    filters = state.filters()
    counts = option_counts(atlas, filters)
    drawers: dict[str, Callable[[Atlas, Filters, dict[str, Counts]], None]] = {
        "What": _what,
        "Who": _who,
        "Rules": _rules,
        "Where": _where,
        "Nature": _nature,
        "When": _when,
    }
    with st.sidebar:
        for group in GROUPS:
            n = set_in(filters, group)
            label = f"**{group}** · {n} set" if n else f"**{group}**"
            with st.expander(label, expanded=group in _OPEN_AT_FIRST, key=f"fold_{group}"):
                drawers[group](atlas, filters, counts)
        st.button("Reset all filters", on_click=state.reset, key="reset_all", width="stretch")
        take_away.draw(atlas)
        recorder.draw_button()


def _many(atlas: Atlas, name: str, options: Sequence[str], counts: Counts, *, help_text: str | None = None) -> None:
    """A list to choose several from; options that would leave nothing come last."""
    ordered = sorted(options, key=lambda value: (not counts.get(value), option(atlas, name, value)))
    labels = {value: f"{option(atlas, name, value)}{state.COUNT}{counts.get(value, 0):,}" for value in ordered}
    state.relabel(name, labels)
    st.multiselect(
        FILTER_NAMES[name],
        ordered,
        key=state.key_of(name),
        format_func=lambda value: labels.get(value, value),
        placeholder="All",
        help=help_text,
    )


def _few(atlas: Atlas, name: str, counts: Counts, *, help_text: str | None = None) -> None:
    """A box to tick for each of a few options."""
    with st.container(gap=None, key=f"boxes_{name}"):
        st.markdown(FILTER_NAMES[name], help=help_text)
        for value in state.BOXES[name]:
            label = f"{option(atlas, name, value)} :gray[{counts.get(value, 0):,}]"
            st.checkbox(label, key=state.key_of(name, value))


def _one(atlas: Atlas, name: str, options: Sequence[str], counts: Counts) -> None:
    st.segmented_control(
        FILTER_NAMES[name],
        list(options),
        key=state.key_of(name),
        format_func=lambda value: option(atlas, name, value),
        required=True,
    )
    st.caption(" · ".join(f"{option(atlas, name, value)} {counts[value]:,}" for value in options))


def _included(filters: Filters, part: str, counts: dict[str, Counts], help_text: str) -> None:
    """A switch that takes something in which the map leaves out when it opens."""
    key = f"with_{part}"
    st.session_state[key] = part not in filters.leave_out

    def change() -> None:
        now = state.filters()
        rest = tuple(other for other in now.leave_out if other != part)
        state.set_filters(now.but(leave_out=rest if st.session_state[key] else (*rest, part)))

    label = f"Show {FILTER_NAMES[part].lower()} :gray[{counts['leave_out'][part]:,}]"
    st.toggle(label, key=key, on_change=change, help=help_text)


def _what(atlas: Atlas, filters: Filters, counts: dict[str, Counts]) -> None:
    _many(atlas, "minerals", atlas.minerals["mineral"].tolist(), counts["minerals"])
    _few(atlas, "kinds", counts["kinds"])
    _few(atlas, "statuses", counts["statuses"])
    _few(atlas, "confidence", counts["confidence"])
    _included(
        filters, OCCURRENCES, counts, "Deposits of unknown status: a mineral was found there, no project is known."
    )
    _included(filters, COKING_COAL, counts, "894 sites of coking coal and nothing else, an EU critical raw material.")


def _who(atlas: Atlas, filters: Filters, counts: dict[str, Counts]) -> None:
    blocs = atlas.blocs["bloc_id"].tolist()
    _many(
        atlas,
        "blocs",
        blocs,
        counts["blocs"],
        help_text="Sites in its members and in countries that have a live agreement with it, and its agreements.",
    )
    _one(atlas, "relation", RELATIONS, counts["relation"])
    _few(
        atlas,
        "modes",
        counts["modes"],
        help_text="Our classification of each agreement; the panel gives the reason.",
    )
    _few(atlas, "legal_force", counts["legal_force"])
    _few(atlas, "also", counts["also"], help_text="Shown beside the live agreements.")


def _rules(atlas: Atlas, filters: Filters, counts: dict[str, Counts]) -> None:
    _many(
        atlas,
        "standards",
        atlas.standards["standard_id"].tolist(),
        counts["standards"],
        help_text="Sites that a standard reaches: the site itself adheres, its owner does, or its country.",
    )
    _one(atlas, "standards_match", MATCHES, counts["standards_match"])


def _where(atlas: Atlas, filters: Filters, counts: dict[str, Counts]) -> None:
    _many(atlas, "regions", sorted(set(atlas.lookups.region_of.values())), counts["regions"])
    _many(atlas, "countries", [*sorted(atlas.lookups.region_of), "ABNJ"], counts["countries"])


def _nature(atlas: Atlas, filters: Filters, counts: dict[str, Counts]) -> None:
    _many(atlas, "zone_categories", ZONE_CATEGORIES, counts["zone_categories"])
    _few(atlas, "sensitivities", counts["sensitivities"])
    st.selectbox(
        "Only sites near a zone shown",
        list(map(float, NEAR_KM)),
        key=state.key_of("near_km"),
        format_func=lambda km: f"Within {km:.0f} km",
        index=None,
        placeholder="Any distance",
        help="Geodesic distance to the outline, or to the rim of the equal-area circle.",
    )
    st.caption(" · ".join(f"{km} km {counts['near_km'][str(km)]:,}" for km in NEAR_KM))
    _included(filters, ECOREGIONS, counts, "Context: outlines on a 0.1° grid, never counted.")
    _included(filters, POOR_CIRCLES, counts, "Circles that say little about where the zone lies, never counted.")


def _when(atlas: Atlas, filters: Filters, counts: dict[str, Counts]) -> None:
    days = sorted({*month_ends(), filters.as_of})
    st.select_slider(
        "As of",
        days,
        key=state.key_of("as_of"),
        format_func=in_words,
        help=f"Agreements, measures and memberships as they stood on this day. Policy was read up to "
        f"{in_words(POLICY_READ_TO)}; sites and production are as their sources describe them.",
    )
    st.toggle("Play from 2021", key="playing", on_change=_begin)
    if st.session_state["playing"]:
        _play()


def month_ends() -> list[date]:
    """The last day of each month from 2021 on, and the day to which policy was read."""
    days = [date(y, m, monthrange(y, m)[1]) for y in range(FIRST_YEAR, POLICY_READ_TO.year + 1) for m in range(1, 13)]
    return [*(day for day in days if day < POLICY_READ_TO), POLICY_READ_TO]


def _begin() -> None:
    if st.session_state["playing"]:
        state.with_date(month_ends()[0])


@st.fragment(run_every=PLAY_EVERY_SECONDS)
def _play() -> None:
    """Step on; the first run of the fragment belongs to the page's own run and only shows the date."""
    if st.session_state.get("play_shown") != state.filters().as_of:
        st.session_state["play_shown"] = state.filters().as_of
        return
    days = month_ends()
    later = [day for day in days if day > state.filters().as_of]
    if not later:
        return
    st.session_state["next_date"] = later[min(PLAY_STEP_MONTHS, len(later)) - 1]
    st.rerun(scope="app")


def take_step() -> None:
    """Take the date that playing has asked for; before any widget is drawn."""
    day = st.session_state.pop("next_date", None)
    if day is not None:
        state.with_date(day)
        if day >= POLICY_READ_TO:
            st.session_state["playing"] = False

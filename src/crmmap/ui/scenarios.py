"""The scenario page: choosing scenarios and their settings, and what comes of them."""

from __future__ import annotations

from urllib.parse import quote

import pandas as pd
import streamlit as st

from crmmap.address.features import is_feature
from crmmap.address.page_options import NONE, OWN, countries
from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.setting import Setting
from crmmap.scenarios import Outcome, Scenario, UnusableScenario, compare_outcomes, corners, run
from crmmap.scenarios import library as scenarios
from crmmap.scenarios.base_year import BASE_YEARS, LATEST_FIGURES, YEARS, at_year, base_year
from crmmap.scenarios.comparison import NOT_A_FORECAST, base_of, source_page
from crmmap.scenarios.settings import read_settings, settings, unpack
from crmmap.scenarios.values import Countries, Number, Option, Switch, Value
from crmmap.schema.vocabulary import STAGES
from crmmap.ui import choices, state
from crmmap.ui.cache import shared
from crmmap.ui.text import link, plain
from crmmap.wording import in_sentence, listing

PAGE = "scenarios"
Chosen = list[tuple[Scenario, dict[str, Value]]]


def library(atlas: Atlas) -> dict[str, Scenario]:
    """The scenarios of the data, and the one of the user's own under `OWN`."""
    packed, _ = choices.held(PAGE, "own")
    mine = {OWN: unpack(packed[0]).model_copy(update={"id": OWN})} if packed else {}
    return {**mine, **scenarios(atlas.folder)}


def choose(atlas: Atlas) -> Chosen:
    """One scenario, or two together, and their settings."""
    known = library(atlas)
    names = {
        key: f"Your own: {one.title}" if key == OWN else one.title for key, one in known.items()
    }
    first = choices.one(
        PAGE,
        "scenario",
        "Scenario",
        list(known),
        first=next(iter(scenarios(atlas.folder))),
        names=names,
    )
    others = [NONE, *(key for key in known if key != first)]
    second = choices.one(
        PAGE, "and", "Together with", others, first=NONE, names={**names, NONE: "no other scenario"}
    )
    texts, fresh = choices.held(PAGE, "set")
    chosen: Chosen = []
    for key in (first, second):
        if key != NONE:
            scenario = known[key]
            chosen.append((scenario, _controls(atlas, scenario, texts, fresh=fresh)))
    choices.hold(
        PAGE, "set", [text for scenario, given in chosen for text in settings(scenario, given)]
    )
    return chosen


def _controls(
    atlas: Atlas, scenario: Scenario, texts: tuple[str, ...], *, fresh: bool
) -> dict[str, Value]:
    """A widget for each parameter."""
    told = read_settings(scenario, texts)
    given: dict[str, Value] = {}
    for name, parameter in scenario.parameters.items():
        key = f"parameter_{scenario.id}_{name}"
        if fresh or key not in st.session_state:
            value = told.get(name, parameter.default)
            st.session_state[key] = list(value) if isinstance(value, tuple) else value
        given[name] = control(atlas, parameter, key)
    return given


def control(atlas: Atlas, parameter: Number | Switch | Option | Countries, key: str) -> Value:
    """The widget of a parameter, and what it is set to."""
    label = plain(parameter.label)
    if isinstance(parameter, Switch):
        return st.toggle(label, key=key, persist_state="session")
    if isinstance(parameter, Option):
        return st.selectbox(label, parameter.options, key=key, persist_state="session")
    if isinstance(parameter, Countries):
        called = atlas.lookups.name_of.__getitem__
        return tuple(
            st.multiselect(
                label, countries(atlas), key=key, format_func=called, persist_state="session"
            )
        )
    low, high, step = (float(value) for value in (parameter.min, parameter.max, parameter.step))
    st.session_state[key] = float(st.session_state[key])
    guess = None
    if parameter.likely:
        guess = (
            f"A guess: likely {parameter.likely[0]:g} to {parameter.likely[1]:g} {parameter.unit}."
        )
    unit = parameter.unit.replace("%", "%%")
    form = "%.0f" if step >= 1 else "%.1f"
    return st.slider(
        label,
        low,
        high,
        step=step,
        key=key,
        help=guess,
        format=f"{form} {unit}".strip(),
        persist_state="session",
    )


def compared_or_stop(setting: Setting) -> tuple[Outcome, pd.DataFrame]:
    """The same for the page: an unusable scenario is said and ends it."""
    try:
        return setting.compared
    except UnusableScenario as fault:
        st.error(
            "This scenario can't be applied:\n\n"
            + "\n".join(f"- {plain(line)}" for line in fault.faults[:12])
        )
        st.stop()


def _outcome(whole: Atlas, chosen: Chosen, base: str) -> Outcome:
    return shared(
        _run,
        whole,
        base,
        tuple((one.model_dump_json(), tuple(sorted(given.items()))) for one, given in chosen),
    )


def _run(
    whole: Atlas, base: str, chosen: tuple[tuple[str, tuple[tuple[str, Value], ...]], ...]
) -> Outcome:
    known = [(Scenario.model_validate_json(text), dict(given)) for text, given in chosen]
    return run(shared(at_year, whole, base), known, scenarios(whole.folder))


def choose_base() -> str:
    """The year from which the scenarios start."""
    return choices.one(
        PAGE,
        "base",
        "Starting from",
        list(BASE_YEARS),
        first=LATEST_FIGURES,
        names={
            LATEST_FIGURES: "the latest figures of each mineral",
            **{year: f"{year} in the IEA's base case" for year in YEARS},
        },
    )


def tell_base(whole: Atlas, chosen: Chosen, base: str) -> None:
    """What a year of the outlook counts, and which of the scenario's minerals it knows."""
    if base == LATEST_FIGURES:
        return
    later = shared(at_year, whole, base)
    wanted = dict.fromkeys(mineral for one, _ in chosen for mineral in one.focus.minerals)
    without = [
        in_sentence(one)
        for one in wanted
        if not any(base_year(later, one, stage) for stage in STAGES)
    ]
    told = (
        f"Supply in {base} is that of the IEA's base case of May 2025, which weighs operating and "
        "announced projects. Rare earths are then those for magnets, and refined graphite is of "
        "battery grade. Imports stay those of 2024. Where a scenario says “today”, that year is "
        "meant."
    )
    if without:
        told += f" The outlook does not cover {listing(without)}: the latest figures stay."
    st.caption(plain(told))


def compared(whole: Atlas, chosen: Chosen, base: str) -> tuple[Outcome, pd.DataFrame]:
    """What comes of the chosen scenarios, and the indicators before and after; see
    `crmmap.measures.compare`.

    Raises
    ------
    UnusableScenario
        If one can't be applied to this Atlas.
    """
    main, *ends = (_outcome(whole, settings, base) for settings in (chosen, *corners(chosen)))
    filters = state.filters()
    focus = [one.focus for one, _ in chosen]
    minerals = filters.minerals or tuple(
        dict.fromkeys(mineral for part in focus for mineral in part.minerals)
    )
    blocs = filters.blocs or tuple(dict.fromkeys(bloc for part in focus for bloc in part.blocs))
    about = {"minerals": minerals, "blocs": blocs, "as_of": filters.as_of}
    return main, compare_outcomes(main, *ends, **about)


def assumptions(chosen: Chosen) -> None:
    """What is assumed and what is left out, beside the maps."""
    with st.container(key="scenario_assumptions"):
        for scenario, _ in chosen:
            _list("Assumptions", scenario.assumptions)
            _list("Not modelled", scenario.not_modelled)


def tell(whole: Atlas, chosen: Chosen) -> None:
    """What the scenario says: its question, story, argument, reading guide and sources."""
    for scenario, _ in chosen:
        st.markdown(f"#### {plain(scenario.question)}")
        st.markdown(plain(scenario.narrative))
        st.caption(f"The paper's argument: {plain(scenario.argument)}")
        st.caption(
            plain(f"{base_of(whole, scenario)} {NOT_A_FORECAST} {scenario.counterpart}".strip())
        )
        _list("How to read it", scenario.reading)
        if scenario.sources:
            lines = [
                link(one.title, source_page(whole, one)) + _row_link(whole, one.row)
                for one in scenario.sources
            ]
            st.markdown("**Sources**\n\n" + "\n".join(f"- {line}" for line in lines))


def _row_link(whole: Atlas, row: str) -> str:
    """A link to the card of a row; one that has no card is named."""
    if not row:
        return ""
    table, _, key = row.partition(":")
    if not is_feature(whole, table, key):
        return f" · {plain(row)}"
    return f" · [{plain(key)} in our tables](<./?selected={quote(row)}>)"


def _list(title: str, lines: tuple[str, ...]) -> None:
    if lines:
        st.markdown(f"**{title}**\n\n" + "\n".join(f"- {plain(line)}" for line in lines))

"""The scenario page: choosing scenarios and their settings, what comes of them, and the two
maps.
"""

from __future__ import annotations

from uuid import uuid4

import folium
import pandas as pd
import streamlit as st

from crmmap import measures
from crmmap.address.page_options import NONE, OWN, countries
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.licences import publishers_of
from crmmap.draw.atlas_map import LAND
from crmmap.draw.canvas import Scene, View
from crmmap.draw.change import Sides, change_layers, sides, touched
from crmmap.draw.charts.catalogue import Setting
from crmmap.draw.legend import change_entries, link_entries, to_html
from crmmap.draw.supply import supply_rows
from crmmap.scenarios import Outcome, Scenario, UnusableScenario, compare_outcomes, corners, run
from crmmap.scenarios import library as scenarios
from crmmap.scenarios.comparison import NOT_A_FORECAST, base_of
from crmmap.scenarios.settings import read_settings, settings, unpack
from crmmap.scenarios.values import Countries, Number, Option, Switch, Value
from crmmap.schema.vocabulary import STAGE_WORDS
from crmmap.ui import choices, data, slots, state
from crmmap.ui import map as atlas_map
from crmmap.ui.cache import shared
from crmmap.ui.text import link, plain
from crmmap.wording import in_sentence

PAGE = "scenarios"
HEIGHT = 400
WORLD_VIEW = (22.0, 60.0, 1.0)
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
        given[name] = _control(atlas, parameter, key)
    return given


def _control(atlas: Atlas, parameter: Number | Switch | Option | Countries, key: str) -> Value:
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


def _outcome(whole: Atlas, chosen: Chosen) -> Outcome:
    return shared(
        _run,
        whole,
        tuple((one.model_dump_json(), tuple(sorted(given.items()))) for one, given in chosen),
    )


def _run(whole: Atlas, chosen: tuple[tuple[str, tuple[tuple[str, Value], ...]], ...]) -> Outcome:
    known = [(Scenario.model_validate_json(text), dict(given)) for text, given in chosen]
    return run(whole, known, scenarios(whole.folder))


def compared(whole: Atlas, chosen: Chosen) -> tuple[Outcome, pd.DataFrame]:
    """What comes of the chosen scenarios, and the indicators before and after; see
    `crmmap.measures.compare`.

    Raises
    ------
    UnusableScenario
        If one can't be applied to this Atlas.
    """
    main, *ends = (_outcome(whole, settings) for settings in (chosen, *corners(chosen)))
    filters = state.filters()
    focus = [one.focus for one, _ in chosen]
    minerals = filters.minerals or tuple(
        dict.fromkeys(mineral for part in focus for mineral in part.minerals)
    )
    blocs = filters.blocs or tuple(dict.fromkeys(bloc for part in focus for bloc in part.blocs))
    about = {"minerals": minerals, "blocs": blocs, "as_of": filters.as_of}
    return main, compare_outcomes(whole, main, *ends, **about)


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
                link(one.title, one.url) + (f" · {plain(one.row)}" if one.row else "")
                for one in scenario.sources
            ]
            st.markdown("**Sources**\n\n" + "\n".join(f"- {line}" for line in lines))


def _list(title: str, lines: tuple[str, ...]) -> None:
    if lines:
        st.markdown(f"**{title}**\n\n" + "\n".join(f"- {plain(line)}" for line in lines))


def maps(whole: Atlas, chosen: Chosen, outcome: Outcome, *, title: str) -> None:
    """Today and the scenario: two maps that move together, or one of them."""
    st.markdown(f"#### {plain(title)}")
    series = _series(whole, chosen)
    names = {
        one: f"{in_sentence(one.split(':')[0])}, {STAGE_WORDS[one.split(':')[1]]}".capitalize()
        for one in series
    }
    focus = chosen[0][0].focus
    begin = f"{focus.minerals[0]}:{focus.stage}" if focus.minerals else series[0]
    left, right = st.columns([0.5, 0.5], vertical_alignment="bottom")
    with left:
        wanted = choices.one(PAGE, "supply", "Circles show", series, first=begin, names=names)
    with right:
        both = ("side by side", "today", "in the scenario")
        sight = st.segmented_control(
            "Maps", both, default=both[0], key="scenario_sight", required=True
        )
    mineral, stage = wanted.split(":")
    supply = sides(whole, outcome, mineral=mineral, stage=stage)
    shown = [
        place for place, word in enumerate(("today", "in the scenario")) if sight in (both[0], word)
    ]
    for column, place in zip(st.columns(len(shown), gap="small"), shown, strict=True):
        with column:
            st.caption(("Today", "In the scenario")[place])
            _map(
                whole,
                outcome,
                supply,
                after=bool(place),
                view=focus.view or WORLD_VIEW,
                token=chosen[0][0].id,
            )
    _legend(stage)


def _series(whole: Atlas, chosen: Chosen) -> list[str]:
    wanted = [mineral for one, _ in chosen for mineral in one.focus.minerals] or whole.minerals[
        "mineral"
    ].tolist()
    table = measures.concentration(whole)
    known = set(zip(table["mineral"], table["stage"], strict=True))
    return [
        f"{mineral}:{stage}"
        for mineral in dict.fromkeys(wanted)
        for stage in STAGE_WORDS
        if (mineral, stage) in known
    ]


def _map(
    whole: Atlas,
    outcome: Outcome,
    supply: Sides,
    *,
    after: bool,
    view: tuple[float, float, float],
    token: str,
) -> None:
    files = data.map_files(whole)
    side = outcome.atlas if after else whole
    layers = change_layers(
        side,
        outcome.changes,
        supply,
        files.supply_ids,
        after=after,
        as_of=state.filters().as_of,
        theme_name=atlas_map.theme_name(),
        base_url=data.addresses()[1],
        files=files.files,
    )
    group = folium.FeatureGroup()
    together = st.session_state.setdefault(slots.SCENARIO_MAPS, f"maps-{uuid4()}")
    shown = {
        "production": supply_rows(side, supply.mineral, supply.stage),
        **touched(side, outcome.changes),
    }
    sources = publishers_of(whole, shown, first=[LAND])
    scene = Scene(
        layers,
        View(*view, token=token),
        theme=atlas_map.theme_name(),
        sources=sources,
        together=together,
    )
    group.add_child(scene)
    atlas_map.show(
        group, key=f"scenario_{'after' if after else 'before'}", height=HEIGHT, reports=[]
    )


def _legend(stage: str) -> None:
    theme = atlas_map.theme_name()
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(to_html(change_entries(theme, stage)))
    with right:
        st.html(to_html(link_entries(theme)))
    st.caption(
        "Areas of the circles are parts of today's world supply on both maps. Agreements and "
        "sites are drawn where the "
        "scenario touches them."
    )

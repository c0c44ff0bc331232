"""Two maps of a scenario that move together: today, and as it leaves the world."""

from __future__ import annotations

from uuid import uuid4

import folium
import streamlit as st

from crmmap import measures
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.licences import publishers_of
from crmmap.draw.atlas_map import LAND
from crmmap.draw.canvas import Scene, View
from crmmap.draw.change import Sides, change_layers, sides, touched
from crmmap.draw.legend import change_entries, link_entries, to_html
from crmmap.draw.supply import supply_rows
from crmmap.scenarios import Outcome
from crmmap.scenarios.base_year import when, whose
from crmmap.scenarios.lead_figures import lead_figures
from crmmap.schema.vocabulary import STAGE_WORDS
from crmmap.ui import choices, data, slots, state
from crmmap.ui import map as atlas_map
from crmmap.ui.scenarios import PAGE, Chosen
from crmmap.ui.text import html, plain
from crmmap.wording import in_sentence

HEIGHT = 400
WORLD_VIEW = (22.0, 60.0, 1.0)


def draw(whole: Atlas, chosen: Chosen, outcome: Outcome, *, title: str) -> None:
    """Today and the scenario: two maps that move together, or one of them."""
    st.markdown(f"#### {plain(title)}")
    figures = st.container()
    series = _series(outcome.before, chosen)
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
        both = ("side by side", "before", "in the scenario")
        sight = st.segmented_control(
            "Maps", both, default=both[0], key="scenario_sight", required=True
        )
    mineral, stage = wanted.split(":")
    with figures:
        _figures(whole, outcome, chosen, mineral, stage)
    supply = sides(outcome, mineral=mineral, stage=stage)
    before = when(supply.year).capitalize()
    shown = [place for place, word in enumerate(both[1:]) if sight in (both[0], word)]
    for column, place in zip(st.columns(len(shown), gap="small"), shown, strict=True):
        with column:
            st.caption((before, "In the scenario")[place])
            _map(
                whole,
                outcome,
                supply,
                after=bool(place),
                view=focus.view or WORLD_VIEW,
                token=chosen[0][0].id,
            )
    _legend(supply, links=(outcome.changes["table"] == "agreements").any())


def _figures(whole: Atlas, outcome: Outcome, chosen: Chosen, mineral: str, stage: str) -> None:
    """Supply, leader, and what the bloc of the bar or of the scenario would lose."""
    known = set(whole.blocs["bloc_id"])  # a scenario may found others
    of_scenarios = (bloc for one, _ in chosen for bloc in one.focus.blocs)
    blocs = [bloc for bloc in (*state.filters().blocs, *of_scenarios, "EU") if bloc in known]
    if not blocs:
        return
    parts = "".join(
        f"<div><dt>{html(one.words)}</dt><dd>{html(one.figure)}</dd></div>"
        for one in lead_figures(outcome, mineral=mineral, stage=stage, bloc=blocs[0])
    )
    st.html(f'<dl class="crm-figures">{parts}</dl>')


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
    side = outcome.atlas if after else outcome.before
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


def _legend(supply: Sides, *, links: bool) -> None:
    theme = atlas_map.theme_name()
    st.html(
        to_html([*change_entries(theme, supply.stage), *(link_entries(theme) if links else ())])
    )
    st.caption(
        f"Areas of the circles are parts of {whose(supply.year)} world supply on both maps. "
        "Agreements and "
        "sites are drawn where the "
        "scenario touches them."
    )

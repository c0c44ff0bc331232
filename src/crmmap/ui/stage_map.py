"""One mineral's supply on the map, stepped or played from mining to refining."""

from __future__ import annotations

from collections.abc import Sequence

import folium
import streamlit as st

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.licences import publishers_of
from crmmap.draw.atlas_map import LAND
from crmmap.draw.canvas import Scene, View
from crmmap.draw.charts.choke_points import STAGE_NAMES
from crmmap.draw.supply import supply_layers, supply_rows
from crmmap.ui import data, slots
from crmmap.ui import map as atlas_map

STEP_SECONDS = 1.8
HEIGHT = 420
VIEW = View(24.0, 12.0, 1.0, "stages")


def draw(whole: Atlas, mineral: str, stages: Sequence[str]) -> None:
    """The map, with its stepper where both stages have a series."""
    both = len(stages) > 1
    playing = both and st.toggle("Play mining → refining", key="stage_playing")
    _step(whole, mineral, "" if both else stages[0], every=STEP_SECONDS if playing else None)


def _step(whole: Atlas, mineral: str, only: str, *, every: float | None) -> None:
    @st.fragment(run_every=every)
    def shown() -> None:
        if every is not None and st.session_state.get(slots.STAGE_DRAWN):
            now = st.session_state.get(slots.STAGE, "mine")
            st.session_state[slots.STAGE] = "refinery" if now == "mine" else "mine"
        st.session_state[slots.STAGE_DRAWN] = True
        stage = only or st.segmented_control(
            "Stage",
            list(STAGE_NAMES),
            format_func=STAGE_NAMES.__getitem__,
            key=slots.STAGE,
            default="mine",
            required=True,
        )
        files, base = data.map_files(whole), data.addresses()[1]
        layers = supply_layers(
            whole,
            files.supply_ids,
            mineral=mineral,
            stage=stage,
            theme_name=atlas_map.theme_name(),
            points_url=base + files.files["supply"],
            countries_url=base + files.files["countries"],
        )
        group = folium.FeatureGroup()
        sources = publishers_of(
            whole, {"production": supply_rows(whole, mineral, stage)}, first=[LAND]
        )
        group.add_child(Scene(layers, VIEW, theme=atlas_map.theme_name(), sources=sources))
        atlas_map.show(group, key="stage_map", height=HEIGHT, reports=[])
        st.caption(
            "Areas of the circles are in proportion to the shares of the world; the largest would "
            "be all of it."
        )

    shown()

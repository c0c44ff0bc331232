"""The stage: one step of a story as a projector shows it, the picture with a card over it."""

from __future__ import annotations

import streamlit as st

from crmmap.address.words import Picture
from crmmap.atlas.atlas import Atlas
from crmmap.draw.charts.step_table import table_of
from crmmap.draw.palette import GROUNDS, SEAS
from crmmap.draw.step import State, exhibit_of, figures_of, state_of
from crmmap.scenarios import library as scenarios
from crmmap.scenarios.settings import read_settings, settings
from crmmap.scenarios.values import Number
from crmmap.shipped import WEB
from crmmap.stories import Step
from crmmap.toml_models import UnusableFile
from crmmap.ui import map as atlas_map
from crmmap.ui import scenarios as scenario_page
from crmmap.ui import state
from crmmap.ui.cache import shared
from crmmap.ui.projector_pictures import (
    draw_image,
    draw_quote,
    show_chart,
    show_figures,
    show_table,
)
from crmmap.ui.text import html, plain

CARD = 377
"""Pixels of the map that the card covers at its left; they are those of the stage by 1.2, so that
the map's letters are as large as the charts'."""
_CSS = (WEB / "app" / "projector.css").read_text("utf-8")
_SLIDER = "stage_slider_"
_NO_BAR = "<style>.st-key-bar, .st-key-search_box { display: none; }</style>"


def draw(whole: Atlas, step: Step, *, section: str, filtering: bool) -> None:
    """The step.

    Parameters
    ----------
    section
        The part of the story in which it stands; "" for none.
    filtering
        Whether the bar with the filters stands over it.
    """
    theme = atlas_map.theme_name()
    rules = _CSS.replace("GROUND", GROUNDS[theme]).replace("SEA", SEAS[theme])
    st.html(f"<style>{rules}</style>")
    if not filtering:
        st.html(_NO_BAR)
    with st.container(key="stage"):
        with st.container(key="stage_card"):
            points = "".join(f"<li>{html(point)}</li>" for point in step.points)
            part = f"<p>{html(section)}</p>" if section else ""
            st.html(f"{part}<h1>{html(step.title)}</h1><ul>{points}</ul>")
            step = _with_sliders(whole, step)
            for source in step.sources:
                st.caption(plain(f"Source: {source}"))
        with st.container(key=f"stage_{step.kind}"):
            _picture(whole, step)


def forget() -> None:
    """Let the sliders stand where the next step has them."""
    for key in [key for key in st.session_state if str(key).startswith(_SLIDER)]:
        del st.session_state[key]


def _with_sliders(whole: Atlas, step: Step) -> Step:
    """The step with its scenarios as the sliders in the card set them."""
    names = [step.words[word] for word in ("scenario", "and") if word in step.words]
    known = scenarios(whole.folder)
    texts = tuple(text for text in step.words.get("set", "").split(";") if text)
    told: list[str] = []
    for scenario in (known[name] for name in names if name in known):
        given = {
            name: parameter.default for name, parameter in scenario.parameters.items()
        } | read_settings(scenario, texts)
        for name, parameter in scenario.parameters.items():
            if isinstance(parameter, Number):
                key = f"{_SLIDER}{scenario.id}_{name}"
                st.session_state.setdefault(key, float(given[name]))  # ty: ignore[invalid-argument-type]
                given[name] = scenario_page.control(whole, parameter, key)
        told += settings(scenario, given)
    return (
        step
        if not names
        else step.model_copy(update={"words": step.words | {"set": ";".join(told)}})
    )


def _state(whole: Atlas, step: str) -> State:
    return state_of(Step.model_validate_json(step), whole)


def _picture(whole: Atlas, step: Step) -> None:
    """What the step shows, under the filters that are set."""
    if step.quote is not None:
        draw_quote(step.quote)
        return
    if step.image:
        draw_image(step)
        return
    try:
        _draw_found(whole, step)
    except UnusableFile as fault:
        st.error("This step can't be shown:\n\n" + plain("; ".join(fault.faults)))


def _draw_found(whole: Atlas, step: Step) -> None:
    """Figures, a chart, a table or the map.

    Raises
    ------
    UnusableFile
        If its scenario or its chart can't be used.
    """
    with st.spinner("Working out the step …"):
        found = shared(_state, whole, step.model_dump_json())
    now = state.filters()
    theme = atlas_map.theme_name()
    shown = State(Picture(now, own=found.picture.own), found.outcome)
    if step.figures:
        show_figures(figures_of(shown, whole))
        return
    exhibit = exhibit_of(step, shown, whole, theme)
    if exhibit is None:
        atlas_map.draw(whole, whole.filter(now), beside=CARD)
    elif table := table_of(step, exhibit, names=whole.lookups.name_of):
        show_table(exhibit, table)
    else:
        show_chart(exhibit, theme)

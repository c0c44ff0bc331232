"""Presenting a story: one step at a time, with keys, a clock and notes."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any
from urllib.parse import quote

import streamlit as st

from crmmap.address.page_options import OWN
from crmmap.address.words import Picture
from crmmap.atlas.atlas import Atlas
from crmmap.draw.palette import GROUNDS
from crmmap.draw.step import State, exhibit_of, state_of
from crmmap.scenarios import UnusableScenario
from crmmap.shipped import WEB
from crmmap.stories import Step, Story
from crmmap.stories import library as stories
from crmmap.ui import address, choices, data, recorder, slots, state
from crmmap.ui import map as atlas_map
from crmmap.ui.cache import shared
from crmmap.ui.text import html, plain

PAGE = "present"
MAP_HEIGHT = 560
LARGER = 1.4
_WEB = WEB / "app"
_BAR = """
<div class="present-bar" role="group" aria-label="Presentation"><span class="progress"></span>
<div class="track"><div class="bar"></div></div>
<button class="clock" title="Time left; a click begins anew"></button>
<button class="notes">Notes</button>
<button class="black" title="Key B">Blank screen</button>
<button class="full">Full screen</button></div>
"""
_CSS = """
<style>
[data-testid="stHeader"] { display: none; }
[data-testid="stMainBlockContainer"] { padding: 1.2rem 2rem 9rem; }
.st-key-present_foot {
  position: fixed; bottom: 0; left: 0; right: 0; z-index: 100; padding: 0.5rem 2rem; gap: 0.5rem;
  background: GROUND;
}
.st-key-present_words h1 { font-size: 2.3rem; line-height: 1.15; padding: 0; }
.st-key-present_words li { font-size: 1.45rem; line-height: 1.35; margin-bottom: 0.7rem; }
.st-key-present_words [data-testid="stCaptionContainer"] p { font-size: 0.95rem; }
.st-key-present_picture h2 { font-size: 1.5rem; padding: 0 0 0.4rem; }
</style>
"""
_NO_BAR = "<style>.st-key-bar, .st-key-search_box { display: none; }</style>"


def library() -> dict[str, Story]:
    """The stories of the data, and the one that the user has recorded under `OWN`."""
    mine = recorder.story()
    return {**({OWN: mine} if mine else {}), **stories(data.atlas().folder)}


def current_step() -> tuple[Story, int] | None:
    """The story that is presented and the index of its step, from 0; None if no story is."""
    names, _ = choices.held(PAGE, "story")
    steps, _ = choices.held(PAGE, "step")
    known = library()
    if not names or names[0] not in known:
        return None
    story = known[names[0]].model_copy(update={"id": names[0]})
    place = min(int(steps[0]) if steps else 1, len(story.steps))
    choices.hold(PAGE, "step", [str(place)])
    return story, place - 1


def go(atlas: Atlas, name: str, place: int) -> None:
    """Show a step as it was recorded; from callbacks."""
    step = library()[name].steps[place]
    address.take_words(atlas, step.words)
    choices.hold(PAGE, "story", [name])
    choices.hold(PAGE, "step", [str(place + 1)])


def leave() -> None:
    """Back to the stories."""
    choices.hold(PAGE, "story", [])
    choices.hold(PAGE, "step", [])


@cache
def _bar() -> Any:
    texts = {
        kind: (_WEB / f"presenter.{kind}").read_text(encoding="utf-8") for kind in ("js", "css")
    }
    return st.components.v2.component(
        "crmmap_presenter", html=_BAR, css=texts["css"], js=texts["js"]
    )


def _keyed(atlas: Atlas, story: Story, place: int) -> None:
    """A key was pressed."""
    last = len(story.steps) - 1
    asked = st.session_state[slots.PRESENTER].get("go")
    wanted = {"next": place + 1, "previous": place - 1, "first": 0, "last": last}.get(asked, place)
    if 0 <= wanted <= last and wanted != place:
        go(atlas, story.id, wanted)


def tell(whole: Atlas, story: Story, place: int) -> None:
    """One step."""
    step, last = story.steps[place], len(story.steps) - 1
    st.html(_CSS.replace("GROUND", GROUNDS[atlas_map.theme_name()]))
    if not st.session_state.get(slots.PRESENT_FILTERS):
        st.html(_NO_BAR)
    left, right = st.columns([0.34, 0.66], gap="large")
    with left, st.container(key="present_words"):
        points = "".join(f"<li>{html(point)}</li>" for point in step.points)
        st.html(f"<h1>{html(step.title)}</h1><ul>{points}</ul>")
        for source in step.sources:
            st.caption(plain(f"Source: {source}"))
    with right, st.container(key="present_picture"):
        _picture(whole, step)
    shown = {
        "story": story.id,
        "step": place + 1,
        "steps": last + 1,
        "minutes": story.minutes,
        "title": step.title,
        "notes": step.notes,
        "next": story.steps[place + 1].title if place < last else "",
    }
    if st.session_state.get(slots.PRESENT_NOTES):
        st.info(plain(step.notes or "No notes for this step."))
    with st.container(key="present_foot"):
        _bar()(key=slots.PRESENTER, data=shown, on_go_change=lambda: _keyed(whole, story, place))
        _controls(whole, story, place)


def _controls(whole: Atlas, story: Story, place: int) -> None:
    step, last = story.steps[place], len(story.steps) - 1
    with st.container(horizontal=True, vertical_alignment="center", key="present_controls"):
        st.button(
            "← Previous",
            key="present_previous",
            disabled=place == 0,
            on_click=go,
            args=(whole, story.id, place - 1),
        )
        st.button(
            "Next →",
            key="present_next",
            type="primary",
            disabled=place == last,
            on_click=go,
            args=(whole, story.id, place + 1),
        )
        with st.popover("Go to …", key="present_jump"):
            for other, one in enumerate(story.steps):
                label = f"{other + 1}. {plain(one.title)}"
                st.button(
                    label,
                    key=f"present_to_{other}",
                    type="tertiary",
                    on_click=go,
                    args=(whole, story.id, other),
                )
        st.button(
            "Back to this step", key="present_back", on_click=go, args=(whole, story.id, place)
        )
        words = "&".join(f"{quote(word)}={quote(value)}" for word, value in step.words.items())
        st.link_button("Open its page", f"./{'' if step.page == 'atlas' else step.page}?{words}")
        st.toggle("Filters", key=slots.PRESENT_FILTERS)
        st.toggle("Notes below", key=slots.PRESENT_NOTES)
        st.button("Exit", key="present_leave", on_click=leave)


def _state(whole: Atlas, step: str) -> State:
    return state_of(Step.model_validate_json(step), whole)


def _picture(whole: Atlas, step: Step) -> None:
    """The chart of the step under the filters that are set, or the map."""
    try:
        with st.spinner("Working out the step …"):
            found = shared(_state, whole, step.model_dump_json())
    except UnusableScenario as fault:
        st.error("The scenario of this step can't be applied:\n\n" + plain("; ".join(fault.faults)))
        return
    now = state.filters()
    theme = atlas_map.theme_name()
    exhibit = exhibit_of(
        step, State(Picture(now, own=found.picture.own), found.outcome), whole, theme
    )
    if exhibit is None:
        atlas_map.draw(whole, whole.filter(now), height=MAP_HEIGHT)
        return
    st.markdown(f"## {plain(exhibit.title)}")
    if exhibit.chart is not None:
        st.vega_lite_chart(None, enlarged(exhibit.spec(theme)), theme=None, width="stretch")
    st.caption(plain(f"Source: {exhibit.source}."))


def enlarged(spec: dict[str, Any]) -> dict[str, Any]:
    """A chart with its type as large as a projector needs."""
    larger = deepcopy(spec)

    def grow(part: Any) -> None:
        if isinstance(part, dict):
            for key, value in part.items():
                grows = key.lower().endswith("fontsize") or key == "labelLimit"
                if grows and isinstance(value, int | float):
                    part[key] = round(value * LARGER)
                elif grows and "expr" in value:
                    part[key] = {"expr": f"({value['expr']}) * {LARGER}"}
                else:
                    grow(value)
        elif isinstance(part, list):
            for one in part:
                grow(one)

    grow({key: value for key, value in larger.items() if key not in ("datasets", "data")})
    return larger

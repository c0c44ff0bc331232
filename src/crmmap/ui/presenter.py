"""Which step of which story is presented, and the ways from one to another."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import quote

import streamlit as st

from crmmap.address.page_options import OWN, SHARED
from crmmap.atlas.atlas import Atlas
from crmmap.shipped import WEB
from crmmap.stories import Story, unpack
from crmmap.stories import library as stories
from crmmap.ui import address, choices, data, projector, recorder, slots

PAGE = "present"
_WEB = WEB / "app"
_NO_NOTES = "There are no notes for this step."


def library() -> dict[str, Story]:
    """The stories of the data, the one that the user has recorded under `OWN`, and under `SHARED`
    the one that came with the address.
    """
    mine = recorder.story()
    told, _ = choices.held(PAGE, "told")
    return {
        **({SHARED: unpack(told[0])} if told else {}),
        **({OWN: mine} if mine else {}),
        **stories(data.atlas().folder),
    }


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
    projector.forget()
    address.take_words(atlas, step.words)
    choices.hold(PAGE, "story", [name])
    choices.hold(PAGE, "step", [str(place + 1)])


def leave() -> None:
    """Back to the stories."""
    choices.hold(PAGE, "story", [])
    choices.hold(PAGE, "step", [])


def tell(whole: Atlas, story: Story, place: int) -> None:
    """One step, with the controls over it."""
    filtering = bool(st.session_state.get(slots.PRESENT_FILTERS))
    step = story.steps[place]
    projector.draw(whole, step, section=story.section(place), filtering=filtering)
    with st.container(key="present_controls"):
        _controls()(
            key=slots.PRESENTER,
            data=_shown(story, place, filtering=filtering),
            on_go_change=lambda: _asked(whole, story),
        )


@cache
def _controls() -> Any:
    html, js, css = (
        (_WEB / f"presenter.{kind}").read_text(encoding="utf-8") for kind in ("html", "js", "css")
    )
    return st.components.v2.component("crmmap_presenter", html=html, css=css, js=js)


def _shown(story: Story, place: int, *, filtering: bool) -> dict[str, Any]:
    step = story.steps[place]
    words = "&".join(f"{quote(word)}={quote(value)}" for word, value in step.words.items())
    return {
        "story": story.id,
        "step": place + 1,
        "titles": [one.title for one in story.steps],
        "minutes": story.minutes,
        "points": len(step.points) if step.reveal else 0,
        "notes": step.notes or _NO_NOTES,
        "page": f"./{'' if step.page == 'atlas' else step.page}?{words}",
        "filtering": filtering,
        "card": projector.CARD,
    }


def _asked(atlas: Atlas, story: Story) -> None:
    """A key was pressed or a control was clicked: the number of a step, or a word."""
    asked = str(st.session_state[slots.PRESENTER].get("go"))
    if asked == "leave":
        leave()
    elif asked == "filters":
        st.session_state[slots.PRESENT_FILTERS] = not st.session_state.get(slots.PRESENT_FILTERS)
    elif asked.isdecimal() and 1 <= int(asked) <= len(story.steps):
        go(atlas, story.id, int(asked) - 1)

"""Recording a story: adding, editing, ordering, saving and loading steps."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import shorten
from typing import Any
from zlib import crc32

import streamlit as st

from crmmap.address.page_options import SHARED
from crmmap.address.words import KNOWN_ON, to_words
from crmmap.stories import Step, Story, UnusableStory, pack, read, write
from crmmap.stories.story import LONGEST_POINT, LONGEST_TITLE, MOST_POINTS, MOST_STEPS
from crmmap.ui import addresses, slots, state, step_editor
from crmmap.ui.text import plain
from crmmap.wording import counted

UNTITLED = "My story"


def draw_button(shown: dict[str, Any], *, key: str) -> None:
    """Add what is shown, as `step` has it, to the user's own story."""
    count = len(_steps())
    if st.toggle(
        "Add to my story",
        key=key,
        disabled=count >= MOST_STEPS,
        persist_state="session",
        help="Adds what you see as a step of your own story. You tell it on the page “Present”.",
    ):
        _ask(shown, key)
    if count:
        st.caption(f"Your story has {counted(count, 'step')} now; it can have {MOST_STEPS}.")


def _ask(shown: dict[str, Any], key: str) -> None:
    """The words of the new step, filled in from the finding; another finding fills them anew."""
    fields = f"{key}_{crc32(shown['title'].encode()):08x}"
    with st.container(border=True):
        st.text_input(
            "Title",
            shown["title"],
            max_chars=LONGEST_TITLE,
            key=slots.new_step(fields, "title"),
            persist_state="session",
        )
        st.text_area(
            f"Points, a line each, {MOST_POINTS} at most",
            "\n".join(shown["points"]),
            height=140,
            key=slots.new_step(fields, "points"),
            persist_state="session",
        )
        st.button(
            "Add this step",
            type="primary",
            key=f"{key}_add",
            icon=":material/add_to_queue:",
            on_click=_add,
            args=(shown, key, fields),
        )


def _add(shown: dict[str, Any], key: str, fields: str) -> None:
    title = st.session_state[slots.new_step(fields, "title")].strip() or shown["title"]
    points = step_editor.as_points(st.session_state[slots.new_step(fields, "points")])
    _steps().append(shown | {"title": title, "points": points})
    st.session_state[key] = False


def step(
    page: str, words: dict[str, str], title: str, *, chart: str = "", points: Sequence[str] = ()
) -> dict[str, Any]:
    """What a page shows as a step; texts that are too long for one are cut."""
    return {
        "title": shorten(title, LONGEST_TITLE, placeholder=" …"),
        "points": tuple(
            shorten(point, LONGEST_POINT, placeholder=" …") for point in points[:MOST_POINTS]
        ),
        "notes": "",
        "page": page,
        "words": {word: value for word, value in words.items() if word != KNOWN_ON},
        "chart": chart,
    }


def step_of_map(headline: str, points: Sequence[str]) -> dict[str, Any]:
    """The map as it is seen."""
    return step(state.page(), to_words(state.picture()), headline, points=points)


def _steps() -> list[dict[str, Any]]:
    return st.session_state.setdefault(slots.RECORDED_STEPS, [])


def story() -> Story | None:
    """The recorded story; None as long as it has no step."""
    steps = tuple(Step.model_validate(step) for step in _steps())
    if not steps:
        return None
    title = st.session_state.get(slots.RECORDED_TITLE) or UNTITLED
    return Story(
        id="own",
        title=title,
        summary="Recorded in this session.",
        minutes=2 * len(steps),
        steps=steps,
    )


def as_text() -> str:
    """The recorded story as TOML; "" as long as it has no step."""
    made = story()
    return write(made).decode() if made is not None else ""


def stays() -> bool:
    """Whether the browser shall keep the story when its tab is closed."""
    return bool(st.session_state.get(slots.RECORDED_STAYS))


def restore(text: str, *, stays: bool) -> None:
    """Go on with a story that the browser has kept, unless one is being recorded."""
    if not _steps():
        st.session_state[slots.RECORDED_STAYS] = stays
        _use(text.encode(), "the story kept by this browser")


def draw() -> None:
    """On the page Present: the recorded steps."""
    st.subheader("Your own story")
    if not _steps():
        st.caption(
            "Choose “Add to my story”: for the map it stands under “Share and export”, for each "
            "chart in the line below it."
        )
    else:
        loaded = st.session_state.pop(slots.RECORDED_TITLE_LOADED, None)
        st.session_state[slots.RECORDED_TITLE] = loaded or st.session_state.get(
            slots.RECORDED_TITLE, UNTITLED
        )
        st.text_input("Title of the story", key=slots.RECORDED_TITLE, persist_state="session")
    steps = _steps()
    for place in range(len(steps)):
        step_editor.edit(steps, place)
    made = story()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if made is not None:
            st.download_button(
                "Save (TOML)",
                write(made),
                file_name="story.toml",
                mime="application/toml",
                icon=":material/download:",
                on_click="ignore",
            )
    if made is not None:
        st.checkbox(
            "Keep this story in this browser, also when its tab is closed",
            key=slots.RECORDED_STAYS,
            persist_state="session",
            help="Without it the story is kept until you close this tab. It is stored on this "
            "computer alone, for everybody who uses this browser here.",
        )
        _link(made)
    file = st.file_uploader(
        "Load a story (TOML)", type=["toml"], key="story_file", max_upload_size=8
    )
    if file is not None and st.session_state.get(slots.STORY_FILE_ID) != file.file_id:
        st.session_state[slots.STORY_FILE_ID] = file.file_id
        _load(file.getvalue(), file.name)
    for fault in st.session_state.get(slots.RECORDED_FAULTS, []):
        st.error(plain(fault))


def _link(made: Story) -> None:
    """The whole story as an address, where it is short enough for one."""
    try:
        words = {"story": SHARED, "step": "1", "told": pack(made)}
    except ValueError as fault:
        st.caption(plain(f"To pass this story on, save it and send the file: {fault}."))
        return
    st.caption("This address holds the whole story. Whoever opens it sees the first step.")
    st.code(addresses.of("present", words), language=None)


def _load(content: bytes, name: str) -> None:
    if _use(content, name):
        st.rerun()


def _use(content: bytes, name: str) -> bool:
    """Make it the recorded story; what is wrong with it is said on the page Present."""
    try:
        loaded = read(content, name=name)
    except UnusableStory as fault:
        st.session_state[slots.RECORDED_FAULTS] = fault.faults[:12]
        return False
    st.session_state[slots.RECORDED_FAULTS] = []
    st.session_state[slots.RECORDED_STEPS] = [step.model_dump() for step in loaded.steps]
    st.session_state[slots.RECORDED_TITLE_LOADED] = loaded.title
    step_editor.forget()
    return True

"""Editing one step of the user's own story: its words, what it shows, and its place."""

from __future__ import annotations

import base64
import io
from typing import Any

import streamlit as st

from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.exchange.paper import read_picture
from crmmap.stories.story import (
    KINDS,
    LONGEST_POINT,
    LONGEST_QUOTE,
    LONGEST_SECTION,
    LONGEST_TITLE,
    MOST_POINTS,
    MOST_STEPS,
)
from crmmap.ui import slots
from crmmap.ui.navigation import PAGES
from crmmap.ui.text import plain

MAP = "map"
WORDS = {
    MAP: "the map",
    "chart": "a chart",
    "table": "the first rows of a chart, as a table",
    "comparison": "actors in its place, side by side",
    "figures": "the three figures of its scenario",
    "quote": "a quote",
    "image": "a picture of my own",
}
LARGEST_PICTURE = 1600  # pixels of a side
Steps = list[dict[str, Any]]


def edit(steps: Steps, place: int) -> None:
    """Title, points, notes, picture and place of one step."""
    step = steps[place]
    page = PAGES.get(step["page"], step["page"])
    named = st.session_state.get(slots.step_title(place), step["title"])
    with st.expander(f"{place + 1}. {plain(named)} · {page}", key=f"recorded_{place}"):
        title = st.text_input(
            "Title", step["title"], key=slots.step_title(place), max_chars=LONGEST_TITLE
        )
        section = st.text_input(
            "Part of the story that begins here, if one does",
            step.get("section", ""),
            key=f"step_section_{place}",
            max_chars=LONGEST_SECTION,
        )
        points = st.text_area(
            f"Points, a line each, {MOST_POINTS} at most",
            "\n".join(step["points"]),
            key=f"step_points_{place}",
            height=110,
        )
        reveal = st.toggle(
            "Show the points one by one", step.get("reveal", False), key=f"step_reveal_{place}"
        )
        notes = st.text_area(
            "Notes for the speaker", step["notes"], key=f"step_notes_{place}", height=80
        )
        step |= {
            "title": title or page,
            "section": section.strip(),
            "points": as_points(points),
            "reveal": reveal,
            "notes": notes,
        }
        _choose_picture(step, place)
        _move(steps, place)


def as_points(text: str) -> tuple[str, ...]:
    """The points that a text has, a line each."""
    lines = [line.strip()[:LONGEST_POINT] for line in text.splitlines() if line.strip()]
    return tuple(lines[:MOST_POINTS])


def _choose_picture(step: dict[str, Any], place: int) -> None:
    """What the step shows; as long as something is missing it keeps what it had."""
    has_scenario = "scenario" in step["words"]
    needs = {"figures": has_scenario, "comparison": step["page"] == "places"}
    kinds = [kind for kind in WORDS if needs.get(kind, True)]
    now = next((kind for kind in KINDS if step.get(kind)), MAP)
    kind = st.selectbox(
        "It shows",
        kinds,
        index=kinds.index(now) if now in kinds else 0,
        format_func=WORDS.__getitem__,
        key=f"step_kind_{place}",
    )
    value: Any = None
    if kind in ("chart", "table"):
        names = [name for name in EXHIBITS if has_scenario or not name.startswith("scenarios/")]
        first = step.get("chart") or step.get("table")
        before = names.index(first) if first in names else 0
        value = st.selectbox("Chart", names, index=before, key=f"step_chart_{place}")
    elif kind in needs:
        value = True
    elif kind == "quote":
        value = _quote(step.get("quote") or {}, place)
    elif kind == "image":
        value = _image(place) or step.get("image")
    if kind == MAP or value:
        columns = step.get("columns") if kind == "table" and step.get("table") == value else None
        for other in (*KINDS, "columns"):
            step.pop(other, None)
        step |= {} if kind == MAP else {kind: value}
        step |= {"columns": columns} if columns else {}


def _quote(quote: dict[str, str], place: int) -> dict[str, str] | None:
    text = st.text_area(
        "Quote", quote.get("text", ""), key=f"step_quote_{place}", max_chars=LONGEST_QUOTE
    ).strip()
    source = st.text_input(
        "Who said it, and where it can be read",
        quote.get("source", ""),
        key=f"step_said_{place}",
    ).strip()
    return {"text": text, "source": source} if text and source else None


def _image(place: int) -> str:
    """A picture from the user's computer, made small; it stays in this story and goes nowhere."""
    kinds = ["png", "jpg", "jpeg", "webp"]
    file = st.file_uploader("Picture", type=kinds, key=f"step_image_{place}", max_upload_size=20)
    if file is None:
        return ""
    try:
        picture = read_picture(file)
    except ValueError:
        st.error(
            f"{plain(file.name)} can't be read as a picture of less than 40 million pixels. Choose "
            "a PNG, JPEG or WebP file."
        )
        return ""
    picture.thumbnail((LARGEST_PICTURE, LARGEST_PICTURE))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()


def _move(steps: Steps, place: int) -> None:
    last = len(steps) - 1
    doing = {
        "Up": ("up", place == 0, _swap, (steps, place, place - 1)),
        "Down": ("down", place == last, _swap, (steps, place, place + 1)),
        "Duplicate": ("twice", len(steps) >= MOST_STEPS, _twice, (steps, place)),
        "Delete": ("delete", False, _delete, (steps, place)),
    }
    with st.container(horizontal=True):
        for label, (name, disabled, act, given) in doing.items():
            st.button(
                label, key=f"step_{name}_{place}", disabled=disabled, on_click=act, args=given
            )


def _swap(steps: Steps, one: int, other: int) -> None:
    steps[one], steps[other] = steps[other], steps[one]
    forget()


def _twice(steps: Steps, place: int) -> None:
    steps.insert(place + 1, dict(steps[place]))
    forget()


def _delete(steps: Steps, place: int) -> None:
    del steps[place]
    forget()


def forget() -> None:
    """The fields are filled from the steps again."""
    for key in [key for key in st.session_state if str(key).startswith("step_")]:
        del st.session_state[key]

"""A scenario of the user's own: written in a form or as text, saved and loaded as TOML."""

from __future__ import annotations

from collections.abc import Callable
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import streamlit as st
import tomli_w
from pydantic.fields import FieldInfo

from crmmap.address.page_options import OWN, countries
from crmmap.atlas.atlas import Atlas
from crmmap.scenarios import Scenario, UnusableScenario, read, write
from crmmap.scenarios.base import Action
from crmmap.scenarios.files import action_kinds
from crmmap.scenarios.settings import pack
from crmmap.ui import choices, slots
from crmmap.ui.text import plain

PAGE = "scenarios"
DOING: dict[str, str] = {
    "scale_supply": "Scale or stop supply",
    "add_supply": "Add supply: recycling, mine waste, a new source",
    "scale_demand": "Scale demand",
    "set_agreement": "Change agreements",
    "add_agreement": "Add an agreement",
    "set_membership": "Join or leave a bloc",
    "create_bloc": "Found a bloc",
    "set_measure": "Change or lift measures",
    "add_measure": "Impose a measure",
    "set_site": "Change the status of sites",
    "add_site": "Add a site",
    "set_adherence": "Adhere to a standard",
    "set_standard": "Let a standard bind",
}
LEFT_TO_TEXT = ("do", "when")
"""Fields that the form leaves out: switches are written as text."""


def draw(atlas: Atlas, chosen: list[tuple[Scenario, dict[str, Any]]]) -> None:
    """Save what is shown; load, write or change one's own."""
    scenario = chosen[0][0]
    if not st.toggle("Save, load, or write your own", key="own_scenario_open"):
        return  # the form has long lists: who does not write does not wait for them
    with st.container(border=True):
        st.download_button(
            "Save this scenario (TOML)",
            write(scenario),
            file_name=f"{scenario.id}.toml",
            mime="application/toml",
            icon=":material/download:",
            on_click="ignore",
        )
        file = st.file_uploader(
            "Load a scenario", type=["toml"], key="own_scenario_file", max_upload_size=1
        )
        if file is not None and st.session_state.get(slots.OWN_SCENARIO_FILE_ID) != file.file_id:
            st.session_state[slots.OWN_SCENARIO_FILE_ID] = file.file_id
            _take(file.getvalue(), file.name)
        tab_form, tab_text = st.tabs(["As a form", "As text"])
        with tab_form:
            _form(atlas)
        with tab_text:
            _as_text(scenario)


def _take(content: bytes, name: str) -> None:
    """Make it the user's own scenario and show it; every fault is said."""
    try:
        scenario = read(content, name=name)
        word = pack(scenario)
    except UnusableScenario as fault:
        st.error("\n".join(f"- {plain(line)}" for line in fault.faults[:12]))
        return
    except ValueError as fault:
        st.error(plain(str(fault)))
        return
    choices.hold(PAGE, "own", [word])
    choices.ask(PAGE, "scenario", OWN)
    st.rerun()


def _as_text(scenario: Scenario) -> None:
    text = st.text_area(
        "Scenario as TOML", write(scenario).decode(), height=320, key=f"own_text_{scenario.id}"
    )
    if st.button("Use this text", key="own_text_use"):
        _take(text.encode(), "your text")


def _form(atlas: Atlas) -> None:
    title = st.text_input("Title", "My scenario", key="own_title")
    question = st.text_input("Question", "What would change if …?", key="own_question")
    assumption = st.text_input("Assumption", "All else stays as it is today.", key="own_assumption")
    minerals = st.multiselect(
        "Minerals to watch", atlas.minerals["mineral"].tolist(), key="own_minerals"
    )
    actions: list[dict[str, Any]] = st.session_state.setdefault(slots.OWN_SCENARIO_ACTIONS, [])
    for place, action in enumerate(actions):
        said = {name: value for name, value in action.items() if name not in ("do", "why")}
        st.markdown(f"{place + 1}\\. **{DOING[action['do']]}**: {plain(str(said))}")
    if actions:
        st.button("Take the last away", key="own_pop", on_click=_take_last)
    kind = st.selectbox("Add an action", list(DOING), format_func=DOING.__getitem__, key="own_do")
    given = _fields(atlas, action_kinds()[kind])
    if st.button("Add", key="own_add"):
        actions.append({"do": kind, **given})
        st.rerun()
    if actions and st.button("Show this scenario", type="primary", key="own_show"):
        tree = {
            "id": OWN,
            "title": title,
            "question": question,
            "argument": "Written by a user, not by the paper.",
            "narrative": "Written by a user of this map.",
            "assumptions": [assumption],
            "focus": {"minerals": minerals},
            "actions": actions,
        }
        _take(tomli_w.dumps(tree).encode(), "your form")


def _take_last() -> None:
    st.session_state[slots.OWN_SCENARIO_ACTIONS].pop()


def _fields(atlas: Atlas, kind: type[Action]) -> dict[str, Any]:
    """A widget for each field of an action, by its type; what is left empty is left out."""
    given: dict[str, Any] = {}
    known = options(atlas)
    for name, field in kind.model_fields.items():
        if name in LEFT_TO_TEXT:
            continue
        key = f"own_{kind.__name__}_{name}"
        value = _field(name, field, kind.refers.get(name), known, key)
        if value not in (None, "", []):
            given[name] = value
    return given


def _field(
    name: str, field: FieldInfo, refers: str | None, known: dict[str, dict[str, str]], key: str
) -> Any:
    label = name.replace("_", " ").capitalize()
    types = _types(field.annotation)
    several = any(get_origin(kind) is tuple for kind in types)
    if refers:
        names = known[refers]
        if several:
            return st.multiselect(label, list(names), format_func=names.__getitem__, key=key)
        return st.selectbox(label, list(names), index=None, format_func=names.__getitem__, key=key)
    words = [word for kind in types if get_origin(kind) is Literal for word in get_args(kind)]
    if several:
        inner = [
            part
            for kind in types
            if get_origin(kind) is tuple
            for part in _types(get_args(kind)[0])
        ]
        words = [word for kind in inner if get_origin(kind) is Literal for word in get_args(kind)]
        if words:
            return st.multiselect(label, words, key=key)
        return [
            part.strip()
            for part in st.text_input(f"{label} (parted by ;)", key=key).split(";")
            if part.strip()
        ]
    if words:
        return st.selectbox(label, words, index=None, key=key)
    if bool in types:
        return st.toggle(label, True, key=key)
    if float in types:
        return st.number_input(label, value=None, key=key, step=0.1)
    default = "" if field.is_required() or field.default is None else str(field.default)
    return st.text_input(label, default, key=key)


def _types(annotation: Any) -> list[Any]:
    """The types that a field takes, one by one."""
    if get_origin(annotation) in (Union, UnionType):
        return [part for kind in get_args(annotation) for part in _types(kind)]
    if hasattr(annotation, "__metadata__"):
        return _types(get_args(annotation)[0])
    return [] if annotation is type(None) else [annotation]


def options(atlas: Atlas) -> dict[str, dict[str, str]]:
    """What each kind of id can be, with the words for it."""
    names = atlas.lookups.name_of
    states = {iso3: names.get(iso3, iso3) for iso3 in countries(atlas)}
    blocs = {bloc: names.get(bloc, bloc) for bloc in atlas.blocs["bloc_id"]}
    minerals = {mineral: mineral for mineral in atlas.minerals["mineral"]}

    def of(table: str, key: str, words: Callable[[Any], str]) -> dict[str, str]:
        return {str(row[key]): words(row) for row in getattr(atlas, table).to_dict("records")}

    return {
        "country": {**states, "ABNJ": names["ABNJ"], "OTH": "no country"},
        "party": {**blocs, **states},
        "mineral": minerals,
        "deal mineral": {"All critical raw materials": "All critical raw materials", **minerals},
        "bloc": blocs,
        "agreement": of("agreements", "agreement_id", lambda row: row["short_title"]),
        "measure": of(
            "measures", "measure_id", lambda row: f"{names.get(row['imposing'], '')}: {row['kind']}"
        ),
        "site": of("named_sites", "site_id", lambda row: row["named_site"]),
        "standard": of("standards", "standard_id", lambda row: row["name"]),
    }

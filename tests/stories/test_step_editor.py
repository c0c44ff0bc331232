"""Editing a step of one's own story: what it shows, its copies and its order."""

from streamlit.testing.v1 import AppTest

from crmmap.stories import Step
from crmmap.stories.story import KINDS


def page():
    import streamlit as st

    from crmmap.ui import step_editor

    words = {"mineral": "Lithium", "scenario": "jadar"}
    begin = {"title": "One", "points": ("a",), "notes": "", "page": "scenarios", "words": words}
    steps = st.session_state.setdefault("steps", [begin | {"chart": "scenarios/indicators"}])
    for place in range(len(steps)):
        step_editor.edit(steps, place)


def opened():
    return AppTest.from_function(page, default_timeout=30).run()


def shown(app):
    steps = [Step.model_validate(step) for step in app.session_state["steps"]]
    return [
        (step.kind, [getattr(step, kind) for kind in KINDS if getattr(step, kind)])
        for step in steps
    ]


def test_a_step_shows_one_thing_and_keeps_it_until_the_next_is_complete():
    app = opened()
    assert shown(app) == [("chart", ["scenarios/indicators"])]
    app.selectbox(key="step_kind_0").set_value("figures").run()
    assert shown(app) == [("figures", [True])]
    app.selectbox(key="step_kind_0").set_value("quote").run()
    assert shown(app) == [("figures", [True])], "a quote of nobody is none"
    app.text_area(key="step_quote_0").set_value("Minerals are power.")
    app.text_input(key="step_said_0").set_value("A minister, 2026").run()
    ((kind, (quote,)),) = shown(app)
    assert kind == "quote" and quote.source == "A minister, 2026"
    app.selectbox(key="step_kind_0").set_value("table").run()
    assert shown(app)[0][0] == "table"
    app.selectbox(key="step_kind_0").set_value("map").run()
    assert shown(app) == [("map", [])]


def test_steps_are_copied_moved_and_deleted():
    app = opened()
    app.button(key="step_twice_0").click().run()
    app.text_input(key="step_title_1").set_value("Two").run()
    assert [step["title"] for step in app.session_state["steps"]] == ["One", "Two"]
    app.button(key="step_up_1").click().run()
    assert [step["title"] for step in app.session_state["steps"]] == ["Two", "One"]
    app.button(key="step_delete_0").click().run()
    assert [step["title"] for step in app.session_state["steps"]] == ["One"]
    assert not app.exception

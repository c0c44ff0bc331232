"""Presenting in a real Chromium: steps open by address and keys, off-script and back, recording,
taking away."""

import re
from textwrap import shorten

import pytest

from crmmap.stories import read, shipped
from tests.browser.conftest import Atlas
from tests.browser.test_pages import charts
from tests.server import ROOT

STEPS = [
    (name, place) for name, story in shipped().items() for place in range(1, len(story.steps) + 1)
]


OF_KIND = {
    "table": "td",
    "comparison": "tbody th",
    "figures": "dd",
    "quote": "blockquote",
    "image": "img",
}


def title(atlas):
    return atlas.page.locator(".st-key-stage_card h1").inner_text()


def present(atlas, query=""):
    atlas.page.goto(f"{atlas.url}/present{query}")
    return atlas


def add_to_story(within):
    within.get_by_text("Add to my story").click()
    within.get_by_role("button", name="Add this step").click()


def listened(atlas):
    clock = atlas.page.locator("button.clock")
    atlas.wait(lambda: ":" in clock.inner_text(), "the keys to be listened to")


def at_step(atlas, name, place):
    step = shipped()[name].steps[place - 1]
    atlas.wait(lambda: title(atlas) == step.title, f"step {place} of {name}")
    atlas.wait(lambda: f"step={place}" in atlas.page.url, "the step in the address")


@pytest.mark.parametrize("name", shipped())
def test_every_step_s_address_opens_it(atlas, name):
    for place, step in enumerate(shipped()[name].steps, 1):
        present(atlas, f"?story={name}&step={place}")
        at_step(atlas, name, place)
        if step.kind == "map":
            atlas.wait(lambda: atlas.drawn("countries"), "the map")
        elif step.kind == "chart":
            charts(atlas).first.wait_for(timeout=30_000)
        else:
            shown = atlas.page.locator(f".st-key-stage_{step.kind}")
            shown.locator(OF_KIND[step.kind]).first.wait_for(timeout=30_000)
        assert not atlas.page.get_by_test_id("stException").count()
    assert not [
        url
        for url in atlas.requests
        if "localhost" not in url and not url.startswith(("data:", "blob:"))
    ]


def test_keys_and_a_remote_go_from_step_to_step(atlas):
    present(atlas, "?story=ukraine")
    at_step(atlas, "ukraine", 1)
    listened(atlas)
    atlas.wait(lambda: atlas.drawn("sites"), "the map of the first step")
    atlas.settle()
    for key, place in (
        ("PageDown", 2),
        ("ArrowRight", 3),
        ("ArrowLeft", 2),
        ("PageUp", 1),
        ("End", 5),
        ("Home", 1),
    ):
        atlas.page.keyboard.press(key)
        at_step(atlas, "ukraine", place)
        atlas.settle()
    atlas.page.get_by_role("button", name="Next step").click()
    at_step(atlas, "ukraine", 2)
    atlas.page.keyboard.press("g")
    atlas.page.get_by_role("button", name=shipped()["ukraine"].steps[3].title).click()
    at_step(atlas, "ukraine", 4)
    atlas.page.keyboard.press("Escape")
    atlas.page.get_by_text("Which story do you want to tell?").wait_for()


def test_no_chrome_a_clock_and_a_black_screen(atlas):
    present(atlas, "?story=ukraine")
    at_step(atlas, "ukraine", 1)
    assert not atlas.page.locator(".st-key-bar").is_visible()
    assert not atlas.page.locator("[data-testid=stHeader]").is_visible()
    clock = atlas.page.locator("button.clock")
    atlas.wait(
        lambda: re.fullmatch(r"(10:00|9:\d\d)", clock.inner_text()), "the clock to count down"
    )
    black = atlas.page.locator(".crm-black")
    atlas.page.keyboard.press("b")
    black.wait_for(state="visible")
    atlas.page.keyboard.press("PageDown")  # the light first, the step stays
    black.wait_for(state="hidden")
    assert title(atlas) == shipped()["ukraine"].steps[0].title


def test_the_stage_fills_the_screen_and_the_card_can_be_hidden(atlas):
    present(atlas, "?story=ukraine&step=1")
    at_step(atlas, "ukraine", 1)
    atlas.wait(lambda: atlas.drawn("sites"), "the sites")
    card = atlas.page.locator(".st-key-stage_card")
    for wide, high in ((1280, 720), (1920, 1080)):
        atlas.page.set_viewport_size({"width": wide, "height": high})
        frame = atlas.page.locator("iframe[title=Map]")
        atlas.wait(
            lambda: frame.bounding_box() == {"x": 0, "y": 0, "width": wide, "height": high},  # noqa: B023
            "the map to fill the screen",
        )
        letters = card.locator("h1").evaluate("e => e.getClientRects().length && innerWidth")
        assert letters == wide
        box = card.bounding_box()
        assert abs(box["x"] / wide - 28 / 1280) < 0.002, "the stage is in units of its width"
        assert 0.30 < box["width"] / wide < 0.36
    left = "document.querySelector('.leaflet-left').getBoundingClientRect().left"
    assert atlas.frame.evaluate(left) == pytest.approx(377, abs=0.1), (
        "controls and sites stand beside the card"
    )
    atlas.page.keyboard.press("c")
    card.wait_for(state="hidden")
    assert atlas.frame.evaluate(left) == 0
    atlas.page.keyboard.press("m")
    controls = atlas.page.locator(".crm-presenter .controls")
    controls.wait_for(state="hidden")
    atlas.page.keyboard.press("Escape")
    controls.wait_for(state="visible")
    card.wait_for(state="visible")
    atlas.page.locator(".crm-presenter.idle").wait_for()


def test_of_the_key_only_what_is_in_view_is_listed(atlas):
    present(atlas, "?story=ukraine&step=1")
    at_step(atlas, "ukraine", 1)
    atlas.wait(lambda: atlas.drawn("sites"), "the sites")
    key = atlas.frame.locator(".crm-legend-box")
    key.get_by_text("Processing plant").wait_for()
    atlas.settle()
    atlas.page.wait_for_timeout(1500)  # a flight that is on its way would come back
    atlas.frame.evaluate("map.setView([-50, -140], 6, { animate: false })")
    key.get_by_text("Processing plant").wait_for(state="hidden")


def test_a_slider_of_a_scenario_stands_in_its_step(atlas):
    present(atlas, "?story=lithium&step=7")
    at_step(atlas, "lithium", 7)
    picture = atlas.page.locator(".st-key-stage_figures")
    picture.get_by_text("+4%").wait_for()
    slider = atlas.page.get_by_role("slider")
    slider.focus()
    slider.press("ArrowRight")
    picture.get_by_text("+4%").wait_for(state="hidden")
    assert "step=7" in atlas.page.url, "the slider's arrows do not leave the step"


def test_off_script_and_back(atlas):
    present(atlas, "?story=ukraine&step=1")
    at_step(atlas, "ukraine", 1)
    atlas.wait(lambda: atlas.drawn("sites"), "the sites")
    before = atlas.view()
    atlas.frame.evaluate("map.setView([-25, 134], 4, { animate: false })")
    atlas.page.keyboard.press("g")
    atlas.page.get_by_role("button", name="Begin this step again").click(timeout=20_000)
    atlas.wait(lambda: abs(atlas.view()["lng"] - before["lng"]) < 0.5, "the map to come back")


def test_points_stay_revealed_and_the_card_hidden_as_the_page_is_drawn_again(atlas):
    present(atlas, "?story=briefing-paper&step=1")
    at_step(atlas, "briefing-paper", 1)
    listened(atlas)
    points = atlas.page.locator(".st-key-stage_card li")
    assert not points.nth(0).is_visible(), "they come one by one"
    for place in range(2):
        atlas.page.keyboard.press("ArrowRight")
        atlas.wait(points.nth(place).is_visible, "the next point")
    atlas.page.keyboard.press("g")
    atlas.page.get_by_role("button", name="Filters", exact=True).click()
    atlas.page.locator(".st-key-bar").wait_for(state="visible")
    atlas.settle()
    assert points.nth(1).is_visible() and not points.nth(2).is_visible()
    assert "step=1" in atlas.page.url
    present(atlas, "?story=ukraine&step=3")
    at_step(atlas, "ukraine", 3)
    listened(atlas)
    atlas.page.keyboard.press("c")
    atlas.page.locator(".st-key-stage_card").wait_for(state="hidden")
    atlas.page.keyboard.press("Home")
    atlas.wait(lambda: "step=1" in atlas.page.url, "the first step")
    left = "document.querySelector('.leaflet-left').getBoundingClientRect().left"
    atlas.wait(lambda: atlas.frame.evaluate(left) == 0, "the map to use the whole stage")


def test_a_second_telling_begins_with_all_its_time(atlas):
    present(atlas, "?story=ukraine")
    at_step(atlas, "ukraine", 1)
    listened(atlas)
    atlas.page.evaluate("sessionStorage['crm-began-ukraine'] = String(Date.now() - 3600 * 1000)")
    clock = atlas.page.locator("button.clock")
    atlas.wait(lambda: clock.inner_text().startswith("−50"), "the time to be over")
    atlas.page.keyboard.press("Escape")
    atlas.page.locator(".st-key-start_ukraine button").click()
    at_step(atlas, "ukraine", 1)
    atlas.wait(lambda: re.fullmatch(r"(10:00|9:\d\d)", clock.inner_text()), "a new clock")


def test_notes_stand_in_a_second_window(atlas):
    present(atlas, "?story=lithium&step=1")
    at_step(atlas, "lithium", 1)
    listened(atlas)
    with atlas.page.expect_popup() as opened:
        atlas.page.keyboard.press("n")
    notes = opened.value
    notes.get_by_text(shipped()["lithium"].steps[0].notes).wait_for()
    notes.get_by_text("Next: " + shipped()["lithium"].steps[1].title).wait_for()
    atlas.page.keyboard.press("PageDown")
    notes.get_by_role("heading", name=shipped()["lithium"].steps[1].title).wait_for()


def test_what_is_seen_becomes_a_step_that_is_edited_told_saved_loaded_and_taken_away(
    atlas, tmp_path
):
    atlas.open("?mineral=Lithium&view=-23,-68,5")
    atlas.unfold("share")
    add_to_story(atlas.page)
    atlas.page.get_by_text("Your story has 1 step").wait_for()
    atlas.page.keyboard.press("Escape")
    atlas.go("Governance")
    atlas.page.get_by_text("Which rules reach the mines").first.wait_for()
    atlas.settle()
    chart = atlas.page.locator(".st-key-exhibit_governance_supply")
    finding = chart.get_by_role("heading").inner_text()
    chart.locator("summary").click()
    add_to_story(chart)
    chart.get_by_text("Your story has 2 steps").wait_for()
    atlas.settle()
    atlas.go("Present")
    atlas.page.get_by_text("Your own story").first.wait_for()
    atlas.settle()
    atlas.page.locator(".st-key-recorded_0 summary").click()
    said = atlas.page.locator(".st-key-recorded_0 textarea").first.input_value()
    assert "China refines 70% of lithium (2024)." in said, "points are what the map says"
    field = atlas.page.locator(".st-key-step_title_0 input")
    field.fill("Salt flats")
    field.press("Tab")
    atlas.page.locator("summary").filter(has_text="1. Salt flats").wait_for()
    with atlas.page.expect_download() as saved:
        atlas.page.get_by_role("button", name="Save (TOML)").click()
    content = saved.value.path().read_bytes()
    story = read(content, name="story.toml")
    assert [step.title for step in story.steps] == [
        "Salt flats",
        shorten(finding, 120, placeholder=" …"),
    ]
    assert story.steps[0].words["mineral"] == "Lithium"
    assert story.steps[1].chart == "governance/supply"
    own = atlas.page.locator(".st-key-story_own")
    own.get_by_role("button", name="Download").click()
    atlas.page.locator(".st-key-take_own button").click()
    with atlas.page.expect_download(timeout=90_000) as taken:
        atlas.page.get_by_role("button", name=re.compile("Download own.pptx")).click(timeout=60_000)
    assert taken.value.path().read_bytes().startswith(b"PK")
    atlas.page.keyboard.press("Escape")
    own.get_by_role("button", name="Start").click()
    atlas.wait(lambda: title(atlas) == "Salt flats", "the recorded step")
    assert "mineral=Lithium" in atlas.page.url
    present(atlas)
    atlas.page.get_by_text("Your own story").first.wait_for()
    atlas.settle()
    (tmp_path / "story.toml").write_bytes(content)
    (tmp_path / "bad.toml").write_bytes(content.replace(b'title = "Salt', b'titel = "Salt'))
    upload = atlas.page.locator(".st-key-story_file input[type=file]")
    upload.set_input_files(tmp_path / "bad.toml")
    atlas.page.get_by_text("titel: this key is not known").wait_for()
    upload.set_input_files(tmp_path / "story.toml")
    atlas.page.locator("summary").filter(has_text="1. Salt flats").wait_for()


def test_the_pictures_in_the_docs_are_there():
    for name in ("slides.png", "handout.png"):
        assert (ROOT / "docs/img" / name).stat().st_size > 20_000


def test_a_story_of_one_s_own_goes_with_its_address(atlas, browser, app_url):
    """Recorded here, opened by somebody else."""
    atlas.open("?mineral=Lithium&theme=supply")
    atlas.unfold("share")
    atlas.page.get_by_text("Add to my story").click()
    atlas.page.get_by_role("button", name="Add this step").click()
    atlas.page.get_by_text("Your story has 1 step").wait_for()
    atlas.page.keyboard.press("Escape")
    atlas.page.get_by_role("link", name="Present").first.click()
    atlas.page.get_by_text("This address holds the whole story").wait_for()
    address = next(
        text for code in atlas.page.locator("code").all() if "told=" in (text := code.inner_text())
    )
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    other = Atlas(context.new_page(), app_url)
    other.page.goto(address)
    other.page.locator(".crm-presenter").wait_for()
    other.wait(
        lambda: ("step=1" in other.page.url and other.drawn("supply")) or "", "its first step"
    )
    other.page.goto(f"{app_url}/present?story=shared&told=nonsense")
    other.page.get_by_text("told “nonsense” is not known").wait_for()
    context.close()

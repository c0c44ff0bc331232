"""The scenario page in a real Chromium: each scenario opens, settings travel, maps move
together, own files load."""

from urllib.parse import quote

import pytest

from crmmap import measures
from crmmap.draw.change import sides
from crmmap.draw.charts import scenarios as charts
from crmmap.draw.charts.scenario_finding import finding
from crmmap.scenarios import run, shipped, write
from tests.browser import test_pages
from tests.browser.test_pages import pick
from tests.browser.test_pages import visit as visit_page
from tests.shipped import WHOLE

test_pages.QUESTIONS["scenarios"] = "What would change if …?"


def visit(atlas, query=""):
    return visit_page(atlas, "scenarios", query)


def said(scenario, given=None):
    outcome = run(WHOLE, [(scenario, given or {})], shipped())
    focus = scenario.focus
    both = (
        measures.indicators(one, minerals=focus.minerals, blocs=focus.blocs)
        for one in (WHOLE, outcome.atlas)
    )
    return finding(outcome, measures.compare(*both), focus)


def frames(atlas):
    return [frame for frame in atlas.page.frames if "streamlit_folium" in frame.url]


def chosen(page):
    return page.get_by_role("combobox", name="Scenario", exact=True).input_value()


def drawn(frame, layer="supply"):
    return int(
        frame.evaluate(f"document.querySelector('.leaflet-container').dataset.{layer}Drawn || 0")
    )


@pytest.mark.parametrize("name", shipped())
def test_each_scenario_opens_by_its_address_with_its_finding_and_both_maps(atlas, name):
    scenario = shipped()[name]
    visit(atlas, f"?scenario={name}")
    atlas.page.get_by_text(said(scenario), exact=True).first.wait_for()
    atlas.page.get_by_text(scenario.assumptions[0]).first.wait_for()
    focus = scenario.focus
    outcome = run(WHOLE, [(scenario, {})], shipped())
    supply = sides(outcome, mineral=focus.minerals[0], stage=focus.stage)
    there = {iso3 for iso3 in WHOLE.lookups.region_of if iso3 in WHOLE.lookups.places}
    today, then = (
        {iso3 for iso3 in there if side.get(iso3, 0) > 0} for side in (supply.before, supply.after)
    )
    known = [len(today), len(today | then)]  # what is gone stays as a ring
    atlas.wait(
        lambda: [drawn(frame) for frame in frames(atlas)] == known,
        f"{known} circles on the two maps",
    )


def test_settings_travel_in_the_address(atlas):
    scenario = shipped()["drc-cobalt-quota"]
    setting = quote("drc-cobalt-quota.left=25;drc-cobalt-quota.spa=no")
    visit(atlas, f"?scenario=drc-cobalt-quota&set={setting}")
    atlas.page.get_by_text(said(scenario, {"left": 25, "spa": False}), exact=True).first.wait_for()
    slider = atlas.page.locator(".st-key-parameter_drc-cobalt-quota_left input[type=range]")
    slider.focus()
    atlas.page.keyboard.press("Home")
    atlas.page.get_by_text(said(scenario, {"left": 0, "spa": False}), exact=True).first.wait_for()
    atlas.wait(
        lambda: "left%3D0" in atlas.page.url and "spa%3Dno" in atlas.page.url,
        "the settings in the address",
    )


def test_two_scenarios_stand_together(atlas):
    visit(atlas, "?scenario=drc-cobalt-quota&and=seabed")
    outcome = run(
        WHOLE, [(shipped()["drc-cobalt-quota"], {}), (shipped()["seabed"], {})], shipped()
    )
    rows = outcome.balance[
        (outcome.balance["mineral"] == "Cobalt") & (outcome.balance["stage"] == "mine")
    ]
    left = charts.percent(rows["supply"].iloc[0])
    atlas.page.get_by_text(f"Of today's cobalt (mining) {left} is within reach").first.wait_for()
    for name in ("drc-cobalt-quota", "seabed"):
        atlas.page.get_by_text(shipped()[name].question, exact=True).first.wait_for()


def test_the_maps_move_together(atlas):
    visit(atlas, "?scenario=jadar")
    atlas.wait(
        lambda: len(frames(atlas)) == 2 and all(drawn(frame) for frame in frames(atlas)),
        "both maps",
    )
    one, two = frames(atlas)
    one.evaluate("map.setView([-25, 134], 4, { animate: false })")
    atlas.wait(
        lambda: abs(two.evaluate("map.getCenter().lng") - 134) < 0.1, "the second map to follow"
    )
    two.evaluate("map.setZoom(5, { animate: false })")
    atlas.wait(lambda: one.evaluate("map.getZoom()") == 5, "the first map to follow")


def test_a_scenario_of_one_s_own_is_loaded_carried_by_the_link_and_refused_with_the_place(
    atlas, browser, tmp_path
):
    visit(atlas)
    own = shipped()["jadar"].model_copy(update={"title": "Jadar in another way"})
    (tmp_path / "own.toml").write_bytes(write(own))
    (tmp_path / "bad.toml").write_bytes(write(own).replace(b"add_supply", b"add_bombs"))
    atlas.page.get_by_text("Save, load, or write your own").click()
    upload = atlas.page.locator("input[type=file]")
    upload.set_input_files(tmp_path / "own.toml")
    atlas.wait(
        lambda: chosen(atlas.page) == "Your own: Jadar in another way", "the scenario to be shown"
    )
    atlas.wait(
        lambda: "scenario=own" in atlas.page.url and "own=eN" in atlas.page.url,
        "the scenario in the address",
    )
    other = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    other.goto(atlas.page.url)
    other.get_by_text(said(shipped()["jadar"]), exact=True).first.wait_for(timeout=30_000)
    assert chosen(other) == "Your own: Jadar in another way"
    other.context.close()
    atlas.page.locator("input[type=file]").set_input_files(tmp_path / "bad.toml")
    atlas.page.get_by_text("'add_bombs' is not known").first.wait_for()
    atlas.wait(
        lambda: chosen(atlas.page) == "Your own: Jadar in another way", "the scenario to be shown"
    )


def test_a_scenario_is_written_in_a_form(atlas):
    visit(atlas)
    atlas.page.get_by_text("Save, load, or write your own").click()
    atlas.page.get_by_label("Title", exact=True).fill("No nickel from Indonesia")
    atlas.page.keyboard.press("Tab")
    for label, option in (("Countries", "Indonesia"), ("Minerals", "Nickel")):
        pick(atlas, label, option)
        atlas.page.keyboard.press("Escape")
    atlas.page.get_by_label("Factor", exact=True).fill("0")
    atlas.page.keyboard.press("Tab")
    atlas.page.get_by_label("Why", exact=True).fill("to see")
    atlas.page.keyboard.press("Tab")
    atlas.page.locator(".st-key-own_add button").click()
    atlas.page.get_by_text("Scale or stop supply").first.wait_for()
    atlas.page.locator(".st-key-own_show button").click()
    atlas.wait(
        lambda: chosen(atlas.page) == "Your own: No nickel from Indonesia",
        "the scenario to be shown",
    )
    atlas.page.get_by_text("is within reach").first.wait_for()


def test_an_empty_choice_and_a_narrow_screen_leave_words(atlas):
    visit(atlas, "?scenario=jadar&mineral=Helium&country=FJI")
    assert "0 sites" in atlas.text()
    atlas.page.set_viewport_size({"width": 390, "height": 844})
    atlas.settle()
    wide = atlas.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= 391

"""The atlas page in a real Chromium."""

import re
from datetime import date

import pytest

from crmmap import Filters
from tests.shipped import WHOLE

KOTKA = WHOLE.sites.set_index("site_id").loc["CRM04256"]


def shown(**filters):
    return WHOLE.filter(Filters.default().but(**filters))


def test_choosing_nickel_draws_nickel_alone(atlas):
    atlas.open()
    atlas.expect_drawn("sites", len(shown().sites))
    atlas.choose("Mineral", "Nickel")
    atlas.expect_drawn("sites", len(shown(minerals=("Nickel",)).sites))
    assert "refines 42% of nickel" in atlas.page.locator("h1").inner_text()


def test_several_filters_in_turn_all_hold(atlas):
    atlas.open()
    atlas.choose("Mineral", "Nickel")
    atlas.choose("Mineral", "Cobalt")
    atlas.choose("Partner bloc", "European Union")
    atlas.tick("kinds", "Refinery")
    atlas.settle()
    expected = shown(minerals=("Nickel", "Cobalt"), kinds=("refinery",), blocs=("EU",))
    atlas.expect_drawn("sites", len(expected.sites))
    assert "mineral=Nickel%3BCobalt" in atlas.page.url or "mineral=Nickel;Cobalt" in atlas.page.url


@pytest.mark.parametrize(
    ("query", "layer", "filters"),
    [
        ("status=suspended", "sites", {"statuses": ("suspended",)}),
        ("confidence=high", "sites", {"confidence": ("high",)}),
        ("standard=EITI", "sites", {"standards": ("EITI",)}),
        (
            "standard=EITI;ICMM&match=all",
            "sites",
            {"standards": ("EITI", "ICMM"), "standards_match": "all"},
        ),
        ("region=Northern Europe", "sites", {"regions": ("Northern Europe",)}),
        ("country=CHL", "sites", {"countries": ("CHL",)}),
        ("near=10", "sites", {"near_km": 10.0}),
        ("zone=coral reef", "zones", {"zone_categories": ("coral reef",)}),
        ("sensitivity=moderate", "zones", {"sensitivities": ("moderate",)}),
        ("exclude=none", "zones", {"exclude": ()}),
        ("bloc=EU&relation=members", "sites", {"blocs": ("EU",), "relation": "members"}),
    ],
)
def test_a_filter_in_the_address_is_drawn(atlas, query, layer, filters):
    atlas.open("?" + query)
    atlas.expect_drawn(layer, len(getattr(shown(**filters), layer)))


@pytest.mark.parametrize(
    "query", ["mode=coercive", "force=binding", "as_of=2023-06-30", "also=announced"]
)
def test_a_filter_of_agreements_changes_the_links(atlas, query):
    atlas.open("?theme=sites&layers=links")
    everything = atlas.drawn("agreements")
    atlas.open("?" + query)
    atlas.wait(
        lambda: atlas.drawn("agreements") not in (0, everything), f"other links than {everything}"
    )


def test_hover_names_the_site(atlas):
    atlas.open(f"?view={KOTKA.latitude},{KOTKA.longitude},9&layers=sites")
    atlas.page.mouse.move(*atlas.pixel(KOTKA.latitude, KOTKA.longitude))
    tip = atlas.frame.locator(".crm-tip")
    tip.wait_for(state="visible")
    assert "Kotka cathode active material plant" in tip.inner_text()
    assert "Processing plant" in tip.inner_text()


def test_a_click_opens_the_panel_with_facts_sources_and_zones(atlas):
    atlas.open(f"?view={KOTKA.latitude},{KOTKA.longitude},9&layers=sites")
    atlas.page.mouse.click(*atlas.pixel(KOTKA.latitude, KOTKA.longitude))
    panel = atlas.page.locator(".st-key-panel")
    for last in (
        "Governance standards that cover it",
        "Protected and sensitive areas within 50 km",
    ):
        panel.get_by_text(last).wait_for()
    text = panel.inner_text()
    for part in (
        "Kotka cathode active material plant",
        "Easpring",
        "Position",
        "Sources",
        "Protected and sensitive areas within 50 km",
    ):
        assert part in text
    atlas.wait(
        lambda: "selected=sites%3ACRM04256" in atlas.page.url, "the selection in the address"
    )


def test_the_map_keeps_its_place_and_is_not_made_anew_when_a_filter_changes(atlas):
    atlas.open("?view=-23,-68,6")
    before = atlas.view()
    atlas.frame.evaluate(
        "window.marker = document.querySelector('.leaflet-container').dataset.mark = 'same'"
    )
    atlas.choose("Mineral", "Lithium")
    atlas.expect_drawn("sites", len(shown(minerals=("Lithium",)).sites))
    assert (
        atlas.frame.evaluate("document.querySelector('.leaflet-container').dataset.mark") == "same"
    )
    assert atlas.view() == before


def test_panning_is_kept_in_the_address(atlas):
    atlas.open("?view=20,20,4")
    x, y = atlas.pixel(20, 20)
    atlas.page.mouse.move(x, y)
    atlas.page.mouse.down()
    atlas.page.mouse.move(x - 150, y, steps=5)
    atlas.page.wait_for_timeout(300)  # a hand at rest before it lets go: the map does not glide on
    atlas.page.mouse.up()

    def longitude():
        return float(re.search(r"view=[-\d.]+%2C([-\d.]+)%2C4", atlas.page.url).group(1))

    atlas.wait(lambda: longitude() != 20, "the new view in the address")
    assert longitude() == pytest.approx(20 + 150 * 360 / (256 * 2**4), abs=1.5)


def test_an_address_gives_the_same_picture_in_another_browser(atlas, browser, app_url):
    from tests.browser.conftest import Atlas

    atlas.open()
    atlas.choose("Mineral", "Lithium")
    atlas.choose("Partner bloc", "European Union")
    atlas.wait(lambda: "bloc=EU" in atlas.page.url, "the bloc in the address")
    other = Atlas(browser.new_context(viewport={"width": 1400, "height": 1000}).new_page(), app_url)
    other.open("?" + atlas.page.url.split("?")[1])
    for layer in ("sites", "zones", "agreements"):
        other.expect_drawn(layer, atlas.drawn(layer))
    assert other.page.locator("h1").inner_text() == atlas.page.locator("h1").inner_text()
    other.page.context.close()


def test_two_tabs_do_not_disturb_each_other(atlas):
    from tests.browser.conftest import Atlas

    second = Atlas(atlas.page.context.new_page(), atlas.url)
    atlas.open("?mineral=Nickel")
    second.open("?mineral=Lithium")
    atlas.tick("kinds", "Mine")
    atlas.expect_drawn("sites", len(shown(minerals=("Nickel",), kinds=("mine",)).sites))
    second.expect_drawn("sites", len(shown(minerals=("Lithium",)).sites))


def test_nonsense_in_the_address_is_dropped_with_a_word(atlas):
    atlas.open(
        "?mineral=Unobtainium;Nickel&as_of=yesterday&relation=<script>alert(1)</script>&foo=bar&view=9999,0,1"
    )
    atlas.page.get_by_text("Unobtainium").first.wait_for()
    text = atlas.text()
    assert "Unobtainium" in text and "yesterday" in text and "foo" in text
    assert "Traceback" not in text
    atlas.expect_drawn("sites", len(shown(minerals=("Nickel",)).sites))


def test_an_empty_result_says_which_filter_to_relax_and_relaxing_helps(atlas):
    atlas.open("?mineral=Helium&country=FIN")
    atlas.expect_drawn("sites", 0)
    atlas.page.get_by_text("No site fits all filters").first.wait_for()
    atlas.page.get_by_role("button", name=re.compile("^Mineral: brings back")).first.click()
    atlas.expect_drawn("sites", len(shown(countries=("FIN",)).sites))


def test_a_bloc_that_has_ended_says_when_it_was(atlas):
    atlas.open("?bloc=MSP")
    atlas.page.get_by_text("14 June 2022 to 4 February 2026").first.wait_for()
    atlas.page.get_by_role("button", name="Show MSP on its last day, 3 February 2026").click()
    atlas.wait(lambda: atlas.drawn("sites") > 1000, "its members' sites")
    atlas.open("?bloc=MSP&as_of=2025-06-30")
    assert "had no members" not in atlas.text()
    atlas.expect_drawn(
        "sites",
        len(WHOLE.filter(Filters.default().but(blocs=("MSP",), as_of=date(2025, 6, 30))).sites),
    )


def test_a_filter_is_taken_away_in_its_own_control_and_all_are_by_one_button(atlas):
    atlas.open("?mineral=Nickel;Lithium&kind=mine")
    atlas.page.get_by_role("button", name="More filters (1)").wait_for()
    atlas.page.locator(".st-key-filter_minerals").get_by_role(
        "button", name=re.compile("Remove Nickel|Nickel")
    ).first.click()
    atlas.expect_drawn("sites", len(shown(minerals=("Lithium",), kinds=("mine",)).sites))
    atlas.page.get_by_role("button", name="Reset", exact=True).click()
    atlas.expect_drawn("sites", len(shown().sites))


def test_search_moves_the_map_to_the_choice(atlas):
    atlas.open()
    box = atlas.page.frame_locator("iframe[title='streamlit_searchbox.searchbox']")
    box.locator("input").first.press_sequentially("skelleftea", delay=30)
    box.get_by_text("Northvolt Ett Skellefteå (Lyten) · site · Sweden").click()
    atlas.wait(lambda: atlas.view()["zoom"] == 7, "the map to move")
    assert atlas.view()["lat"] == pytest.approx(64.7, abs=0.2)
    atlas.page.locator(".st-key-panel").get_by_text("Northvolt Ett Skellefteå").first.wait_for()


def test_no_request_leaves_this_computer(atlas):
    atlas.open("?mineral=Lithium&shade=refining&selected=sites:CRM07937")
    atlas.page.locator(".st-key-panel").get_by_text("Sources").wait_for()
    hosts = {
        re.match(r"\w+://([^/:]+)", url).group(1)
        for url in atlas.requests
        if url.startswith(("http", "ws"))
    }
    assert hosts == {"localhost"}


def test_an_online_basemap_is_asked_only_when_it_is_switched_on(atlas):
    atlas.page.route(re.compile("openstreetmap"), lambda route: route.abort())
    atlas.open()
    assert not [url for url in atlas.requests if "openstreetmap" in url]
    atlas.unfold("map_settings")
    atlas.page.get_by_role("combobox", name=re.compile("Basemap")).click()
    atlas.page.get_by_role("option", name="Streets (online)").click()
    atlas.wait(
        lambda: any("tile.openstreetmap.org" in url for url in atlas.requests),
        "a tile to be asked for",
    )
    assert "OpenStreetMap" in atlas.frame.locator(".leaflet-control-attribution").inner_text()


def test_the_layer_switch_hides_the_layer(atlas):
    atlas.open("?layers=sites;zones;links")
    assert atlas.drawn("zones")
    atlas.unfold("map_settings")
    atlas.page.locator(".st-key-layer_zones label").click()
    atlas.expect_drawn("zones", 0)
    atlas.wait(lambda: "layers=sites%3Blinks" in atlas.page.url, "the layers in the address")


def test_choosing_a_row_selects_it_on_the_map(atlas):
    atlas.open("?country=FIN&kind=recycling_plant")
    atlas.open_table("Sites")
    table = atlas.page.locator('[data-testid="stDataFrame"]').first
    table.scroll_into_view_if_needed()
    frame = atlas.page.locator(".st-key-area_atlas_map iframe")
    assert frame.bounding_box()["y"] < 0  # scrolled away
    table.click(position={"x": 20, "y": 55})
    first = shown(countries=("FIN",), kinds=("recycling_plant",)).sites.iloc[0]
    atlas.wait(
        lambda: f"selected=sites%3A{first.site_id}" in atlas.page.url, "the row to be selected"
    )
    atlas.page.locator(".st-key-panel").get_by_text(first["name"]).first.wait_for()
    atlas.wait(lambda: frame.bounding_box()["y"] >= 0, "the map to be in sight again")


def test_on_a_phone_the_map_is_as_wide_as_the_screen_and_nothing_is_cut_off(browser, app_url):
    from tests.browser.conftest import Atlas

    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    phone = Atlas(context.new_page(), app_url).open("?mineral=Lithium")
    box = phone.page.locator("iframe[title='Map']").bounding_box()
    assert box["width"] > 350
    assert phone.page.evaluate("document.documentElement.scrollWidth <= 390")
    phone.expect_drawn("sites", len(shown(minerals=("Lithium",)).sites))
    context.close()


def test_dark_follows_the_theme_without_a_new_map(browser, app_url):
    from tests.browser.conftest import Atlas

    context = browser.new_context(viewport={"width": 1400, "height": 1000}, color_scheme="dark")
    dark = Atlas(context.new_page(), app_url).open()
    dark.wait(
        lambda: (
            dark.frame.evaluate("document.querySelector('.leaflet-container').dataset.theme")
            == "dark"
        ),
        "dark",
    )
    context.close()


def test_quick_clicks_are_all_kept(atlas):
    atlas.open()
    for kind in ("Smelter", "Refinery", "Mine"):
        atlas.tick("kinds", kind)
        atlas.page.wait_for_timeout(120)  # faster than the app answers
    atlas.expect_drawn("sites", len(shown(kinds=("smelter", "refinery", "mine")).sites))
    atlas.settle()
    atlas.expect_drawn("sites", len(shown(kinds=("smelter", "refinery", "mine")).sites))


def test_back_goes_back_to_the_picture_before(atlas):
    atlas.open()
    atlas.choose("Mineral", "Nickel")
    atlas.expect_drawn("sites", len(shown(minerals=("Nickel",)).sites))
    atlas.choose("Mineral", "Lithium")
    atlas.expect_drawn("sites", len(shown(minerals=("Nickel", "Lithium")).sites))
    atlas.page.go_back()
    atlas.expect_drawn("sites", len(shown(minerals=("Nickel",)).sites))
    atlas.page.go_back()
    atlas.expect_drawn("sites", len(shown().sites))


def test_playing_walks_from_2021_to_later_days(atlas):
    atlas.open()
    atlas.unfold("date")
    atlas.page.locator(".st-key-playing label").click()
    atlas.wait(lambda: "as_of=2021-01-31" in atlas.page.url, "the first day")
    atlas.wait(lambda: "as_of=2021-04-30" in atlas.page.url, "three months later")
    atlas.wait(lambda: "as_of=2021-07-31" in atlas.page.url, "six months later")
    atlas.page.locator(".st-key-playing label").click()
    atlas.settle()


def test_plurilateral_agreements_show_as_spokes_when_asked_for(atlas):
    atlas.open("?layers=links")
    bilateral = atlas.drawn("agreements")
    atlas.unfold("map_settings")
    atlas.page.locator(".st-key-layer_plurilateral label").first.click()
    atlas.wait(lambda: atlas.drawn("agreements") > bilateral + 100, "the spokes")


def test_the_notes_of_the_map_name_sources_licences_and_caution(atlas):
    atlas.open()
    about = atlas.page.get_by_test_id("stExpander").filter(has_text="About this map")
    about.locator("summary").first.click()
    about.get_by_text("Sources and licences").first.click()
    for part in (
        "ICMM Global Mining Dataset",
        "CC BY 4.0",
        "Caution",
        "As of",
        "Evidence of 2003 to 2026",
    ):
        about.get_by_text(part).first.wait_for()


def test_an_embedded_map_is_a_figure_with_title_and_a_link_to_the_page(atlas):
    atlas.open("?embed=true&mineral=Cobalt")
    atlas.expect_drawn("sites", len(shown(minerals=("Cobalt",)).sites))
    assert "sites with cobalt" in atlas.page.locator("h1").inner_text()
    assert not atlas.page.locator(".st-key-bar").count()
    link = atlas.page.get_by_role("link", name="Open in crmmap")
    assert "mineral=Cobalt" in link.get_attribute("href")


def test_a_shaded_country_says_its_figure(atlas):
    atlas.open("?mineral=Lithium&shade=refining&layers=none")
    atlas.page.mouse.move(*atlas.pixel(36.6, 103.8))
    tip = atlas.frame.locator(".crm-tip")
    tip.wait_for(state="visible")
    assert tip.inner_text().split("\n") == ["China", "Share of world refining, lithium: 70%"]


def test_what_is_included_besides_is_taken_out_alone(atlas):
    atlas.open("?exclude=poor circles;coking coal alone")
    atlas.unfold("more", "Protected areas")
    atlas.page.locator(".st-key-show_ecoregions label").click()
    expected = shown(exclude=("poor circles", "coking coal alone", "ecoregions"))
    atlas.expect_drawn("zones", len(expected.zones))
    atlas.expect_drawn("sites", len(expected.sites))


def test_a_table_leaves_by_the_button_that_adds_licence_and_guards_alone(atlas):
    """Streamlit's own small icon hands out the rows as they are shown: without sources, with
    formulas."""
    atlas.open("?country=FIN")
    assert not atlas.page.get_by_test_id("stDataFrame").count()  # a table is sent when it is opened
    atlas.open_table("Sites")
    table = atlas.page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.hover()
    atlas.page.get_by_role("button", name="Fullscreen").first.wait_for()
    assert not atlas.page.get_by_role("button", name="Download as CSV").count()

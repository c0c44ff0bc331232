"""The layers of the map in a real Chromium: sent once, found by mouse and by keyboard, fast
enough for a million."""

import re

import pytest

from crmmap import Filters
from tests.browser.conftest import Atlas
from tests.shipped import WHOLE


def test_columns_are_sent_once_and_compressed(atlas):
    sizes = {}
    atlas.page.on(
        "response", lambda r: sizes.update({r.url: r}) if r.url.endswith(".bin") else None
    )
    atlas.open()
    atlas.expect_drawn("sites", len(WHOLE.filter(Filters.default()).sites))
    columns = [url for url in atlas.requests if url.endswith(".bin")]
    assert len(set(columns)) == 3  # countries, figures by country, sites
    assert sum(len(sizes[url].body()) for url in columns) < 2_000_000
    atlas.choose("Mineral", "Nickel")
    atlas.tick("kinds", "Mine")
    atlas.settle()
    assert [url for url in atlas.requests if url.endswith(".bin")] == columns


TRANSFERRED = """performance.getEntriesByType("resource").filter((e) => e.name.endsWith(".bin"))
    .reduce((sum, e) => sum + e.transferSize, 0)"""


def test_a_second_visit_asks_for_no_columns(atlas):
    atlas.open()
    sites = len(WHOLE.filter(Filters.default()).sites)
    atlas.expect_drawn("sites", sites)
    assert atlas.page.evaluate(TRANSFERRED) + atlas.frame.evaluate(TRANSFERRED) > 100_000
    atlas.open()
    atlas.expect_drawn("sites", sites)
    assert atlas.page.evaluate(TRANSFERRED) + atlas.frame.evaluate(TRANSFERRED) == 0


def test_on_a_slow_network_an_outline_is_there_at_once_and_what_is_seen_comes_first(atlas, browser):
    atlas.open()  # a server's first visitor makes it know the files of the map
    page = browser.new_page()  # of a browser that has kept none
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    loaded: list[tuple[str, int]] = []
    names: dict[str, str] = {}
    network.on(
        "Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]})
    )
    network.on(
        "Network.loadingFinished",
        lambda e: loaded.append((names.get(e["requestId"], ""), e["encodedDataLength"])),
    )
    network.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 100, "downloadThroughput": 1e6, "uploadThroughput": 1e6},
    )
    page.goto(atlas.url, wait_until="commit")
    outline = page.locator("#first-paint")
    outline.get_by_text("Loading the data").wait_for(timeout=5000)
    assert not page.locator("h1").count()  # nothing of the page itself has come
    slow = Atlas(page, atlas.url)
    slow.wait(lambda: slow.drawn("supply"), "the figures by country")
    outline.wait_for(state="hidden")
    slow.wait(lambda: slow.drawn("sites"), "the sites")
    files = [(name, size) for name, size in loaded if "/files/" in name and size]
    columns = [number for number, (name, _) in enumerate(files) if name.endswith(".bin")]
    assert len(columns) == 3  # countries, figures by country; the sites come after what is seen
    sites = columns[-1]
    assert files[sites][1] == max(files[number][1] for number in columns)
    assert 100_000 < sum(size for _, size in files[:sites]) <= 600_000
    page.close()


def test_a_browser_without_scripts_is_told_so(browser, app_url):
    page = browser.new_page(java_script_enabled=False)
    page.goto(app_url)
    page.locator("noscript p").wait_for()
    assert "Please allow scripts for this site" in page.locator("noscript p").inner_text()
    assert not page.locator("#first-paint").is_visible()
    page.close()


def test_of_several_at_one_spot_one_is_chosen_from_a_list(atlas):
    atlas.open("?view=-11,26.5,5&layers=sites&country=COD")
    place = atlas.pixel(-11, 22.5)  # in the Congo, away from sites: only the country lies here
    atlas.page.mouse.click(*place)
    atlas.wait(lambda: "selected=countries%3ACOD" in atlas.page.url, "the country")
    kamoa = WHOLE.sites.set_index("site_id").loc["CRM03667"]
    spot = atlas.pixel(kamoa.latitude, kamoa.longitude)
    atlas.page.mouse.click(*spot)
    atlas.frame.locator(".crm-chooser").get_by_role("button", name="Kamoa-Kakula").click()
    atlas.wait(lambda: "selected=sites%3ACRM03667" in atlas.page.url, "the site that was chosen")
    atlas.settle()
    atlas.page.mouse.click(*spot)  # a second click takes what lies below all sites
    atlas.wait(lambda: "selected=countries%3ACOD" in atlas.page.url, "the country below")


def test_the_keyboard_moves_through_the_features_in_view_and_opens_one(atlas):
    atlas.open("?view=60.5,26.95,9&layers=sites&country=FIN")
    atlas.frame.evaluate("document.querySelector('.leaflet-container').focus()")
    atlas.page.keyboard.press("Tab")
    tip = atlas.frame.locator(".crm-tip")
    tip.wait_for(state="visible")
    first = tip.inner_text()
    assert tip.get_attribute("role") == "status"  # a screen reader says it
    atlas.page.keyboard.press("Tab")
    assert tip.inner_text() != first
    atlas.page.keyboard.press("Shift+Tab")
    assert tip.inner_text() == first
    atlas.page.keyboard.press("Enter")
    atlas.wait(lambda: "selected=" in atlas.page.url, "the feature to be opened")
    atlas.page.locator(".st-key-panel").get_by_text(first.split("\n")[0]).first.wait_for()


def test_tab_leaves_the_map_after_the_last_feature(atlas):
    atlas.open("?view=60.5,26.95,9&layers=none&country=FIN")
    atlas.frame.evaluate("document.querySelector('.leaflet-container').focus()")
    for _ in range(70):
        atlas.page.keyboard.press("Tab")
    assert (
        atlas.frame.evaluate("document.activeElement.className.includes('leaflet-container')")
        is False
    )


def test_a_selected_site_is_marked_although_the_filters_hide_it(atlas):
    atlas.open("?country=CHL&selected=sites:CRM04256")
    atlas.expect_drawn(
        "sites", len(WHOLE.filter(Filters.default().but(countries=("CHL",))).sites) + 1
    )


def test_a_map_that_can_not_be_drawn_says_so_and_the_tables_stand(atlas):
    atlas.page.route(re.compile(r"\.bin$"), lambda route: route.abort())
    atlas.page.goto(atlas.url + "/?country=CHL")
    atlas.page.locator(".st-key-open_table").wait_for()
    atlas.open_table("Sites")
    atlas.page.get_by_text(re.compile(r"Download [\d,]+ rows as CSV")).wait_for()
    atlas.wait(
        lambda: "could not be drawn" in atlas.frame.locator(".crm-fault").inner_text(timeout=1000),
        "the note",
    )
    assert "tables of this page" in atlas.frame.locator(".crm-fault").inner_text()


def test_a_browser_without_canvas_is_told_so(atlas):
    blind = "if (window !== window.top) HTMLCanvasElement.prototype.getContext = () => null"
    atlas.page.add_init_script(blind)
    atlas.page.goto(atlas.url + "/?country=CHL")
    atlas.page.locator(".st-key-open_table").wait_for()
    atlas.open_table("Sites")
    atlas.page.get_by_text(re.compile(r"Download [\d,]+ rows as CSV")).wait_for()
    atlas.wait(
        lambda: "no canvas" in atlas.frame.locator(".crm-fault").inner_text(timeout=1000),
        "the note",
    )


@pytest.mark.parametrize("blocked", [r"map_files/.*\.js$", r"leaflet\.js$", "streamlit_folium"])
def test_a_page_whose_map_scripts_are_blocked_says_so_and_the_tables_stand(atlas, blocked):
    atlas.scripts_fail = True  # that they do is what the test is about
    atlas.page.route(re.compile(blocked), lambda route: route.abort())
    atlas.page.goto(atlas.url + "/?country=CHL")
    word = atlas.page.get_by_text("This browser may be blocking its scripts")
    word.wait_for()
    atlas.page.locator(".st-key-open_table").wait_for()
    atlas.open_table("Sites")
    atlas.page.get_by_text(re.compile(r"Download [\d,]+ rows as CSV")).wait_for()

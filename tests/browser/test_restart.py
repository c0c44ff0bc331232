"""What a user keeps when the server is killed, or the page reloaded."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import Atlas
from tests.browser.test_your_data_page import bring, on_the_map, press, visit
from tests.server import start_app

SILENT = "The server does not answer at the moment."
LOST = "Your own data are no longer on the map"


@pytest.fixture
def own(browser):
    """A page of a server of its own, and that server."""
    servers = [start_app()]
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(30_000)
    page = Atlas(context.new_page(), servers[0][1])
    yield page, servers
    context.close()
    servers[-1][0].kill()


def record_and_bring(atlas, tmp_path):
    file = tmp_path / "hill.csv"
    file.write_text("name,lat,lon,commodity\nHill,-82.1,10.5,tin\n")
    visit(atlas)
    bring(atlas, file)
    press(atlas, "Read all rows")
    press(atlas, "Add to the map")
    on_the_map(atlas)
    atlas.choose("Mineral", "Lithium")
    atlas.unfold("share")
    atlas.page.get_by_text("Add to my story").click()
    press(atlas, "Add this step")
    atlas.page.get_by_text("Your story has 1 step").wait_for()
    atlas.page.keyboard.press("Escape")
    atlas.settle()


def test_a_killed_server_is_said_and_the_story_is_there_again(own, tmp_path):
    atlas, servers = own
    record_and_bring(atlas, tmp_path)
    servers[0][0].kill()
    servers[0][0].wait()
    atlas.page.get_by_text(SILENT).wait_for()
    servers.append(start_app(port=urlsplit(atlas.url).port))
    atlas.page.get_by_text(SILENT).wait_for(state="detached")
    atlas.page.get_by_text(LOST).wait_for()
    assert "hill.csv" in atlas.text()
    assert "mineral=Lithium" in atlas.page.url
    atlas.unfold("share")
    atlas.page.get_by_text("Your story has 1 step").wait_for()
    atlas.page.keyboard.press("Escape")
    press(atlas, "Dismiss")
    atlas.page.get_by_text(LOST).wait_for(state="detached")


def test_a_reload_keeps_the_story_and_says_which_file_is_gone(own, tmp_path):
    atlas, _ = own
    record_and_bring(atlas, tmp_path)
    atlas.page.reload()
    atlas.page.get_by_text(LOST).wait_for()
    atlas.unfold("share")
    atlas.page.get_by_text("Your story has 1 step").wait_for()
    other = Atlas(atlas.page.context.new_page(), atlas.url).open()
    assert LOST not in other.text()
    other.unfold("share")
    other.page.get_by_text("Add to my story").wait_for()
    assert not other.page.get_by_text("Your story has 1 step").count(), "each tab has its own"


def test_a_story_stays_in_the_browser_if_the_user_wants_so(own, tmp_path):
    atlas, _ = own
    record_and_bring(atlas, tmp_path)
    atlas.page.goto(f"{atlas.url}/present")
    box = atlas.page.get_by_text("Keep this story in this browser, also when its tab is closed")
    box.click()
    in_browser = "localStorage['crm-story'] || ''"
    atlas.wait(lambda: "[[steps]]" in atlas.page.evaluate(in_browser), "the story to be kept")
    context = atlas.page.context
    plain = Atlas(context.new_page(), atlas.url).open()
    plain.unfold("share")
    plain.page.get_by_text("Your story has 1 step").wait_for(timeout=30_000)
    plain.page.goto(f"{plain.url}/present")
    plain.page.get_by_text("Keep this story in this browser").click()
    plain.wait(lambda: plain.page.evaluate(in_browser) == "", "it to be forgotten")
    plain.page.close()


def test_what_the_browser_keeps_is_not_trusted(own):
    atlas, _ = own
    atlas.open()
    atlas.page.evaluate("""() => {
        sessionStorage["crm-session"] = "another";
        sessionStorage["crm-story"] = "a." .repeat(20000) + "a = 1";
        sessionStorage["crm-files"] = JSON.stringify(["![x](http://evil.example/x.png)"]);
    }""")
    atlas.page.reload()
    atlas.page.get_by_text(LOST).wait_for()
    assert "![x](http://evil.example/x.png)" in atlas.text()
    assert not [url for url in atlas.requests if "evil" in url]
    atlas.page.get_by_role("link", name="Present").first.click()
    atlas.page.get_by_text("a key has more than 16 parts").wait_for()


def test_a_copy_in_the_browser_brings_back_what_a_reload_took(own, tmp_path):
    atlas, _ = own
    file = tmp_path / "hill.csv"
    file.write_text("name,lat,lon,what\nHill,-82.1,10.5,tin\n")
    visit(atlas)
    bring(atlas, file)
    press(atlas, "Read all rows")
    atlas.page.get_by_text("Keep a copy in this browser").click()
    atlas.page.get_by_text("Kept in this browser").wait_for()
    atlas.settle()
    press(atlas, "Delete")
    atlas.page.get_by_text("Kept in this browser").wait_for(state="detached")
    atlas.page.get_by_text("Keep a copy in this browser").click()
    atlas.page.get_by_text("Kept in this browser").wait_for()
    press(atlas, "Add to the map")
    on_the_map(atlas)
    visit(atlas)  # a new session of the same browser
    atlas.page.get_by_text("Only the shipped tables.").wait_for()
    press(atlas, "Bring back")
    atlas.page.get_by_text("1 taken, 0 merged").wait_for()
    atlas.settle()
    press(atlas, "Delete")
    atlas.page.get_by_text("Kept in this browser").wait_for(state="detached")
    visit(atlas)
    atlas.page.get_by_text("Only the shipped tables.").wait_for()
    assert not atlas.page.get_by_text("Kept in this browser").count()


def test_a_copy_that_was_tampered_with_is_said_and_nothing_else(own):
    atlas, _ = own
    visit(atlas)
    atlas.page.evaluate("""() => new Promise((resolve) => {
        const asked = indexedDB.open("crmmap", 1);
        asked.onsuccess = () => {
            const store = asked.result.transaction("copies", "readwrite").objectStore("copies");
            store.put({ name: "<b>x</b>.csv", content: "@@@", how: { rule: 7, header: "x" } })
                .onsuccess = () => resolve();
        };
    })""")
    visit(atlas)
    atlas.page.get_by_text("<b>x</b>.csv").wait_for()
    press(atlas, "Bring back")
    atlas.page.get_by_text("This copy can't be read any more").wait_for()

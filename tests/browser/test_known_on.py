"""The data as they were known on an earlier day: pages, addresses, files and the way back."""

import csv
import io
import json
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from crmmap.store import publishing
from crmmap.store.folder_store import FolderStore
from tests.service import fetch, start_service, stop
from tests.shipped import GEODATA
from tests.store.conftest import KAMOA
from tests.store.test_store import edit

DAY = "2026-03-05"
CARD = f"selected=sites:{KAMOA}&country=COD"
NOTICE = "These are the data as they were known on 5 March 2026"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A service whose store was first published in March and again today, and both snapshots."""
    folder = tmp_path_factory.mktemp("known")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "now", lambda: datetime(2026, 3, 5, 9, tzinfo=UTC))
        store = FolderStore.create(folder / "store", GEODATA, by="ann", note="The spring edition")
    old = store.current()
    edit(store.work)
    new = store.publish(by="bo", note="Kamoa is a mine").id
    server, url = start_service(folder, CRMMAP_DATA_FOLDER=str(store.folder))
    yield url, old, new
    stop(server)


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    yield context.new_page()
    context.close()


@pytest.mark.slow
def test_the_address_of_a_picture_and_of_its_data_asks_for_a_day(served):
    url, old, new = served
    for words, snapshot, kind in (("", new, "mine"), (f"&known_on={DAY}", old, "mine;smelter")):
        status, headers, content = fetch(f"{url}/atlas.json?country=COD{words}")
        said = json.loads(content)
        kinds = {row["site_id"]: row["kind"] for row in said["data"]}
        assert (status, said["snapshot"], kinds[KAMOA]) == (200, snapshot, kind)
        assert headers["x-crmmap-snapshot"] == snapshot
        rows = csv.DictReader(io.StringIO(fetch(f"{url}/atlas.csv?country=COD{words}")[2].decode()))
        assert rows
    newest, older = (
        fetch(f"{url}/atlas.csv?country=COD{words}")[1]["etag"]
        for words in ("", f"&known_on={DAY}")
    )
    assert newest != older
    nothing = "nothing is kept of what was known on 1 January 2020"
    for day, says in (
        ("2020-01-01", nothing),
        ("soon", "not a date"),
    ):
        status, _, content = fetch(f"{url}/atlas.csv?known_on={day}")
        assert status == 400 and says in json.loads(content)["error"], day
    oembed = f"{url}/oembed?url={quote(f'{url}/?country=COD&known_on={DAY}', safe='')}"
    assert fetch(oembed)[0] == 200


@pytest.mark.slow
def test_a_page_shows_what_was_known_on_a_day_and_back_leads_to_the_newest(served, page):
    url, old, _ = served
    page.goto(f"{url}/coverage")
    page.get_by_text("Kamoa is a mine").first.wait_for(timeout=60_000)
    assert not page.get_by_text("These are the data as they were").count()
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=30_000)
    choice = page.get_by_label("Data to show")
    choice.wait_for()
    assert choice.input_value() == "The newest"
    page.wait_for_timeout(1_500)  # charts above move it while they come
    choice.scroll_into_view_if_needed()
    page.wait_for_timeout(500)  # a list closes when the page is scrolled
    choice.click()
    page.get_by_role("option").last.wait_for()
    assert page.get_by_role("option").all_inner_texts() == [
        "The newest",
        "As known on 5 March 2026: The spring edition",
    ]
    page.get_by_role("option").last.click()
    page.get_by_text(f"{NOTICE} (snapshot {old}), not the newest.").wait_for(timeout=30_000)
    page.wait_for_url(f"**known_on={DAY}*")
    page.go_back()
    page.get_by_text(NOTICE).wait_for(state="detached", timeout=30_000)
    assert "known_on" not in page.url
    page.go_forward()
    page.get_by_text(NOTICE).wait_for(timeout=30_000)
    page.get_by_role("link", name="Map").first.click()
    page.get_by_text(NOTICE).wait_for(timeout=30_000)
    page.wait_for_url(f"**known_on={DAY}*")

    page.goto(f"{url}/?{CARD}&known_on={DAY}")
    panel = page.locator(".st-key-panel")
    panel.get_by_text("Mine, smelter").first.wait_for(timeout=60_000)
    page.get_by_text(NOTICE).wait_for()
    assert not page.get_by_role("button", name="Propose a correction").count()
    page.get_by_role("button", name="Show the newest data").click()
    page.get_by_text(NOTICE).wait_for(state="detached", timeout=30_000)
    panel.get_by_text("Mine, smelter").wait_for(state="detached")
    page.get_by_role("button", name="Propose a correction").wait_for()


@pytest.mark.slow
def test_a_day_of_which_nothing_is_kept_is_said_and_the_newest_is_shown(served, page):
    url, _, _ = served
    page.goto(f"{url}/?{CARD}&known_on=2020-01-01")
    page.get_by_text("nothing is kept of what was known on 1 January 2020").wait_for(timeout=60_000)
    assert not page.get_by_text("These are the data as they were").count()


@pytest.mark.slow
def test_without_a_store_the_address_says_so(atlas):
    atlas.open(f"?known_on={DAY}")
    atlas.page.get_by_text("no store, so no earlier ones are kept").wait_for(timeout=30_000)

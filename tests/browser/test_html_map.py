"""The whole map as one file: opened from the disk, with no server and no network."""

import pytest

from crmmap import Filters
from crmmap.address.display import Display
from crmmap.atlas.licences import give
from crmmap.draw.atlas_map import GivenFiles
from crmmap.draw.canvas import View
from crmmap.draw.themes import Composition
from crmmap.exchange.html_map import html_map
from crmmap.measures.shading import SHADINGS
from crmmap.wording import kinds_in_words
from tests.shipped import WHOLE


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    filters = Filters.default()
    shading = SHADINGS["refining"](WHOLE, filters)
    display = Display("sites", layers=("sites", "zones", "links"))
    files, shown = GivenFiles(give(WHOLE)), WHOLE.filter(filters)
    parts = Composition(
        files, shown, filters, display, "columns/", "light", selected=None, shading=shading
    )
    page = html_map(parts, View(20, 10, 2, "x"), title="5,739 <sites>")
    path = tmp_path_factory.mktemp("map") / "map.html"
    path.write_bytes(page)
    return path


def test_it_stays_below_six_megabytes(file):
    assert file.stat().st_size < 6_000_000


def test_it_works_from_a_file_with_no_network(browser, file):
    context = browser.new_context(viewport={"width": 1200, "height": 800}, offline=True)
    page = context.new_page()
    asked, faults = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(file.as_uri())
    page.wait_for_function(
        "document.getElementById('map').dataset.sitesDrawn === '5749'", timeout=15_000
    )
    assert page.locator("h1").inner_text() == "5,739 <sites>"
    page.get_by_label("Find by name").press_sequentially("skelleftea")
    page.get_by_role("button", name="Northvolt Ett Skellefteå (Lyten) · site").click()
    row = WHOLE.sites[WHOLE.sites["name"] == "Northvolt Ett Skellefteå (Lyten)"].iloc[0]
    assert kinds_in_words(row["kind"]) in page.locator("#facts").inner_text()
    page.wait_for_function("map.getZoom() >= 6")
    page.get_by_label("Protected and sensitive areas").uncheck()
    page.wait_for_function("document.getElementById('map').dataset.zonesDrawn === '0'")
    assert "Refinery" in page.locator(".crm-legend-box").first.inner_text()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert faults == []
    context.close()

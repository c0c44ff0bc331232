"""Text from data stays text: in tooltip, panel, table, search and address."""

import csv
import shutil

import pytest

from crmmap.names import one_line
from crmmap.shipped import GEODATA
from tests.browser.conftest import Atlas
from tests.hostile_texts import BEACON, corpus
from tests.server import start_app

ATTACK = (
    "<img src=x onerror=window.hacked=1>${window.hacked=1}`+(window.hacked=1)+`</script><b "
    "onmouseover=window.hacked=1>"
)
MARKDOWN = "[click](javascript:window.hacked=1) ![x](http://example.org/x.png) :red[x] $x$ **bold**"


@pytest.fixture(scope="module")
def hostile(browser, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(GEODATA, folder)
    change(
        folder / "sites.csv",
        "site_id",
        "CRM04256",
        name=ATTACK,
        owner=MARKDOWN,
        note=ATTACK,
        country=ATTACK,
    )
    change(
        folder / "agreements.csv",
        "agreement_id",
        "us-ukraine-urif-2025",
        title=ATTACK,
        short_title=ATTACK,
        notes=MARKDOWN,
    )
    server, url = start_app(folder)
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(15_000)
    yield Atlas(context.new_page(), url)
    context.close()
    server.kill()


CHUNKS = [corpus()[start : start + 26] for start in range(0, len(corpus()), 26)]


@pytest.fixture(scope="module")
def corpus_page(browser, tmp_path_factory):
    """A folder in which names, owners and notes of Finland's sites are the corpus."""
    folder = tmp_path_factory.mktemp("corpus") / "data"
    shutil.copytree(GEODATA, folder)
    with open(folder / "sites.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    sites = [row for row in rows if row["iso3"] == "FIN"]
    for place, chunk in enumerate(CHUNKS):
        together = one_line(" \u00b6 ".join(chunk))
        sites[place].update(name=together, owner=together, note=together)
    for place, text in enumerate(corpus()):
        sites[(len(CHUNKS) + place) % len(sites)].update(name=one_line(text).strip() or "blank")
    with open(folder / "sites.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    server, url = start_app(folder)
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(15_000)
    yield Atlas(context.new_page(), url), [site["site_id"] for site in sites[: len(CHUNKS)]]
    context.close()
    server.kill()


def test_no_text_of_the_corpus_runs_or_asks_anything(corpus_page):
    page, ids = corpus_page
    for site in ids:
        page.open(f"?country=FIN&selected=sites:{site}")
        page.page.locator(".st-key-panel").get_by_text("\u00b6").first.wait_for()
        for frame in page.page.frames:
            assert frame.evaluate(
                "window.pwn === undefined && !document.querySelector('[data-pwn]')"
            ), site
    assert not [url for url in page.requests if BEACON in url or "evil" in url]
    assert not page.faults


def change(path, key, row_id, **cells):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row[key] == row_id:
            row.update(cells)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def hacked(page):
    return any(frame.evaluate("window.hacked !== undefined") for frame in page.frames)


def test_a_hostile_site_is_shown_as_it_is_written(hostile):
    hostile.open("?view=60.5,26.95,10&layers=sites&country=FIN&kind=processing_plant")
    row = next(
        r
        for r in csv.DictReader((GEODATA / "sites.csv").open(encoding="utf-8"))
        if r["site_id"] == "CRM04256"
    )
    site = (float(row["latitude"]), float(row["longitude"]))
    hostile.page.mouse.move(*hostile.pixel(*site))
    hostile.frame.locator(".crm-tip").wait_for(state="visible")
    assert ATTACK in hostile.frame.locator(".crm-tip").inner_text()
    hostile.page.mouse.click(*hostile.pixel(*site))
    panel = hostile.page.locator(".st-key-panel")
    panel.get_by_text("Governance standards that cover it").wait_for()
    text = panel.inner_text()
    assert ATTACK in text
    assert MARKDOWN in text
    assert panel.locator("img[src*='example']").count() == 0
    assert panel.locator("a[href^='javascript']").count() == 0
    assert not hacked(hostile.page)
    assert not [url for url in hostile.requests if "example.org" in url]


def test_a_hostile_agreement_and_a_hostile_search_stay_text(hostile):
    hostile.open("?selected=agreements:us-ukraine-urif-2025")
    panel = hostile.page.locator(".st-key-panel")
    panel.get_by_text("Diplomacy mode").wait_for()
    assert ATTACK in panel.inner_text()
    box = hostile.page.frame_locator("iframe[title='streamlit_searchbox.searchbox']")
    box.locator("input").first.press_sequentially("img src x onerror", delay=20)
    box.get_by_text("onerror=window.hacked").first.wait_for()
    assert not hacked(hostile.page)

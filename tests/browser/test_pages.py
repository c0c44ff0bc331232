"""The analysis pages in a real Chromium: filters hold, addresses open them, an empty choice says
so."""

import csv
import json
import re

import pytest
from pypdf import PdfReader

from crmmap import Filters, measures
from crmmap.atlas.filters import NOT_LIVE
from crmmap.shipped import GEODATA
from tests.browser.conftest import Atlas, without_blanks
from tests.server import start_app
from tests.shipped import WHOLE

QUESTIONS = {
    "choke_points": "who depends on whom?",
    "diplomacy": "Who is bound to whom, by what kind of deal?",
    "nature": "Where do mines meet nature?",
    "governance": "Which rules reach the mines, and where do none?",
    "places": "What is known of a place?",
    "your_data": "What do your own data add to the map?",
    "coverage": "What do the data not know, and how are the figures made?",
}
WITHOUT_CHARTS = {"your_data"}
TITLES = {
    "choke_points": "Minerals",
    "diplomacy": "Agreements",
    "nature": "Nature",
    "governance": "Governance",
    "places": "Places",
    "your_data": "Your data",
    "coverage": "Sources and method",
}


def visit(atlas, name, query=""):
    atlas.page.goto(f"{atlas.url}/{name}{query}")
    atlas.page.get_by_text(QUESTIONS[name]).first.wait_for()
    atlas.page.locator(".st-key-reset_all").wait_for()
    atlas.settle()
    assert not atlas.page.get_by_test_id("stException").count()
    return atlas


def pick(atlas, label, option):
    atlas.settle()  # a run that ends now would close the list
    box = atlas.page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.fill(option)
    atlas.page.get_by_role("option").filter(has_text=option).first.click()


def charts(atlas):
    return atlas.page.locator(
        "[data-testid='stVegaLiteChart'] canvas, [data-testid='stVegaLiteChart'] svg"
    )


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_page_opens_by_its_address_with_its_filters(atlas, name):
    visit(atlas, name, "?mineral=Nickel")
    sites = len(WHOLE.filter(Filters.default().but(minerals=("Nickel",))).sites)
    atlas.page.get_by_text(f"{sites:,} sites with nickel").wait_for()
    if name not in WITHOUT_CHARTS:
        charts(atlas).first.wait_for()
    assert "mineral=Nickel" in atlas.page.url and f"/{name}" in atlas.page.url
    assert not [
        url
        for url in atlas.requests
        if "localhost" not in url and not url.startswith(("data:", "blob:"))
    ]


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_empty_choice_leaves_words_not_faults(atlas, name):
    visit(atlas, name, "?mineral=Helium&country=FJI")
    assert "0 sites" in atlas.text()


CUT = """Array.from(document.querySelectorAll('[data-testid="stDateInput"] *'))
    .filter((e) => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== "visible")
    .map((e) => e.textContent).filter((text) => text)"""


@pytest.mark.parametrize("size", [(390, 844), (700, 450)], ids=["phone", "zoomed to 200%"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_narrow_screen_does_not_scroll_sideways(browser, app_url, name, size):
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.set_default_timeout(20_000)
    page = Atlas(context.new_page(), app_url)
    page.page.goto(f"{app_url}/{name}?mineral=Lithium")
    page.page.get_by_text(QUESTIONS[name]).first.wait_for()
    page.settle()
    wide = page.page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
    assert wide <= size[0] + 1
    assert page.page.evaluate(CUT) == []
    context.close()


def test_a_filter_set_on_the_atlas_holds_on_every_page_and_back(atlas):
    atlas.open()
    atlas.choose("Mineral", "Cobalt")
    for name, title in TITLES.items():
        atlas.go(title)
        atlas.page.get_by_text(QUESTIONS[name]).first.wait_for()
        atlas.page.get_by_text("sites with cobalt").first.wait_for()
        atlas.wait(lambda: "mineral=Cobalt" in atlas.page.url, "the address of the page")
    atlas.go("Map")
    atlas.expect_drawn(
        "sites", len(WHOLE.filter(Filters.default().but(minerals=("Cobalt",))).sites)
    )


def test_the_first_visitor_of_a_server_may_ask_for_any_page(browser):
    server, url = start_app()
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    try:
        page = context.new_page()
        page.goto(url + "/diplomacy?mineral=Nickel")
        page.get_by_text("sites with nickel").first.wait_for(timeout=60_000)
        page.locator(".st-key-reset_all").wait_for(timeout=60_000)
        assert page.get_by_text(QUESTIONS["diplomacy"]).count() == 1
        assert not page.get_by_text("Page not found").count()
    finally:
        context.close()
        server.kill()


def test_rows_and_pictures_of_a_chart_can_be_taken_away(atlas):
    visit(atlas, "choke_points", "?mineral=Lithium")
    exhibit = atlas.page.locator(".st-key-exhibit_choke_points_producers-mine")
    exhibit.locator("summary").click()
    taken = {}
    for kind in ("CSV", "PNG", "SVG"):
        with atlas.page.expect_download(timeout=60_000) as download:
            exhibit.get_by_role("button", name=kind, exact=True).click()
        with open(download.value.path(), "rb") as file:
            taken[kind] = file.read()
    rows = list(csv.DictReader(taken["CSV"].decode("utf-8-sig").splitlines()))
    with open(GEODATA / "production.csv", encoding="utf-8", newline="") as file:
        known = {
            row["iso3"]: float(row["share_of_world"])
            for row in csv.DictReader(file)
            if (row["mineral"], row["stage"], row["headline"]) == ("Lithium", "mine", "True")
            and row["iso3"] != "WLD"
            if row["share_of_world"]
        }
    assert {row["iso3"]: float(row["share"]) for row in rows if row["share"]} == pytest.approx(
        known
    )
    assert taken["PNG"].startswith(b"\x89PNG")
    assert b"Source: USGS" in taken["SVG"] and b"72%" in taken["SVG"]


def stages(atlas):
    """The map of the stages: the page has another, of imports."""
    return atlas.page.locator(".st-key-area_stage_map iframe").element_handle().content_frame()


def test_the_stages_of_a_mineral_step_on_the_map(atlas):
    visit(atlas, "choke_points", "?mineral=Lithium")
    shares = measures.shares(WHOLE)
    shares = shares[
        (shares["mineral"] == "Lithium") & ~shares["iso3"].isin(["OTH"]) & (shares["share"] > 0)
    ]
    drawn = "document.querySelector('.leaflet-container').dataset.supplyDrawn"
    for label, stage in (("Mining", "mine"), ("Refining", "refinery")):
        atlas.page.locator(".st-key-stage button").filter(has_text=label).click()
        known = int((shares["stage"] == stage).sum())
        atlas.wait(
            lambda known=known: int(stages(atlas).evaluate(drawn)) == known,
            f"{known} circles of {stage}",
        )


def test_playing_steps_by_itself(atlas):
    visit(atlas, "choke_points", "?mineral=Lithium")
    drawn = "document.querySelector('.leaflet-container').dataset.supplyDrawn"
    atlas.wait(lambda: stages(atlas).evaluate(drawn), "the circles")
    first = stages(atlas).evaluate(drawn)
    atlas.page.locator(".st-key-stage_playing label").first.click()
    atlas.wait(lambda: stages(atlas).evaluate(drawn) != first, "the next stage", 15)
    atlas.wait(lambda: stages(atlas).evaluate(drawn) == first, "the first stage again", 15)


def test_a_buffer_is_counted_anew(atlas):
    visit(atlas, "nature", "?country=FIN;SWE")
    shown = WHOLE.filter(Filters.default().but(countries=("FIN", "SWE")))

    def said(km):
        pairs = measures.near_pairs(shown, within_km=km)
        return (
            f"{pairs['site_id'].nunique():,} sites within {km} km of "
            f"{pairs['zone_id'].nunique():,} zones"
        )

    atlas.page.get_by_text(said(10)).wait_for()
    slider = atlas.page.locator(".st-key-nature_buffer input[type=range]")
    slider.focus()
    atlas.page.keyboard.press("End")
    atlas.page.get_by_text(said(100)).wait_for()


def test_a_named_view_goes_there(atlas):
    visit(atlas, "nature")
    atlas.page.get_by_role("button", name="Deep sea").click()
    zones = len(WHOLE.filter(Filters.default().but(zone_categories=("deep-sea",))).zones)
    atlas.page.get_by_text(f"{zones:,} protected or sensitive areas").wait_for()
    atlas.wait(lambda: atlas.view()["lng"] < -100, "the map to go to the Pacific")


def test_the_lens_of_a_host_follows_the_filter(atlas):
    visit(atlas, "diplomacy", "?country=CHL")
    atlas.page.get_by_text(re.compile(r"Chile has \d+ agreements with \d+ partners")).wait_for()


def test_a_row_of_the_list_of_agreements_opens_its_card(atlas):
    visit(atlas, "diplomacy", "?country=CHL")
    history = WHOLE.filter(Filters.default().but(countries=("CHL",), also=NOT_LIVE)).agreements
    newest = history.sort_values("signed_date", ascending=False).iloc[0]
    table = atlas.page.locator("[class*=st-key-table_every_agreement]")
    table.locator("canvas").first.wait_for()
    table.click(position={"x": 16, "y": 36 + 18})  # once it no longer moves
    atlas.page.locator(".st-key-panel").get_by_text(newest["title"]).first.wait_for()
    atlas.wait(lambda: "selected=agreements" in atlas.page.url, "the agreement in the address")


def test_what_happened_between_two_days_is_told_line_by_line(atlas):
    visit(atlas, "diplomacy", "?from=2025-03-01&to=2025-06-30")
    told = atlas.page.locator(".st-key-exhibit_diplomacy_period")
    told.get_by_text("15 trade measures announced or changed and 10 events").wait_for()
    told.get_by_text("Northvolt declared bankrupt in Sweden").wait_for()
    assert told.get_by_role("link", name="source").count() > 30


def test_two_places_stand_side_by_side(atlas):
    visit(atlas, "places", "?country=COD")
    cod = int((WHOLE.filter(Filters.default()).sites["iso3"] == "COD").sum())
    atlas.page.get_by_text(re.compile(f"^{cod} sites; the status of")).first.wait_for()
    pick(atlas, "Beside", "Australia")
    atlas.page.get_by_role("heading", name="Australia", exact=True).wait_for()
    atlas.wait(lambda: "beside=country%3AAUS" in atlas.page.url, "both places in the address")


def test_a_place_has_its_map_beside_its_profile(atlas, sql):
    visit(atlas, "places", "?place=country%3AZMB")
    query = "select count(*) from sites where iso3 = 'ZMB' and site_id in ({})"
    shown = WHOLE.filter(Filters.default()).sites["site_id"]
    marks = ",".join("?" * len(shown))
    atlas.expect_drawn("sites", sql.execute(query.format(marks), tuple(shown)).fetchone()[0])
    # read in agreements.csv: DR Congo, EU, India, Japan, United Arab Emirates, United Kingdom
    atlas.expect_drawn("pairs", 6)
    atlas.page.get_by_role("button", name="Open Zambia on the map").click()
    atlas.wait(lambda: "country=ZMB" in atlas.page.url, "the map of the place")
    atlas.page.get_by_text("83 sites").first.wait_for()


ADDRESSES = {
    "choke_points?detail=Cobalt": "of cobalt",
    "diplomacy?host=CHL": "Chile has",
    "nature?buffer=25": "sites within 25 km of",
    "governance?members=AUS": "Australia",
    "places?place=region%3AMiddle+Africa&beside=bloc%3AEU": "European Union",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_carries_what_a_page_lets_choose(atlas, address):
    name, _, query = address.partition("?")
    visit(atlas, name, "?" + query)
    atlas.page.get_by_text(ADDRESSES[address]).first.wait_for()
    assert set(query.split("&")) <= set(atlas.page.url.split("?")[1].split("&"))


def test_a_choice_of_a_page_that_is_nonsense_is_said_and_left(atlas):
    visit(atlas, "nature", "?buffer=4000")
    atlas.page.get_by_text("buffer “4000” is not known").wait_for()
    atlas.page.get_by_text("sites within 10 km of").first.wait_for()


def test_an_area_of_one_s_own_is_read_or_refused_with_the_reason(atlas, tmp_path):
    visit(atlas, "places")
    pick(atlas, "Profile of", "An area from a file")
    square = {
        "type": "Polygon",
        "coordinates": [[[25, -13], [29, -13], [29, -9], [25, -9], [25, -13]]],
    }
    (tmp_path / "copperbelt.geojson").write_text(json.dumps(square))
    (tmp_path / "bad.geojson").write_text("<script>alert(1)</script>")
    upload = atlas.page.locator("input[type=file]")
    upload.set_input_files(tmp_path / "copperbelt.geojson")
    rows = WHOLE.filter(Filters.default()).sites
    inside = rows[rows["longitude"].between(25, 29) & rows["latitude"].between(-13, -9)]
    atlas.page.get_by_text(f"{len(inside)} sites; the status of").first.wait_for()
    upload.set_input_files(tmp_path / "bad.geojson")
    atlas.page.get_by_text("The file is not GeoJSON").first.wait_for()


def test_an_area_is_drawn_on_the_map(atlas):
    visit(atlas, "places")
    pick(atlas, "Profile of", "An area drawn on the map")
    atlas.page.get_by_text("Draw the area on the map").wait_for()
    atlas.settle()
    atlas.wait(lambda: atlas.drawn("countries"), "the map to draw on")
    atlas.frame.evaluate("map.setView([-11, 27], 4, { animate: false })")
    corners = [(-9, 25), (-9, 29), (-13, 29), (-13, 25)]
    for corner in corners:
        atlas.page.mouse.click(*atlas.pixel(*corner))
        atlas.page.wait_for_timeout(400)
    atlas.page.mouse.click(*atlas.pixel(*corners[0]))  # closes it
    rows = WHOLE.filter(Filters.default()).sites
    inside = int((rows["longitude"].between(25, 29) & rows["latitude"].between(-13, -9)).sum())
    said = atlas.page.get_by_text(re.compile(r"^\d+ sites; the status of")).first
    said.wait_for()
    assert int(said.inner_text().split()[0]) == pytest.approx(
        inside, rel=0.05
    )  # corners are whole pixels


def test_the_method_is_told_on_the_page(atlas):
    visit(atlas, "coverage")
    atlas.page.get_by_text("Concentration of each mineral and stage over countries.").first.click()
    atlas.page.get_by_text("The Herfindahl-Hirschman index is").first.wait_for()


@pytest.mark.parametrize("place", ["country:COD", "country:USA", "bloc:EU", "region:South America"])
def test_a_profile_prints_on_two_sheets(atlas, tmp_path, place):
    visit(atlas, "places", f"?place={place.replace(' ', '+')}")
    atlas.page.get_by_text("Entities of the briefing paper").first.wait_for()
    charts(atlas).nth(1).wait_for()
    atlas.page.wait_for_timeout(1000)
    atlas.page.pdf(path=tmp_path / "profile.pdf", format="A4")
    pages = PdfReader(tmp_path / "profile.pdf").pages
    text = without_blanks("".join(page.extract_text() for page in pages))
    assert len(pages) <= 2
    for part in ("sites; the status of", "live agreement", "Entities of the briefing paper"):
        assert without_blanks(part) in text
    assert without_blanks("More filters") not in text

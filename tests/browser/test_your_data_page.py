"""Bringing data of one's own and taking rows away, in a real Chromium."""

from __future__ import annotations

import io
import json
import zipfile

import pandas as pd
import pytest
from PIL import Image

from crmmap import Filters
from crmmap.atlas.licences import give
from crmmap.exchange.readers import mapper, merge, read
from crmmap.exchange.writers import select, write
from tests.browser.conftest import Atlas
from tests.exchange import samples
from tests.shipped import WHOLE


def visit(atlas: Atlas) -> Atlas:
    atlas.page.goto(f"{atlas.url}/your_data")
    atlas.page.get_by_text("What do your own data add to the map?").wait_for()
    atlas.settle()
    return atlas


def bring(atlas: Atlas, path) -> None:
    atlas.page.locator("[data-testid='stFileUploader'] input").first.set_input_files(path)


def press(atlas: Atlas, name: str) -> None:
    atlas.page.get_by_role("button", name=name, exact=True).click()


def to_atlas(atlas: Atlas) -> None:
    atlas.go("Map")
    atlas.wait(lambda: atlas.drawn("sites") or "", "the map to be drawn")
    atlas.settle()


def on_the_map(atlas: Atlas) -> None:
    """What was added is shown, and the page has gone there."""
    atlas.page.get_by_text("With your own data, in this session alone").wait_for()
    atlas.wait(lambda: atlas.drawn("sites") or "", "the map to be drawn")
    atlas.settle()


def downloaded(atlas: Atlas, name: str) -> tuple[bytes, str]:
    with atlas.page.expect_download(timeout=60_000) as event:
        atlas.page.get_by_role("button", name=name).click()
    return event.value.path().read_bytes(), event.value.suggested_filename


def test_an_inventory_is_recognised_read_shown_and_taken_back(atlas, tmp_path):
    visit(atlas)
    bring(atlas, samples.icmm(tmp_path))
    atlas.page.get_by_text("recognised: ICMM Global Mining Dataset").wait_for()
    press(atlas, "Read all rows")
    atlas.page.get_by_text(
        "Of 6 rows, 3 are new, 0 go into rows that the map has, and 3 are refused"
    ).wait_for()
    atlas.page.get_by_text("it has no position (1)").wait_for()
    press(atlas, "Add to the map")
    on_the_map(atlas)
    whole = merge(WHOLE, read(samples.icmm(tmp_path), WHOLE))
    sites = len(whole.filter(Filters.default()).sites)
    assert (
        sites == len(WHOLE.filter(Filters.default()).sites) + 2
    )  # coking coal alone is left out at first
    atlas.expect_drawn("sites", sites)
    atlas.page.get_by_text("With your own data, in this session alone: icmm.xlsx").wait_for()
    atlas.go("Your data")
    press(atlas, "Take back")
    atlas.page.get_by_text("Only the shipped tables.").wait_for()
    to_atlas(atlas)
    atlas.expect_drawn("sites", sites - 2)
    visit(atlas)
    bring(atlas, samples.icmm(tmp_path))
    press(atlas, "Read all rows")
    press(atlas, "Add to the map")
    on_the_map(atlas)
    atlas.go("Your data")
    atlas.page.get_by_text("3 taken, 0 merged").wait_for()
    bring(atlas, samples.icmm(tmp_path))
    atlas.page.get_by_text("recognised: ICMM Global Mining Dataset").wait_for()


def test_nobody_else_sees_it(atlas, browser, app_url, tmp_path):
    visit(atlas)
    bring(atlas, samples.icmm(tmp_path))
    press(atlas, "Read all rows")
    press(atlas, "Add to the map")
    on_the_map(atlas)
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    other = Atlas(context.new_page(), app_url).open()
    other.expect_drawn("sites", len(WHOLE.filter(Filters.default()).sites))
    assert "own data" not in other.text()
    context.close()


def test_columns_of_a_table_of_ones_own_are_guessed_set_and_remembered(atlas, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("title,first,second,what is there\nAlpha,-82.1,10.5,tin\n", encoding="utf-8")
    visit(atlas)
    bring(atlas, path)
    atlas.page.get_by_text("no publisher's layout that we know").wait_for()
    atlas.settle()
    asked = atlas.page.locator("[class*='st-key-own_'][data-testid='stSelectbox'], .stSelectbox")
    shown = [box for box in asked.all() if box.is_visible()]
    labels = [box.locator("label").inner_text() for box in shown]
    assert [one for one in labels if one in mapper.FIELDS["sites"].values()] == [
        "Latitude",
        "Longitude",
        "Commodities",
    ]
    assert "3 Check" in atlas.text()
    assert atlas.page.locator(".crm-steps [aria-current]").inner_text() == "2 Check its columns"
    assert atlas.page.get_by_role("button", name="Read all rows", exact=True).is_disabled()
    for label, column in (("Latitude", "first"), ("Longitude", "second")):
        box = atlas.page.get_by_role("combobox", name=label, exact=True)
        box.click()
        box.fill(column)
        atlas.page.get_by_role("option", name=column, exact=True).click()
        atlas.settle()
    atlas.wait(lambda: atlas.drawn("none") == 1 or "", "the row on the map beside")
    atlas.page.get_by_text("Other columns and settings").click()
    atlas.settle()  # what unfolds moves the button
    content, name = downloaded(atlas, "Save these columns")
    assert name == "columns.toml"
    assert b'latitude = "first"' in content
    press(atlas, "Read all rows")
    atlas.page.get_by_text(
        "Of 1 row, 1 is new, 0 go into rows that the map has, and 0 are refused"
    ).wait_for()
    again = tmp_path / "again.csv"
    again.write_text("title,first,second,what is there\nBeta,-83.1,11.5,zinc\n", encoding="utf-8")
    bring(atlas, again)
    atlas.page.get_by_text("as you set them for a file with the same columns").wait_for()
    atlas.settle()
    press(atlas, "Read all rows")
    atlas.page.get_by_text("Of 1 row, 1 is new").wait_for()


def test_another_row_of_names_may_take_the_layout_away(atlas, tmp_path):
    path = tmp_path / "deals.csv"
    path.write_text("Title,Parties,Signed\nPact,Chile; China,2024\nOther,Japan; Peru,2025\n")
    visit(atlas)
    bring(atlas, path)
    atlas.page.get_by_text("recognised: Agreements of your own").wait_for()
    atlas.page.get_by_text("Read it in another way").click()
    box = atlas.page.get_by_label("Row with the names of the columns (0: as found)")
    box.fill("2")
    box.press("Tab")
    atlas.page.get_by_text("no publisher's layout that we know").wait_for()
    atlas.settle()
    assert not atlas.page.get_by_test_id("stException").count()


def test_a_layer_can_be_chosen(atlas, tmp_path):
    path = tmp_path / "selection.gpkg"
    chosen = select(give(WHOLE), Filters.default().but(minerals=("Lithium",)))
    path.write_bytes(write(chosen, "gpkg")[0])
    visit(atlas)
    bring(atlas, path)
    atlas.page.get_by_text("recognised: Rows of sites that were exported from this map").wait_for()
    atlas.settle()
    box = atlas.page.get_by_role("combobox", name="Sheet or layer")
    box.click()
    box.fill("agreements")
    atlas.page.get_by_role("option", name="agreements", exact=True).click()
    atlas.page.get_by_text(
        "recognised: Rows of agreements that were exported from this map"
    ).wait_for()
    atlas.settle()
    press(atlas, "Read all rows")
    count = len(chosen.layers["agreements"])
    atlas.page.get_by_text(
        f"Of {count} rows, 0 are new, {count} go into rows that the map has"
    ).wait_for()


def test_the_rule_of_merging_can_be_changed(atlas, tmp_path):
    jadar = WHOLE.sites[WHOLE.sites["name"] == "Jadar"].iloc[0]
    path = tmp_path / "own.csv"
    path.write_text(
        f"name,lat,lon,commodity\nJadar,{jadar['latitude'] + 0.05},{jadar['longitude']},lithium\n"
    )
    visit(atlas)
    bring(atlas, path)
    press(atlas, "Read all rows")
    atlas.page.get_by_text(
        "Of 1 row, 0 are new, 1 goes into rows that the map has, and 0 are refused"
    ).wait_for()
    atlas.page.get_by_text("names alike (score 85 of 100) within 10 km").wait_for()
    atlas.page.get_by_text("Change what is merged").click()
    box = atlas.page.get_by_label("Names alike, within km")
    box.fill("4")
    box.press("Tab")
    press(atlas, "Read again")
    atlas.page.get_by_text(
        "Of 1 row, 1 is new, 0 go into rows that the map has, and 0 are refused"
    ).wait_for()
    atlas.page.get_by_text("names alike (score 85 of 100) within 4 km").wait_for()


def test_a_hostile_file_is_refused_in_words(atlas, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../evil.csv", "name,lat,lon\n")
    visit(atlas)
    bring(atlas, path)
    atlas.page.get_by_text("names a path outside of itself").wait_for()
    assert not atlas.page.get_by_test_id("stException").count()
    path = tmp_path / "<img src=x onerror=alert(1)>.csv"
    path.write_text("name,lat,lon,commodity\n<script>alert(1)</script>,-82.1,10.5,<b>tin</b>\n")
    bring(atlas, path)
    atlas.page.get_by_text("<img src=x onerror=alert(1)>.csv").first.wait_for()
    press(atlas, "Read all rows")
    atlas.page.get_by_text("Of 1 row, 1 is new").wait_for()


def test_reading_can_be_stopped(atlas, tmp_path):
    rows = "\n".join(f"Site {i},{-60 + i % 100},{i % 170},copper,Chile" for i in range(400_000))
    path = tmp_path / "large.csv"
    path.write_text("name,lat,lon,commodity,country\n" + rows)
    visit(atlas)
    bring(atlas, path)
    atlas.page.get_by_role("button", name="Cancel", exact=True).click(timeout=30_000)
    atlas.page.get_by_text("you stopped it").wait_for()


def test_restricted_zones_are_shown_and_not_given_away(atlas, tmp_path):
    visit(atlas)
    bring(atlas, samples.wdpa(tmp_path))
    press(atlas, "Read all rows")
    atlas.page.get_by_text("left out of every download").wait_for()
    press(atlas, "Add to the map")
    on_the_map(atlas)
    atlas.theme("Nature")
    atlas.expect_drawn("zones", len(WHOLE.filter(Filters.default()).zones) + 3)
    atlas.unfold("share", "Image")
    content, _ = downloaded(atlas, "Download this map as one HTML file")
    assert b"wdpa_local" not in content
    atlas.page.keyboard.press("Escape")
    atlas.page.get_by_text("Protected and sensitive areas · 1,250").last.click()
    atlas.settle()
    rows, _ = downloaded(atlas, "Download 1,250 rows as CSV")
    assert b"wdpa_local" not in rows
    assert rows.count(b"UNESCO World Heritage Centre") > 100
    atlas.unfold("share", "Data")
    atlas.page.get_by_text("3 rows of World Database on Protected Areas").wait_for()


@pytest.mark.parametrize(
    ("label", "name"),
    [("GeoJSON", "crmmap-sites.geojson"), ("Excel", "crmmap.xlsx"), ("BibTeX", "crmmap.bib")],
)
def test_the_selection_is_taken_away_from_any_page(atlas, label, name):
    atlas.page.goto(f"{atlas.url}/diplomacy?mineral=Nickel")
    atlas.page.get_by_text("Who is bound to whom").wait_for()
    atlas.settle()
    atlas.unfold("share", "Data")
    box = atlas.page.get_by_role("combobox", name="Format", exact=True)
    box.click()
    box.fill(label)
    atlas.page.get_by_role("option").filter(has_text=label).first.click()
    atlas.settle()
    content, given = downloaded(atlas, f"Download {name.removeprefix('crmmap-')}")
    assert given == name
    sites = WHOLE.filter(Filters.default().but(minerals=("Nickel",))).sites
    if label == "GeoJSON":
        assert len(json.loads(content)["features"]) == len(sites)
    elif label == "Excel":
        assert len(
            pd.read_excel(io.BytesIO(content), sheet_name="Sites", engine="calamine")
        ) == len(sites)
    else:
        assert b"@misc{icmm2025" in content


def test_the_map_is_taken_away_as_a_picture(atlas):
    atlas.open("?mineral=Nickel")
    atlas.unfold("share", "Image")
    content, _ = downloaded(atlas, "Download crmmap.png")
    assert Image.open(io.BytesIO(content)).size == (3200, 1800)

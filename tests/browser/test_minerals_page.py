"""The index of minerals and the page of each, in a real browser."""

from crmmap import measures
from tests.browser.test_pages import visit
from tests.shipped import WHOLE


def heading(atlas):
    return atlas.page.get_by_role("heading", level=1).inner_text()


def test_a_row_of_the_index_opens_a_page_and_back_leads_to_the_index(atlas):
    visit(atlas, "choke_points")
    atlas.settle()
    table = atlas.page.locator("[class*=st-key-table_minerals]")
    table.locator("canvas").first.wait_for()
    table.click(position={"x": 16, "y": 36 + 18})  # the box of the first row
    atlas.wait(lambda: heading(atlas).startswith("Antimony:"), "the page of antimony")
    atlas.wait(lambda: "detail=Antimony" in atlas.page.url, "the address")
    atlas.settle()
    atlas.page.go_back()
    atlas.wait(lambda: heading(atlas).startswith("Who mines"), "the index")


def test_one_mineral_in_the_bar_opens_its_page_and_links_lead_to_its_parts(atlas):
    visit(atlas, "choke_points", "?mineral=Cobalt")
    atlas.settle()
    assert heading(atlas).startswith("Cobalt:")
    main = atlas.page.get_by_test_id("stMain")
    atlas.page.get_by_role("link", name="What comes next").click()
    atlas.wait(lambda: main.evaluate("one => one.scrollTop") > 800, "the page to scroll")
    atlas.page.go_back()
    atlas.page.wait_for_timeout(500)
    assert heading(atlas).startswith("Cobalt:")


def test_the_least_documented_mineral_has_no_empty_axis(atlas):
    visit(atlas, "choke_points", "?detail=Caesium")
    atlas.settle()
    atlas.page.get_by_text("No series says which countries mine caesium.").wait_for()
    for chart in atlas.page.locator(".vega-embed svg, .vega-embed canvas").all():
        assert chart.bounding_box()["height"] > 20
    assert not atlas.page.locator("iframe[title='Map']").count()
    assert not atlas.page.get_by_text("We have no").count()


def test_from_where_an_importer_buys_is_drawn_and_written(atlas):
    """Finland's cobalt: bars and lines of one table."""
    visit(atlas, "choke_points", "?mineral=Cobalt&importer=JPN")
    atlas.settle()
    mix = measures.import_mix(WHOLE, importer="JPN")
    rows = mix[mix["product"] == "cobalt mattes, intermediates, unwrought, scrap"]
    first = rows.iloc[0]
    said = f"{first['exporter_name']} supplies {100 * first['share']:.0f}% of what Japan imports"
    atlas.page.get_by_text(said).wait_for()
    lines = int((rows["share"] >= 0.005).sum())
    drawn = [frame for frame in atlas.page.frames if "folium" in frame.url]
    atlas.wait(
        lambda: any(
            frame.evaluate(
                "Number((document.querySelector('.leaflet-container') || {dataset: {}})"
                ".dataset.tradeDrawn)"
            )
            == min(15, lines)
            for frame in drawn
        ),
        f"{lines} lines",
    )


def test_a_chart_has_an_address_and_a_frame_of_its_own(atlas):
    visit(atlas, "choke_points", "?mineral=Lithium")
    atlas.settle()
    exhibit = atlas.page.locator(".st-key-exhibit_choke_points_producers-mine")
    title = exhibit.get_by_role("heading").inner_text()
    exhibit.locator("summary").click()
    address = exhibit.locator("code").first
    address.wait_for()
    own = address.inner_text()
    assert "chart=producers-mine" in own and "mineral=Lithium" in own
    assert "embed=true" in exhibit.locator("code").nth(1).inner_text()
    atlas.page.goto(own + "&embed=true")
    atlas.page.get_by_role("heading", name=title).wait_for()
    atlas.settle()
    assert atlas.page.locator(".vega-embed").count() == 1
    assert not atlas.page.locator(".st-key-bar").count()
    assert not atlas.page.get_by_test_id("stHeader").is_visible()
    link = atlas.page.get_by_role("link", name="Open in crmmap").get_attribute("href")
    assert "mineral=Lithium" in link and "chart=" not in link
    atlas.page.goto(own)
    atlas.page.get_by_role("link", name="Show the whole page").click()
    atlas.page.get_by_role("link", name="What comes next").wait_for()
    assert "chart=" not in atlas.page.url
    atlas.page.goto(own.replace("producers-mine", "nothing-known"))
    atlas.page.get_by_role("link", name="What comes next").wait_for()

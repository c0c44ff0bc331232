"""The index of minerals and the page of each, in a real browser."""

from tests.browser.test_pages import visit


def heading(atlas):
    return atlas.page.get_by_role("heading", level=1).inner_text()


def test_a_row_of_the_index_opens_a_page_and_back_leads_to_the_index(atlas):
    visit(atlas, "choke_points")
    atlas.settle()
    table = atlas.page.locator("[class*=st-key-table_minerals]")
    box = table.bounding_box()
    atlas.page.mouse.click(box["x"] + 16, box["y"] + 36 + 18)  # the first row's box
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

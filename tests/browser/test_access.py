"""What axe finds: nothing serious, in both themes and at three widths."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import Atlas

NOT_OURS = {
    # Streamlit's own frame around the page and the components; reported to it, not ours to mend
    "region",
    "scrollable-region-focusable",
}


STREAMLIT_MENU = '[data-testid="stSidebarNavItems"]'
"""Streamlit's own list of pages on a phone has items that are no items of a list."""
WIDTHS = (1400, 820, 390)


def serious(atlas):
    """Serious faults of our own by width and rule, each with a few of the elements at fault."""
    found = {}
    for width in WIDTHS:
        atlas.page.set_viewport_size({"width": width, "height": 1000})
        atlas.page.wait_for_timeout(300)
        found_here = Axe().run(atlas.page, context={"exclude": [[STREAMLIT_MENU]]})
        for fault in found_here.response["violations"]:
            if fault["impact"] in ("serious", "critical") and fault["id"] not in NOT_OURS:
                nodes = [node["html"][:200] for node in fault["nodes"][:5]]
                found[width, fault["id"]] = nodes
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser, app_url, scheme):
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, color_scheme=scheme)
    atlas = Atlas(context.new_page(), app_url).open(
        "?mineral=Nickel&selected=sites:CRM07937&shade=refining"
    )
    found = serious(atlas)
    context.close()
    assert found == {}


FOCUSED = """(() => { const e = document.activeElement;
    return e.getAttribute("aria-label") || e.title || e.innerText.trim().split("\\n").pop() })()"""


def test_tab_goes_from_skip_links_by_navigation_and_bar_to_the_map_and_the_answer(atlas):
    atlas.open("?mineral=Nickel")
    seen = []
    for _ in range(26):
        atlas.page.keyboard.press("Tab")
        seen.append(atlas.page.evaluate(FOCUSED))
    wanted = ["Skip to main content", "Map", "Agreements", "Skip to the map", "Mineral"]
    wanted += ["Partner bloc", "Governance standard", "Place", "Supply", "Map"]
    places = [seen.index(name) for name in wanted[:-1]]
    assert places == sorted(places)
    assert "Map" in seen[places[-1] :]  # the frame, whose features come one by one
    link = atlas.page.get_by_role("link", name="Skip to the answer")
    link.focus()
    assert link.bounding_box()["x"] >= 0  # it is seen while it has the focus
    atlas.page.keyboard.press("Enter")
    atlas.page.keyboard.press("Tab")
    assert atlas.page.evaluate("document.activeElement.closest('.st-key-answer') !== null")


PAGES = [
    "choke_points",
    "diplomacy",
    "nature",
    "governance",
    "places",
    "scenarios",
    "present",
    "your_data",
    "coverage",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_on_the_other_pages(browser, app_url, name, scheme):
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, color_scheme=scheme)
    atlas = Atlas(context.new_page(), app_url)
    atlas.page.goto(f"{app_url}/{name}?mineral=Nickel")
    atlas.page.get_by_text("sites with nickel").first.wait_for()
    atlas.page.wait_for_timeout(1500)  # what is still being drawn is paler
    atlas.settle()
    found = serious(atlas)
    context.close()
    assert found == {}


def test_axe_finds_nothing_serious_while_presenting(browser, app_url):
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    atlas = Atlas(context.new_page(), app_url)
    atlas.page.goto(f"{app_url}/present?story=lithium&step=2")
    atlas.page.locator(".st-key-stage_card h1").wait_for()
    atlas.page.wait_for_timeout(1500)
    atlas.settle()
    found = serious(atlas)
    context.close()
    assert found == {}

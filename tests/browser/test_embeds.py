"""Figures in a page of another site: each as high as it says, none cut, at any width."""

from urllib.parse import quote

import pytest

from tests.server import Listener

CHARTS = (
    "choke_points?detail=Lithium&mineral=Lithium&chart=producers-mine",
    "governance?chart=not-covered",
    "scenarios?scenario=jadar&chart=indicators",
)


@pytest.fixture
def elsewhere():
    listeners = []

    def serve(text):
        listeners.append(Listener(b"<!doctype html><meta charset=utf-8>" + text.encode()))
        return listeners[-1].url

    yield serve
    for one in listeners:
        one.close()


def embed_text(atlas):
    """What the page gives for its chart, as a user would copy it."""
    atlas.page.goto(f"{atlas.url}/choke_points?mineral=Lithium&detail=Lithium")
    exhibit = atlas.page.locator(".st-key-exhibit_choke_points_producers-mine")
    exhibit.locator("summary").click()
    exhibit.locator("code").nth(1).wait_for()
    return exhibit.locator("code").nth(1).inner_text()


@pytest.mark.parametrize("width", [320, 700, 1200])
def test_three_figures_stand_in_a_page_of_another_site(atlas, elsewhere, width):
    given = embed_text(atlas)
    own = given[given.index('src="') + 5 : given.index('"', given.index('src="') + 5)]
    texts = [given] + [
        given.replace(own, f"{atlas.url}/{quote(chart, safe='?=&')}&embed=true")
        for chart in CHARTS[1:]
    ]
    atlas.page.set_viewport_size({"width": width, "height": 900})
    atlas.page.goto(elsewhere("".join(texts)))
    frames = atlas.page.locator("iframe")
    assert frames.count() == 3
    for place in range(3):
        frames.nth(place).scroll_into_view_if_needed()  # what is out of view is not laid out
        inside = frames.nth(place).content_frame
        inside.locator(".vega-embed").first.wait_for(timeout=60_000)
        atlas.wait(
            lambda: frames.nth(place).get_attribute("height") != "560",  # noqa: B023
            "the frame to tell its height",
        )
        atlas.wait(
            lambda: inside.locator("[data-testid=stMain]").evaluate(  # noqa: B023
                "main => main.scrollHeight <= main.clientHeight + 1"
            ),
            "all of the figure to be seen",
        )
        link = inside.get_by_role("link", name="Open in crmmap")
        link.click(trial=True)  # nothing lies on it
        assert inside.locator("#first-paint").is_hidden(), "the word that it is loading has gone"

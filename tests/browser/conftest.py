"""A running app and a real Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page, Playwright, sync_playwright

from tests.server import start_app

SETTLED_MS = 400


@pytest.fixture(scope="session")
def app_url() -> Iterator[str]:
    server, url = start_app()
    yield url
    server.kill()


def chromium(playwright: Playwright) -> Browser:
    """The Chromium of the machine, else playwright's own; the one without windows of its own costs
    three quarters of the other.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
    ]
    return playwright.chromium.launch(executable_path=found, args=quiet)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        yield chromium(playwright)


def without_blanks(text: str) -> str:
    """A PDF places letters one by one, and what reads it guesses where words end."""
    return "".join(text.split())


class Atlas:
    """The atlas page as a user sees it."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.scripts_fail = False
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))

    def open(self, query: str = "") -> Atlas:
        self.page.goto(f"{self.url}/{query}")
        self.wait(lambda: self.drawn("countries") or "", "the map to be drawn")
        self.settle()
        return self

    def wait(self, condition, what: str, seconds: float = 60) -> None:
        """Wait until ``condition`` holds; frames update only while playwright waits."""
        for _ in range(int(seconds * 10)):
            try:
                if condition():
                    return
            except Exception:
                if self.page.is_closed():
                    raise
            self.page.wait_for_timeout(100)
        self.page.screenshot(path="/tmp/crmmap-failed.png")
        raise AssertionError(f"waited {seconds} s for {what}")

    def settle(self) -> None:
        """Wait until the app has run nothing for a while."""
        quiet = 0
        for _ in range(1200):
            state = self.page.locator('[data-testid="stApp"]').get_attribute(
                "data-test-script-state"
            )
            quiet = quiet + 1 if state == "notRunning" else 0
            if quiet * 50 >= SETTLED_MS:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError("the app did not come to rest")

    @property
    def frame(self) -> Frame:
        return next(frame for frame in self.page.frames if "streamlit_folium" in frame.url)

    def drawn(self, layer: str) -> int:
        """How many features of a layer the map draws."""
        return int(
            self.frame.evaluate(
                f"document.querySelector('.leaflet-container').dataset.{layer}Drawn || 0"
            )
        )

    def expect_drawn(self, layer: str, count: int) -> None:
        self.wait(lambda: self.drawn(layer) == count, f"{count} {layer} to be drawn")

    def view(self) -> dict[str, float]:
        return self.frame.evaluate(
            "({lat: map.getCenter().lat, lng: map.getCenter().lng, zoom: map.getZoom()})"
        )

    def pixel(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a position lies in the window."""
        point = self.frame.evaluate(
            f"(p => [p.x, p.y])(map.latLngToContainerPoint([{latitude}, {longitude}]))"
        )
        box = self.page.locator("iframe[title='Map']").first.bounding_box()
        assert box is not None
        return box["x"] + point[0], box["y"] + point[1]

    def unfold(self, control: str, tab: str = "") -> None:
        """Open one of the bar's controls that hold others: ``more``, ``date`` or ``share``."""
        body = self.page.get_by_test_id("stPopoverBody")
        for _ in range(5):  # a first click may only close the menu of another widget
            if body.count() and body.first.is_visible():
                break
            self.page.locator(f".st-key-{control} button").first.click()
            self.page.wait_for_timeout(400)
        if tab:
            body.get_by_role("tab", name=tab, exact=True).click()

    def choose(self, label: str, option: str) -> None:
        """Choose an option of one of the bar's lists."""
        box = self.page.get_by_label(label, exact=True).first
        box.click()
        box.fill(option)
        self.page.get_by_role("option").filter(has_text=option).first.click()
        self.page.keyboard.press("Escape")
        self.settle()

    def tick(self, group: str, option: str) -> None:
        """Tick a box under “More filters”."""
        sites, areas = ("kinds", "statuses", "confidence"), ("sensitivities",)
        self.unfold(
            "more",
            "Sites" if group in sites else "Protected areas" if group in areas else "Agreements",
        )
        self.page.locator(f".st-key-boxes_{group} label").filter(has_text=option).first.click()

    def open_table(self, title: str) -> None:
        """Open one of the tables below the map."""
        self.page.locator(".st-key-open_table button").filter(has_text=title).first.click()
        self.settle()

    def theme(self, name: str) -> None:
        """Turn the map to one of its themes."""
        self.page.locator(".st-key-theme").get_by_role("radio", name=name, exact=True).click()
        self.settle()

    def go(self, title: str) -> None:
        """Go to a page by the navigation; some stand under “Data” or “More”."""
        link = self.page.get_by_role("link", name=title, exact=True).or_(
            self.page.get_by_role("menuitem", name=title, exact=True)
        )
        for section in ("Data", "More"):
            if link.count() and link.first.is_visible():
                break
            self.page.get_by_test_id("stTopNavSection").filter(has_text=section).click()
            self.page.wait_for_timeout(600)
        link.first.click()

    def text(self) -> str:
        return self.page.locator('[data-testid="stMain"]').inner_text()


@pytest.fixture
def atlas(browser: Browser, app_url: str) -> Iterator[Atlas]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(60_000)  # two of them may share two cores
    page = Atlas(context.new_page(), app_url)
    yield page
    context.close()
    assert page.scripts_fail or not page.faults, f"errors in the browser: {page.faults}"

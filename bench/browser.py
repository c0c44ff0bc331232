"""What a user would see and a network would carry, measured in a real Chromium."""

from __future__ import annotations

import asyncio
import base64
import io
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.async_api import (
    Browser,
    BrowserContext,
    CDPSession,
    Page,
    Playwright,
    async_playwright,
)

WIDTH, HEIGHT = 1000, 760
MAP = (20, 180, 980, 700)  # left, top, right, bottom: inside every peer's map
QUIET_SECONDS = 1.5
LIMIT_SECONDS = 60.0
DRAG_SECONDS = 2.0
OWN_START_MS = 2500
"""In which a browser that has just started builds its own interface, which costs no peer anything.
"""
CHANGED_PIXELS = 12  # of the map by which one frame must differ from the one before
CLUSTER_FILES = "https://cdnjs.cloudflare.com/ajax/libs/leaflet.markercluster/1.1.0/"


class TooSlowError(Exception):
    """Not finished within the limit."""


@dataclass
class Watch:
    """What comes over the network and onto the screen of one page.

    Attributes
    ----------
    changes
        When the map's picture changed, as the browser stamped its frames.
    """

    websocket_bytes: int = 0
    http_bytes: int = 0
    last_message: float = 0
    picture: np.ndarray | None = None
    changes: list[float] = field(default_factory=list)

    def begin(self) -> None:
        """Forget what was, keep the last picture."""
        self.websocket_bytes = self.http_bytes = 0
        self.changes = []

    def see(self, when: float, picture: np.ndarray) -> None:
        """Take a frame."""
        if self.picture is not None:
            difference = np.abs(picture.astype(np.int16) - self.picture).max(axis=2)
            if (difference > 24).sum() > CHANGED_PIXELS:
                self.changes.append(when)
        self.picture = picture


@dataclass(frozen=True)
class Step:
    """One thing that a user waits for."""

    seconds: float
    websocket_bytes: int
    http_bytes: int


async def chromium(playwright: Playwright) -> Browser:
    """The machine's Chromium with software drawing, WebGL included."""
    flags = [
        "--no-sandbox",
        "--disable-background-networking",
        "--use-angle=swiftshader",
        "--enable-unsafe-swiftshader",
    ]
    return await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)


async def _serve_cluster_files(context: BrowserContext, folder: Path | None) -> None:
    """Files that folium takes from another host come from the package of the same version."""

    async def answer(route) -> None:
        path = folder / route.request.url.rsplit("/", 1)[-1] if folder else None
        await (route.fulfill(path=path) if path and path.exists() else route.abort())

    await context.route(CLUSTER_FILES + "*", answer)


async def _watch(page: Page) -> tuple[CDPSession, Watch]:
    session = await page.context.new_cdp_session(page)
    watch = Watch()
    pending: set[asyncio.Task] = set()

    def received(event) -> None:
        frame = event["response"]
        text = frame["payloadData"]
        watch.websocket_bytes += len(text) * 3 // 4 if frame["opcode"] == 2 else len(text)
        watch.last_message = time.time()

    def loaded(event) -> None:
        watch.http_bytes += int(event["encodedDataLength"])
        watch.last_message = time.time()

    def pictured(event) -> None:
        task = asyncio.ensure_future(
            session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})
        )
        pending.add(task)
        task.add_done_callback(pending.discard)
        image = Image.open(io.BytesIO(base64.b64decode(event["data"]))).convert("RGB").crop(MAP)
        watch.see(event["metadata"]["timestamp"], np.asarray(image))

    session.on("Network.webSocketFrameReceived", received)
    session.on("Network.loadingFinished", loaded)
    session.on("Page.screencastFrame", pictured)
    await session.send("Network.enable")
    cast = {"format": "jpeg", "quality": 70, "maxWidth": WIDTH, "maxHeight": HEIGHT}
    await session.send("Page.startScreencast", cast)
    return session, watch


async def _alive(page: Page) -> None:
    """Wait until every frame of the page answers: nothing is being worked on."""
    for frame in page.frames:
        if not frame.is_detached() and "about:blank" not in frame.url:
            await frame.evaluate(
                "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"
            )


async def _rest(page: Page, watch: Watch, begun: float) -> float:
    """Wait until script, network and picture have been at rest for a while.

    Returns
    -------
    float
        Seconds from ``begun`` to the last changed pixel of the map.
    """
    quiet_since = time.time()
    app = page.locator('[data-testid="stApp"]')
    while time.time() - quiet_since < QUIET_SECONDS:
        left = LIMIT_SECONDS - (time.time() - begun)
        if left < 0:
            raise TooSlowError
        asked = time.time()
        try:
            await asyncio.wait_for(_alive(page), timeout=left)
            running = (
                await app.get_attribute("data-test-script-state", timeout=1000 * max(left, 0.1))
                != "notRunning"
            )
        except TimeoutError:
            raise TooSlowError from None
        except Exception as fault:
            if "Timeout" in str(fault):
                raise TooSlowError from fault
            running = True  # a frame was exchanged while it was asked
        newest = max([watch.last_message, *watch.changes[-1:]])
        if running or time.time() - asked > 0.3 or newest > quiet_since:
            quiet_since = time.time()
        await asyncio.sleep(0.05)
    if await page.get_by_test_id("stException").count():
        raise RuntimeError("the page shows an exception")
    changes = [when for when in watch.changes if when >= begun]
    if not changes:
        raise RuntimeError("the map's picture did not change")
    return changes[-1] - begun


async def _picture_is_the_last(page: Page, watch: Watch) -> bool:
    """Whether the last picture seen is what the page shows: no frame was missed."""
    shot = Image.open(io.BytesIO(await page.screenshot())).convert("RGB").crop(MAP)
    coarse = [
        np.asarray(picture.reduce(8)).astype(int)
        for picture in (shot, Image.fromarray(watch.picture))
    ]
    return (
        np.abs(coarse[0] - coarse[1]).max(axis=2) > 24
    ).mean() < 0.005  # frames are JPEG, the shot is not


async def first_view_and_change(
    browser: Browser, url: str, cluster: Path | None, picture: Path | None
) -> dict[str, Step]:
    """A new user opens the page, then turns the filter on."""
    context = await browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    await _serve_cluster_files(context, cluster)
    page = await context.new_page()
    page.set_default_timeout(1000 * LIMIT_SECONDS)
    try:
        _, watch = await _watch(page)
        await page.wait_for_timeout(OWN_START_MS)
        steps = {}
        watch.begin()
        begun = time.time()
        await page.goto(url, wait_until="commit")
        seconds = await _rest(page, watch, begun)
        steps["first view"] = Step(seconds, watch.websocket_bytes, watch.http_bytes)
        if picture:
            await page.screenshot(path=picture)
        watch.begin()
        begun = time.time()
        await page.get_by_text("Filter", exact=True).click()
        seconds = await _rest(page, watch, begun)
        if not await _picture_is_the_last(page, watch):
            raise RuntimeError("a picture was missed")
        steps["change"] = Step(seconds, watch.websocket_bytes, watch.http_bytes)
        if picture:
            await page.screenshot(path=picture.with_stem(picture.stem + "-filtered"))
        return steps
    finally:
        await context.close()


async def heap_and_pan(browser: Browser, url: str, cluster: Path | None) -> tuple[float, float]:
    """Megabytes that the page holds in the browser, and frames a second while the map is
    dragged.
    """
    context = await browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
    await _serve_cluster_files(context, cluster)
    page = await context.new_page()
    page.set_default_timeout(1000 * LIMIT_SECONDS)
    try:
        session, watch = await _watch(page)
        await page.wait_for_timeout(200)
        watch.begin()
        begun = time.time()
        await page.goto(url, wait_until="commit")
        await _rest(page, watch, begun)
        await session.send("Page.stopScreencast")
        await session.send("HeapProfiler.collectGarbage")
        heap = await session.send("Runtime.getHeapUsage")
        held = heap["usedSize"] + heap.get("backingStorageSize", 0)
        count = """() => {
          window.framesSeen = 0;
          const count = () => { framesSeen++; requestAnimationFrame(count); };
          requestAnimationFrame(count);
        }"""
        await page.evaluate(count)
        x, y = WIDTH / 2, HEIGHT / 2 + 60
        await page.mouse.move(x, y)
        await page.mouse.down()
        before, start = await page.evaluate("framesSeen"), time.time()
        step = 0
        while time.time() - start < DRAG_SECONDS:
            step += 1
            await page.mouse.move(x + 120 * np.sin(step / 12), y + 60 * np.cos(step / 12))
            await asyncio.sleep(0.012)
        seen = await page.evaluate("framesSeen") - before
        rate = seen / (time.time() - start)
        await page.mouse.up()
        return held / 1e6, rate
    finally:
        await context.close()


async def with_browser(work):
    """Run ``work(browser)`` and close the browser after it."""
    async with async_playwright() as playwright:
        browser = await chromium(playwright)
        try:
            return await work(browser)
        finally:
            await browser.close()

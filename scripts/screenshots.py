"""Take the screenshots in docs/img: `make shots`. The app is started and stopped here."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal, cast

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import pandas as pd  # noqa: E402
from playwright.sync_api import FilePayload, ViewportSize, sync_playwright  # noqa: E402 - after the path is set
from tests.browser.conftest import Atlas, chromium, start_app  # noqa: E402

WIDE, OPENING = ViewportSize(width=1400, height=1000), ViewportSize(width=1400, height=900)
NARROW = ViewportSize(width=390, height=844)
SHOTS: dict[str, tuple[ViewportSize, Literal["light", "dark"], str]] = {
    "map-card-light": (
        WIDE,
        "light",
        "?mineral=Lithium&theme=sites&selected=sites:CRM07937&view=44.5,19.3,6",
    ),
    "map-copperbelt-light": (WIDE, "light", "?theme=sites&view=-11.5,27.5,6&country=COD;ZMB"),
    "choke-points-light": (
        WIDE,
        "light",
        "choke_points?mineral=Lithium;Cobalt;Nickel;Graphite;Rare earths",
    ),
    "diplomacy-dark": (WIDE, "dark", "diplomacy"),
    "nature-light": (WIDE, "light", "nature"),
    "governance-light": (WIDE, "light", "governance"),
    "scenarios-light": (WIDE, "light", "scenarios?scenario=drc-cobalt-quota"),
    "present-dark": (WIDE, "dark", "present?story=briefing-paper&step=6"),
    "your-data-light": (WIDE, "light", "your_data"),
    "places-light": (WIDE, "light", "places?place=country%3AZMB"),
    "places-narrow-dark": (NARROW, "dark", "places?country=CHL"),
}
QUERIES = {
    "supply": "?theme=supply",
    "agreements": "?theme=agreements&bloc=EU&mineral=Nickel",
    "standards": "?theme=standards&standard=ICMM",
    "nature": "?theme=nature&mineral=Lithium",
    "sites": "?theme=sites&mineral=Cobalt",
}
for theme, query in QUERIES.items():
    for scheme in ("light", "dark"):
        SHOTS[f"map-{theme}-{scheme}"] = (OPENING, scheme, query)
        SHOTS[f"map-{theme}-narrow-{scheme}"] = (NARROW, scheme, query)


def bring(atlas: Atlas) -> None:
    """Bring some rows of the shipped inventory under names of a user's own, so that each fate is
    seen.
    """
    sites = pd.read_csv(ROOT / "geodata" / "sites.csv", keep_default_na=False).iloc[::97].head(60)
    rows = sites[["name", "country", "kind", "minerals", "latitude", "longitude"]].copy()
    rows.iloc[::3, 4] += 0.2
    rows.iloc[::7, 3] = "gold"
    rows.columns = ["Project", "Country", "Type", "Commodities", "Lat", "Long"]
    file = {
        "name": "our-inventory.csv",
        "mimeType": "text/csv",
        "buffer": rows.to_csv(index=False).encode(),
    }
    atlas.page.locator("[data-testid='stFileUploader'] input").first.set_input_files(
        cast("FilePayload", file)
    )
    atlas.page.get_by_role("button", name="Read all rows", exact=True).click()
    atlas.page.get_by_text("go into rows that the map has").wait_for()
    atlas.settle()
    atlas.page.get_by_text("Of 60 rows").scroll_into_view_if_needed()


def main() -> None:
    """Write one PNG for each of `SHOTS`."""
    server, url = start_app()
    try:
        with sync_playwright() as playwright:
            browser = chromium(playwright)
            for name, (viewport, scheme, query) in SHOTS.items():
                context = browser.new_context(viewport=viewport, color_scheme=scheme)
                atlas = Atlas(context.new_page(), url)
                if query.startswith("?") or not query:
                    atlas.open(query)
                else:
                    atlas.page.goto(f"{url}/{query}")
                    atlas.page.locator(".st-key-reset_all").wait_for(state="attached")
                    atlas.settle()
                if query == "your_data":
                    bring(atlas)
                atlas.page.wait_for_timeout(1500)
                atlas.page.screenshot(path=ROOT / "docs" / "img" / f"{name}.png")
                context.close()
                print(f"docs/img/{name}.png")
    finally:
        server.kill()


if __name__ == "__main__":
    main()

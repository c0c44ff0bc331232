"""What one user brings is heard of by that user alone: every page, every step of every story,
every download."""

from __future__ import annotations

import pytest
from bench.sessions import Session

from crmmap.draw.charts.exhibit import PICTURES
from crmmap.scenarios import read
from crmmap.scenarios.settings import pack
from crmmap.stories import shipped
from crmmap.ui.navigation import HOME, PAGES
from tests.server import start_app
from tests.test_serving import bring, run

pytestmark = pytest.mark.slow

SECRET = b"Secret Hill"
FILE = (
    b"name,lat,lon,commodity,country,kind,status,owner\n"
    b"Secret Hill,60.9,-46.1,rare earths,Greenland,mine,exploration,Secret Owner\n"
    b"Secret Hill plant,-10.7,25.5,cobalt,DR Congo,refinery,operating,Secret Owner\n"
)
DRAWN = ("Download png", *(label for kind, label in PICTURES.items() if kind != "svg"))
"""Downloads that are drawn from the SVG, which holds the same as text."""
SCENARIO = pack(
    read(
        b"""
id = "mine"
title = "Mine"
question = "What if?"
argument = "None."
narrative = "None."
assumptions = ["None."]
focus = { minerals = ["Rare earths"], countries = ["GRL"] }
[[actions]]
do = "set_site"
countries = ["GRL"]
minerals = ["Rare earths"]
status = "suspended"
why = "A test."
""",
        name="test",
    )
)
PAGE_VISITS = [
    *(("" if page == HOME else page, "country=GRL;COD") for page in PAGES),
    ("scenarios", f"scenario=own&own={SCENARIO}"),
    ("choke_points", "mineral=Rare earths"),
    ("nature", "mineral=Cobalt&buffer=100"),
    ("places", "place=country:GRL&beside=country:COD"),
]
VISITS = [
    *PAGE_VISITS,
    *(
        ("present", f"story={name}&step={step}")
        for name, story in shipped().items()
        for step in range(1, len(story.steps) + 1)
    ),
]


@pytest.fixture(scope="module")
def url():
    server, address = start_app()
    yield address
    server.kill()


async def visit(
    session: Session, page: str, query: str, *, download: bool = False
) -> tuple[bytes, dict[str, bytes]]:
    """All that a session hears of a page with each of its tables, and what its downloads hold."""
    session.heard, files = [], {}
    found = await session.open(page, query)
    assert not found.faults, (page, query, found.faults)
    found = await session.unfold()
    tables = [w for w in session.all("button_group") if w.key == "open_table"]
    for table in [None, *(option.content for one in tables for option in one.proto.options)]:
        if table is not None:  # its id changes with the numbers that it shows
            switch = next(w for w in session.all("button_group") if w.key == "open_table")
            found = await session.set(switch, [table])
        assert not found.faults, (page, query, table, found.faults)
        for place, button in enumerate(session.downloads if download else []):
            # many have one label
            if button.label not in DRAWN and (table is None or "rows as CSV" in button.label):
                files[f"{place}: {table} {button.label}"] = await session.download(button)
    return b"".join(session.heard), files


@pytest.mark.parametrize("first", ["who brought it", "the other"])
def test_nobody_else_hears_of_it_whoever_comes_first(url, first):
    async def both() -> tuple[list[str], int]:
        told: list[str] = []
        own = 0
        async with Session(url, timeout=120) as mine, Session(url, timeout=120) as other:
            await mine.open()
            await bring(mine, FILE)
            await other.open()
            for page, query in VISITS if first == "who brought it" else PAGE_VISITS:
                for session in (mine, other) if first == "who brought it" else (other, mine):
                    asked = session is other and first == "the other"
                    heard, files = await visit(session, page, query, download=asked)
                    among = [name for name, content in files.items() if SECRET in content]
                    if session is mine:
                        own += SECRET in heard
                    elif SECRET in heard or b"private-" in heard or among:
                        told.append(f"{page}?{query[:60]} {among}")
        return told, own

    told, own = run(both())
    assert told == []
    assert own >= 3, "the one who brought it sees it, in tables and in the changes of a scenario"


def test_the_changes_of_a_scenario_are_those_of_ones_own_map(url):
    """One cache for all users showed one's own sites to others, and others' to oneself."""

    async def changes() -> list[bool]:
        found = []
        async with Session(url, timeout=120) as mine, Session(url, timeout=120) as other:
            await mine.open()
            await bring(mine, FILE)
            await other.open()
            for session in (other, mine, other):
                heard, _ = await visit(session, "scenarios", f"scenario=own&own={SCENARIO}")
                found.append(SECRET in heard)
        return found

    assert run(changes()) == [False, True, False]

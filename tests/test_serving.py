"""The app as a server, spoken to without a browser: what it sends, what it asks, what it keeps,
what it survives."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import gzip
import json
import re
import time
import urllib.request
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import parse_qsl

import pytest
import websockets
from bench.sessions import Run, Session
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from crmmap.serve import uploads
from crmmap.serve.headers import POLICY
from crmmap.serve.housekeeping import keep_downloads
from crmmap.stories import Step, Story
from crmmap.stories import write as write_story
from tests.server import ROOT, Listener, start_app

pytestmark = pytest.mark.slow

T = TypeVar("T")
CSV = b"name,lat,lon,commodity\nSecret Hill,-82.1,10.5,tin\n"


@pytest.fixture(scope="module")
def proxy():
    """Stands for the internet: whatever the app asks of other hosts comes here."""
    made = Listener(b"203.0.113.7")
    yield made
    made.close()


@pytest.fixture(scope="module")
def url(proxy):
    server, address = start_app(http_proxy=proxy.url, https_proxy=proxy.url, no_proxy="localhost")
    yield address
    server.kill()


def get(address: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except HTTPError as fault:
        return fault.code, {k.lower(): v for k, v in fault.headers.items()}, fault.read()


def run(doing: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: the browser's tests have a loop running in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, doing).result()


async def press(session: Session, key: str) -> Run:
    """Press a button once it is there; until then the page asks for news by itself."""
    for _ in range(150):
        found = [
            button
            for button in session.all("button")
            if key in button.id and not button.proto.disabled
        ]
        if found:
            return await session.set(found[0], True)
        await asyncio.sleep(0.4)
        await session.rerun(
            "auto", fragment=session.auto[-1].fragment_id if session.auto else "", auto=True
        )
    raise AssertionError(f"no button {key}: {session.texts}")


async def bring(session: Session, content: bytes = CSV) -> None:
    """Bring a file onto the map of a session, as its user does."""
    await session.go("your_data")
    await session.upload(session.find("file_uploader", "own_file"), content, "secret.csv")
    await press(session, "own_go")
    found = await press(session, "own_add")
    assert not found.faults


def test_every_answer_says_what_its_page_may_do(url):
    for path in (
        "/",
        "/diplomacy?mineral=Lithium",
        "/_stcore/health",
        "/static/nothing.js",
        "/files/nothing.bin",
    ):
        _, headers, _ = get(url + path)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin"
        assert "camera=()" in headers["permissions-policy"]
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert policy["default-src"] == "'self'"
        assert policy["connect-src"] == "'self' data: blob:"
        hosts = {word for word in policy["img-src"].split() if "//" in word}
        assert hosts == {word for word in POLICY["img-src"].split() if word.startswith("https://")}
        assert len(hosts) == 3


def test_other_sites_may_frame_the_embedded_map_and_nothing_else(url):
    ancestors = {
        path: re.search(r"frame-ancestors (.*)", get(url + path)[1]["content-security-policy"])[1]
        for path in (
            "/",
            "/places",
            "/?mineral=Lithium&embed=true",
            "/component/leaflet/leaflet.js",
        )
    }
    assert list(ancestors.values()) == ["'self'", "'self'", "*", "*"]


def ask_for(address: str, **headers: str) -> tuple[dict[str, str], bytes]:
    request = urllib.request.Request(address, headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return {k.lower(): v for k, v in answer.headers.items()}, answer.read()


def test_the_files_that_a_page_announces_are_there(url):
    async def visit() -> None:
        async with Session(url, timeout=60) as session:
            await session.open("", "")  # the first session makes the app know them

    run(visit())
    page = ask_for(url + "/", Accept="text/html")[1].decode()
    soon = re.findall(r'<link rel="prefetch" href="\./([^"]*)"', page)
    assert len(soon) >= 7
    assert {get(f"{url}/{address}")[0] for address in soon} == {200}


def test_scripts_are_sent_compressed_to_those_who_can_read_it(url):
    page = get(url + "/")[2].decode()
    address = url + "/" + re.search(r'src="\./(static/js/index[^"]*)"', page)[1]
    headers, plain = ask_for(address)
    assert "content-encoding" not in headers
    assert not headers.get("etag", "").startswith("W/")
    packed, body = ask_for(address, **{"Accept-Encoding": "gzip, br"})
    assert packed["etag"] == "W/" + headers["etag"]
    assert packed["content-encoding"] == "gzip"
    assert packed["vary"] == "Accept-Encoding"
    assert packed["cache-control"] == headers["cache-control"]
    assert int(packed["content-length"]) == len(body) < 0.4 * len(plain)
    assert gzip.decompress(body) == plain
    part, few = ask_for(address, **{"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert "content-encoding" not in part
    assert few == plain[:10]


def test_a_page_says_what_it_is_before_its_scripts_have_come(url):
    streamlits = get(url + "/places")[2].decode()  # who asks for no page of HTML gets no outline
    headers, body = ask_for(url + "/places?mineral=Lithium", Accept="text/html")
    page = body.decode()
    assert "<title>crmmap: critical raw materials" in page
    assert "Loading the data" in page.partition("<body>")[2]
    assert "<title>Streamlit" in streamlits
    assert "first-paint" not in streamlits
    assert page.index("first-paint") < page.index('rel="stylesheet"')  # which would keep it back
    scripts = re.findall(r'(?:src|href)="(\./static/js/[^"]*)"', streamlits)
    assert re.findall(r'(?:src|href)="(\./static/js/[^"]*)"', page) == scripts
    assert (
        "please allow scripts"
        in page.partition("<noscript>")[2].partition("</noscript>")[0].lower()
    )
    assert "etag" not in headers
    again = ask_for(url + "/", Accept="text/html", **{"If-None-Match": '"x"'})[1]
    assert b"first-paint" in again


def test_figures_for_operators_are_closed(url):
    assert get(url + "/_stcore/metrics")[0] == 404


def test_the_app_asks_no_other_host(url, proxy):
    """Streamlit asks for its own address in the internet at the start, and when a page of
    another site connects."""

    async def connect() -> None:
        with contextlib.suppress(websockets.InvalidStatus):
            stream = url.replace("http", "ws", 1) + "/_stcore/stream"
            async with websockets.connect(
                stream, subprotocols=["streamlit"], origin="http://evil.example"
            ):
                pass

    run(connect())
    assert proxy.asked == []


def test_map_files_are_kept_by_browsers_for_good(url):
    async def names() -> set[str]:
        async with Session(url) as session:
            await session.open()
            return session.files()

    found = run(names())
    assert len(found) == 3  # countries, their figures, sites
    for name in found:
        status, headers, content = get(url + name)
        assert (status, headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
        assert content
    status, headers, _ = get(url + "/files/00000000000000000000.bin")
    assert (status, headers["cache-control"]) == (404, "no-store")


def test_what_a_user_brings_is_under_a_name_that_nobody_can_guess_and_goes_with_the_session(url):
    async def both() -> tuple[set[str], set[str], set[str]]:
        async with Session(url) as one, Session(url) as other:
            await one.open()
            await other.open()
            shared = other.files()
            await bring(one)
            await one.go("")
            await other.go("")
            return one.files() - shared, other.files(), shared

    private, others, shared = run(both())
    assert private
    assert others == shared
    for name in private:
        assert re.fullmatch(r"/files/private-[0-9a-f]{40}\.bin", name)
    again, _, _ = run(both())
    assert not again & private, "the same content has another name in another session"


def test_a_cleared_cache_makes_nobody_wait_and_breaks_no_session(url):
    async def clear() -> None:
        async with Session(url) as victim, Session(url) as attacker:
            await victim.open()
            await bring(victim)
            await attacker.open()
            await victim.go("")
            before = {name for name in victim.files() if "private" in name}
            assert before
            for page in ("choke_points", "nature", ""):
                message = BackMsg()
                message.clear_cache = True
                await attacker.send(message)
                assert not (await victim.go(page)).faults
            assert {name for name in victim.files() if "private" in name} == before
            assert any("With your own data" in text for text in victim.texts)

    run(clear())


def test_files_past_any_uploader_are_bounded(url):
    async def flood() -> list[int]:
        async with Session(url) as session:
            await session.open()
            answers = []
            for place in range(uploads.MOST_FILES + 2):
                address = f"{url}/_stcore/upload_file/{session.id}/any-{place}"
                try:
                    answers.append(
                        await asyncio.to_thread(session.put, address, b"x" * 1000, "a.csv")
                    )
                except HTTPError as fault:
                    answers.append(fault.code)
            return answers

    assert run(flood()) == [204] * uploads.MOST_FILES + [413, 413]


def test_one_session_can_not_fill_the_memory(monkeypatch):
    """By the sizes that are kept, not by the number of files."""

    class File:
        def __init__(self, size: int) -> None:
            self.data = range(size)

    class Manager:
        file_storage = {  # noqa: RUF012
            "mine": {"a": File(300_000_000)},
            "other": {"b": File(1_600_000_000)},
        }

    class Runtime:
        uploaded_file_mgr = Manager()

    monkeypatch.setattr(uploads.runtime, "exists", lambda: True)
    monkeypatch.setattr(uploads.runtime, "get_instance", Runtime)
    limits = uploads.UploadLimits(None)  # ty: ignore[invalid-argument-type]
    assert limits._refusal("mine", 90_000_000) == ""
    assert "400 MB together" in limits._refusal("mine", 110_000_000)
    assert "many files at the moment" in limits._refusal("third", 110_000_000)


def test_titles_of_a_story_from_a_stranger_are_text_while_it_is_drawn(url):
    """Markdown in a progress bar asked another host for a picture, once a step."""
    picture = "![p](http://evil.example/x.png)"
    story = Story(
        id="own",
        title=picture,
        summary=picture,
        minutes=1,
        steps=(Step(title=picture, page="places", words={}),),
    )

    async def take() -> list[str]:
        async with Session(url, timeout=120) as session:
            await session.open("present")
            await session.upload(
                session.find("file_uploader", "story_file"), write_story(story), "story.toml"
            )
            assert not (await press(session, "take_own")).faults
            return session.texts

    texts = run(take())
    assert [text for text in texts if "evil" in text]
    assert not [text for text in texts if picture in text and not text.startswith("<")]


def test_a_request_that_was_on_its_way_does_not_undo_a_back(url):
    """The browser may send what its controls were, just before it hears that they are others."""

    def words(session: Session) -> dict[str, str]:
        found = dict(parse_qsl(session.query))
        return {word: value for word, value in found.items() if word != "view"}

    async def visit() -> list[dict[str, str]]:
        async with Session(url, timeout=60) as session:
            await session.open("", "")
            first = session.query
            before = words(session)
            box = session.find("multiselect", "Mineral")
            label = next(one for one in box.proto.options if one.startswith("Lithium"))
            await session.set(box, [label])
            chosen = words(session)
            late = dict(session._states)
            session.query = first + "&back=1"
            await session.rerun("back")
            back = words(session)
            session._states.update(late)
            await session.rerun("late")
            return [before, chosen, back, words(session)]

    before, chosen, back, after = run(visit())
    assert chosen["mineral"] == "Lithium"
    assert "mineral" not in before
    assert back == before
    assert after == before


def test_long_words_and_hostile_links_end_no_session(url):
    async def visit() -> None:
        async with Session(url) as session:
            for query in (
                "own=" + "A" * 100_000,
                "country=" + "a;" * 100_000,
                "scenario=own&own=x",
                "step=²",
            ):
                assert not (await session.open("scenarios", query)).faults, query[:40]

    run(visit())


def test_garbage_is_collected_beside_the_sessions_and_those_that_left_are_ended():
    server, address = start_app(STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="1")
    try:

        async def come_and_go() -> set[str]:
            async with Session(address) as session:
                await session.open()
                before = session.files()
                await bring(session)
                await session.go("")
                return session.files() - before

        private = run(come_and_go())
        assert private
        gone = False
        for _ in range(50):  # the house is kept each half minute
            gone = gone or all(get(address + name)[0] == 404 for name in private)
            if not gone:
                time.sleep(2)
        assert gone
    finally:
        server.kill()


def test_no_cache_of_streamlit_is_used():
    """Anybody can clear them, and each has shown one user what another has brought."""
    found = []
    for path in [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "src").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = (
                node.attr
                if isinstance(node, ast.Attribute)
                else node.id
                if isinstance(node, ast.Name)
                else ""
            )
            if named in (
                "cache_data",
                "cache_resource",
                "experimental_memo",
                "experimental_singleton",
            ):
                found.append(f"{path}: {node.lineno}")
    assert found == []


def test_the_settings_that_this_rests_on():
    import tomllib

    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["runner"]["postScriptGC"] is False
    assert settings["client"]["allowedOrigins"] == []
    assert json.loads(json.dumps(settings["client"]["showErrorDetails"])) == "none"
    assert Path(ROOT / "app.py").is_file()


def test_a_file_made_for_a_download_stays_until_the_browser_comes(monkeypatch):
    """Two runs of other users took it away, so that a busy service answered 404."""
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    keep_downloads(files)
    asked = files.add_deferred(lambda: b"rows", "text/csv", "at", file_name="rows.csv")
    name = files.execute_deferred(asked).rsplit("/", 1)[-1].partition(".")[0]
    for _ in range(5):
        files.remove_orphaned_files()
    assert files.read_file(name).content == b"rows"
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    for _ in range(2):
        files.remove_orphaned_files()
    assert name not in files._file_metadata

"""`crmmap serve` as those who run it meet it: ready, closed where it should be, with its data."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2 as httpx
import pandas as pd
import pytest
import websockets

import crmmap
from crmmap.draw.canvas.shared_files import SharedFiles
from crmmap.serve import logs
from crmmap.serve.access import Access
from crmmap.serve.config import UnusableConfig, read_config
from tests.server import free_port
from tests.service import fetch, start_service, stop
from tests.shipped import GEODATA, WHOLE

HTML = {"Accept": "text/html"}


def test_a_configuration_is_strict_and_the_environment_goes_before_the_file(tmp_path):
    file = tmp_path / "crmmap.toml"
    file.write_text('[server]\nport = 9000\n[frames]\nallowed = ["https://a.example"]\n')
    wanted = read_config(file, {"CRMMAP_SERVER_PORT": "9100", "CRMMAP_API_ORIGINS": "https://b c"})
    assert wanted.server.port == 9100
    assert wanted.frames.allowed == ("https://a.example",)
    assert wanted.api.origins == ("https://b", "c")
    file.write_text("[server]\nprot = 1\nport = 99999\n[acces]\n")
    with pytest.raises(UnusableConfig) as fault:
        read_config(file, {})
    said = str(fault.value)
    assert "server.prot: this key is not known" in said and "server.port" in said
    assert "acces: this key is not known" in said and str(file) in said
    for variable in ("CRMMAP_ACCES_MODE", "CRMMAP_ACCESS_MOOD"):
        with pytest.raises(UnusableConfig, match=f"{variable}: this variable is not known"):
            read_config(None, {variable: "proxy"})
    with pytest.raises(UnusableConfig, match="'junk' is no address"):
        read_config(None, {"CRMMAP_ACCESS_TRUSTED_PROXIES": "10.0.0.0/8 junk"})
    access = read_config(
        None,
        {
            "CRMMAP_ACCESS_TRUSTED_PROXIES": "10.0.0.0/8 ::1",
            "CRMMAP_ACCESS_ADMINS": "Minerals Desk;Operators",
        },
    ).access
    assert access.trusts("10.9.8.7") and access.trusts("::1") and not access.trusts("11.0.0.1")
    assert access.admins == ("Minerals Desk", "Operators")
    with pytest.raises(UnusableConfig, match="mode oidc needs issuer, client_id"):
        read_config(None, {"CRMMAP_ACCESS_MODE": "oidc"})


def test_the_example_of_a_configuration_says_what_the_defaults_are():
    example = Path(__file__).parents[1] / "deploy/crmmap.toml"
    assert read_config(example, {}) == read_config(None, {})


def test_shared_files_are_whole_and_go_when_nobody_asks_for_them(tmp_path):
    name, old = "0" * 20 + ".bin", "1" * 20 + ".js"
    shared = SharedFiles(tmp_path / "files", days=2)
    shared.put(old, b"old")
    assert SharedFiles(tmp_path / "files", days=2).get(old) == b"old", "another process has it"
    long_ago = time.time() - 3 * 86_400
    os.utime(tmp_path / "files" / old, (long_ago, long_ago))
    (tmp_path / "files" / "notes.txt").write_text("not ours")
    os.utime(tmp_path / "files" / "notes.txt", (long_ago, long_ago))
    shared.put(name, b"new")
    assert sorted(file.name for file in (tmp_path / "files").iterdir()) == [name, "notes.txt"]
    for wrong in ("../secret", "private-x.bin", "/etc/passwd", "x"):
        with pytest.raises(KeyError):
            shared.get(wrong)
    shutil.rmtree(tmp_path / "files")
    shared.put(name, b"new")
    assert shared.get(name) == b"new", "a folder that was cleaned is made anew"


def test_a_fault_is_logged_by_number_and_place_and_without_what_it_says(caplog):
    try:
        raise ValueError("Secret Hill, lat 12.5")
    except ValueError as fault:
        with caplog.at_level(logging.ERROR, logger="crmmap"):
            logs.LOGGER.propagate = True
            assert logs.calm(fault), "Streamlit's own box of the fault is not shown"
    (record,) = caplog.records
    text = logs._AsJson().format(record)
    line = json.loads(text)
    assert line["event"] == "fault" and line["fault"] == "ValueError" and len(line["id"]) == 8
    assert "test_service.py" in line["where"][-1] and "Secret" not in text


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    folder = tmp_path_factory.mktemp("service")
    server, url = start_service(folder, CRMMAP_API_PER_MINUTE="10000")
    yield url
    assert stop(server) in (0, -signal.SIGTERM), "asked to stop, it ends by that alone"
    log = (folder / "serve.log").read_text("utf-8")
    events = [json.loads(line)["event"] for line in log.splitlines() if line.startswith("{")]
    assert "ready" in events and "stopped" in events
    assert "mineral=" not in log, "no address is logged"


def csv(content: bytes) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(content), encoding="utf-8-sig", keep_default_na=False)


@pytest.mark.slow
def test_it_is_ready_with_version_snapshot_and_rows(service):
    status, headers, content = fetch(f"{service}/ready")
    told = json.loads(content)
    assert status == 200 and told["ready"] and headers["cache-control"] == "no-store"
    assert told["rows"]["sites"] == len(WHOLE.sites) and len(told["snapshot"]) == 12
    _, _, figures = fetch(f"{service}/metrics")
    assert b"crmmap_sessions 0.0" in figures and told["snapshot"].encode() in figures
    status, _, _ = fetch(f"{service}/metrics", X_Forwarded_For="203.0.113.9")
    assert status == 403, "an open service tells its figures to this machine alone"


@pytest.mark.slow
def test_the_rows_behind_a_picture_are_had_by_its_address(service):
    words = urlencode({"mineral": "Lithium", "country": "CHL", "theme": "supply"})
    status, headers, content = fetch(f"{service}/atlas.csv?{words}")
    sites = pd.read_csv(GEODATA / "sites.csv", keep_default_na=False)
    chilean = sites[
        (sites["iso3"] == "CHL")
        & sites["minerals"].str.split(";").map(lambda names: "Lithium" in names)
    ]
    got = csv(content)
    assert status == 200 and headers["content-type"] == "text/csv; charset=utf-8"
    assert set(got["site_id"]) <= set(chilean["site_id"]) and len(got) > 3
    assert {"licence", "attribution"} <= set(got), "each row has its licence with it"
    elsewhere = fetch(f"{service}/atlas.csv?{words}", Origin="https://paper.example")[1]
    assert elsewhere["access-control-allow-origin"] == "*", "other sites may read it"
    for closed in ("/metrics", "/ready", "/_stcore/host-config"):
        headers_of = fetch(service + closed, Origin="https://paper.example")[1]
        assert headers_of.get("access-control-allow-origin") != "*", closed
    again, _, nothing = fetch(f"{service}/atlas.csv?{words}", If_None_Match=headers["etag"])
    assert (again, nothing) == (304, b"")
    other = fetch(f"{service}/atlas.csv?{words}&theme=nature")[1]
    assert other["etag"] != headers["etag"]
    about = json.loads(fetch(f"{service}/atlas.metadata.json?{words}")[2])
    assert about["rows"] == len(got) and about["sources"], "and says whose data they are"
    shapes = json.loads(fetch(f"{service}/atlas.geojson?{words}&table=agreements")[2])
    assert shapes["type"] == "FeatureCollection" and shapes["features"]


@pytest.mark.slow
def test_a_chart_is_had_as_rows_and_as_a_picture(service):
    words = "detail=Lithium&chart=producers-refinery"
    rows = csv(fetch(f"{service}/choke_points.csv?{words}")[2])
    chinese = rows.loc[rows["iso3"] == "CHN", "share"].iloc[0]
    assert round(float(chinese), 2) == 0.70
    told = json.loads(fetch(f"{service}/choke_points.json?{words}")[2])
    assert told["title"] == "Three countries refine 96% of lithium (2024)"
    assert len(told["data"]) == told["rows"] == len(rows) and told["snapshot"]
    assert fetch(f"{service}/choke_points.png?{words}")[2].startswith(b"\x89PNG")
    assert fetch(f"{service}/choke_points.svg?{words}")[2].startswith(b"<svg")
    assert fetch(f"{service}/atlas.svg?mineral=Lithium&theme=supply")[2].startswith(b"<svg")
    scenario = json.loads(fetch(f"{service}/scenarios.json?scenario=jadar&chart=indicators")[2])
    assert scenario["rows"] > 5


@pytest.mark.slow
def test_python_reads_the_tables_of_a_service_and_keeps_them(service, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    read = crmmap.load(service)
    assert len(read.sites) == len(WHOLE.sites) and len(read.agreements) == len(WHOLE.agreements)
    asked = fetch(f"{service}/data.zip", If_None_Match=fetch(f"{service}/data.zip")[1]["etag"])
    assert asked[0] == 304
    again = crmmap.load(service)
    assert again.folder == read.folder and tmp_path in read.folder.parents
    monkeypatch.setattr("crmmap.exchange.served.ZIP", "data.zip?x=1")  # another address
    first = crmmap.load(service)
    tag = first.folder / ".etag"
    tag.write_text("gone", "utf-8")

    def away(*_, **__):
        raise ConnectionResetError("the proxy is starting")

    with monkeypatch.context() as broken:
        broken.setattr("urllib.request.urlopen", away)
        with pytest.warns(UserWarning, match="the proxy is starting. The tables kept on"):
            assert len(crmmap.load(service).sites) == len(WHOLE.sites)
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(OSError, match="is a crmmap service there"):
        crmmap.load(f"{service}/nowhere")
    with pytest.raises(OSError, match="can't be read"):
        crmmap.load(f"http://127.0.0.1:{free_port()}")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/choke_points.csv", "name a chart of this page with chart=…"),
        ("/choke_points.csv?chart=nope", "there are"),
        ("/present.csv?chart=x", "the page present has no charts"),
        ("/atlas.csv?mineral=Unobtainium", "Unobtainium"),
        ("/atlas.geojson?table=measures", "ask for their .csv or .json"),
        ("/atlas.csv?table=secrets", "the map has no table 'secrets'"),
        ("/scenarios.csv?chart=indicators", ""),
        ("/choke_points.png?chart=measures&detail=Lithium", "Ask for its .csv or .json"),
    ],
)
def test_an_address_that_means_nothing_is_answered_with_the_way_out(service, path, says):
    status, headers, content = fetch(service + path)
    assert status == 400 and headers["content-type"] == "application/json"
    assert says in json.loads(content)["error"]


@pytest.mark.slow
def test_what_is_too_long_is_refused_and_no_path_leads_out(service):
    assert fetch(f"{service}/atlas.csv?mineral={'x' * 20_000}")[0] == 414
    for path in (
        "/files/../../etc/passwd",
        "/files/..%2f..%2fetc%2fpasswd",
        "/files/%2e%2e/%2e%2e/etc/passwd",
        "/files/private-0.bin",
        "/files/%00",
        "/..%2fgeodata%2fsites.csv",
    ):
        status, _, content = fetch(service + path)
        assert status in (200, 400, 404) and b"root:" not in content
        assert status >= 400 or content.lstrip().startswith(b"<!"), path


@pytest.mark.slow
def test_the_description_holds_under_addresses_drawn_by_a_machine(service):
    program = Path(sys.executable).with_name("schemathesis")
    limits = ["--max-examples", "3", "--phases", "examples,fuzzing", "--workers", "2"]
    checks = "not_a_server_error,status_code_conformance,content_type_conformance"
    done = subprocess.run(
        [program, "run", f"{service}/openapi.json", *limits, "--checks", checks, "--no-color"],
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]


@pytest.mark.slow
def test_a_broken_folder_ends_the_process_with_the_reason(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(GEODATA, folder)
    sites = (folder / "sites.csv").read_text("utf-8").replace(",mine,", ",mien,", 1)
    (folder / "sites.csv").write_text(sites, "utf-8")
    with pytest.raises(RuntimeError, match="broken data") as fault:
        start_service(tmp_path, CRMMAP_DATA_FOLDER=str(folder))
    assert "mien" in str(fault.value) and "Traceback" not in str(fault.value)


@pytest.mark.slow
def test_where_nothing_can_be_written_it_is_not_ready_and_says_so(tmp_path):
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    server, url = start_service(tmp_path, TMPDIR=str(temporary))
    assert fetch(f"{url}/ready")[0] == 200
    shutil.rmtree(temporary)
    status, _, content = fetch(f"{url}/ready")
    assert status == 503 and "Nothing can be written to" in json.loads(content)["reasons"][0]
    assert fetch(f"{url}/health")[0] == 200, "it lives"
    assert fetch(f"{url}/", **HTML)[0] == 200, "and shows its pages"
    stop(server)


def socket_of(url: str, **headers: str) -> str:
    """What becomes of a connection as a page makes it: open, or the code that refuses it."""

    async def ask() -> str:
        address = url.replace("http", "ws") + "/_stcore/stream"
        try:
            async with websockets.connect(address, additional_headers=headers):
                return "open"
        except websockets.InvalidStatus as fault:
            return str(fault.response.status_code)

    return asyncio.run(ask())


@pytest.mark.slow
def test_everything_is_behind_the_proxy_s_sign_in(tmp_path):
    server, url = start_service(
        tmp_path,
        CRMMAP_ACCESS_MODE="proxy",
        CRMMAP_ACCESS_VIEWERS="staff",
        CRMMAP_ACCESS_ADMINS="operators",
    )
    names = ("/", "/choke_points", "/atlas.csv", "/openapi.json", "/metrics", "/ready")
    names += (
        "/ogc",
        "/ogc/collections/sites/items",
        "/catalog.jsonld",
        "/_stcore/health",
        "/_stcore/host-config",
        "/files/x.bin",
        "/static/js/x.js",
    )
    for name in names:
        assert fetch(url + name, **HTML)[0] == 403, name
        assert fetch(url + name, X_Forwarded_User="eve", **HTML)[0] == 403, "a stranger"
    staff = {"X_Forwarded_User": "ann", "X_Forwarded_Groups": "staff, others"}
    assert fetch(f"{url}/", **HTML, **staff)[0] == 200
    status, headers, _ = fetch(f"{url}/atlas.csv", **staff)
    assert status == 200 and headers["cache-control"].startswith("private")
    assert fetch(f"{url}/metrics", **staff)[0] == 403
    admin = {"X_Forwarded_User": "bo", "X_Forwarded_Groups": "operators"}
    assert fetch(f"{url}/metrics", **admin)[0] == 200
    assert socket_of(url) == "403"
    as_sent = {name.replace("_", "-"): value for name, value in staff.items()}
    assert socket_of(url, **as_sent) == "open"
    stop(server)


def test_the_pages_are_told_who_asks_by_us_alone():
    told = {}

    async def page(scope, _receive, _send):
        told.update({name.decode(): value.decode() for name, value in scope["headers"]})

    access = read_config(None, {"CRMMAP_ACCESS_MODE": "proxy", "CRMMAP_ACCESS_EDITORS": "desk"})
    spoofed = {"X-Crmmap-User": "edo", "x-crmmap-role": "admin", "X-Forwarded-User": "vera"}
    headers = [(name.lower().encode(), value.encode()) for name, value in spoofed.items()]
    scope = {"type": "websocket", "path": "/", "client": ("127.0.0.1", 1), "headers": headers}
    asyncio.run(Access(page, access.access)(scope, None, None))
    assert told["x-crmmap-user"] == "vera" and told["x-crmmap-role"] == "viewer"
    assert [name for name, _ in scope["headers"]] == [name for name, _ in headers]


@pytest.mark.slow
def test_headers_of_who_is_no_trusted_proxy_open_nothing(tmp_path):
    server, url = start_service(
        tmp_path, CRMMAP_ACCESS_MODE="proxy", CRMMAP_ACCESS_TRUSTED_PROXIES="192.0.2.1"
    )
    assert fetch(f"{url}/", X_Forwarded_User="ann", **HTML)[0] == 403
    stop(server)


@pytest.mark.slow
def test_signing_in_with_a_provider_brings_back_the_address(tmp_path):
    port, provider_port = free_port(), free_port()
    provider = subprocess.Popen(
        [Path(sys.executable).with_name("oidc-provider-mock"), "--port", str(provider_port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    issuer = f"http://localhost:{provider_port}"
    env = {
        "CRMMAP_ACCESS_MODE": "oidc",
        "CRMMAP_ACCESS_ISSUER": issuer,
        "CRMMAP_ACCESS_CLIENT_ID": "crmmap",
        "CRMMAP_ACCESS_CLIENT_SECRET": "a-secret-of-the-test",
        "CRMMAP_ACCESS_COOKIE_SECRET": "0123456789abcdef0123456789abcdef",
        "CRMMAP_ACCESS_VIEWERS": "staff",
    }
    server, url = start_service(tmp_path, port=port, CRMMAP_PLAIN_HTTP="1", **env)
    for name, groups in (("ann", ["staff"]), ("eve", [])):
        httpx.put(f"{issuer}/users/{name}", json={"groups": groups})
    wanted = f"{url}/choke_points?detail=Cobalt"
    assert fetch(f"{url}/atlas.csv")[0] == 403
    assert socket_of(url) == "403"
    with httpx.Client() as browser:
        first = browser.get(wanted, headers=HTML)
        assert first.status_code == 303 and first.headers["location"] == "/auth/login"
        asked = browser.get(f"{url}/auth/login").headers["location"]
        assert asked.startswith(issuer) and "code_challenge" in parse_qs(urlsplit(asked).query)
        back = browser.post(asked, data={"sub": "ann"}).headers["location"]
        signed = browser.get(back)
        assert signed.headers["location"] == "/choke_points?detail=Cobalt"
        assert browser.get(wanted, headers=HTML).status_code == 200
        assert browser.get(f"{url}/atlas.csv").status_code == 200
        assert browser.get(f"{url}/metrics").status_code == 403, "no operator"
        assert browser.get(f"{url}/auth/logout").status_code == 405
        assert browser.get(f"{url}/auth/nothing").status_code == 404
        assert browser.post(f"{url}/auth/logout").status_code == 200
        assert browser.get(f"{url}/atlas.csv").status_code == 403
    with httpx.Client() as browser:
        asked = browser.get(f"{url}/auth/login").headers["location"]
        browser.get(browser.post(asked, data={"sub": "eve"}).headers["location"])
        assert browser.get(wanted, headers=HTML).status_code == 403, "known, and not of the staff"
    provider.kill()
    provider.wait()
    assert stop(server) in (0, -signal.SIGTERM)
    server, url = start_service(tmp_path, CRMMAP_PLAIN_HTTP="1", **env)
    status, _, content = fetch(f"{url}/auth/login")
    assert status == 503 and b"can't be reached" in content
    stop(server)


@pytest.mark.slow
def test_asked_to_stop_it_waits_for_those_who_are_there(tmp_path):
    server, url = start_service(tmp_path, CRMMAP_SERVER_STOP_SECONDS="4")

    async def inside() -> float:
        address = url.replace("http", "ws") + "/_stcore/stream"
        async with websockets.connect(address, subprotocols=["streamlit"]) as socket:
            await asyncio.sleep(1)
            began = time.monotonic()
            server.send_signal(signal.SIGTERM)
            await asyncio.sleep(1)
            ready = await asyncio.to_thread(fetch, f"{url}/ready")
            assert ready[0] == 503 and b"about to stop" in ready[2]
            assert (await asyncio.to_thread(fetch, f"{url}/", **HTML))[0] == 503, "no newcomers"
            await socket.wait_closed()
            return time.monotonic() - began

    assert 3 < asyncio.run(inside()) < 9
    server.wait(20)


@pytest.mark.slow
def test_a_worker_that_is_killed_is_started_again(tmp_path):
    port = free_port()
    server, url = start_service(tmp_path, "--workers", "2", port=port)
    second = f"http://127.0.0.1:{port + 1}"
    until(lambda: fetch(f"{second}/ready")[0] == 200)
    time.sleep(20)  # what ends before is not started again
    workers = subprocess.run(
        ["pgrep", "-P", str(server.pid)], capture_output=True, text=True, check=True
    ).stdout.split()
    os.kill(int(workers[0]), signal.SIGKILL)
    assert fetch(f"{second}/health")[0] == 200, "the other goes on"
    until(lambda: fetch(f"{url}/ready")[0] == 200)
    stop(server)


def until(condition, seconds=60):
    for _ in range(seconds * 4):
        if condition():
            return
        time.sleep(0.25)
    raise AssertionError(f"waited {seconds} s")


@pytest.mark.slow
def test_newcomers_are_told_when_all_places_are_taken_and_hasty_clients_to_wait(tmp_path):
    server, url = start_service(tmp_path, CRMMAP_LIMITS_SESSIONS="1", CRMMAP_API_PER_MINUTE="3")

    first = fetch(f"{url}/", **HTML)
    assert first[0] == 200
    seat = first[1]["set-cookie"].partition(";")[0]

    async def with_one_inside() -> None:
        address = url.replace("http", "ws") + "/_stcore/stream"
        async with websockets.connect(address, subprotocols=["streamlit"]):
            for _ in range(50):
                status, _, content = await asyncio.to_thread(fetch, f"{url}/", **HTML)
                if status == 503:
                    break
                await asyncio.sleep(0.1)
            assert status == 503 and b"All places are taken at the moment" in content
            assert await asyncio.to_thread(socket_of, url) == "403", "no way in by the socket"
            again = await asyncio.to_thread(fetch, f"{url}/", **HTML, Cookie=seat)
            assert again[0] == 200, "who is inside may reload"
            assert await asyncio.to_thread(socket_of, url, Cookie=seat) == "open"

    asyncio.run(with_one_inside())
    assert [fetch(f"{url}/atlas.metadata.json")[0] for _ in range(4)] == [200, 200, 200, 429]
    stop(server)


def test_machines_find_the_catalogue_and_what_embeds_a_page(service):
    _, headers, _ = fetch(f"{service}/diplomacy?chart=live&mineral=Cobalt", **HTML)
    asked, catalogue = (part.partition(">")[0].strip(" <") for part in headers["link"].split(","))
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(service))
    status, _, content = fetch(f"{origin}{asked}")
    made = json.loads(content)
    assert (status, made["version"], made["type"]) == (200, "1.0", "rich")
    about = json.loads(fetch(f"{service}/diplomacy.json?chart=live&mineral=Cobalt")[2])
    assert made["title"] == about["title"]
    assert f'src="{service}/diplomacy?chart=live&amp;mineral=Cobalt&amp;embed=true"' in made["html"]
    for wrong, answer in (
        ("https://elsewhere.example/diplomacy", 404),
        (f"{service}/nowhere", 404),
        (f"{service}/diplomacy?chart=none", 400),
    ):
        assert fetch(f"{service}/oembed?{urlencode({'url': wrong})}")[0] == answer
    assert fetch(f"{service}/oembed?format=xml&url={service}")[0] == 501
    described = json.loads(fetch(f"{origin}{catalogue}")[2])
    tables = described["dcat:dataset"]
    assert len(tables) == 5
    for table in tables:
        assert table["schema:isBasedOn"], table["dct:title"]
        for way in table["dcat:distribution"]:
            status, headers, _ = fetch(way["dcat:downloadURL"])
            assert status == 200, way
            assert headers["content-type"].startswith(way["dcat:mediaType"])

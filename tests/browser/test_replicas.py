"""Two replicas of the service behind nginx, with TLS and a base path, in a real Chromium."""

from __future__ import annotations

import shutil
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.server import free_port
from tests.service import BASE, fetch, start_nginx, start_service


@pytest.fixture(scope="module")
def replicas(tmp_path_factory):
    if shutil.which("nginx") is None and not Path("/usr/sbin/nginx").exists():
        pytest.skip("nginx is missing; install nginx-light")
    folder = tmp_path_factory.mktemp("replicas")
    folder.chmod(0o755)
    port = free_port()
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port + 1)):
                break
        port = free_port()
    started = [
        start_service(
            folder,
            "--base-path",
            BASE,
            port=port + place,
            CRMMAP_FILES_FOLDER=str(folder / "files"),
        )
        for place in (0, 1)
    ]
    proxy, url = start_nginx(folder, (port, port + 1))
    yield url, [server for server, _ in started]
    proxy.send_signal(signal.SIGTERM)
    for server, _ in started:
        server.kill()


@pytest.mark.slow
def test_two_replicas_behind_a_proxy_are_one_map(replicas, browser, tmp_path):
    url, servers = replicas
    status, headers, _ = fetch(f"{url}/", Accept="text/html")
    assert status == 200 and "crmmap_node=" in headers["set-cookie"]
    pages = []
    for place in range(2):
        while True:  # the cookie says by chance which replica it is
            context = browser.new_context(ignore_https_errors=True)
            page = context.new_page()
            missed = []
            page.on(
                "response", lambda one, missed=missed: one.status >= 400 and missed.append(one.url)
            )
            page.goto(f"{url}/?mineral=Lithium&theme=supply")
            page.locator(".st-key-answer").get_by_text("China").first.wait_for(timeout=60_000)
            if sessions_of(servers)[place] == 1:
                break
            context.close()
            until(lambda: sum(sessions_of(servers)) == len(pages))
        drawn = 'document.querySelector(".leaflet-container").dataset.supplyDrawn > 0'
        frame = page.locator("iframe[title=Map]").element_handle().content_frame()
        frame.wait_for_function(drawn, timeout=60_000)
        assert missed == [], "files come from either replica"
        pages.append(page)
    first, second = pages
    (tmp_path / "own.csv").write_text("name,lat,lon,commodity\nSecret Hill,-22.1,20.5,tin\n")
    first.goto(f"{url}/your_data")
    first.locator("input[type=file]").first.set_input_files(tmp_path / "own.csv")
    first.get_by_text("own.csv").first.wait_for(timeout=60_000)
    servers[0].send_signal(signal.SIGKILL)
    second.goto(f"{url}/choke_points?detail=Cobalt")
    second.get_by_role("heading", name="Cobalt").first.wait_for(timeout=60_000)
    first.goto(f"{url}/?mineral=Lithium&theme=supply")
    first.locator(".st-key-answer").get_by_text("China").first.wait_for(timeout=90_000)


def sessions_of(servers) -> list[int]:
    """How many sessions each replica has, as it says itself."""
    found = []
    for server in servers:
        port = server.args[server.args.index("--port") + 1]
        _, _, text = fetch(f"http://127.0.0.1:{port}{BASE}/metrics")
        lines = [line for line in text.decode().splitlines() if line.startswith("crmmap_sessions ")]
        found.append(int(float(lines[0].split()[1])))
    return found


def until(condition) -> None:
    for _ in range(100):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("waited 10 s")

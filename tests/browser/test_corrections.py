"""Who may view proposes, editors decide and publish, and another replica shows it, in Chromium."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from bench.postgis import cluster, there_is

from crmmap.store.postgis.postgis_store import PostgisStore
from tests.server import free_port
from tests.service import start_service
from tests.shipped import GEODATA
from tests.store.conftest import KAMOA

OWNER, NEW_OWNER = "Ivanhoe / Zijin / DRC", "Ivanhoe Mines"
FACT = "https://example.org/report"
SERVER = """
server {{
  listen 127.0.0.1:{port};
  location / {{
    proxy_pass http://127.0.0.1:{behind};
    proxy_http_version 1.1;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-User {user};
    proxy_set_header X-Forwarded-Groups {groups};
  }}
}}"""
CONFIG = """
pid nginx.pid;
error_log nginx.log;
events {{}}
http {{
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  map $http_upgrade $connection_upgrade {{ default upgrade; '' close; }}
  {servers}
}}"""


@pytest.fixture(scope="module")
def desks(tmp_path_factory):
    """A store in a database, and the addresses of a viewer and an editor at one replica, and of
    another editor at a second one; the replicas have no disk in common.
    """
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        pytest.skip("nginx is missing; install nginx-light")
    folder = tmp_path_factory.mktemp("desks")
    folder.chmod(0o755)
    if not there_is():
        pytest.skip("PostgreSQL with PostGIS is missing; install postgresql-postgis")
    with cluster() as sockets:
        address = f"postgresql://postgres@/postgres?host={sockets}"
        yield from _desks(program, folder, PostgisStore.create(address, GEODATA, by="ann"))


def _desks(program, folder, store):
    access = {
        "CRMMAP_ACCESS_MODE": "proxy",
        "CRMMAP_ACCESS_VIEWERS": "staff",
        "CRMMAP_ACCESS_EDITORS": "desk",
        "CRMMAP_DATA_FOLDER": store.address,
    }
    caches = (str(folder / name) for name in ("one", "two"))
    started = [start_service(folder, XDG_CACHE_HOME=cache, **access) for cache in caches]
    behind = [url.rpartition(":")[2] for _, url in started]
    users = {
        "vera": ("staff", behind[0]),
        "edo": ("staff,desk", behind[0]),
        "rea": ("staff,desk", behind[1]),
    }
    ports = {user: free_port() for user in users}
    servers = "".join(
        SERVER.format(port=ports[user], behind=port, user=user, groups=groups)
        for user, (groups, port) in users.items()
    )
    (folder / "nginx.conf").write_text(CONFIG.format(servers=servers), "utf-8")
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    proxy = subprocess.Popen(command)
    yield store, {user: f"http://127.0.0.1:{port}" for user, port in ports.items()}
    proxy.send_signal(signal.SIGTERM)
    for server, _ in started:
        server.kill()


def opened(browser, address):
    page = browser.new_context().new_page()
    page.goto(address)
    return page


def panel(page):
    return page.locator(".st-key-panel")


@pytest.mark.slow
def test_a_correction_goes_from_a_viewer_over_an_editor_to_another_replica(desks, browser):
    store, at = desks
    card = f"/?selected=sites:{KAMOA}&country=COD&view=-10.7,25.3,7"
    far = opened(browser, at["rea"] + card)
    panel(far).get_by_text(OWNER).wait_for(timeout=60_000)
    far.evaluate("window.stays = true")

    vera = opened(browser, at["vera"] + card)
    panel(vera).get_by_text(OWNER).wait_for(timeout=60_000)
    panel(vera).get_by_role("button", name="Propose a correction").click()
    asked = vera.get_by_role("dialog")
    asked.get_by_label("Which part is wrong?").click()
    vera.get_by_role("option", name="Owner", exact=True).click()
    asked.get_by_text(f"It says now: {OWNER}").wait_for()
    asked.get_by_label("What is right?").nth(1).wait_for(state="detached")  # of the part before
    asked.get_by_label("What is right?").fill(NEW_OWNER)
    asked.get_by_label("Where can it be read?").fill("my memory")
    asked.get_by_label("Why?").fill("The report of 2025 says so.")
    asked.get_by_role("button", name="Send to the editors").click()
    asked.get_by_text("Give the web address of a source").wait_for()
    asked.get_by_label("Where can it be read?").fill(FACT)
    asked.get_by_role("button", name="Send to the editors").click()
    asked.get_by_text("This is proposal 1.").wait_for(timeout=30_000)
    assert not asked.get_by_label("Your name").count(), "the proxy has told it"

    vera.goto(f"{at['vera']}/coverage")
    vera.get_by_text("1 proposal waits for a decision").wait_for(timeout=60_000)
    assert not vera.get_by_role("button", name="Accept").count(), "viewers decide on nothing"

    edo = opened(browser, f"{at['edo']}/coverage")
    edo.get_by_text("vera, ").wait_for(timeout=60_000)
    edo.get_by_role("button", name="Refuse").click()
    edo.get_by_text("Give a reason or a question").wait_for(timeout=30_000)
    edo.get_by_role("button", name="Accept").click()
    edo.get_by_text("Proposal 1 is accepted; publish it to show it.").wait_for(timeout=30_000)
    edo.get_by_label("What the new snapshot brings").fill("An owner")
    edo.get_by_label("What the new snapshot brings").press("Tab")
    edo.get_by_role("button", name="Publish").click()
    edo.get_by_text("It is published, and everybody sees it.").wait_for(timeout=60_000)
    edo.get_by_text(re.compile("published on .*: An owner")).wait_for()
    told = [(one.who, one.what) for one in store.journal.events()][1:]
    assert told == [("vera", "proposed"), ("edo", "accepted"), ("edo", "published")]

    for theme in ("Nature", "Standards") * 20:  # a run of the session that was there all the time
        far.get_by_role("radio", name=theme).or_(far.get_by_text(theme, exact=True)).first.click()
        far.wait_for_timeout(700)
        if panel(far).get_by_text(NEW_OWNER).count():
            break
    panel(far).get_by_text(NEW_OWNER).wait_for(timeout=10_000)
    assert far.evaluate("window.stays") is True and "country=COD" in far.url
    for page in (far, vera, edo):
        page.context.close()

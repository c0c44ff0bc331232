"""`crmmap serve` as processes of their own, alone or behind nginx, for tests that speak to it."""

from __future__ import annotations

import os
import shutil
import signal
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tests.server import ROOT, free_port

BASE = "/minerals"
HERE_TRUSTED = ssl._create_unverified_context()


def start_service(
    folder: Path, *options: str, port: int = 0, **env: str
) -> tuple[subprocess.Popen, str]:
    """The service on a free port, once it is ready; its log is ``serve.log`` in the folder."""
    port = port or free_port()
    command = [sys.executable, "-m", "crmmap", "serve", "--port", str(port), *options]
    with (folder / "serve.log").open("ab") as log:
        server = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **env}, stdout=log, stderr=log
        )
    base = options[options.index("--base-path") + 1] if "--base-path" in options else ""
    url = f"http://127.0.0.1:{port}{base}"
    for _ in range(240):
        if server.poll() is not None:
            break
        status, _, _ = fetch(f"{url}/health")
        if status == 200:
            return server, url
        time.sleep(0.25)
    server.kill()
    raise RuntimeError((folder / "serve.log").read_text("utf-8"))


def stop(server: subprocess.Popen) -> int:
    """Ask it to stop, and wait; its exit code."""
    server.send_signal(signal.SIGTERM)
    return server.wait(60)


class NotFollowed(urllib.request.HTTPRedirectHandler):
    """Shows where a redirect leads, and does not go there."""

    def redirect_request(self, *_):
        return None


def fetch(url: str, *, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by their small names, and content; 0 if nobody answers."""
    asked = urllib.request.Request(url, method=method)
    for name, value in headers.items():
        asked.add_header(name.replace("_", "-"), value)
    opener = urllib.request.build_opener(
        NotFollowed, urllib.request.HTTPSHandler(context=HERE_TRUSTED)
    )
    try:
        with opener.open(asked, timeout=60) as answer:
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read()
    except urllib.error.HTTPError as fault:
        return fault.code, {k.lower(): v for k, v in fault.headers.items()}, fault.read()
    except OSError:
        return 0, {}, b""


def start_nginx(folder: Path, ports: tuple[int, int]) -> tuple[subprocess.Popen, str]:
    """``deploy/nginx.conf`` with a certificate of the test, in front of two processes."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    port = free_port()
    subject = ["-subj", "/CN=localhost", "-days", "2"]
    pair = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *subject, *pair],
        check=True,
        capture_output=True,
    )
    text = (ROOT / "deploy/nginx.conf").read_text("utf-8")
    for before, after in (
        ("127.0.0.1:8501", f"127.0.0.1:{ports[0]}"),
        ("127.0.0.1:8502", f"127.0.0.1:{ports[1]}"),
        ("listen 8443", f"listen {port}"),
        ("/etc/ssl/certs/crmmap.pem", str(folder / "cert.pem")),
        ("/etc/ssl/private/crmmap.key", str(folder / "key.pem")),
    ):
        assert before in text
        text = text.replace(before, after)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    proxy = subprocess.Popen(command)
    url = f"https://localhost:{port}{BASE}"
    for _ in range(60):
        if fetch(f"{url}/health")[0] == 200:
            return proxy, url
        time.sleep(0.2)
    proxy.kill()
    raise RuntimeError("nginx did not start")

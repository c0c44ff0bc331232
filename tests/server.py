"""The app as a process of its own, for tests that speak to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def start_app(
    folder: Path | None = None, *, port: int = 0, **more: str
) -> tuple[subprocess.Popen[bytes], str]:
    """The app as a user starts it, on a free port; more are variables of its environment."""
    port = port or free_port()
    env = {**os.environ, **more}
    if folder is not None:
        env["CRMMAP_GEODATA"] = str(folder)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    server = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        return server, wait_for(port)
    except RuntimeError:
        server.kill()
        raise


def free_port() -> int:
    """A port of this machine at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port: int) -> str:
    """The address of an app, once it answers; RuntimeError if it does not within two minutes."""
    url = f"http://localhost:{port}"
    for _ in range(240):
        try:
            urllib.request.urlopen(url + "/_stcore/health", timeout=1).read()
            return url
        except OSError:
            time.sleep(0.5)
    raise RuntimeError("the app did not start within two minutes")


class Listener:
    """An address of this machine that answers everything and notes what it was asked for."""

    def __init__(self, answer: bytes) -> None:
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(answer)

            do_CONNECT = do_GET  # noqa: N815 - http.server calls it so

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()

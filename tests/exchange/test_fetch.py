"""Downloads, against a server of our own: checksum, resuming, limits, and what is said when it does not work."""

from __future__ import annotations

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crmmap.exchange import fetch as downloads
from crmmap.exchange.fetch import Download, UnusableSource, fetch, registry

CONTENT = bytes(range(256)) * 4000  # a megabyte
SHA = "sha256:" + hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server():
    """Serves CONTENT with ranges; ``breaks_at`` ends an answer early, ``asked`` keeps what was asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            begin = int(self.headers.get("Range", "bytes=0-")[6:-1])
            self.server.asked.append(begin)
            if self.path != "/file.csv":
                self.send_error(404)
                return
            if begin >= len(CONTENT):
                self.send_error(416)
                return
            self.send_response(206 if begin else 200)
            self.send_header("Content-Length", str(len(CONTENT) - begin))
            self.end_headers()
            self.wfile.write(CONTENT[begin : self.server.breaks_at or None])

        def log_message(self, *_):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.asked, made.breaks_at = [], 0
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def source(server, path="/file.csv", **more) -> dict[str, Download]:
    url = f"http://127.0.0.1:{server.server_port}{path}"
    about = {"title": "A test", "publisher": "us", "licence": "none", "layout": "mcs", "file": "file.csv"}
    return {"test": Download(**{**about, "url": url, "page": "http://example.org/data", **more})}


def test_a_download_is_checked_kept_and_not_repeated(server, tmp_path):
    told = []
    path = fetch(
        "test", tmp_path, sources=source(server, checksum=SHA), progress=lambda done, total: told.append((done, total))
    )
    assert path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert fetch("test", tmp_path, sources=source(server, checksum=SHA)) == path
    assert len(server.asked) == 1
    md5 = source(server, checksum="md5:" + hashlib.md5(CONTENT).hexdigest())
    assert fetch("test", tmp_path, sources=md5) == path
    assert len(server.asked) == 1


def test_a_download_that_broke_off_goes_on_where_it_was(server, tmp_path):
    server.breaks_at = 300_000
    with pytest.raises(UnusableSource, match=r"127.0.0.1:\d+ was not reached .* put it at"):
        fetch("test", tmp_path, sources=source(server, checksum=SHA))
    begun = (tmp_path / "file.csv.part").stat().st_size
    assert 0 < begun <= 300_000
    assert not (tmp_path / "file.csv").exists()
    server.breaks_at = 0
    assert fetch("test", tmp_path, sources=source(server, checksum=SHA)).read_bytes() == CONTENT
    assert server.asked == [0, begun]


def test_a_wrong_checksum_is_told(server, tmp_path):
    with pytest.raises(UnusableSource, match=r"another checksum than sha256:00000000000.*example.org/data"):
        fetch("test", tmp_path, sources=source(server, checksum="sha256:" + "0" * 64))
    assert not (tmp_path / "file.csv").exists()


def test_without_a_known_checksum_the_first_download_counts(server, tmp_path):
    path = fetch("test", tmp_path, sources=source(server))
    assert (tmp_path / "file.csv.checksum").read_text().strip() == SHA
    path.write_bytes(b"changed by someone")
    assert fetch("test", tmp_path, sources=source(server)).read_bytes() == CONTENT


def test_what_can_not_be_had_says_how_to_get_it_by_hand(server, tmp_path, monkeypatch):
    with pytest.raises(UnusableSource, match="the source 'nope' is not known; it can be test"):
        fetch("nope", tmp_path, sources=source(server))
    with pytest.raises(UnusableSource, match=r"was not reached \(HTTPError\)"):
        fetch("test", tmp_path, sources=source(server, path="/gone"))
    by_hand = {"test": source(server)["test"].model_copy(update={"url": ""})}
    with pytest.raises(
        UnusableSource, match=r"gives it to people alone. Get it at http://example.org/data and put it at"
    ):
        fetch("test", tmp_path, sources=by_hand)
    (tmp_path / "file.csv").write_bytes(b"by hand")
    assert fetch("test", tmp_path, sources=by_hand).read_bytes() == b"by hand"
    monkeypatch.setattr(downloads, "MOST_BYTES", 1000)
    with pytest.raises(UnusableSource, match="was not reached"):
        fetch("test", tmp_path / "other", sources=source(server))


def test_no_network(tmp_path):
    nowhere = {"test": Download(title="A test", publisher="us", licence="none", layout="mcs", file="f.csv",
                                url="http://127.0.0.1:9/f.csv", page="http://example.org/data")}  # fmt: skip
    with pytest.raises(UnusableSource, match=r"127.0.0.1:9 was not reached"):
        fetch("test", tmp_path, sources=nowhere)


def test_the_registry_is_strict(tmp_path):
    assert {source.layout for source in downloads.shipped().values()} >= {"icmm", "mrds", "wdpa", "kba", "resolve"}
    path = tmp_path / "sources.toml"
    path.write_text('[source.a]\ntitle = "A"\nfile = "../evil"\nlayout = "nope"\nwhat = 1\n')
    with pytest.raises(UnusableSource) as fault:
        registry(path)
    said = str(fault.value)
    for part in ("source.a.what: this key is not known", "source.a.file", "is not known; it can be icmm", "page"):
        assert part in said

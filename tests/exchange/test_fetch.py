"""Downloads, against a server of our own: checksum, resuming, limits, and what is said when it
does not work."""

from __future__ import annotations

import hashlib
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from crmmap.exchange import fetch as downloads
from crmmap.exchange.fetch import Download, UnusableSource, fetch, registry

CONTENT = bytes(range(256)) * 4000  # a megabyte
SHA = "sha256:" + hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def server():
    """Serves CONTENT with ranges; ``breaks_at`` ends an answer early, ``asked`` keeps what was
    asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            begin = int(self.headers.get("Range", "bytes=0-")[6:-1])
            self.server.asked.append(begin)
            if self.path in self.server.answers:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(self.server.answers[self.path])
                return
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
    made.asked, made.breaks_at, made.answers = [], 0, {}
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def source(server, path="/file.csv", **more) -> dict[str, Download]:
    url = f"http://127.0.0.1:{server.server_port}{path}"
    about = {
        "title": "A test",
        "publisher": "us",
        "licence": "none",
        "layout": "mcs",
        "file": "file.csv",
    }
    return {"test": Download(**{**about, "url": url, "page": "http://example.org/data", **more})}


def test_a_download_is_checked_kept_and_not_repeated(server, tmp_path):
    told = []
    path = fetch(
        "test",
        tmp_path,
        sources=source(server, checksum=SHA),
        progress=lambda done, total: told.append((done, total)),
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
    with pytest.raises(
        UnusableSource, match=r"another checksum than sha256:00000000000.*example.org/data"
    ):
        fetch("test", tmp_path, sources=source(server, checksum="sha256:" + "0" * 64))
    assert not (tmp_path / "file.csv").exists()


def test_without_a_known_checksum_the_first_download_counts(server, tmp_path):
    path = fetch("test", tmp_path, sources=source(server))
    assert (tmp_path / "file.csv.checksum").read_text().strip() == SHA
    path.write_bytes(b"changed by someone")
    assert fetch("test", tmp_path, sources=source(server)).read_bytes() == CONTENT


def test_what_can_not_be_had_says_how_to_get_it_by_hand(server, tmp_path):
    with pytest.raises(UnusableSource, match="the source 'nope' is not known; it can be test"):
        fetch("nope", tmp_path, sources=source(server))
    with pytest.raises(UnusableSource, match=r"was not reached \(HTTPError\)"):
        fetch("test", tmp_path, sources=source(server, path="/gone"))
    by_hand = {"test": source(server)["test"].model_copy(update={"url": ""})}
    with pytest.raises(
        UnusableSource,
        match=r"gives it to people alone. Get it at http://example.org/data and put it at",
    ):
        fetch("test", tmp_path, sources=by_hand)
    (tmp_path / "file.csv").write_bytes(b"by hand")
    assert fetch("test", tmp_path, sources=by_hand).read_bytes() == b"by hand"


def test_a_file_that_is_too_large_is_told_with_its_size_and_leaves_nothing_behind(
    server, tmp_path, monkeypatch
):
    monkeypatch.setattr(downloads, "MOST_BYTES", 500_000)
    for _ in range(2):  # what stays behind would block the next try
        with pytest.raises(
            UnusableSource, match=r"the file has 1 MB, and 0 MB is the most.* put it at"
        ):
            fetch("test", tmp_path, sources=source(server))
        assert not [path for path in tmp_path.iterdir() if path.stat().st_size]


@pytest.mark.parametrize(
    ("file", "answer", "said"),
    [
        ("f.csv", b"<!doctype html><title>Please sign in</title>" + b" " * 200, "a web page"),
        ("f.csv", b"\xef\xbb\xbf\n <html>" + b" " * 200, "a web page"),
        ("f.zip", b"<html>" + b" " * 200, "a web page"),
        ("f.zip", b"moved" * 100, "something else, of 500 bytes,"),
        ("f.csv", b"try again later", "something else, of 15 bytes,"),
        ("f.csv", b"", "something else, of 0 bytes,"),
    ],
)
def test_an_answer_that_is_not_the_file_is_not_kept(server, tmp_path, file, answer, said):
    server.answers["/login"] = answer
    with pytest.raises(
        UnusableSource, match=f"its publisher answered with {said} in place of the file"
    ):
        fetch("test", tmp_path, sources=source(server, path="/login", file=file))
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(file)]


def test_what_a_killed_download_left_is_swept_away(server, tmp_path):
    old, new, own = tmp_path / "tmpold", tmp_path / "tmpnew", tmp_path / "tmp-mine.csv"
    for path in (old, new):
        path.touch()
    own.write_text("mine")
    for path in (old, own):
        os.utime(path, (0, 0))
    fetch("test", tmp_path, sources=source(server))
    assert not old.exists()
    assert new.exists()
    assert own.exists()


def test_no_network(tmp_path):
    nowhere = {
        "test": Download(
            title="A test",
            publisher="us",
            licence="none",
            layout="mcs",
            file="f.csv",
            url="http://127.0.0.1:9/f.csv",
            page="http://example.org/data",
        )
    }
    with pytest.raises(UnusableSource, match=r"127.0.0.1:9 was not reached"):
        fetch("test", tmp_path, sources=nowhere)


def test_the_registry_is_strict(tmp_path):
    assert {source.layout for source in downloads.shipped().values()} >= {
        "icmm",
        "mrds",
        "wdpa",
        "kba",
        "resolve",
    }
    path = tmp_path / "sources.toml"
    path.write_text('[source.a]\ntitle = "A"\nfile = "../evil"\nlayout = "nope"\nwhat = 1\n')
    with pytest.raises(UnusableSource) as fault:
        registry(path)
    said = str(fault.value)
    for part in (
        "source.a.what: this key is not known",
        "source.a.file",
        "is not known; it can be icmm",
        "page",
    ):
        assert part in said

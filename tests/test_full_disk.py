"""A disk that is really full: a service says so, and nothing is left half-written."""

import json
import subprocess
import sys

import pytest

import crmmap
from crmmap.store.folder_store import FolderStore
from tests.service import fetch, start_service, stop
from tests.shipped import GEODATA
from tests.store.test_store import edit

MEGABYTES = 90
pytestmark = pytest.mark.slow


@pytest.fixture
def disk(tmp_path):
    """A small disk of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", f"size={MEGABYTES}m", "tmpfs", str(folder)]
    try:
        subprocess.run(options, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("the right to mount a disk is missing; run as root on Linux")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk):
    """Leave no byte free; the file that takes them."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(65536)):
                pass
        except OSError:
            return filler
    raise AssertionError("the disk has no end")


def told(*words):
    """What a command says that fails, and that it is no traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "crmmap", *words], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "Traceback" not in done.stderr, done
    return done.stderr


def test_a_service_without_room_says_why_it_is_not_ready_and_shows_what_it_has(disk, tmp_path):
    server, url = start_service(tmp_path, TMPDIR=str(disk))
    assert fetch(f"{url}/ready")[0] == 200
    filler = fill(disk)
    status, _, content = fetch(f"{url}/ready")
    (reason,) = json.loads(content)["reasons"]
    assert status == 503 and (
        reason.startswith(f"There is no space left in {disk}")
        or reason == f"Nothing can be written to {disk}: No space left on device."
    )
    assert fetch(f"{url}/health")[0] == 200 and fetch(f"{url}/")[0] == 200
    assert fetch(f"{url}/atlas.csv?mineral=Gallium")[0] == 200
    assert fetch(f"{url}/atlas.png?mineral=Gallium")[0] == 200
    filler.unlink()
    assert fetch(f"{url}/ready")[0] == 200, "it comes back by itself"
    assert "Traceback" not in (tmp_path / "serve.log").read_text("utf-8")
    stop(server)


def test_files_and_folders_that_find_no_room_are_said_and_not_left_half(disk):
    fill(disk)
    for words in (
        ("export", "gpkg", "-o", str(disk / "all.gpkg")),
        ("export", "geojson", "-o", str(disk / "all.zip")),
        ("map", "-o", str(disk / "map.png")),
        ("map", "-o", str(disk / "map.html")),
        ("story", "lithium", "-o", str(disk / "story.pptx")),
        ("store", "init", str(disk / "store")),
    ):
        assert "No space left" in told(*words), words
        assert [path.name for path in disk.rglob("*")] == ["filler"], words


def test_a_store_on_a_full_disk_is_as_it_was_and_goes_on_with_room(disk):
    store = FolderStore.create(disk / "store", GEODATA, by="ann")
    before = store.current()
    edit(store.work)
    filler = fill(disk)
    assert "No space left" in told("store", "publish", str(disk / "store"))
    assert store.current() == before and crmmap.load(store.folder).snapshot == before
    assert [one.id for one in store.snapshots()] == [before]
    filler.unlink()
    made = store.publish(by="ann")
    assert made.before == before and crmmap.load(store.folder).snapshot == made.id

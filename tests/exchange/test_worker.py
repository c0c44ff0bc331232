"""Files that are read in processes of their own: how many at once, and what happens to the
others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crmmap.exchange.readers import ImportOptions, worker
from crmmap.exchange.readers.preview import Preview
from crmmap.exchange.readers.worker import MOST_AT_ONCE, Job
from crmmap.toml_models import UnusableFile

pytestmark = pytest.mark.slow

CSV = b"name,lat,lon,commodity\nA,-82.1,10.5,tin\n"


def look_at(content, name, atlas):
    return Job(content, name, atlas, ImportOptions(), look=True)


class Stuck:
    """A process that ends when it is told to."""

    def __init__(self, *_: object, **__: object) -> None:
        self.code: int | None = None

    def poll(self) -> int | None:
        return self.code

    def kill(self) -> None:
        self.code = -9

    def wait(self) -> None:
        pass


@pytest.fixture
def stuck(monkeypatch):
    monkeypatch.setattr(worker, "_LINE", [])
    monkeypatch.setattr(worker.subprocess, "Popen", Stuck)


def test_only_so_many_are_read_at_once_and_the_others_are_told(whole, stuck):  # noqa: ARG001 - the fixture stands in for processes
    jobs = [look_at(CSV, f"{place}.csv", whole) for place in range(MOST_AT_ONCE + 2)]
    begun = [job._process is not None for job in jobs]
    assert begun == [True] * MOST_AT_ONCE + [False, False]
    assert all(job.running for job in jobs)
    assert jobs[-1].progress == (0.0, "Waiting: 3 other files are read first")
    jobs[0].cancel()
    assert jobs[MOST_AT_ONCE]._process is not None
    assert jobs[-1].progress == (0.0, "Waiting: 2 other files are read first")
    jobs[1]._process.kill()  # one that ended by itself gives its place away too
    assert jobs[-1].running
    assert jobs[-1]._process is not None


def test_who_leaves_while_waiting_gives_the_place_away(whole, stuck):  # noqa: ARG001 - the fixture stands in for processes
    first = [look_at(CSV, "a.csv", whole) for _ in range(MOST_AT_ONCE)]
    gone, last = look_at(CSV, "b.csv", whole), look_at(CSV, "c.csv", whole)
    del gone
    first[0].cancel()
    assert last.running
    assert last._process is not None


def test_names_of_files_are_cleaned(whole):
    job = look_at(CSV, "a\0\n.csv\0.csv", whole)
    while job.running:
        pass
    found = job.result()
    assert isinstance(found, Preview)
    assert found.name == "a .csv .csv"


def test_a_full_disk_is_said(whole, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(worker.Path, "write_bytes", full)
    with pytest.raises(
        UnusableFile, match=r"a.csv: the server has no room to read it now .No space left on device"
    ):
        look_at(CSV, "a.csv", whole)


def test_folders_of_a_killed_app_are_swept_away_and_no_others(tmp_path, monkeypatch):
    monkeypatch.setattr(worker.tempfile, "gettempdir", lambda: str(tmp_path))
    for name in (
        "crmmap-import-abcd1234",
        "crmmap-import-new_4321",
        "crmmap-data",
        "crmmap-import-mine",
    ):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file.csv").touch()
        if "new" not in name:
            os.utime(tmp_path / name, (0, 0))
    worker.sweep()
    assert {path.name for path in tmp_path.iterdir()} == {
        "crmmap-import-new_4321",
        "crmmap-data",
        "crmmap-import-mine",
    }


def test_what_a_stopped_reading_leaves_goes_with_its_folder(whole):
    job = look_at(CSV * 50_000, "a.csv", whole)
    folder = Path(job._folder.name)
    assert folder.is_dir()
    job.cancel()
    assert not folder.exists()

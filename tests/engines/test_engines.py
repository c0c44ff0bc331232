"""What engines promise: all parts, each once, whoever is lost on the way."""

import itertools
import os
import subprocess
import sys
import time

import pytest

from crmmap.engines import LostWorker, UnknownEngine, engine_of
from tests.engines.jobs import deadly, deadly_once, doubled, faulty, slow
from tests.server import ROOT


def test_every_part_is_done_once(engine):
    assert sorted(engine.run(doubled, range(40))) == [2 * one for one in range(40)]
    assert list(engine.run(doubled, [])) == []


def test_parts_are_taken_as_they_are_needed(engine):
    taken = itertools.count()
    last = -1

    def parts():
        nonlocal last
        for last in taken:  # noqa: UP028 - `last` is looked at below
            yield last

    made = engine.run(doubled, parts())
    for _ in range(5):
        next(made)
    made.close()
    assert last < 5 + 3 * engine.workers, "of endless parts"


@pytest.mark.parametrize("name", ["processes:2", "dask"])
def test_the_part_of_a_killed_worker_is_done_again(name, request, tmp_path):
    if name == "dask":
        name = f"dask:{request.getfixturevalue('cluster').scheduler_address}"
    jobs = [(number, str(tmp_path / "mark")) for number in range(12)]
    made = sorted(engine_of(name).run(deadly_once, jobs))
    assert made == [2 * one for one in range(12)]
    assert (tmp_path / "mark").exists(), "one was killed"


def test_parts_that_each_lose_a_worker_once_are_not_to_blame(tmp_path):
    jobs = [(3, str(tmp_path / str(place))) for place in range(5)]
    assert list(engine_of("processes:2").run(deadly_once, jobs)) == [6] * 5


def test_a_scheduler_without_workers_is_told(monkeypatch):
    from distributed import LocalCluster

    monkeypatch.setattr("crmmap.engines.cluster.SECONDS_TO_CONNECT", 1)
    empty = LocalCluster(n_workers=0, dashboard_address=":0")
    with empty, pytest.raises(UnknownEngine, match="no scheduler with workers answers"):
        engine_of(f"dask:{empty.scheduler_address}")


def test_a_scheduler_that_goes_on_the_way_is_told(tmp_path):
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0") as short:
        engine = engine_of(f"dask:{short.scheduler_address}")
        made = engine.run(slow, [(number, str(tmp_path)) for number in range(500)])
        next(made)
    with pytest.raises(LostWorker, match="is gone"):
        list(made)


def test_workers_end_with_a_parent_that_is_killed(tmp_path):
    program = (
        "import sys; from crmmap.engines import engine_of; from tests.engines.jobs import slow\n"
        "if __name__ == '__main__':\n"
        "    for _ in engine_of('processes:2').run(slow, [(n, sys.argv[1]) for n in range(999)]):\n"
        "        pass\n"
    )
    (tmp_path / "long.py").write_text(program)
    (tmp_path / "marks").mkdir()
    command = [sys.executable, str(tmp_path / "long.py"), str(tmp_path / "marks")]
    parent = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, start_new_session=True
    )
    while len(os.listdir(tmp_path / "marks")) < 4:
        time.sleep(0.1)
    parent.kill()
    parent.wait()
    for _ in range(100):
        if not _of_session(parent.pid):
            return
        time.sleep(0.1)
    pytest.fail(f"still there: {_of_session(parent.pid)}")


def _of_session(leader):
    """Processes that still belong to a session, but for those that only wait to be collected."""
    told = subprocess.run(
        ["ps", "-eo", "pid,sess,stat,args"], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 3) for line in told.splitlines()[1:]]
    return [row[3] for row in rows if row[1] == str(leader) and not row[2].startswith("Z")]


def test_a_part_that_kills_every_worker_is_told(cluster):
    for name in ("processes:2", f"dask:{cluster.scheduler_address}"):
        with pytest.raises(LostWorker, match="too little memory"):
            list(engine_of(name).run(deadly, range(8)))


def test_a_fault_of_the_work_itself_comes_back_as_it_is(engine):
    with pytest.raises(ValueError, match="not 0"):
        list(engine.run(faulty, [0]))


def test_who_stops_asking_stops_the_rest(engine, tmp_path):
    made = engine.run(slow, [(number, str(tmp_path)) for number in range(50)])
    next(made)
    made.close()
    assert len(os.listdir(tmp_path)) < 12


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("", "is no engine"),
        ("processes:0", "is no engine"),
        ("processes:-1", "is no engine"),
        ("processes:²", "is no engine"),
        ("here:1", "is no engine"),
        ("dask:", "is no engine"),
        ("processes:99999", "is no engine"),
        ("processes:" + "9" * 5000, "is no engine"),
        ("dask:tcp://127.0.0.1:9", "no scheduler with workers answers at tcp://127.0.0.1:9"),
        ("dask:nonsense://x", "no scheduler with workers answers at nonsense://x"),
    ],
)
def test_a_name_that_is_no_engine_is_told_what_is(name, word, monkeypatch):
    monkeypatch.setattr("crmmap.engines.cluster.SECONDS_TO_CONNECT", 1)
    with pytest.raises(UnknownEngine, match=word):
        engine_of(name)

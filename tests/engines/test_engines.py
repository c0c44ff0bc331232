"""What engines promise: all parts, each once, whoever is lost on the way."""

import itertools
import os

import pytest

from crmmap.engines import LostWorker, UnknownEngine, engine_of
from tests.engines.jobs import deadly, deadly_once, doubled, faulty, slow


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
        ("dask:tcp://127.0.0.1:9", "no scheduler answers at tcp://127.0.0.1:9"),
        ("dask:nonsense://x", "no scheduler answers at nonsense://x"),
    ],
)
def test_a_name_that_is_no_engine_is_told_what_is(name, word, monkeypatch):
    monkeypatch.setattr("crmmap.engines.cluster.SECONDS_TO_CONNECT", 1)
    with pytest.raises(UnknownEngine, match=word):
        engine_of(name)

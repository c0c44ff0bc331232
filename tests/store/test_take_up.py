"""A service takes up what a store publishes, without being started again."""

import json
import shutil
import time
from collections import OrderedDict
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

import crmmap
from crmmap.store import publishing
from crmmap.ui import cache
from tests.service import fetch, start_service, stop
from tests.store.conftest import KAMOA
from tests.store.test_store import edit


def sites(atlas):
    return len(atlas.sites)


def test_what_is_shared_is_made_anew_for_new_data_and_never_mixed(store, monkeypatch):
    monkeypatch.setenv(cache.FOLDER, str(store.folder))
    monkeypatch.setattr(cache, "_ATLASES", {})
    old = cache.shared_atlas()
    calls = []

    def kind(atlas):
        calls.append(atlas.snapshot)
        return atlas.sites.set_index("site_id").at[KAMOA, "kind"]

    assert cache.shared(kind, old) == cache.shared(kind, old) == "mine;smelter"
    assert cache.take_up() is None and len(calls) == 1
    edit(store.work)
    made = store.publish(by="ann")
    new = cache.take_up()
    assert new is cache.shared_atlas() and new.snapshot == made.id and cache.take_up() is None
    assert cache.shared(kind, new) == cache.shared(kind, new) == "mine"
    assert cache.shared(kind, old) == "mine;smelter", (
        "a run that began before goes on with its data"
    )
    assert calls == [old.snapshot, new.snapshot, old.snapshot]
    cache._KEPT.clear()


def shown(url):
    """The snapshot of a service and the kind of a site in it."""
    answer = json.loads(fetch(f"{url}/atlas.json?country=COD&table=sites")[2])
    kinds = {row["site_id"]: row["kind"] for row in answer["data"]}
    return answer["snapshot"], kinds[KAMOA]


def shows(url, expected):
    """Wait until a service has taken a snapshot up."""
    for _ in range(100):
        if shown(url) == expected:
            return
        time.sleep(0.2)
    raise AssertionError(f"{shown(url)} is not {expected}")


@pytest.mark.slow
def test_a_service_shows_the_new_snapshot_within_seconds_and_never_a_broken_one(store, tmp_path):
    server, url = start_service(
        tmp_path, CRMMAP_DATA_FOLDER=str(store.folder), CRMMAP_API_PER_MINUTE="5000"
    )

    old = store.current()
    assert shown(url) == (old, "mine;smelter")
    edit(store.work)
    made = store.publish(by="ann")
    shows(url, (made.id, "mine"))
    assert crmmap.load(store.folder).snapshot == made.id
    store.restore(old, by="ann")
    shows(url, (old, "mine;smelter"))
    broken = store.folder / "snapshots" / "broken"
    shutil.copytree(store.snapshot_folder(made.id), broken)
    (broken / "sites.parquet").write_bytes(b"no parquet")
    (store.folder / "current").write_text(broken.name)
    for _ in range(100):
        log = (tmp_path / "serve.log").read_text("utf-8")
        if "the new data can't be shown" in log:
            break
        time.sleep(0.2)
    assert "is not the file that was published" in log
    assert shown(url) == (old, "mine;smelter"), "all keep what they have"
    stop(server)


def test_older_data_are_shared_by_all_who_ask_and_let_go_when_others_are_asked_for(
    store, monkeypatch
):
    monkeypatch.setenv(cache.FOLDER, str(store.folder))
    monkeypatch.setattr(cache, "_ATLASES", {})
    monkeypatch.setattr(cache, "_OLDER", OrderedDict())
    monkeypatch.setattr(cache, "MOST_OLDER", 1)
    kinds = ("mine;smelter", "mine", "smelter", "deposit")
    for day, (old, new) in enumerate(pairwise(kinds), start=1):
        edit(store.work, old, new)
        moment = datetime(2030, 1, day, 12, tzinfo=UTC)
        monkeypatch.setattr(publishing, "now", lambda moment=moment: moment)
        store.publish(by="ann")
    one, two, three = (cache.atlas_known_on(date(2030, 1, day)) for day in (1, 2, 3))
    assert three is cache.shared_atlas() is cache.atlas_known_on(None), "the newest"
    told = [atlas.sites.set_index("site_id").at[KAMOA, "kind"] for atlas in (one, two, three)]
    assert told == ["mine", "smelter", "deposit"]
    calls = []

    def called(atlas):
        calls.append(atlas.snapshot)
        return len(calls)

    assert cache.atlas_known_on(date(2030, 1, 2)) is two, "it is held for all"
    assert cache.shared(called, two) == cache.shared(called, two) == 1
    assert cache.shared(called, three) == 2, "and what is made of it is kept apart"
    again = cache.atlas_known_on(date(2030, 1, 1))
    assert again is not one and [*cache._OLDER.values()] == [again]
    assert cache.shared(called, two) == 3 and cache.shared(called, two) == 4, "it was let go"
    with pytest.raises(LookupError, match="nothing is kept of what was known on"):
        cache.atlas_known_on(date(2001, 1, 1))
    monkeypatch.delenv(cache.FOLDER)
    with pytest.raises(LookupError, match="are no store"):
        cache.atlas_known_on(date(2030, 1, 1))
    cache._KEPT.clear()

"""A store of snapshots: published whole or not at all, compared, restored, and never forgotten."""

import errno
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pandas as pd
import pytest

import crmmap
from crmmap.atlas.licences import give
from crmmap.cli import main
from crmmap.exchange.writers import FORMATS, select, write
from crmmap.schema.validate import InvalidData, read_tables
from crmmap.store import journal, publishing, snapshots, sqlite_journal
from crmmap.store.folder_store import FolderStore, FolderWriting
from crmmap.store.publishing import NothingNew
from crmmap.store.snapshots import read_snapshot
from tests.shipped import GEODATA
from tests.store.conftest import KAMOA


def edit(folder, old="mine;smelter", new="mine"):
    """Change what one cell of a site says."""
    path = folder / "sites.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    changed = [line.replace(old, new, 1) if line.startswith(KAMOA) else line for line in lines]
    assert changed != lines
    path.write_text("".join(changed), "utf-8")


def kind_of(place, **options):
    return crmmap.load(place, **options).sites.set_index("site_id").at[KAMOA, "kind"]


def test_a_snapshot_holds_what_the_tables_hold_and_is_loaded_from_wherever_it_lies(
    small, store, tmp_path
):
    tables, kept = read_tables(small), read_snapshot(store.snapshot_folder())
    assert set(tables) == set(kept)
    for name, rows in tables.items():
        pd.testing.assert_frame_equal(rows, kept[name])
    moved = tmp_path / "elsewhere"
    shutil.copytree(store.snapshot_folder(), moved)
    for place in (store.folder, str(moved)):
        atlas = crmmap.load(place)
        assert atlas.snapshot == store.current()
        assert len(atlas.sites) == len(tables["sites"]) and atlas.sites.crs.to_epsg() == 4326
    assert crmmap.load_scenario("jadar").apply(crmmap.load(store.folder))
    assert crmmap.load(GEODATA).snapshot == ""


def test_what_is_published_is_compared_shown_and_can_be_taken_back(store, tmp_path):
    old = store.current()
    with pytest.raises(NothingNew, match=f"nothing has changed since snapshot {old}"):
        store.publish(by="ann")
    store.pull(tmp_path / "mine")
    edit(tmp_path / "mine")
    (found,) = store.push(tmp_path / "mine", by="bo", note="The smelter is another site")
    assert found.changed == {KAMOA: {"kind": ("mine;smelter", "mine")}}
    assert kind_of(store.folder) == "mine;smelter", "pushed is not yet shown"
    (found,) = store.differences(old, "")
    assert found.changed == {KAMOA: {"kind": ("mine;smelter", "mine")}}
    made = store.publish(by="cy", note="Corrections")
    assert made.before == old and made.changes == ("sites: rows: 1 changed",)
    assert kind_of(store.folder) == "mine" and crmmap.load(store.folder).snapshot == made.id
    store.restore(old, by="di", note="It was right")
    assert kind_of(store.folder) == "mine;smelter" and store.current() == old
    with pytest.raises(NothingNew):
        store.publish(by="ann")
    told = [(one.who, one.what, one.why) for one in store.journal.events()]
    assert told == [
        ("ann", "published", "The first snapshot"),
        ("bo", "pushed", "The smelter is another site"),
        ("cy", "published", "Corrections"),
        ("di", "restored", "It was right"),
    ]


def test_what_was_known_on_a_day_is_what_was_published_until_then(store, monkeypatch):
    old = store.current()
    monkeypatch.setattr(publishing, "now", lambda: datetime(2027, 3, 5, 9, tzinfo=UTC))
    edit(store.work)
    store.publish(by="ann")
    assert kind_of(store.folder, known_on=date(2027, 3, 5)) == "mine"
    assert kind_of(store.folder, known_on=date(2027, 3, 4)) == "mine;smelter"
    monkeypatch.setattr(journal, "now", lambda: datetime(2027, 3, 7, 9, tzinfo=UTC))
    store.restore(old, by="ann")
    assert kind_of(store.folder, known_on=date(2027, 3, 6)) == "mine"
    assert kind_of(store.folder, known_on=date(2027, 3, 7)) == "mine;smelter", "it was taken back"
    with pytest.raises(LookupError, match="showed no snapshot on 2020-01-01 or before"):
        crmmap.load(store.folder, known_on=date(2020, 1, 1))
    with pytest.raises(LookupError, match="is no store"):
        crmmap.load(GEODATA, known_on=date(2027, 3, 4))


def test_as_many_snapshots_stay_as_are_to_be_kept_and_always_the_one_that_is_shown(store):
    first = store.current()
    (store.folder / "store.toml").write_text("format = 1\nkeep = 2\n")
    names = []
    for place in range(4):
        edit(
            store.work,
            "mine;smelter" if place % 2 == 0 else "mine",
            "mine" if place % 2 == 0 else "mine;smelter",
        )
        names.append(store.publish(by="ann").id)
    assert {one.id for one in store.snapshots()} == {*names[-2:]}
    with pytest.raises(LookupError, match=f"has no snapshot {first}; it has"):
        store.restore(first, by="ann")
    assert len(store.journal.events()) == 5, "the journal keeps them all"


@pytest.mark.parametrize("name", ["../../etc", ".", "", "nope", "/tmp"])
def test_a_name_of_a_snapshot_leads_nowhere_else(store, name):
    if not name:
        assert store.snapshot_folder(name).name == store.current()
        return
    with pytest.raises(LookupError, match="has no snapshot"):
        store.snapshot_folder(name)


def test_a_file_that_is_not_the_one_that_was_published_is_refused(store):
    path = store.snapshot_folder() / "sites.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(InvalidData, match=r"sites\.parquet: is not the file that was published"):
        crmmap.load(store.folder)
    path.unlink()
    with pytest.raises(InvalidData, match=r"sites\.parquet: is missing"):
        crmmap.load(store.folder)


def test_tables_that_break_a_rule_are_not_published(store):
    edit(store.work, "mine;smelter", "palace")
    with pytest.raises(InvalidData, match="palace"):
        store.publish(by="ann")
    assert len(store.snapshots()) == 1 and len(store.journal.events()) == 1


@pytest.mark.parametrize("fails", ["write_files", "write_manifest"])
def test_a_full_disk_leaves_everything_as_it_was(store, monkeypatch, fails):
    before = sorted(path for path in store.folder.rglob("*") if path.is_file())
    edit(store.work)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(publishing, fails, full)
    with pytest.raises(OSError, match="No space left"):
        store.publish(by="ann")
    assert sorted(path for path in store.folder.rglob("*") if path.is_file()) == before
    assert kind_of(store.folder) == "mine;smelter" and len(store.journal.events()) == 1
    monkeypatch.undo()
    store.publish(by="ann")
    assert kind_of(store.folder) == "mine"


@pytest.mark.slow
def test_a_publisher_that_is_killed_leaves_the_old_snapshot_or_the_new_one_whole(store):
    program = (
        "import sys; from pathlib import Path; from crmmap.store.folder_store import FolderStore\n"
        "print('now', flush=True); FolderStore(Path(sys.argv[1])).publish(by='kay')"
    )
    old = store.current()
    edit(store.work)
    ended = 0
    for milliseconds in (30, 200, 500, 800, 1000, 1200, 1400):
        command = [sys.executable, "-c", program, str(store.folder)]
        publisher = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert publisher.stdout and publisher.stdout.readline() == b"now\n"
        time.sleep(milliseconds / 1000)
        publisher.send_signal(signal.SIGKILL)
        ended += publisher.wait() == -signal.SIGKILL
        shown = crmmap.load(store.folder)
        assert kind_of(store.folder) == ("mine;smelter" if shown.snapshot == old else "mine")
        if shown.snapshot != old:
            store.restore(old, by="ann")
            edit(store.work)
    assert ended, "at least one was stopped on its way"
    made = store.publish(by="ann")
    assert made.before == old and kind_of(store.folder) == "mine"


def test_writers_wait_for_each_other_and_none_is_lost(store, tmp_path):
    store.pull(tmp_path / "a")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    edit(tmp_path / "b")

    def push(name):
        return store.push(tmp_path / name, by=name, note="", over=True)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(push, "abab"))
    assert sorted(one.who for one in store.journal.events()[1:]) == ["a", "a", "b", "b"]
    read_tables(store.work)


def test_a_writer_that_is_killed_in_the_middle_hides_nothing_from_readers(store):
    program = (
        "import sys, os, sqlite3; base = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "base.execute('PRAGMA cache_size = 1'); base.execute('BEGIN IMMEDIATE')\n"
        "row = ('x', 'kay', 'x', 'x', 'x', '{}')\n"
        "add = 'INSERT INTO events (at, who, what, why, source, detail) VALUES (?,?,?,?,?,?)'\n"
        "for _ in range(2000): base.execute(add, row)\n"
        "os._exit(9)"
    )
    journal_file = store.folder / "journal.sqlite"
    subprocess.run([sys.executable, "-c", program, str(journal_file)], check=False)
    assert (store.folder / "journal.sqlite-journal").exists(), "a hot journal was left"
    assert [one.who for one in store.journal.events()] == ["ann"]


def test_a_journal_that_is_none_is_said(store, capsys):
    (store.folder / "journal.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(OSError, match="the journal can't be used"):
        store.journal.events()
    assert main(["store", "log", str(store.folder)]) == 1
    assert "the journal can't be used" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["what? #1", "a%20b 50%41"])
def test_a_store_may_have_any_name(first, tmp_path, name):
    shutil.copytree(first, tmp_path / name)
    assert len(FolderStore(tmp_path / name).journal.events()) == 1


def test_what_was_stopped_half_way_is_mended_by_a_push(store):
    (store.work / ".unfinished").touch()
    with pytest.raises(InvalidData, match="stopped half-way"):
        store.publish(by="ann")
    store.push(GEODATA, by="ann", note="")
    edit(store.work)
    store.publish(by="ann")


def test_stories_that_are_no_longer_there_go_and_broken_ones_are_not_taken(store, tmp_path, capsys):
    store.pull(tmp_path / "mine")
    for name in ("stories", "scenarios"):
        shutil.rmtree(tmp_path / "mine" / name)
    store.push(tmp_path / "mine", by="ann", note="")
    made = store.publish(by="ann")
    assert not list((store.snapshot_folder() / "stories").iterdir())
    assert made.changes == ("scenarios: other than before", "stories: other than before")
    (tmp_path / "mine" / "stories").mkdir()
    (tmp_path / "mine" / "stories" / "x.toml").write_text("nope = 1")
    assert main(["store", "push", str(store.folder), str(tmp_path / "mine")]) == 1
    assert "x.toml" in capsys.readouterr().err


def test_an_unreadable_old_snapshot_is_passed_over(store):
    edit(store.work)
    old = store.snapshot_folder()
    store.publish(by="ann")
    (old / "manifest.json").write_text("{")
    edit(store.work, "mine", "mine;smelter")
    store.publish(by="ann")
    assert len(store.snapshots()) == 2 and len(store.journal.events()) == 3


def test_what_killed_writers_have_left_is_swept(store):
    left = [store.folder / "snapshots" / ".abc", store.folder / ".tables-x"]
    for folder in left:
        folder.mkdir()
    (store.work / ".sites.csv-x").write_text("x")
    with store.writing():
        pass
    assert not any(path.exists() for path in (*left, store.work / ".sites.csv-x"))


def test_who_waits_too_long_is_told(store, monkeypatch):
    monkeypatch.setattr(sqlite_journal, "SECONDS_TO_WAIT", 0.1)
    with store.writing(), pytest.raises(TimeoutError, match="somebody else is writing; try again"):
        store.publish(by="bo")


def test_nothing_is_taken_out_of_the_journal_or_changed_in_it(store):
    base = sqlite3.connect(store.folder / "journal.sqlite")
    for statement in ("DELETE FROM events", "UPDATE events SET who = 'eve'"):
        with pytest.raises(sqlite3.IntegrityError, match="journal"):
            base.execute(statement)
    base.close()


def test_a_folder_that_holds_something_becomes_no_store(tmp_path):
    (tmp_path / "x").write_text("x")
    with pytest.raises(FileExistsError, match="is not empty"):
        FolderStore.create(tmp_path, GEODATA, by="ann")


def test_files_name_the_snapshot_of_their_rows(store):
    atlas = crmmap.load(store.folder)
    selection = select(give(atlas), crmmap.Filters(minerals=("Gallium",))).only("sites")
    for kind in ("geojson", "bibtex", "cff"):
        assert atlas.snapshot.encode() in write(selection, kind)[0], kind
    assert "snapshot" not in select(give(crmmap.load()), crmmap.Filters()).notice.casefold()
    assert kind in FORMATS


def test_the_commands_say_what_they_did(store, capsys):
    place, old = str(store.folder), store.current()

    def said(*words, code=0):
        assert main(["store", *words]) == code
        out = capsys.readouterr()
        return out.out + out.err

    assert "nothing has changed since" in said("publish", place, code=1)
    edit(store.work)
    assert "sites: rows: 1 changed" in said("diff", place, "current")
    assert said("publish", place, "--by", "ann", "--note", "Kamoa").endswith(
        "sites: rows: 1 changed\n"
    )
    new = store.current()
    lines = said("log", place).splitlines()
    assert lines[0] == f"2 snapshots kept; shown is {new}"
    assert re.fullmatch(rf"\d{{4}}-\d\d-\d\d \d\d:\d\d  ann published {new}: Kamoa", lines[1])
    assert "CRM03667" in said("diff", place, old, new, "--json")
    assert said("restore", place, old) == f"{place}: shown is {old}\n"
    assert "has no snapshot nope" in said("restore", place, "nope", code=1)
    assert "is no store; make one with: crmmap store init" in said("log", str(GEODATA), code=2)
    assert main(["--data", place, "--known-on", "2001-01-01", "filter"]) == 1
    assert "showed no snapshot on 2001-01-01 or before" in capsys.readouterr().err


def test_files_are_on_the_disk_before_a_snapshot_is_shown(store, monkeypatch):
    settled, pointed = [], []
    monkeypatch.setattr(snapshots, "settle", lambda path: settled.append(path.name))
    edit(store.work)
    monkeypatch.setattr(FolderWriting, "show", lambda _self, _name: pointed.append(len(settled)))
    store.publish(by="ann")
    assert "sites.parquet" in settled and "manifest.json" in settled
    assert pointed == [len(settled)]

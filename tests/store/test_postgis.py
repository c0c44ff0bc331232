"""A store in a database: what it keeps of the tables, and what is left after a fault."""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from bench.postgis import PROGRAMS
from geoalchemy2 import alembic_helpers
from sqlalchemy import text

import crmmap
from crmmap.cli import main
from crmmap.schema.tables import TABLES
from crmmap.schema.validate import InvalidData, read_tables
from crmmap.store.overtaking import Overtaken
from crmmap.store.postgis import postgis_store, postgis_writing
from crmmap.store.postgis.base import Away, Unreachable, connected, shown
from crmmap.store.postgis.model import METADATA
from crmmap.store.postgis.postgis_store import PostgisStore
from crmmap.store.postgis.rows import read_folder
from crmmap.store.proposal import NotPossible
from crmmap.store.proposals import propose
from tests.service import start_service, stop
from tests.shipped import GEODATA
from tests.store.conftest import KAMOA
from tests.store.test_store import edit, kind_of
from tests.store.test_take_up import shows

MOVE = f"UPDATE crmmap.sites SET kind = 'mine' WHERE site_id = '{KAMOA}'"


@pytest.fixture
def store(database):
    return PostgisStore(database)


def ask(store, statement):
    with connected(store.address) as base:
        answer = base.execute(text(statement))
        return [tuple(row) for row in answer] if answer.returns_rows else []


def test_the_database_gives_back_the_shipped_tables_cell_by_cell(store):
    with store.writing() as writing:
        read_folder(writing.base, GEODATA)
    shipped = read_tables(GEODATA)
    with store.tables() as work:
        kept = store.read(work)
        for name, rows in shipped.items():
            same = pd.DataFrame(kept[name])[list(rows.columns)]
            pd.testing.assert_frame_equal(pd.DataFrame(rows), same)
        assert (work / "stories").is_dir() and list((work / "scenarios").glob("*.toml"))
    empty = shipped["sites"]["owner"] == ""
    assert empty.any()
    told = ask(store, "SELECT count(*), count(owner) FROM sites WHERE owner = ''")
    assert told == [(empty.sum(), empty.sum())], 'not known is "", and never null'
    names = [row[0] for row in ask(store, "SELECT site_id FROM sites ORDER BY row_order")]
    assert names == shipped["sites"]["site_id"].tolist()


def test_any_program_for_maps_finds_places_and_outlines(store):
    sites = crmmap.load(store.place).sites.set_index("site_id")
    ((x, y),) = ask(
        store, f"SELECT ST_X(position), ST_Y(position) FROM sites WHERE site_id = '{KAMOA}'"
    )
    assert (x, y) == (sites.at[KAMOA, "longitude"], sites.at[KAMOA, "latitude"])
    known = crmmap.load(store.place).zones
    told = ask(store, "SELECT zone_id, ST_AsBinary(geometry) FROM zones ORDER BY row_order")
    assert [row[0] for row in told] == known["zone_id"].tolist()
    assert [bytes(row[1]) for row in told] == known.geometry.to_wkb().tolist()


def test_the_tables_are_those_of_the_rules(store):
    with connected(store.address) as base:
        ours = {"include_object": alembic_helpers.include_object}
        differences = compare_metadata(MigrationContext.configure(base, opts=ours), METADATA)
    others = [one for one in differences if "alembic_version" not in str(one)]
    assert not others, "write the next step of crmmap/store/postgis/migrations"
    assert {*TABLES} <= {*METADATA.tables}


def test_what_is_edited_past_crmmap_is_in_the_journal_and_still_has_to_keep_the_rules(store):
    assert not store.has_changes()
    ask(store, MOVE)
    ask(store, f"DELETE FROM sites WHERE site_id = '{KAMOA}' AND kind = 'nothing'")
    event = store.journal.events()[-1]
    assert (event.who, event.what) == ("postgres", "edited")
    assert event.detail["changes"] == [f"sites, row {KAMOA}: kind"]
    assert event.detail["cells"] == {"kind": ["mine;smelter", "mine"]}
    assert store.has_changes() and kind_of(store.place) == "mine;smelter", "not yet shown"
    store.publish(by="ann")
    assert not store.has_changes() and kind_of(store.place) == "mine"
    ask(store, MOVE.replace("'mine'", "'palace'"))
    with pytest.raises(InvalidData, match=r"postgresql://.*\n.*sites.csv, row .*kind.*'palace'"):
        store.publish(by="ann")
    ask(store, "INSERT INTO minerals (mineral) VALUES ('Unobtainium')")
    assert store.journal.events()[-1].detail["changes"][0].endswith(": added")
    last = ask(store, "SELECT mineral FROM minerals ORDER BY row_order DESC LIMIT 1")
    assert last == [("Unobtainium",)], "a row that somebody adds stands at the end"


@pytest.mark.parametrize(
    "statement", ["DELETE FROM events", "UPDATE events SET who = 'eve'", "TRUNCATE events"]
)
def test_nothing_is_taken_out_of_the_journal_or_changed_in_it(store, statement):
    with pytest.raises(Unreachable, match="nothing in the journal is changed or taken out"):
        ask(store, statement)


@pytest.mark.parametrize("fails", ["show", "add", "note"])
def test_what_fails_on_its_way_leaves_everything_as_it_was(store, monkeypatch, fails):
    ask(store, MOVE)
    before = [ask(store, f"SELECT count(*) FROM {name}") for name in METADATA.tables]

    def full(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr(postgis_writing.PostgisWriting, fails, full)
    with pytest.raises(OSError, match="No space left"):
        store.publish(by="ann")
    assert [ask(store, f"SELECT count(*) FROM {name}") for name in METADATA.tables] == before
    assert kind_of(store.place) == "mine;smelter"
    monkeypatch.undo()
    store.publish(by="ann")
    assert kind_of(store.place) == "mine"


def test_a_connection_that_is_lost_in_the_middle_of_a_write_leaves_nothing_half_written(store):
    rows = ask(store, "SELECT count(*) FROM sites")
    told = pytest.raises(Unreachable, match=r"there is no connection: .* crmmap store log")
    with told, store.writing() as writing:
        writing.execute("DELETE FROM sites")
        ((process,),) = writing.execute("SELECT pg_backend_pid()")
        ask(store, f"SELECT pg_terminate_backend({process})")
        writing.execute("SELECT 1")
    assert ask(store, "SELECT count(*) FROM sites") == rows, "and the next one connects anew"


@pytest.mark.slow
def test_a_publisher_that_is_killed_leaves_the_old_snapshot_or_the_new_one_whole(store):
    program = (
        "import sys; from crmmap.store.postgis.postgis_store import PostgisStore\n"
        "print('now', flush=True); PostgisStore(sys.argv[1]).publish(by='kay')"
    )
    old = store.current()
    ask(store, MOVE)
    ended = 0
    for milliseconds in (100, 500, 900, 1300):
        command = [sys.executable, "-c", program, store.address]
        publisher = subprocess.Popen(command, stdout=subprocess.PIPE)
        assert publisher.stdout and publisher.stdout.readline() == b"now\n"
        time.sleep(milliseconds / 1000)
        publisher.send_signal(signal.SIGKILL)
        ended += publisher.wait() == -signal.SIGKILL
        now = crmmap.load(store.place).snapshot
        assert kind_of(store.place) == ("mine;smelter" if now == old else "mine")
        if now != old:
            store.restore(old, by="ann", over=True)
            ask(store, MOVE)
    assert ended, "at least one was stopped on its way"
    made = store.publish(by="ann")
    assert made.before == old and kind_of(store.place) == "mine"


def test_writers_wait_for_each_other_and_who_waits_too_long_is_told(small, store, monkeypatch):
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda who: store.push(small, by=who, note=""), "abc"))
    assert sorted(one.who for one in store.journal.events()[1:]) == ["a", "b", "c"]
    monkeypatch.setattr(postgis_writing, "SECONDS_TO_WAIT", 0.2)
    with store.writing(), pytest.raises(TimeoutError, match="somebody else is writing; try again"):
        store.publish(by="bo")


def test_while_the_database_is_away_the_last_snapshot_is_shown(store, monkeypatch, capsys):
    crmmap.load(store.place)
    away = PostgisStore(store.address)
    for module in (postgis_store, postgis_writing):
        monkeypatch.setattr(module, "connected", lambda _: _refuse())
    with pytest.warns(UserWarning, match="The snapshot that was read last is used"):
        assert kind_of(away.place) == "mine;smelter"
    with pytest.raises(Unreachable):
        away.publish(by="ann")
    monkeypatch.undo()
    nowhere = "postgresql://ann:secret@127.0.0.1:1/none"
    assert main(["--data", nowhere, "filter"]) == 1
    said = capsys.readouterr().err
    assert "there is no connection" in said and "secret" not in said and "Traceback" not in said


def test_a_server_that_lets_nobody_in_is_told_of_and_not_taken_for_one_that_is_away(store):
    crmmap.load(store.place)
    nobody = store.address.replace("postgres@", "nobody@")
    (PostgisStore(nobody)._cache).mkdir(parents=True)
    (PostgisStore(nobody)._cache / "current").write_text(store.current())
    with pytest.raises(Unreachable, match="lets nobody in"):
        crmmap.load(nobody)


def _refuse():
    raise Away("the database: there is no connection.")


def test_the_commands_work_on_an_address(databases, store, capsys, tmp_path):
    def said(*words, code=0):
        assert main([*words]) == code, capsys.readouterr()
        out = capsys.readouterr()
        return out.out + out.err

    place, name = store.address, shown(store.address)
    assert "has a store already" in said("store", "init", place, code=1)
    assert "there was nothing to renew" in said("store", "upgrade", place)
    assert "no problem found" in said("--data", place, "validate")
    said("store", "pull", place, str(tmp_path / "mine"))
    edit(tmp_path / "mine")
    assert "sites: rows: 1 changed" in said("store", "push", place, str(tmp_path / "mine"))
    assert said("store", "publish", place, "--by", "ann").startswith(f"{name}: snapshot 20")
    old, new = (one.id for one in reversed(store.snapshots()))
    assert KAMOA in said("store", "diff", place, old, new, "--json")
    assert said("store", "restore", place, old) == f"{name}: shown is {old}\n"
    ask(store, MOVE)
    assert "1 change that was made in the database is not" in said(
        "store", "restore", place, new, code=1
    )
    lines = said("store", "log", place).splitlines()
    assert lines[0] == f"2 snapshots kept; shown is {old}"
    assert lines[1].endswith("postgres edited") and lines[2] == f"    sites, row {KAMOA}: kind"
    empty = databases("postgres")
    assert "has no store" in said("store", "log", empty, code=1)
    assert "has no store" in said("--data", empty, "filter", code=1)
    for words in (["store", "push", empty, str(tmp_path / "mine")], ["validate", empty]):
        assert "has no store" in said(*words, code=1)
    assert "has no store" in said("store", "upgrade", empty, code=1), "it makes none"
    assert "is named as postgresql://" in said(
        "--data", "mysql://ann:secret@h/db", "filter", code=2
    )


def test_a_database_of_a_later_crmmap_is_left_alone(store):
    ask(store, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unreachable, match="is of a later crmmap; install the newest"):
        PostgisStore.upgrade(store.address)
    with pytest.raises(Unreachable, match="one of another crmmap"):
        store.publish(by="ann")


def test_backup_and_restore_with_the_tools_of_the_database(databases, store):
    """`pg_dump` copies everything, the journal and the snapshots too."""
    ask(store, MOVE)
    made = store.publish(by="ann")
    dump = subprocess.run([PROGRAMS / "pg_dump", store.address], capture_output=True, check=True)
    ask(PostgisStore(databases("postgres")), "SELECT 1")
    subprocess.run(["psql", "-q", databases("postgres"), "-c", "CREATE DATABASE again"], check=True)
    again = databases("again")
    subprocess.run(["psql", "-q", again], input=dump.stdout, check=True, stdout=subprocess.DEVNULL)
    copy = PostgisStore(again)
    assert copy.current() == made.id and kind_of(again) == "mine"
    assert copy.journal.events() == store.journal.events()
    copy.restore(copy.snapshots()[-1].id, by="bo")
    assert kind_of(again) == "mine;smelter" and kind_of(store.place) == "mine"


@pytest.mark.slow
def test_a_service_shows_what_is_published_in_the_database(store, tmp_path):
    cache = {"XDG_CACHE_HOME": os.environ["XDG_CACHE_HOME"]}
    server, url = start_service(tmp_path, CRMMAP_DATA_FOLDER=store.address, **cache)
    shows(url, (store.current(), "mine;smelter"))
    ask(store, MOVE)
    made = store.publish(by="ann")
    shows(url, (made.id, "mine"))
    stop(server)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("postgresql://ann:se%40cret@db.example.org:5433/a%20b", "ann@db.example.org:5433/a%20b"),
        ("postgresql://db.example.org/m?user=ann&password=secret", "ann@db.example.org/m"),
        ("postgresql://ann:secret@h1:5432,h2:5433/m", "ann@h1,h2:5432,5433/m"),
        ("postgresql://ann@h/m?options=-cstatement_timeout%3D60000", "ann@h/m"),
        ("postgres://[::1]:5432/m", "::1:5432/m"),
    ],
)
def test_an_address_is_shown_without_its_password(address, name):
    assert shown(address) == f"postgresql://{name}"


@pytest.mark.parametrize("address", ["postgresql://h:port/m", "postgresql://[::1/m"])
def test_what_is_no_address_is_said(address, capsys):
    assert main(["--data", address, "filter"]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said and ("no address" in said or "no connection" in said)


def test_settings_in_an_address_are_heeded(database):
    with connected(f"{database}&options=-cstatement_timeout%3D4321") as base:
        assert base.scalar(text("SHOW statement_timeout")) == "4321ms"
        assert base.scalar(text("SHOW search_path")).startswith("crmmap,")
    with PostgisStore(f"{database}&options=-cstatement_timeout%3D60000").tables() as work:
        assert (work / "sites.csv").stat().st_size


def test_processes_that_share_a_cache_never_see_half_a_snapshot(store):
    old = store.current()
    ask(store, MOVE)
    new = store.publish(by="ann").id
    folder = store.snapshot_folder(new)
    (folder / "sites.parquet").write_bytes(b"damaged")
    assert kind_of(store.place) == "mine", "what is damaged is fetched again"
    program = (
        "import sys; from crmmap.store.postgis.postgis_store import PostgisStore\n"
        "from crmmap.store.snapshots import read_snapshot\n"
        "store = PostgisStore(sys.argv[1])\n"
        "for name in sys.argv[2:] * 3: read_snapshot(store.snapshot_folder(name))"
    )
    for _ in range(2):
        shutil.rmtree(store._cache)
        readers = [
            subprocess.Popen([sys.executable, "-c", program, store.address, *names])
            for names in ((old, new), (new, old), (old, new))
        ]
        assert [reader.wait() for reader in readers] == [0, 0, 0]


def test_what_others_have_edited_is_not_lost_in_silence(small, store):
    old = store.current()
    ask(store, MOVE)
    for act in (
        lambda: store.restore(old, by="ann"),
        lambda: store.push(small, by="ann", note=""),
    ):
        with pytest.raises(Overtaken, match="1 change that was made in the database is not"):
            act()
    store.restore(old, by="ann", over=True)
    assert not store.has_changes() and kind_of(store.place) == "mine;smelter"


def test_a_snapshot_that_is_shown_is_never_forgotten(store):
    ask(store, "UPDATE settings SET keep = 1")
    old = store.current()
    for kind in ("mine", "smelter"):
        ask(store, MOVE.replace("'mine'", f"'{kind}'"))
        new = store.publish(by="ann").id
        assert [one.id for one in store.snapshots()] == [new]
    with pytest.raises(LookupError, match="has no snapshot"):
        store.restore(old, by="ann")
    with pytest.raises(Unreachable):
        ask(store, "DELETE FROM snapshots")
    assert kind_of(store.place) == "smelter"


def test_an_editor_in_the_middle_of_a_change_is_waited_for_and_not_stopped(small, store):
    with ThreadPoolExecutor(1) as pool:
        with connected(store.address) as editor:
            editor.execute(text("UPDATE zones SET name = 'A' WHERE row_order = 1"))
            pushing = pool.submit(store.push, small, by="ann", note="", over=True)
            time.sleep(1.5)
            editor.execute(text(MOVE))  # what the other would hold if it took some tables alone
        pushing.result(60)
    assert [one.what for one in store.journal.events()[-3:]] == ["edited", "edited", "pushed"]


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE sites SET latitude = 123 WHERE row_order = 1", "latitude"),
        ("UPDATE sites SET kind = 'palace' WHERE row_order = 1", "palace"),
    ],
)
def test_what_breaks_a_rule_is_told_of_the_table_and_not_of_a_proposal(
    store, statement, says, capsys
):
    ask(store, statement)
    assert main(["validate", store.address]) == 1
    out = capsys.readouterr()
    assert "Traceback" not in out.err and says in out.out
    with pytest.raises(NotPossible, match="break a rule already"):
        propose(
            store, "sites", KAMOA, "kind", "mine", source="https://x.org", reason="r", by="vera"
        )


@pytest.mark.parametrize("more", ["5", "null", "[1]"])
def test_further_columns_are_an_object(store, more):
    with pytest.raises(Unreachable, match="more_is_an_object"):
        ask(store, f"UPDATE sites SET more = '{more}' WHERE row_order = 1")


def test_emptied_tables_and_files_beside_them_are_in_the_journal(store):
    ask(store, "TRUNCATE measures")
    assert store.journal.events()[-1].detail["changes"] == ["measures, row all: taken out"]
    ask(store, "UPDATE beside SET content = 'x' WHERE path = (SELECT min(path) FROM beside)")
    changes = store.journal.events()[-1].detail["changes"]
    assert changes[0].startswith("beside, row ") and changes[0].endswith(": content")

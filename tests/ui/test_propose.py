"""A correction where there is no store: a text and a patch to send."""

import subprocess
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest
from tests.shipped import GEODATA
from tests.store.test_store import KAMOA

from crmmap.schema.tables import TABLES
from crmmap.store.patch import as_patch
from crmmap.store.proposal import columns_of
from crmmap.ui import who
from crmmap.ui.propose import named


def page():
    from crmmap.ui import propose

    propose.offer(("sites", "CRM03667"))
    propose.offer(("sites", "own--1"))
    propose.offer(("companies", "Ivanhoe"))


def asked():
    from crmmap.ui import propose

    propose.form("sites", "CRM03667")


def test_the_text_names_row_column_and_source_and_the_patch_can_be_taken():
    app = AppTest.from_function(page, default_timeout=30).run()
    assert len(app.button) == 1, "none for what is not a row of the shared tables"
    app = AppTest.from_function(asked, default_timeout=30).run()
    app.selectbox[0].set_value("owner").run()
    app.text_input(key="propose_value_owner").set_value("Ivanhoe Mines").run()
    app.text_input(key="propose_source").set_value("https://example.org/report").run()
    (told,) = [one.value for one in app.code]
    assert "Where: sites, row CRM03667, column owner" in told
    assert "The map says: Ivanhoe / Zijin / DRC" in told and "example.org/report" in told
    assert "git apply --unidiff-zero" in app.caption[-1].value
    assert not app.exception


def only():
    from crmmap.ui import propose

    propose.offer(("sites", "CRM03667"))


def test_a_run_that_something_else_asks_for_closes_nobody_s_form():
    app = AppTest.from_function(only, default_timeout=30).run()
    app.button[0].click().run()
    app.selectbox[0].set_value("owner").run()
    app.run()
    assert app.selectbox[0].value == "owner" and not app.exception


def test_nothing_that_was_not_filled_in_is_proposed():
    app = AppTest.from_function(asked, default_timeout=30).run()
    app.selectbox[0].set_value("owner").run()
    assert not app.code and "Fill in what is right" in app.caption[-1].value
    app.checkbox(key="propose_unknown_owner").check().run()
    assert "What is right: \n" in app.code[0].value and not app.exception


def test_every_part_has_a_name_in_words():
    for table in ("sites", "zones", "agreements", "measures", "standards", "blocs"):
        for column in columns_of(table):
            words = named(column)
            assert not {"Iso3", "usd", "Eu", "km2", "coord", "url", "eq"} & set(words.split()), (
                words
            )


def test_the_patch_of_a_file_from_windows_changes_one_line(tmp_path):
    path = tmp_path / "sites.csv"
    path.write_bytes((GEODATA / "sites.csv").read_bytes().replace(b"\n", b"\r\n"))
    patch = as_patch(path, TABLES["sites"], KAMOA, {"owner": "Ivanhoe"})
    assert len([line for line in patch.split("\n") if line.startswith(("+", "-"))]) == 4


@pytest.mark.parametrize(
    ("local", "ip", "headers", "role"),
    [
        ("1", None, {}, "editor"),
        ("1", "127.0.0.1", {}, "editor"),
        ("1", None, {"x-forwarded-for": "10.0.0.9"}, "viewer"),
        ("1", "10.0.0.9", {}, "viewer"),
        ("", None, {}, "viewer"),
        ("", None, {"x-crmmap-role": "admin", "x-crmmap-user": "eve"}, "viewer"),
    ],
)
def test_who_sits_at_this_machine_edits_only_where_only_they_can_come(
    monkeypatch, local, ip, headers, role
):
    monkeypatch.setenv("CRMMAP_LOCAL_EDITOR", local)
    monkeypatch.setattr(who.st, "context", SimpleNamespace(headers=headers, ip_address=ip))
    assert who.me().role == role and bool(who.me().name) == (role == "editor")


def test_git_applies_the_patch(tmp_path):
    path = GEODATA / "sites.csv"
    patch = as_patch(path, TABLES["sites"], KAMOA, {"owner": 'Ivanhoe, "the" miner'})
    (tmp_path / "geodata").mkdir()
    (tmp_path / "geodata/sites.csv").write_bytes(path.read_bytes())
    (tmp_path / "one.patch").write_text(patch, "utf-8")
    command = ["git", "apply", "--unidiff-zero", "one.patch"]
    subprocess.run(command, cwd=tmp_path, check=True)
    before = path.read_text("utf-8").splitlines()
    after = (tmp_path / "geodata/sites.csv").read_text("utf-8").splitlines()
    ((old, new),) = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert old.startswith(KAMOA) and '"Ivanhoe, ""the"" miner"' in new

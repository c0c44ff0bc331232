"""A correction where there is no store: a text and a patch to send."""

import subprocess

from streamlit.testing.v1 import AppTest
from tests.shipped import GEODATA
from tests.store.test_store import KAMOA

from crmmap.schema.tables import TABLES
from crmmap.store.patch import as_patch


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
    app.text_input(key="propose_value_owner").set_value("Ivanhoe Mines")
    app.text_input(key="propose_source").set_value("https://example.org/report").run()
    (told,) = [one.value for one in app.code]
    assert "Where: sites, row CRM03667, column owner" in told
    assert "The map says: Ivanhoe / Zijin / DRC" in told and "example.org/report" in told
    assert not app.exception


def test_git_applies_the_patch(tmp_path):
    path = GEODATA / "sites.csv"
    patch = as_patch(path, TABLES["sites"], KAMOA, {"owner": 'Ivanhoe, "the" miner'})
    (tmp_path / "geodata").mkdir()
    (tmp_path / "geodata/sites.csv").write_bytes(path.read_bytes())
    (tmp_path / "one.patch").write_text(patch, "utf-8")
    subprocess.run(["git", "apply", "one.patch"], cwd=tmp_path, check=True)
    before = path.read_text("utf-8").splitlines()
    after = (tmp_path / "geodata/sites.csv").read_text("utf-8").splitlines()
    ((old, new),) = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert old.startswith(KAMOA) and '"Ivanhoe, ""the"" miner"' in new

"""Pages run without a browser: what their lists show is what their exhibits speak of."""

import ast
import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from crmmap import ui
from crmmap.shipped import GEODATA, PAGES
from crmmap.ui.navigation import PAGES as NAMES

pytestmark = pytest.mark.slow


def page(name: str) -> AppTest:
    return AppTest.from_file(PAGES / f"{name}.py", default_timeout=200).run()


@pytest.mark.parametrize("name", NAMES)
def test_every_page_runs(name):
    assert [fault.value for fault in page(name).exception] == []


def test_an_exhibit_is_of_what_its_list_shows_where_the_filter_names_no_option():
    """The high seas are a place of sites and no host: the list begins with its first country."""
    app = page("diplomacy")
    app.session_state["filter_places"] = ["country:ABNJ"]
    app.run()
    host = next(box for box in app.selectbox if box.label == "Host")
    assert host.value == "AFG"
    assert any(
        text.value.startswith("#### We found no agreement of Afghanistan") for text in app.markdown
    )


def test_a_scenario_that_changes_a_restricted_row_is_shown_and_has_no_files(tmp_path, monkeypatch):
    folder = tmp_path / "data"
    shutil.copytree(GEODATA, folder)
    sources = pd.read_csv(folder / "sources.csv", dtype=str, keep_default_na=False)
    closed = {
        **sources.iloc[-1],
        "source_id": "closed",
        "title": "Closed",
        "licence_class": "restricted",
    }
    pd.concat([sources, pd.DataFrame([closed])]).to_csv(folder / "sources.csv", index=False)
    sites = pd.read_csv(folder / "sites.csv", dtype=str, keep_default_na=False)
    sites.loc[sites["site_id"] == "CRM07937", "source_ids"] += ";closed"
    sites.to_csv(folder / "sites.csv", index=False)
    monkeypatch.setenv("CRMMAP_GEODATA", str(folder))
    app = page("scenarios")
    app.selectbox[0].set_value("jadar").run()
    app.session_state["rows_scenarios_changes"] = True
    app.run()
    assert list(app.exception) == [] and list(app.error) == []
    assert any("there is no file of its results" in caption.value for caption in app.caption)
    assert not any("left out" in caption.value for caption in app.caption), (
        "there are no such files"
    )
    assert any(text.value.startswith("**Sources**") for text in app.markdown), (
        "the page goes on to its end"
    )


def test_the_keys_of_a_session_are_named_in_one_module():
    """A literal key elsewhere would be a second name for the same thing, or clash with one."""
    for path in sorted(Path(ui.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            key = None
            if isinstance(node, ast.Subscript) and "session_state" in ast.unparse(node.value):
                key = node.slice
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and ast.unparse(node.func.value).endswith("session_state")
                and node.args
            ):
                key = node.args[0]
            assert not isinstance(key, ast.Constant | ast.JoinedStr), f"{path}:{node.lineno}"

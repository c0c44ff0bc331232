"""What two folders of tables differ in, and sites that stand twice."""

import json
import shutil

import pandas as pd
import pytest

from crmmap.cli.main import main
from crmmap.describe.news import news
from crmmap.exchange.duplicates import probable_duplicates
from crmmap.shipped import GEODATA
from crmmap.store.differences import differences
from tests.shipped import WHOLE


@pytest.fixture
def old(tmp_path):
    shutil.copytree(GEODATA, tmp_path / "old")
    return tmp_path / "old"


def rows_of(path):
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def test_a_folder_does_not_differ_from_itself(old, capsys):
    assert main(["diff", str(old), str(GEODATA)]) == 0
    assert "same tables" in capsys.readouterr().out


def test_rows_cells_and_columns_are_told(old, capsys):
    rows = rows_of(old / "agreements.csv")
    rows.loc[rows["agreement_id"] == "eu-canada-2021", "status"] = "signed"
    rows = rows[rows["agreement_id"] != "eu-serbia-2024"].drop(columns="coding")
    rows.to_csv(old / "agreements.csv", index=False)
    (found,) = differences(old, GEODATA)
    assert (found.table, found.rows_added, found.rows_removed, found.rows_changed) == (
        "agreements",
        1,
        0,
        1,
    )
    assert list(found.added) == ["eu-serbia-2024"] and found.columns_added == ("coding",)
    assert found.changed == {"eu-canada-2021": {"status": ("signed", "in force")}}
    assert found.sentence == "agreements: rows: 1 added, 1 changed; new column: coding"
    assert main(["diff", str(old), str(GEODATA), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert told["changed"]["eu-canada-2021"]["status"] == ["signed", "in force"]


def test_a_table_without_a_key_counts_rows(old):
    rows = rows_of(old / "timeline.csv").iloc[2:]
    rows.to_csv(old / "timeline.csv", index=False)
    (found,) = differences(old, GEODATA)
    assert (found.table, found.rows_added, found.rows_removed) == ("timeline", 2, 0)


def test_a_folder_without_tables_is_told(tmp_path, capsys):
    assert main(["diff", str(tmp_path), str(GEODATA)]) == 1
    assert "none of the tables" in capsys.readouterr().err


def test_the_news_are_of_the_shipped_tables():
    table = news().set_index("table")
    assert (
        table.loc["agreements", "rows_added"] == 9
        and "US-Colombia" in table.loc["agreements", "new_rows"]
    )
    assert table.loc["trade_flows", "rows_added"] == len(WHOLE.trade_flows)


def test_probable_duplicates_by_hand():
    sites = WHOLE.sites.iloc[:6].assign(
        site_id=list("abcdef"),
        name=["Alto Mine", "Alto", "Alto smelter", "Alto", "Pit No. 5", "Pit No. 6"],
        kind=["mine", "deposit", "smelter", "mine", "mine", "mine"],
        status=["operating", "unknown", "operating", "unknown", "unknown", "unknown"],
        latitude=[0.0, 0.05, 0.05, 0.3, 10.0, 10.01],
        longitude=20.0,
        iso3="COD",
        minerals=["Copper;Cobalt", "Cobalt", "Copper", "Copper", "Nickel", "Nickel"],
        complex_id=["one", "", "one", "", "", ""],
    )
    found = probable_duplicates(sites)
    pairs = set(zip(found["site_id"], found["site_id_2"], strict=True))
    assert pairs == {
        ("a", "b"),
        ("a", "c"),
    }  # d is 33 km away, b and c share no mineral, No. 5 is not No. 6
    row = found.set_index("site_id_2").loc["b"]
    assert row["distance_km"] == pytest.approx(5.53, abs=0.01)
    assert found.set_index("site_id_2")["linked"].to_dict() == {"b": False, "c": True}
    assert (row["shared"], bool(row["one_status"]), bool(row["same_kind"])) == (
        "Cobalt",
        True,
        False,
    )


def test_a_mine_and_a_smelter_of_one_complex_stay_apart_and_linked():
    rows = WHOLE.sites[WHOLE.sites["complex_id"] != ""]
    sizes = rows.groupby("complex_id")["site_id"].nunique()
    assert len(sizes) == 50 and (sizes >= 2).all()

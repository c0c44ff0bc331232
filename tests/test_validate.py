"""A broken data folder is never loaded, and each fault says where it is."""

import csv
import json
import shutil

import pandas as pd
import pytest

from crmmap import InvalidData, load
from crmmap.cli import main
from crmmap.shipped import GEODATA


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(GEODATA, tmp_path / "data")
    return tmp_path / "data"


def change(folder, file, old, new, count=1):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def problems(folder):
    with pytest.raises(InvalidData) as fault:
        load(folder)
    return {(p.file, p.row, p.column, p.value): p.rule for p in fault.value.problems}


@pytest.mark.parametrize("value", [5, 1.5, True, ["a"], {"a": 1}])
def test_what_is_no_text_in_a_geojson_is_named_with_its_row(folder, value):
    path = folder / "zones.geojson"
    tree = json.loads(path.read_text(encoding="utf-8"))
    tree["features"][3]["properties"]["sensitivity"] = value
    path.write_text(json.dumps(tree), encoding="utf-8")
    found = {place[:3]: rule for place, rule in problems(folder).items()}
    assert found["zones.geojson", "5", "sensitivity"]


def test_the_shipped_folder_has_no_problem(capsys):
    assert main(["validate"]) == 0
    assert "no problem found" in capsys.readouterr().out


def test_every_fault_is_reported_at_once_with_its_place(folder):
    change(
        folder,
        "sites.csv",
        "CRM00003,Clarion-Clipperton Zone,,deposit,exploration,,,13.0",
        "CRM00003,Clarion-Clipperton Zone,,deposit,sleeping,,,113.0",
    )
    change(folder, "agreements.csv", "2021-06-15", "15 June 2021")
    change(folder, "blocs.csv", "MSP-FORUM,", "MSP,")
    found = problems(folder)
    assert "operating" in found["sites.csv", "4", "status", "sleeping"]
    assert "-90 to 90" in found["sites.csv", "4", "latitude", "113.0"]
    assert "YYYY-MM-DD" in found["agreements.csv", "2", "signed_date", "15 June 2021"]
    assert any(file == "blocs.csv" and "twice" in rule for (file, *_), rule in found.items())


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "value"),
    [
        ("sites.csv", "83.0,International seabed area,ABNJ", "83.0,International seabed "
                                                             "area,XYZ", "iso3", "XYZ"),
        ("sites.csv", "ABNJ,Cobalt,", "ABNJ,Cobaltum,", "minerals", "Cobaltum"),
        ("sites.csv", "moderate,,usgs_pp1802,", "moderate,,my_notes,", "source_ids", "my_notes"),
        ("agreements.csv", "EU;CAN,EU,CAN", "EU;CAN,EUROPE,CAN", "lead", "EUROPE"),
        ("bloc_members.csv", "EU,AUT,member", "EUU,AUT,member", "bloc_id", "EUU"),
        ("standard_adherence.csv", "EITI,country,ALB", "EITY,country,ALB", "standard_id", "EITY"),
    ],
)  # fmt: skip
def test_unknown_references_name_the_table_to_add_them_to(folder, file, old, new, column, value):
    change(folder, file, old, new)
    found = problems(folder)
    (rule,) = [
        rule
        for (where, _, at, what), rule in found.items()
        if (where, at, what) == (file, column, value)
    ]
    assert rule.startswith("is not known; add it to")


def test_a_word_where_a_number_belongs_is_named(folder):
    change(folder, "sites.csv", "-3.0,83.0", "three south,83.0")
    assert problems(folder)["sites.csv", "2", "latitude", "three south"] == "must be a number"


def test_a_missing_file_and_a_missing_column_are_named(folder):
    (folder / "measures.csv").unlink()
    change(folder, "minerals.csv", "mineral,symbol", "mineral,sign")
    found = problems(folder)
    assert "is missing" in found["measures.csv", "", "", ""]
    assert found["minerals.csv", "1", "symbol", ""] == "this column is missing"


@pytest.mark.parametrize("character", ["\r", "\n", "\t", "\x1b", "\u2028", "\u0085"])
def test_control_characters_are_named_in_every_column(folder, character):
    rows = pd.read_csv(folder / "timeline.csv", dtype=str, keep_default_na=False)
    rows.loc[0, "event"] = f"A{character}B"
    rows.to_csv(folder / "timeline.csv", index=False, quoting=csv.QUOTE_ALL)
    found = problems(folder)
    rule = "must be one line, without tabs or other control characters"
    assert found == {("timeline.csv", "2", "event", f"A{character}B"): rule}


def test_an_address_that_is_none_is_named(folder):
    rows = pd.read_csv(folder / "agreements.csv", dtype=str, keep_default_na=False)
    evil = "https://x) ![a](http://host/x.png"
    rows.loc[3, "source_url"] = evil
    rows.to_csv(folder / "agreements.csv", index=False)
    rule = "must be empty or a web address that begins with http:// or https:// and holds no blank"
    assert problems(folder) == {("agreements.csv", "5", "source_url", evil): rule}


def test_what_an_entity_of_the_paper_leads_to_must_be_there(folder):
    rows = pd.read_csv(folder / "paper_entities.csv", dtype=str, keep_default_na=False)
    rows.loc[0, "reach"] = "nothing:CHN"
    rows.loc[1, "reach"] = "bloc:NOPE;country:USA"
    rows.to_csv(folder / "paper_entities.csv", index=False)
    found = problems(folder)
    assert found["paper_entities.csv", "2", "reach", "nothing:CHN"].startswith(
        "each part between ';' must begin with"
    )
    assert (
        found["paper_entities.csv", "3", "reach", "bloc:NOPE"]
        == "is not known; add it to blocs.csv column bloc_id"
    )
    assert len(found) == 2


def test_a_folder_that_was_not_written_to_its_end_is_not_loaded(folder):
    (folder / ".unfinished").touch()
    assert problems(folder) == {
        (".unfinished", "", "", ""): "writing this folder was stopped half-way; write it again"
    }


def test_a_file_that_is_no_utf8_is_named(folder):
    (folder / "sources.csv").write_bytes("publisher\nMünchen\n".encode("latin-1"))
    assert any(
        file == "sources.csv" and "can't be read" in rule
        for (file, *_), rule in problems(folder).items()
    )


def test_no_folder_at_all_is_said(tmp_path):
    with pytest.raises(InvalidData, match="is not a folder"):
        load(tmp_path / "nowhere")


def test_the_command_prints_each_fault_and_exits_with_1(folder, capsys):
    change(folder, "sites.csv", "-3.0,83.0", "-93.0,83.0")
    assert main(["validate", str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "file,row,column,value,rule"
    assert lines[1] == "sites.csv,2,latitude,-93.0,must be a number from -90 to 90"

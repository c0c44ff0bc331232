"""Which rows are sites that are there already; what joining changes, and that it can be taken
back."""

from __future__ import annotations

import pandas as pd
import pytest

from crmmap import load
from crmmap.engines import engine_of
from crmmap.exchange.folders import write_folder
from crmmap.exchange.readers import ImportOptions, Rule, matching, merge, read

HEAD = "id,name,lat,lon,commodity,country,type,operator\n"
KM_NORTH = 1 / 110.6  # degrees of latitude, about


def table(tmp_path, *rows: str):
    path = tmp_path / "own.csv"
    path.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def jadar(whole):
    return whole.sites[whole.sites["name"] == "Jadar"].iloc[0]


def near(site, km: float, name: str, commodity: str = "lithium", country: str = "Serbia") -> str:
    latitude = site["latitude"] + km * KM_NORTH
    return f"x,{name},{latitude},{site['longitude']},{commodity},{country},mine,"


@pytest.mark.parametrize(
    ("km", "name", "commodity", "country", "fate"),
    [
        (8, "JADAR project", "lithium", "Serbia", "merged"),
        (12, "Jadar", "lithium", "Serbia", "taken"),
        (8, "Another", "lithium", "Serbia", "taken"),
        (0.5, "Another", "lithium", "Serbia", "merged"),
        (0.5, "Jadar", "copper", "Serbia", "taken"),
        (0.5, "Jadar", "lithium", "Bosnia and Herzegovina", "taken"),
    ],
)
def test_the_rule(whole, jadar, tmp_path, km, name, commodity, country, fate):
    imported = read(table(tmp_path, near(jadar, km, name, commodity, country)), whole)
    row = imported.report.iloc[0]
    assert row["fate"] == fate
    if fate == "merged":
        assert row["goes_to"] == jadar["site_id"]
        assert row["shared_minerals"] == "Lithium"
        assert row["distance_km"] == pytest.approx(km, rel=0.02)
        assert "'Jadar'" in row["reason"]


def test_thresholds_and_keeping_apart(whole, jadar, tmp_path):
    path = table(tmp_path, near(jadar, 8, "Jadar"))
    assert read(path, whole, ImportOptions(rule=Rule(within_km=5))).totals["taken"] == 1
    assert read(path, whole, ImportOptions(apart=frozenset({2}))).totals == {
        "read": 1,
        "taken": 1,
        "merged": 0,
        "refused": 0,
    }
    with pytest.raises(ValueError, match="close_km must be at most within_km"):
        Rule(within_km=1, close_km=2)


def test_rows_without_ids_of_files_of_one_name_are_not_the_same_record(whole, tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    head, paths = (
        "name,lat,lon,commodity\n",
        [tmp_path / folder / "own.csv" for folder in ("one", "two")],
    )
    paths[0].write_text(head + "Alpha,-82.1,10.5,tin\n")
    paths[1].write_text(head + "Beta,-71.5,20.5,zinc\n")
    after = merge(whole, read(paths[0], whole))
    assert read(paths[1], after).totals == {"read": 1, "taken": 1, "merged": 0, "refused": 0}
    assert merge(after, read(paths[1], after)).sites["site_id"].is_unique
    again = read(
        paths[0], after, ImportOptions(apart=frozenset({2}))
    )  # the very same row can't stand twice
    assert again.totals["merged"] == 1


def test_joining_enriches_and_can_be_taken_back(whole, tmp_path):
    unowned = whole.sites[(whole.sites["owner"] == "") & (whole.sites["status"] == "unknown")].iloc[
        0
    ]
    mineral = unowned["minerals"].split(";")[0]
    position = f"{unowned['latitude']},{unowned['longitude']}"
    same = f"a,{unowned['name']},{position},{mineral},{unowned['iso3']},mine,Acme"
    new = "b,Far away,-82.1,10.5,copper,Antarctica,mine,Beta"
    imported = read(table(tmp_path, same, new), whole)
    assert imported.totals == {"read": 2, "taken": 1, "merged": 1, "refused": 0}
    after = merge(whole, imported)
    assert len(after.sites) == len(whole.sites) + 1
    enriched = after.sites[after.sites["site_id"] == unowned["site_id"]].iloc[0]
    assert enriched["owner"] == "Acme"
    assert enriched["source_ids"] == unowned["source_ids"] + ";own_own"
    assert whole.sites.loc[unowned.name, "owner"] == ""  # the Atlas itself is never changed
    assert "own_own" in set(after.sources["source_id"])


def test_a_saved_folder_is_valid_and_the_same(whole, tmp_path):
    after = merge(
        whole, read(table(tmp_path, "b,Far away,-82.1,10.5,copper,Antarctica,mine,Beta"), whole)
    )
    write_folder(after, tmp_path / "data")
    again = load(tmp_path / "data")
    for name in ("sites", "production", "agreements", "standard_adherence", "zones"):
        one, two = (
            getattr(atlas, name).drop(columns="geometry", errors="ignore")
            for atlas in (after, again)
        )
        assert one.equals(two), name
    assert after.zones.geometry.geom_equals_exact(again.zones.geometry, 1e-9).all()


def test_positions_are_set_right_or_refused(whole, tmp_path):
    rows = (
        "a,Swapped,20.2,44.5,lithium,Serbia,mine,",  # latitude and longitude changed places
        "b,Lost,0,0,copper,Serbia,mine,",
        "c,Off,95,200,copper,Serbia,mine,",
        "d,At sea,0,-30,copper,,mine,",
        "e,Unnamed country,44.5,20.2,copper,,mine,",
        "f,Words,north,east,copper,Serbia,mine,",
    )
    imported = read(table(tmp_path, *rows), whole)
    report = imported.report.set_index("name")
    assert report.loc["Swapped", "changed"] == "latitude and longitude were swapped"
    assert report.loc["Lost", "reason"] == (
        "the position is 0, 0, which usually means that it is not known"
    )
    assert report.loc["Off", "reason"] == "the position '95 200' is not on Earth"
    assert report.loc["At sea", "reason"].startswith(
        "no country is named and the position lies in the sea"
    )
    assert report.loc["Unnamed country", "changed"] == "country by position: Serbia"
    assert report.loc["Words", "reason"] == "no position can be read of 'north east'"


def test_whatever_runs_it_finds_the_same(whole, tmp_path, monkeypatch):
    some = whole.sites.sample(400, random_state=3)
    rows = [
        f"x{place},{site.name if place % 2 else 'Elsewhere'},"
        f"{site.latitude + place % 7 * KM_NORTH},"
        f"{site.longitude},{site.minerals.replace(';', ' and ')},{site.iso3},mine,"
        for place, site in enumerate(some.itertuples())
        if "," not in site.name
    ]
    path = table(tmp_path, *rows)
    known = read(path, whole).report
    assert known["fate"].value_counts()["merged"] > 150
    monkeypatch.setattr(matching, "AT_ONCE", 30)
    for engine in ("here", "processes:2"):
        observed = read(path, whole, engine=engine_of(engine)).report
        pd.testing.assert_frame_equal(observed, known)

"""Layouts of newer editions and of sister files, each with what it alone has; numbers by hand."""

import pytest

from crmmap.exchange.readers import read
from tests.exchange import samples
from tests.exchange.test_readers import one, report


def test_facilities_of_africa_have_their_commodity_in_the_second_column(whole, tmp_path):
    imported = read(samples.africa_facilities(tmp_path), whole)
    assert imported.layout.name == "usgs-africa-facilities"
    assert imported.source.source_id == "usgs_africa_fac"
    assert imported.totals == {"read": 2, "taken": 1, "merged": 0, "refused": 1}
    site = one(imported.tables["sites"], "ZWE901")
    assert (site["kind"], site["minerals"], site["status"]) == ("refinery", "Nickel", "suspended")
    assert site["owner"] == "", "<null> is no owner"
    assert report(imported)[2] == ("refused", "no mineral of the vocabulary: natural gas")


def test_deposits_and_exploration_of_africa(whole, tmp_path):
    deposits = read(samples.africa_deposits(tmp_path), whole)
    site = one(deposits.tables["sites"], "ZWd901")
    assert (site["kind"], site["minerals"]) == ("deposit", "Phosphate rock")
    looked = read(samples.africa_exploration(tmp_path), whole)
    site = one(looked.tables["sites"], "MLx901")
    assert (site["status"], site["minerals"]) == ("exploration", "Copper;Uranium")
    assert (site["owner"], site["as_of_year"]) == ("Delta", 2007)


def test_a_type_of_deposit_is_no_kind_of_site(whole, tmp_path):
    imported = read(samples.pp1802(tmp_path), whole)
    assert imported.layout.name == "usgs-pp1802"
    (site,) = imported.tables["sites"].to_dict("records")
    assert (site["kind"], site["minerals"], site["iso3"]) == ("deposit", "Gallium", "USA")


def test_the_icmm_dataset_keeps_its_ids_as_geojson(whole, tmp_path):
    imported = read(samples.icmm_geojson(tmp_path), whole)
    assert imported.layout.name == "icmm"
    site = one(imported.tables["sites"], "ICMM99001")
    assert (site["minerals"], site["confidence"]) == ("Zinc;Copper", "low")
    assert site["site_id"] == "icmm2025-ICMM99001"


def test_summaries_with_a_unit_in_a_column(whole, tmp_path):
    imported = read(samples.mcs_2025(tmp_path), whole)
    assert imported.layout.name == "mcs"
    assert imported.totals == {"read": 3, "taken": 3, "merged": 0, "refused": 0}
    rows = imported.tables["production"].set_index(["iso3", "year"])
    congo = rows.loc[("COD", "2024")]
    assert (congo["value"], congo["unit"], congo["basis"]) == (111, "t", "estimate")
    assert congo["publisher"] == "USGS MCS 2025"
    assert congo["share_of_world"] == pytest.approx(111 / 112)
    assert ("CIV", "2023") in rows.index, "the name in an older encoding"
    reserves = imported.tables["reserves"].set_index("iso3")
    assert (reserves.loc["COD", "reserves"], reserves.loc["COD", "year"]) == (501, "2024")


def test_summaries_in_one_long_table(whole, tmp_path):
    imported = read(samples.mcs_2026(tmp_path), whole)
    assert imported.layout.name == "mcs-long"
    assert imported.totals == {"read": 6, "taken": 3, "merged": 0, "refused": 3}
    congo = imported.tables["production"].set_index("iso3").loc["COD"]
    assert congo["share_of_world"] == pytest.approx(0.5)  # of 460,002 t, rounded by the publisher
    assert (congo["basis"], congo["publisher"]) == ("estimate", "USGS MCS 2026")
    assert imported.tables["reserves"]["reserves"].tolist() == [500_001]
    fates = report(imported)
    assert fates[5] == ("refused", "no figure is published (W)")
    assert fates[6][1].startswith("it tells neither production nor reserves")
    assert fates[7] == ("refused", "'Silicon' names no one mineral of the vocabulary")


@pytest.mark.parametrize(
    "table",
    [
        "name,latitude,longitude,commodity,country,type,source\nA,-12.5,28.2,Copper,Zambia,mine,x\n",
        "Name,Latitude,Longitude,Commodity,Country,Type,Source\nA,-12.5,28.2,Copper,Zambia,Mine,x\n",
        "Name,Lat,Lon,Ore,Country,Status,Join date\nA,-12.5,28.2,Copper,Zambia,active,2020-01-01\n",
    ],
)
def test_a_table_of_one_s_own_is_no_statistic_and_no_list_of_countries(whole, tmp_path, table):
    path = tmp_path / "own.csv"
    path.write_text(table, encoding="utf-8")
    imported = read(path, whole)
    assert imported.layout.name == "sites" and imported.totals["taken"] == 1


def test_major_deposits_of_the_world_are_deposits_with_their_commodities(whole, tmp_path):
    imported = read(samples.major_deposits(tmp_path), whole)
    assert imported.layout.name == "usgs-major-deposits"
    assert imported.totals == {"read": 2, "taken": 1, "merged": 0, "refused": 1}
    site = one(imported.tables["sites"], "901")
    assert (site["kind"], site["minerals"]) == ("deposit", "Copper;Molybdenum")
    assert (site["status"], site["as_of_year"]) == ("unknown", 2005)


def test_a_deposit_has_the_metals_whose_grade_is_given(whole, tmp_path):
    imported = read(samples.porphyry_copper(tmp_path), whole)
    assert imported.layout.name == "usgs-deposit-models"
    sites = imported.tables["sites"]
    assert one(sites, "11")["minerals"] == "Copper;Molybdenum"
    assert one(sites, "12")["minerals"] == "Copper"


def test_mineral_operations_outside_the_united_states(whole, tmp_path):
    imported = read(samples.mineral_operations(tmp_path), whole)
    assert imported.layout.name == "usgs-mineral-operations"
    sites = imported.tables["sites"]
    smelter, refinery = one(sites, "21"), one(sites, "22")
    assert (smelter["kind"], smelter["status"], smelter["owner"]) == (
        "smelter",
        "operating",
        "Zeta Ltd",
    )
    assert (refinery["kind"], refinery["owner"]) == ("refinery", "Theta plc")
    assert report(imported)[4][0] == "refused"

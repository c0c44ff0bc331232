"""Each publisher's layout, with odd rows: what is taken, merged and refused, and why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crmmap.exchange.readers import LAYOUTS, ImportOptions, Rule, merge, read
from crmmap.exchange.readers.policy_layouts import POLICY
from tests.exchange import samples


def report(imported) -> dict[int, tuple[str, str]]:
    return {row.row: (row.fate, row.reason) for row in imported.report.itertuples()}


def one(rows, key: str):
    return rows[rows["source_refs"].str.endswith(":" + key)].iloc[0]


def test_icmm(whole, tmp_path):
    imported = read(samples.icmm(tmp_path), whole)
    assert imported.layout.name == "icmm"
    assert imported.totals == {"read": 6, "taken": 3, "merged": 0, "refused": 3}
    mine = one(imported.tables["sites"], "ICMM90001")
    assert (mine["kind"], mine["minerals"], mine["iso3"]) == (
        "mine;processing_plant",
        "Copper;Cobalt",
        "COD",
    )
    assert mine["country"] == "Democratic Republic of the Congo"
    south = one(imported.tables["sites"], "ICMM90002")  # its latitude is text with a Unicode minus
    assert (south["latitude"], south["confidence"], south["name"]) == (
        -33.5,
        "low",
        "name not known",
    )
    assert one(imported.tables["sites"], "ICMM90005")["minerals"] == "Coking coal"
    assert report(imported)[4] == ("refused", "no mineral of the vocabulary: gold, silver")
    assert report(imported)[5] == ("refused", "no mineral of the vocabulary: steel")
    assert report(imported)[7] == ("refused", "it has no position")


@pytest.mark.parametrize("sample", [samples.facilities_geojson, samples.facilities_shapefile])
def test_usgs_facilities(whole, tmp_path, sample):
    imported = read(sample(tmp_path), whole)
    assert imported.source.source_id == "usgs_indopac_fac"
    assert imported.totals == {"read": 5, "taken": 3, "merged": 1, "refused": 1}
    smelter = one(imported.tables["sites"], "ZMB901")  # two rows, one for each commodity
    assert (smelter["kind"], smelter["minerals"], smelter["status"]) == (
        "smelter",
        "Copper;Cobalt",
        "operating",
    )
    assert (smelter["latitude"], smelter["longitude"]) == (-12.8, 28.2)
    assert report(imported)[2] == ("merged", "the same record as row 1")
    pit = one(imported.tables["sites"], "COD903")
    assert (pit["status"], pit["confidence"], pit["iso3"]) == ("suspended", "moderate", "COD")
    assert one(imported.tables["sites"], "ZAF904")["minerals"] == "Chromium"


def test_mrds(whole, tmp_path):
    imported = read(samples.mrds(tmp_path), whole)
    assert imported.totals == {"read": 6, "taken": 3, "merged": 0, "refused": 3}
    old, prospect, producer = (one(imported.tables["sites"], f"1000000{n}") for n in (1, 2, 5))
    assert (old["kind"], old["status"], old["minerals"]) == ("mine", "closed", "Copper")
    assert (prospect["kind"], prospect["status"]) == ("deposit", "exploration")
    assert producer["status"] == "unknown"  # the database ends in 2011
    assert "2011" in producer["note"]
    assert report(imported)[7] == ("refused", "the row has 16 cells, the header 14")


def test_mineral_commodity_summaries(whole, tmp_path):
    imported = read(samples.mcs(tmp_path), whole)
    assert imported.totals == {"read": 7, "taken": 5, "merged": 0, "refused": 2}
    rows = imported.tables["production"].set_index(["iso3", "year"])
    # 6,000 of 83,000 t; the 5,800 t of 2022 and the reserves stand in the shipped tables already
    assert rows.loc[("TUR", "2023"), "value"] == 6000
    assert rows.loc[("TUR", "2023"), "share_of_world"] == pytest.approx(6000 / 83000)
    assert ("TUR", "2022") not in rows.index
    assert not rows["headline"].any()
    assert report(imported)[5] == ("refused", "the country 'Atlantis' is not known")
    assert report(imported)[6] == ("refused", "no figure is published (W, W, NA)")
    after = merge(whole, imported)
    assert len(after.production) == len(whole.production) + len(rows)


def test_natural_resources_canada(whole, tmp_path):
    imported = read(samples.nrcan(tmp_path), whole)
    assert imported.totals == {"read": 4, "taken": 3, "merged": 0, "refused": 1}
    project, held, works = (one(imported.tables["sites"], f"900{n}") for n in (1, 2, 4))
    assert (project["kind"], project["status"], project["minerals"]) == (
        "deposit",
        "exploration",
        "Lithium;Tantalum",
    )
    assert (held["kind"], held["status"], held["iso3"]) == ("mine", "suspended", "CAN")
    assert works["kind"] == "smelter;refinery;processing_plant"


def test_geoscience_australia(whole, tmp_path):
    imported = read(samples.ga(tmp_path), whole)
    assert imported.totals == {"read": 4, "taken": 2, "merged": 0, "refused": 2}
    nickel, sands = (one(imported.tables["sites"], f"900{n}") for n in (1, 2))
    assert nickel["minerals"] == "Nickel"  # what stands in brackets may be there and need not be
    assert (sands["minerals"], sands["status"]) == ("Titanium;Zirconium;Rare earths", "suspended")


def test_protected_areas(whole, tmp_path):
    imported = read(samples.wdpa(tmp_path), whole)
    assert imported.totals == {"read": 6, "taken": 3, "merged": 0, "refused": 3}
    assert imported.restricted
    zones = imported.tables["zones"].set_index("zone_id")
    circle, park, knot = (zones.loc[f"wdpa_local-{n}"] for n in (4, 1, 2))
    assert (circle["category"], circle["geometry_kind"]) == ("Ramsar wetland", "point")
    assert circle["eq_radius_km"] == pytest.approx(10, abs=0.001)  # √(314.159 / π)
    assert (park["sensitivity"], park["area_basis"]) == ("very high", "computed")
    assert park["area_km2"] == pytest.approx(
        55.6 * 54.6, rel=0.01
    )  # half a degree each way at 10° S
    assert knot["designation"] == "OECM: National Park"
    assert knot.geometry.is_valid
    changed = imported.report.set_index("row")["changed"]
    assert "made valid" in changed[4]
    assert report(imported)[2][1].startswith("only a point is known and no area")
    assert report(imported)[5] == ("refused", "its status is 'Proposed'; it protects nothing yet")
    assert report(imported)[6] == ("refused", "row 3 has the same id, wdpa_local-1")


def test_protected_areas_in_parts(whole, tmp_path):
    imported = read(samples.wdpa_in_parts(tmp_path), whole)
    assert imported.layout.name == "wdpa"
    assert imported.notes == ("6 files read as one, their rows counted on",)
    # three parts of the same six rows: the second and third time the ids stand already
    assert imported.totals == {"read": 18, "taken": 3, "merged": 0, "refused": 15}


def test_key_biodiversity_areas_ecoregions_hotspots(whole, tmp_path):
    kba = read(samples.kba(tmp_path), whole)
    assert kba.restricted
    assert kba.tables["zones"].iloc[0]["area_km2"] == 2500  # 250,000 hectares
    eco = read(samples.resolve(tmp_path), whole)
    assert (eco.tables["zones"].iloc[0]["category"], eco.tables["zones"].iloc[0]["countries"]) == (
        "ecoregion",
        "AGO",
    )
    assert eco.tables["zones"].iloc[0]["zone_id"] == "ECO-99001"  # as the shipped ones
    hot = read(samples.cepf(tmp_path), whole)
    assert hot.totals == {"read": 2, "taken": 1, "merged": 0, "refused": 1}
    assert hot.tables["zones"].iloc[0]["zone_id"] == "cepf_hotspots_2016-Test_Hotspot-hotspot_area"


def test_eiti(whole, tmp_path):
    imported = read(samples.eiti(tmp_path), whole)
    assert imported.totals == {"read": 4, "taken": 1, "merged": 1, "refused": 2}
    row = imported.tables["standard_adherence"].iloc[0]
    assert (row["iso3"], row["counts"], row["provenance"]) == ("BTN", True, "unverified")
    after = merge(whole, imported)
    assert after.standard_adherence["counts"].dtype == bool


def test_every_sample_is_recognised_and_adds_up(whole, tmp_path):
    made = [
        samples.icmm,
        samples.facilities_geojson,
        samples.mrds,
        samples.mcs,
        samples.nrcan,
        samples.ga,
        samples.wdpa,
    ]
    made += [samples.kba, samples.resolve, samples.cepf, samples.eiti]
    made += [samples.africa_facilities, samples.africa_deposits, samples.africa_exploration]
    made += [samples.pp1802, samples.icmm_geojson, samples.mcs_2025, samples.mcs_2026]
    made += [samples.major_deposits, samples.porphyry_copper, samples.mineral_operations]
    names = set()
    for sample in made:
        imported = read(sample(tmp_path), whole)
        names.add(imported.layout.name)
        totals = imported.totals
        assert totals["read"] == totals["taken"] + totals["merged"] + totals["refused"]
        refused = imported.report[imported.report["fate"] == "refused"]
        assert (refused["reason"] != "").all()
    own = {name for name in LAYOUTS if name.startswith("crmmap-")} | {"statistics"}
    own |= {layout.name for layout in POLICY}  # see test_policy_files.py
    assert names == set(LAYOUTS) - own


ORIGINALS = Path(os.environ.get("CRMMAP_ORIGINALS", "originals"))


@pytest.mark.skipif(
    not ORIGINALS.is_dir(),
    reason="no folder of publishers' originals: name one in CRMMAP_ORIGINALS",
)
def test_originals_find_their_own_rows_again(whole):
    """The shipped sites were made of these files: nearly every row that has a mineral must find
    its site."""
    for pattern in ("ga_*.xlsx", "nrcan_*.json", "usgs_INDOPAC*.zip"):
        path = next(ORIGINALS.glob(pattern))
        totals = read(path, whole, ImportOptions(rule=Rule())).totals
        assert totals["taken"] <= 0.03 * (totals["taken"] + totals["merged"])

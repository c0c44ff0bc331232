"""What is taken away: other tools open it, our readers get the same rows back, and the licence
is in each file."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import subprocess
import zipfile
from datetime import date
from xml.etree import ElementTree

import frictionless
import geopandas as gpd
import pandas as pd
import pyarrow.parquet
import pyogrio
import pytest
import shapely
import yaml
from pmtiles.reader import MmapSource, Reader
from pybtex.database import parse_string
from python_calamine import CalamineWorkbook

from crmmap import Filters
from crmmap.atlas.licences import give
from crmmap.draw.palette import KIND_SIGNS
from crmmap.exchange.readers import ImportOptions, merge, read
from crmmap.exchange.writers import FORMATS, select, write
from crmmap.exchange.writers.package import data_package
from tests.exchange import samples

FILTERS = Filters.default().but(minerals=("Lithium",), blocs=("EU",), as_of=date(2026, 6, 30))


@pytest.fixture(scope="module")
def selection(whole):
    return select(give(whole), FILTERS)


@pytest.fixture(scope="module")
def shown(whole):
    return whole.filter(FILTERS)


def written(folder, selection, kind):
    content, name = write(selection, kind)
    path = folder / name
    path.write_bytes(content)
    return path


def test_the_selection_is_what_the_filters_leave(selection, shown):
    assert len(selection.layers["sites"]) == len(shown.sites) > 20
    assert len(selection.layers["agreements"]) == len(shown.agreements) > 20
    used = {one for cell in shown.sites["source_ids"] for one in cell.split(";")}
    assert used <= set(selection.sources["source_id"])
    icmm = selection.layers["sites"].query("source_ids == 'icmm2025'").iloc[0]
    assert icmm["licence"] == "CC BY 4.0"
    assert icmm["attribution"] == "© ICMM Global Mining Dataset 2025, CC BY 4.0"


@pytest.mark.skipif(
    not shutil.which("ogrinfo"), reason="ogrinfo is not here: install GDAL (gdal-bin)"
)
@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson", "gpkg", "fgb"])
def test_ogrinfo_reads_it(selection, tmp_path, kind):
    path = written(tmp_path, selection.only("sites"), kind)
    report = subprocess.run(
        ["ogrinfo", "-so", "-al", path], capture_output=True, text=True, check=True
    )
    assert f"Feature Count: {len(selection.layers['sites'])}" in report.stdout
    assert "site_id" in report.stdout
    if kind in ("geojson", "gpkg", "fgb"):
        assert "Geometry: Point" in report.stdout


@pytest.mark.skipif(
    not shutil.which("ogrinfo"), reason="ogrinfo is not here: install GDAL (gdal-bin)"
)
def test_ogrinfo_lists_all_layers_of_the_geopackage(selection, tmp_path):
    path = written(tmp_path, selection, "gpkg")
    report = subprocess.run(
        ["ogrinfo", "-so", "-al", path], capture_output=True, text=True, check=True
    ).stdout
    for layer in (
        "sites",
        "zones",
        "zone_centres",
        "agreements",
        "measures",
        "production",
        "sources",
    ):
        assert f"Layer name: {layer}\n" in report
    assert "Multi Line String" in report
    assert "© ICMM Global Mining Dataset 2025" in report


@pytest.mark.parametrize("kind", ["csv", "xlsx", "geojson", "gpkg", "parquet", "fgb"])
def test_sites_come_back_the_same(whole, shown, selection, tmp_path, kind):
    path = written(tmp_path, selection.only("sites"), kind)
    bare = whole.replace(sites=whole.sites.iloc[:0])
    imported = read(path, bare, ImportOptions(sheet="Sites"))
    assert imported.layout.name == "crmmap-sites"
    assert imported.totals == {
        "read": len(shown.sites),
        "taken": len(shown.sites),
        "merged": 0,
        "refused": 0,
    }
    again = merge(bare, imported).sites.sort_values("site_id", ignore_index=True)
    known = shown.sites.sort_values("site_id", ignore_index=True)
    pd.testing.assert_frame_equal(
        pd.DataFrame(again.drop(columns="geometry")),
        pd.DataFrame(known.drop(columns="geometry")),
        check_dtype=False,
    )
    assert again.geometry.geom_equals_exact(known.geometry, 1e-7).all()
    here = read(path, whole, ImportOptions(sheet="Sites"))
    assert here.totals["merged"] == len(shown.sites)  # in the map they are already


@pytest.mark.parametrize("kind", ["geojson", "parquet", "fgb"])
def test_zones_and_agreements_come_back_the_same(whole, shown, selection, tmp_path, kind):
    bare = whole.replace(zones=whole.zones.iloc[:0], agreements=whole.agreements.iloc[:0])
    zones = merge(bare, read(written(tmp_path, selection.only("zones"), kind), bare)).zones
    one, two = (table.sort_values("zone_id", ignore_index=True) for table in (zones, shown.zones))
    assert one.drop(columns="geometry").astype(str).equals(two.drop(columns="geometry").astype(str))
    assert shapely.equals_exact(
        shapely.normalize(one.geometry), shapely.normalize(two.geometry), 1e-6
    ).all()
    agreements = merge(
        bare, read(written(tmp_path, selection.only("agreements"), kind), bare)
    ).agreements
    key = "agreement_id"
    one, two = (
        table.sort_values(key, ignore_index=True) for table in (agreements, shown.agreements)
    )
    pd.testing.assert_frame_equal(one, two, check_dtype=False)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "gpkg"])
@pytest.mark.parametrize("name", ["agreements", "measures", "production"])
def test_tables_come_back_the_same(whole, shown, selection, tmp_path, kind, name):
    bare = whole.replace(**{name: getattr(whole, name).iloc[:0]})
    path = written(tmp_path, selection.only(name), kind)
    imported = read(path, bare, ImportOptions(sheet=name))
    assert imported.layout.name == f"crmmap-{name}"
    again, known = getattr(merge(bare, imported), name), getattr(shown, name)
    pd.testing.assert_frame_equal(again, known.reset_index(drop=True), check_dtype=False)
    assert read(path, whole, ImportOptions(sheet=name)).totals["merged"] == len(known)


def test_the_two_layers_of_zones_in_a_geopackage_come_back(whole, shown, selection, tmp_path):
    path = written(tmp_path, selection.only("zones"), "gpkg")
    bare = whole.replace(zones=whole.zones.iloc[:0])
    outlines, centres = (
        read(path, bare, ImportOptions(sheet=layer)) for layer in ("zones", "zone_centres")
    )
    zones = merge(bare, outlines, centres).zones
    one, two = (table.sort_values("zone_id", ignore_index=True) for table in (zones, shown.zones))
    assert one.drop(columns="geometry").astype(str).equals(two.drop(columns="geometry").astype(str))


def test_a_row_that_breaks_a_rule_is_refused_with_the_rule(whole, selection, tmp_path):
    rows = pd.read_csv(
        io.BytesIO(write(selection.only("sites"), "csv")[0]), dtype=str, keep_default_na=False
    )
    rows.loc[0, "kind"], rows.loc[1, "latitude"] = "castle", "north"
    rows.iloc[:3].to_csv(tmp_path / "sites.csv", index=False)
    report = read(tmp_path / "sites.csv", whole.replace(sites=whole.sites.iloc[:0])).report
    assert report["fate"].tolist() == ["refused", "refused", "taken"]
    assert "kind each part between ';' must be one of" in report["reason"][0]
    assert report["reason"][1] == "latitude must be a number, it is 'north'"


def test_geojson_keeps_to_its_standard(selection):
    for name in ("zones", "agreements"):
        tree = json.loads(write(selection.only(name), "geojson")[0])
        assert "crs" not in tree
        assert "CC BY 4.0" in tree["description"]
        for feature in tree["features"]:
            shape = (
                shapely.from_geojson(json.dumps(feature["geometry"]))
                if feature["geometry"]
                else None
            )
            if shape is None:
                continue
            west, south, east, north = shape.bounds
            assert -180 <= west <= east <= 180
            assert -90 <= south <= north <= 90
            for part in shapely.get_parts(shape):
                if part.geom_type == "Polygon":
                    assert part.exterior.is_ccw
                    assert not any(ring.is_ccw for ring in part.interiors)


def test_links_run_along_great_circles_and_part_at_the_antimeridian(whole):
    rows = select(give(whole), Filters()).layers["agreements"].set_index("agreement_id")
    across = [
        row for row in rows.itertuples() if row.parties == "USA;JPN" or row.parties == "JPN;USA"
    ]
    assert across
    for row in across:
        xs = [x for part in row.geometry.geoms for x, _ in part.coords]
        assert {180.0, -180.0} <= set(xs)
        for part in row.geometry.geoms:
            steps = [abs(a[0] - b[0]) for a, b in zip(part.coords, part.coords[1:], strict=False)]
            assert max(steps) < 20


def test_a_workbook_has_typed_cells_and_no_formulas(whole):
    sites = whole.sites.copy()
    sites.loc[sites.index[0], "name"] = "=1+1"
    content, _ = write(select(give(whole.replace(sites=sites)), Filters()).only("sites"), "xlsx")
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet2.xml")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["About", "Sites", "Sources"]
    header, first, *_ = book.get_sheet_by_name("Sites").to_python()
    row = dict(zip(header, first, strict=False))
    assert row["name"] == "=1+1"
    assert isinstance(row["latitude"], float)
    assert row["as_of_year"] == sites.iloc[0]["as_of_year"]
    assert any("CC BY 4.0" in str(line) for line in book.get_sheet_by_name("About").to_python())


def test_csv_defuses_formulas_and_the_reader_takes_the_apostrophe_off(whole, tmp_path):
    sites = whole.sites.iloc[:1].copy()
    sites["name"] = "=1+1"
    path = written(
        tmp_path, select(give(whole.replace(sites=sites)), Filters()).only("sites"), "csv"
    )
    assert "'=1+1" in path.read_text(encoding="utf-8-sig")
    bare = whole.replace(sites=whole.sites.iloc[:0])
    assert read(path, bare).tables["sites"].iloc[0]["name"] == "=1+1"


def test_the_geopackage_carries_the_colours_of_the_map(selection, tmp_path):
    base = sqlite3.connect(written(tmp_path, selection, "gpkg"))
    styles = dict(
        base.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault")
    )
    base.close()
    assert set(styles) == {"sites", "zones", "zone_centres", "agreements"}
    tree = ElementTree.fromstring(styles["sites"].split("\n", 1)[1])
    labels = {c.get("value"): c.get("symbol") for c in tree.iter("category")}
    for kind, (_, colour, _) in KIND_SIGNS.items():
        symbol = next(s for s in tree.iter("symbol") if s.get("name") == labels[kind])
        said = next(o.get("value") for o in symbol.iter("Option") if o.get("name") == "color")
        assert said.startswith(",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)))


def test_parquet_and_flatgeobuf_carry_the_notice(selection, tmp_path):
    path = written(tmp_path, selection.only("sites"), "parquet")
    about = pyarrow.parquet.read_schema(path).metadata
    assert "CC BY 4.0" in about[b"description"].decode()
    assert json.loads(about[b"geo"])["primary_column"] == "geometry"
    assert len(gpd.read_parquet(path)) == len(selection.layers["sites"])
    assert b"CC BY 4.0" in write(selection.only("sites"), "fgb")[0]


def test_several_layers_come_as_an_archive_with_licences(selection):
    content, name = write(selection, "csv")
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert name == "crmmap-csv.zip"
    assert set(archive.namelist()) == {
        "sites.csv",
        "zones.csv",
        "agreements.csv",
        "measures.csv",
        "production.csv",
        "sources.csv",
        "LICENCES.txt",
    }
    assert "© ICMM Global Mining Dataset 2025" in archive.read("LICENCES.txt").decode()


def test_citations_name_every_source(selection):
    entries = parse_string(write(selection, "bibtex")[0].decode(), "bibtex").entries
    assert len(entries) == len(selection.sources) + 1
    assert entries["usgs_pp1802"].fields["doi"] == "10.5066/F7GH9GQR"
    assert "US public domain" in entries["usgs_pp1802"].fields["note"]
    tree = yaml.safe_load(write(selection, "cff")[0])
    assert tree["cff-version"] == "1.2.0"
    assert {"International Council on Mining and Metals"} <= {
        r["authors"][0]["name"] for r in tree["references"]
    }


def test_the_data_package_is_valid(whole, tmp_path):
    with zipfile.ZipFile(io.BytesIO(data_package(give(whole)))) as archive:
        archive.extractall(tmp_path)
    tree = json.loads((tmp_path / "datapackage.json").read_text())
    assert len(tree["resources"]) == 25
    keys = {r["name"]: r["schema"].get("foreignKeys") for r in tree["resources"] if "schema" in r}
    assert keys["named_sites"][0]["reference"] == {"resource": "sites", "fields": ["site_id"]}
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["title", "fieldName", "rowNumber", "note"])[:5]


def test_what_may_not_be_passed_on_is_in_no_file(whole, tmp_path):
    after = merge(whole, read(samples.wdpa(tmp_path), whole))
    given = give(after)
    said = given.left_out
    assert len(given.atlas.zones) == len(whole.zones)
    assert said.startswith("3 rows of World Database on Protected Areas")
    everything = select(give(after), Filters())
    for kind in FORMATS:
        content, _ = write(everything, kind)
        files = [content]
        if zipfile.is_zipfile(io.BytesIO(content)):
            archive = zipfile.ZipFile(io.BytesIO(content))
            files = [archive.read(name) for name in archive.namelist()]
        for one in files:
            assert b"wdpa_local" not in one, kind
    assert b"wdpa_local" not in data_package(give(after))
    assert said in everything.notice


def test_a_format_that_can_not_hold_it_says_so(selection):
    with pytest.raises(ValueError, match="GeoJSON holds places, and measures has none"):
        write(selection.only("measures"), "geojson")
    with pytest.raises(ValueError, match="the format 'dbf' is not known; it can be csv"):
        write(selection, "dbf")


def test_vector_tiles_hold_each_row_where_it_lies(selection, tmp_path):
    """Read by GDAL, which did not put the layers together, at the closest zoom."""
    path = tmp_path / "all.pmtiles"
    path.write_bytes(write(selection, "pmtiles")[0])
    with path.open("rb") as file:
        about = Reader(MmapSource(file)).metadata()
    assert [layer["id"] for layer in about["vector_layers"]] == ["sites", "zones", "agreements"]
    assert "USGS" in about["attribution"] and "<" not in about["attribution"]
    for name, key in (("sites", "site_id"), ("zones", "zone_id"), ("agreements", "agreement_id")):
        rows = selection.layers[name]
        rows = rows[rows.geometry.notna()]
        found = pyogrio.read_dataframe(path, layer=name)
        assert set(found[key]) == set(rows[key]), name
    sites = pyogrio.read_dataframe(path, layer="sites").drop_duplicates("site_id")
    placed = sites.to_crs(4326).set_index("site_id").geometry
    known = selection.layers["sites"].set_index("site_id").geometry.reindex(placed.index)
    assert (placed.x - known.x).abs().max() < 0.001  # degrees: 38 m, and half of that in rounding
    assert (placed.y - known.y).abs().max() < 0.001


def test_vector_tiles_of_nothing_are_a_file_without_tiles(selection):
    none = selection.only("zones")
    none.layers["zones"] = none.layers["zones"].iloc[:0]
    assert write(none, "pmtiles")[0].startswith(b"PMTiles")

"""Tables of one's own: what the columns mean is guessed, can be set, and is kept as a file."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
import xlsxwriter

from crmmap.exchange.readers import ImportOptions, column_files, mapper, read
from crmmap.exchange.readers.raw_tables import read_raw
from crmmap.toml_models import UnusableFile


def guess(path, whole):
    raw = read_raw(path)
    return mapper.guess(raw.cells, raw.geometry, whole)


@pytest.mark.parametrize(
    ("head", "row", "known"),
    [
        (
            "Project Name;Lat (DD);Long (DD);Primary commodity;Country;Operator",
            "Alpha;-12,5;28,2;Copper;Zambia;Acme",
            {
                "name": "Project Name",
                "latitude": "Lat (DD)",
                "longitude": "Long (DD)",
                "commodities": "Primary commodity",
                "country": "Country",
                "owner": "Operator",
            },
        ),
        (
            "fid,nombre,latitud,longitud,sustancia,pais",
            "1,Mina,-22.5,-68.9,copper,Chile",
            {
                "name": "nombre",
                "latitude": "latitud",
                "longitude": "longitud",
                "commodities": "sustancia",
                "country": "pais",
                "ref": "fid",
            },
        ),
        (
            "Site,Easting,Northing,UTM zone,Minerals",
            "Alpha,500000,8600000,35S,Cobalt",
            {
                "name": "Site",
                "x": "Easting",
                "y": "Northing",
                "zone": "UTM zone",
                "commodities": "Minerals",
            },
        ),
        (
            "what,where,metal",
            'Alpha,"-12.5, 28.2",nickel',
            {"commodities": "metal"},
        ),
    ],
)
def test_guesses(whole, tmp_path, head, row, known):
    path = tmp_path / "own.csv"
    path.write_text(f"{head}\n{row}\n", encoding="utf-8")
    layout, mapping = guess(path, whole)
    assert layout.table == "sites"
    assert {field: mapping.get(field) for field in known} == known


def test_a_mapping_is_set_kept_and_read_again(whole, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text('what,where,metal\nAlpha,"-12.5, 28.2",nickel\n', encoding="utf-8")
    with pytest.raises(UnusableFile, match="no column was found for a position"):
        read(path, whole)
    table, columns = column_files.from_toml(
        column_files.to_toml(
            "sites", {"name": "what", "position": "where", "commodities": "metal"}
        ),
        "columns.toml",
    )
    site = read(path, whole, ImportOptions(columns=columns, table=table)).tables["sites"].iloc[0]
    assert (site["name"], site["latitude"], site["longitude"], site["iso3"]) == (
        "Alpha",
        -12.5,
        28.2,
        "ZMB",
    )
    with pytest.raises(UnusableFile, match="'wat' is no field"):
        read(path, whole, ImportOptions(columns={"wat": "what"}, table="sites"))
    with pytest.raises(UnusableFile, match="the file has no column 'nope'"):
        read(path, whole, ImportOptions(columns={"name": "nope"}, table="sites"))


def test_a_reference_system_can_be_named(whole, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("name,x,y,commodity\nAlpha,500000,10000000,tin\n", encoding="utf-8")
    site = (
        read(path, whole, ImportOptions(crs="EPSG:32735", apart=frozenset({2})))
        .tables["sites"]
        .iloc[0]
    )
    assert (site["latitude"], site["longitude"]) == pytest.approx((0, 27), abs=1e-6)
    with pytest.raises(
        UnusableFile, match="the reference system 'EPSG:nope' is not known; write it as EPSG:4326"
    ):
        read(path, whole, ImportOptions(crs="EPSG:nope"))


def test_workbooks_geojson_and_zones_of_ones_own(whole, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "own.xlsx") as book:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ["Our sites, 2026"])  # a title above the header
        sheet.write_row(1, 0, ["Name", "Latitude", "Longitude", "Commodity"])
        sheet.write_row(2, 0, ["Alpha", -82.1, 10.5, "copper"])
    imported = read(tmp_path / "own.xlsx", whole)
    assert imported.report.iloc[0][["row", "name", "fate"]].tolist() == [3, "Alpha", "taken"]
    park = gpd.GeoDataFrame(
        {"name": ["Park"], "IUCN_CAT": ["Ia"]}, geometry=[shapely.box(20, 40, 21, 41)], crs=4326
    )
    park.to_file(tmp_path / "own.geojson")
    zone = read(tmp_path / "own.geojson", whole).tables["zones"].iloc[0]
    assert (zone["name"], zone["sensitivity"], zone["countries"]) == ("Park", "very high", "ALB")


def test_what_is_not_the_asked_layout_says_what_it_lacks(whole, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("name,lat\nAlpha,1\n", encoding="utf-8")
    with pytest.raises(UnusableFile, match="has no column Confidence Factor, Asset Type"):
        read(path, whole, ImportOptions(layout="icmm"))
    with pytest.raises(UnusableFile, match="the format 'excel' is not known; it can be icmm"):
        read(path, whole, ImportOptions(layout="excel"))

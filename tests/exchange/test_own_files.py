"""What people's own files do: each kind as it is seen in the wild, with what is right by hand."""

import gzip
import json
import sys

import geopandas as gpd
import pytest
import shapely
import xlsxwriter

from crmmap import Filters
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.setting import Setting
from crmmap.exchange.readers import ImportOptions, merge, read
from crmmap.exchange.readers.limits import UnforeseenFault
from crmmap.toml_models import UnusableFile
from tests.draw.charts.scene import texts

HEAD = "name,lat,lon,commodity,country"


@pytest.fixture
def brought(whole, tmp_path):
    """Reads a text as a file."""

    def bring(text, name="own.csv", **options):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path, whole, ImportOptions(**options))

    return bring


def sites(imported):
    return imported.tables["sites"].set_index("name")


def fates(imported):
    return dict(zip(imported.report["name"], imported.report["reason"], strict=True))


def polygon(properties, ring, **more):
    feature = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature], **more})


BOX = [[28.1, -13.0], [28.1, -12.9], [28.0, -12.9], [28.0, -13.0], [28.1, -13.0]]


def test_an_o_is_east_in_germany_and_west_in_spain(brought):
    found = brought(
        f"{HEAD}\nA,50°30'N,13°15'O,Copper,Germany\nB,38°N,6°30'O,Copper,Spain\n"
        "C,10°N,3°O,Copper,\n"
    )
    assert sites(found)["longitude"].to_dict() == {"A": 13.25, "B": -6.5}
    assert "can be east (Ost) or west (oeste)" in fates(found)["C"]


def test_where_east_is_e_an_o_is_west(brought):
    found = brought("name,lat,lon,commodity\nA,8°N,3°O,Copper\nB,8°N,3°E,Copper\n")
    assert sites(found)["longitude"].to_dict() == {"A": -3, "B": 3}


def test_utm_with_separators_of_thousands(brought):
    text = 'name,UTM,commodity\nA,"35S 412,345 8,619,000",Copper\nB,"35S 412345 8619000",Copper\n'
    found = sites(brought(text))
    assert found.loc["A", "latitude"] == found.loc["B", "latitude"] == pytest.approx(-12.4912, 1e-4)


def test_a_position_far_from_its_country_is_refused_and_a_near_one_told(brought):
    found = brought(
        f"{HEAD}\nSouth,-45,100,Copper,Zambia\nSign,12.5,28.2,Copper,Zambia\n"
        "Good,-12.5,28.2,Copper,Zambia\nShelf,-22,-70.7,Copper,Chile\n"
    )
    assert found.totals == {"read": 4, "taken": 2, "merged": 0, "refused": 2}
    assert "it names Zambia, but its position lies more than 100 km" in fates(found)["South"]
    assert found.report["distance_km"][0] == pytest.approx(7_094, abs=5)


def test_the_state_of_a_country_is_no_country(brought):
    found = brought("name,lat,lon,commodity,state\nA,33.1,-109.3,Copper,AZ\nB,40.5,-117,Tin,NV\n")
    assert sites(found)["iso3"].tolist() == ["USA", "USA"]


def test_longitudes_beyond_180_are_the_same_places(brought):
    found = brought(f"{HEAD}\nA,-23.5,291.8,Lithium,Chile\nB,-16.6,-181,Copper,Fiji\n")
    assert sites(found)["longitude"].tolist() == [-68.2, 179.0]
    assert "longitude 291.8 is -68.2 on this map" in found.report["changed"][0]


def test_an_unknown_word_for_a_kind_is_not_known_and_no_refusal(brought):
    found = brought("name,lat,lon,commodity,deposit_type\nA,-12.5,28.2,Copper,Porphyry\n")
    assert found.totals["taken"] == 1
    found = brought("name,lat,lon,commodity,kind\nA,-12.5,28.2,Copper,Wonder\n")
    assert sites(found).loc["A", "kind"] == "deposit"
    assert brought("name,lat,lon,commodity,kind\nA,-12.5,28.2,Copper,steel works\n").totals[
        "refused"
    ]


@pytest.mark.parametrize(
    ("said", "minerals"),
    [
        ("Ni-Cu-PGE", "Nickel;Copper;PGM"),
        ("Cu-Au", "Copper"),
        ("Nb₂O₅", "Niobium"),
        ("HREE", "Rare earths"),
        ("LI", "Lithium"),
        ("Kupfer und Kobalt", "Copper;Cobalt"),
        ("terres rares", "Rare earths"),
        ("estaño", "Tin"),
        ("minério de lítio", "Lithium"),
        ("kupari", "Copper"),
    ],
)
def test_commodities_as_they_are_written(brought, said, minerals):
    assert sites(brought(f"name,lat,lon,commodity\nA,-12.5,28.2,{said}\n")).loc[
        "A", "minerals"
    ] == (minerals)


def test_a_symbol_that_is_a_word_is_none_alone(brought):
    assert brought("name,lat,lon,commodity\nA,-12.5,28.2,as\n").totals["refused"] == 1


def test_several_columns_of_commodities_count_together(brought):
    rows = "A,-12.5,28.2,Gold,Copper,Zambia\nB,-12.6,28.3,Cobalt,Copper,Zambia\n"
    for head in ("primary_commodity,secondary_commodity", "Commodity,Commodity"):
        found = brought(f"name,lat,lon,{head},country\n{rows}")
        assert sites(found)["minerals"].to_dict() == {"A": "Copper", "B": "Cobalt;Copper"}


def test_what_is_the_same_in_all_rows_can_be_said(brought):
    with pytest.raises(UnusableFile, match="for commodities"):
        brought("name,lat,lon\nA,-12.5,28.2\n")
    found = brought("name,lat,lon\nA,-12.5,28.2\n", constants={"commodities": "lithium"})
    assert sites(found).loc["A", "minerals"] == "Lithium"
    with pytest.raises(UnusableFile, match="'colour' can't be said for all rows"):
        brought("name,lat,lon\nA,-12.5,28.2\n", constants={"commodities": "tin", "colour": "red"})


def test_own_rows_without_a_kind_are_shown(brought, whole):
    found = brought(f"{HEAD}\nNew Hill,60.9,-46.1,rare earths,Greenland\n")
    after = merge(whole, found).filter(Filters.default())
    assert (after.sites["name"] == "New Hill").sum() == 1


@pytest.mark.parametrize(
    "about",
    [
        {"LICENCE_NO": "ML-1", "HOLDER": "Acme", "STATUS": "Active"},
        {"NAME": "Kensington and Chelsea", "GSS_CODE": "E09000020"},
        {"name": "Zambia", "iso_a3": "ZMB"},
    ],
)
def test_licences_boroughs_and_countries_are_no_protected_areas(brought, about):
    with pytest.raises(UnusableFile, match="not said to be protected areas"):
        brought(polygon(about, BOX), "a.geojson")
    said = brought(polygon(about, BOX), "a.geojson", table="zones")
    assert len(said.tables["zones"]) == 1


@pytest.mark.parametrize(
    ("column", "value", "km2", "unit"),
    [
        ("AREA_HA", 12_000, 120.0, "hectares"),
        ("area", 12_000, 120.0, "hectares"),  # the outline says so
        ("acres", 29_652.6, 120.0, "acres"),
        ("sq_ft", 1.2917e9, 120.0, "square feet"),
        ("Shape_Area", 0.01, None, "which counts"),  # square degrees
        ("area_km2", 5, None, "which counts"),
    ],
)
def test_the_unit_of_an_area_is_checked_against_its_outline(brought, column, value, km2, unit):
    found = brought(polygon({"NAME": "North Park", column: value}, BOX), "a.geojson")
    (zone,) = found.tables["zones"].to_dict("records")
    assert unit in found.report["changed"][0]
    outline = 120.3  # km²: a tenth of a degree each way at 13° S
    assert zone["area_km2"] == pytest.approx(km2 or outline, rel=0.01)


@pytest.mark.parametrize("east", [181, -179])
def test_an_area_across_the_date_line_is_split_there(brought, east):
    ring = [[179, -16], [east, -16], [east, -18], [179, -18], [179, -16]]
    found = brought(polygon({"name": "Fiji MPA"}, ring), "a.geojson")
    (zone,) = found.tables["zones"].to_dict("records")
    assert zone["geometry"].geom_type == "MultiPolygon"
    assert zone["geometry"].bounds == (-180, -18, 180, -16)
    assert zone["area_km2"] == pytest.approx(47_139, rel=0.001)  # 2° × 2° at 17° S


def test_an_area_about_a_pole_is_closed_at_it(brought):
    ring = [[lon, -75] for lon in (-150, -90, -30, 30, 90, 150)]
    found = brought(polygon({"name": "Polar reserve"}, [*ring, ring[0]]), "a.geojson")
    (zone,) = found.tables["zones"].to_dict("records")
    assert zone["geometry"].bounds[:2] == (-180, -90)
    # the cap of the sphere below 75° S, 2πR² (1 − sin 75°)
    assert zone["area_km2"] == pytest.approx(8.69e6, rel=0.02)


def test_titles_notes_and_a_named_separator(brought):
    found = brought(
        '"Data Source","My Institute"\n"Last updated","2026-01-01"\n\n'
        f"{HEAD}\nAlpha,-12.5,28.2,Copper,Zambia\n\nNotes: figures are preliminary\n"
    )
    assert found.totals == {"read": 3, "taken": 1, "merged": 0, "refused": 2}
    assert found.report["row"].tolist() == [5, 6, 7]
    assert "a note, and no row" in found.report["reason"][2]
    assert brought("sep=;\nname;lat;lon;commodity\nA;-12,5;28,2;Copper\n").totals["taken"] == 1
    odd = "name~lat~lon~commodity\nA~-12.5~28.2~Copper\n"
    assert brought(odd, separator="~").totals["taken"] == 1
    second = f"a,b,c,d,e\n{HEAD}\nA,-12.5,28.2,Copper,Zambia\n"
    assert brought(second, header=2).totals["taken"] == 1


def test_german_names_of_columns_and_decimal_commas(brought):
    found = brought("Name;Breite;Länge;Rohstoff;Land\nTest;50,5;13,25;Kobalt;Deutschland\n")
    (site,) = found.tables["sites"].to_dict("records")
    assert (site["latitude"], site["longitude"]) == (50.5, 13.25)
    assert (site["minerals"], site["iso3"]) == ("Cobalt", "DEU")


def test_a_sheet_that_is_a_table_below_a_header_over_two_rows(whole, tmp_path):
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    about, old, now = (book.add_worksheet(name) for name in ("About", "Old", "Now"))
    about.write_row(0, 0, ["This workbook", "is about mines"])
    old.write_row(0, 0, ["Name", "Latitude", "Longitude", "Commodity"])
    old.write_row(1, 0, ["Old", -12.5, 28.2, "Copper"])
    old.hide()
    now.write_row(0, 0, ["Mines of the institute"])
    now.merge_range(2, 1, 2, 2, "Coordinates")
    now.write(2, 0, "Site")
    now.merge_range(2, 3, 2, 4, "Commodity")
    now.write_row(3, 0, ["Name", "Latitude", "Longitude", "Primary", "Secondary", "Country"])
    now.write_row(4, 0, ["Alpha", -12.5, 28.2, "Copper", "Cobalt", "Zambia"])
    now.write(0, 5000, "")
    book.close()
    found = read(path, whole)
    assert sites(found)["minerals"].to_dict() == {"Alpha": "Copper;Cobalt"}
    assert found.report["row"].tolist() == [5]
    assert found.notes[0] == "sheet 'Now' of 3; hidden: Old"
    assert read(path, whole, ImportOptions(sheet="Old")).report["name"].tolist() == ["Old"]


def test_formats_of_maps(brought, whole, tmp_path):
    kml = (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        "<Document><Placemark><name>A</name><ExtendedData><Data name='commodity'>"
        "<value>Copper</value></Data></ExtendedData><Point><coordinates>28.2,-12.5,0"
        "</coordinates></Point></Placemark></Document></kml>"
    )
    assert sites(brought(kml, "a.kml")).loc["A", "minerals"] == "Copper"
    feature = {
        "type": "Feature",
        "properties": {"name": "A", "commodity": "Copper"},
        "geometry": {"type": "Point", "coordinates": [28.2, -12.5]},
    }
    lines = f"{json.dumps(feature)}\n{json.dumps(feature)}\n"
    assert brought(lines, "a.geojsonl").totals["read"] == 2
    esri = {
        "geometryType": "esriGeometryPoint",
        "spatialReference": {"wkid": 4326},
        "fields": [
            {"name": "name", "type": "esriFieldTypeString"},
            {"name": "commodity", "type": "esriFieldTypeString"},
        ],
        "features": [
            {
                "attributes": {"name": "A", "commodity": "Copper"},
                "geometry": {"x": 28.2, "y": -12.5},
            }
        ],
    }
    assert sites(brought(json.dumps(esri), "a.json")).loc["A", "latitude"] == -12.5
    topology = {
        "type": "Topology",
        "arcs": [],
        "objects": {
            "a": {
                "type": "GeometryCollection",
                "geometries": [
                    {
                        "type": "Point",
                        "coordinates": [28.2, -12.5],
                        "properties": {"name": "A", "commodity": "Copper"},
                    }
                ],
            }
        },
    }
    assert sites(brought(json.dumps(topology), "a.topojson")).loc["A", "longitude"] == 28.2
    packed = gzip.compress(f"{HEAD}\nA,-12.5,28.2,Copper,Zambia\n".encode())
    assert brought(packed, "a.csv.gz").totals["taken"] == 1
    shapes = gpd.GeoDataFrame(
        {"name": ["A"], "commodity": ["Copper"]}, geometry=[shapely.Point(28.2, -12.5)], crs=4326
    )
    shapes.to_file(tmp_path / "a.gpkg")
    assert read(tmp_path / "a.gpkg", whole).totals["taken"] == 1


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("version https://git-lfs.github.com/spec/v1\noid x\n", "a.csv", "pointer of Git LFS"),
        ("<!DOCTYPE html><html><body>404</body></html>", "a.csv", "this is a web page"),
        (
            polygon({"name": "Park"}, BOX, crs={"type": "name", "properties": {"name": "EPSG:0"}}),
            "a.geojson",
            "its reference system 'EPSG:0' is not known",
        ),
        ("a,b\n1,2\n", "a.csv", "no column was found for a position"),
    ],
)
def test_what_is_no_table_is_called_what_it_is(brought, text, name, said):
    with pytest.raises(UnusableFile, match=said) as fault:
        brought(text, name)
    assert not isinstance(fault.value, UnforeseenFault)


def test_a_fault_of_ours_is_told_as_ours(brought, monkeypatch):
    def broken(*_, **__):
        raise KeyError("Country")

    monkeypatch.setattr(sys.modules["crmmap.exchange.readers.read"], "recognise", broken)
    with pytest.raises(UnforeseenFault, match=r"a fault of crmmap \(KeyError in "):
        brought(f"{HEAD}\nA,-12.5,28.2,Copper,Zambia\n")


@pytest.mark.parametrize(("south", "north"), [(-20, -15), (50, 55), (-2, 3)])
def test_an_outline_across_the_date_line_is_no_polar_cap_whichever_way_it_is_wound(
    brought, south, north
):
    ring = [[177, south], [-178, south], [-178, north], [177, north], [177, south]]
    areas = []
    for one in (ring, ring[::-1]):
        found = brought(polygon({"name": "X reserve"}, one), "a.geojson")
        (zone,) = found.tables["zones"].to_dict("records")
        assert zone["geometry"].bounds[1::2] == (south, north)
        areas.append(zone["area_km2"])
    assert areas[0] == pytest.approx(areas[1])


def test_letters_of_the_other_axis_turn_a_position_round_or_refuse_it(brought):
    found = brought("name,lat,lon,commodity\nTurned,12.5 E,43 N,Copper\nTwice,12.5 E,43 E,Copper\n")
    (site,) = found.tables["sites"].to_dict("records")
    assert (site["latitude"], site["longitude"], site["iso3"]) == (43, 12.5, "ITA")
    assert "both name the same axis" in fates(found)["Twice"]
    one = brought('name,position,commodity\nA,"69.1 W, 24.5 S",Copper\n')
    assert sites(one).loc["A", "latitude"] == -24.5


@pytest.mark.parametrize("more", ["K2O", "2020,2021", "Q1"])
def test_a_header_below_a_title_may_have_years_and_formulas(brought, more):
    cells = ",".join("1" for _ in more.split(","))
    found = brought(
        f"Sites of Chile\n\n{HEAD},{more}\nA,-24,-69,Copper,Chile,{cells}\n"
        f"B,-24.1,-69,Copper,Chile,{cells}\n"
    )
    assert found.totals["taken"] + found.totals["merged"] == 2


def test_ore_reserves_are_no_nature_reserve(brought):
    about = {"name": "Concession 7", "holder": "Acme", "Proven_Reserves": "12"}
    with pytest.raises(UnusableFile, match="not said to be protected areas"):
        brought(polygon(about, BOX), "a.geojson")
    with pytest.raises(UnusableFile, match="not said to be protected areas"):
        brought(polygon({"name": "Lusaka Industrial Park"}, BOX), "a.geojson")
    zone = brought(polygon({"name": "Lusaka Park"}, BOX), "a.geojson")
    assert zone.notes[-1] == "read as protected or sensitive areas, because its words say so"


def test_zones_keep_their_columns_when_the_user_says_that_they_are_zones(brought):
    about = {"name": "Block 9", "category": "wonder", "iucn": "II", "area_ha": 12000}
    found = brought(polygon(about, BOX), "a.geojson", table="zones")
    (zone,) = found.tables["zones"].to_dict("records")
    assert (zone["iucn_category"], zone["area_km2"]) == ("II", 120.0)


def test_a_broken_line_is_named_and_not_left_out(brought):
    line = json.dumps(
        {
            "type": "Feature",
            "properties": {"name": "A", "commodity": "Copper"},
            "geometry": {"type": "Point", "coordinates": [28.2, -12.5]},
        }
    )
    with pytest.raises(UnusableFile, match="line 2 is no JSON"):
        brought(f"{line}\n{{broken\n{line}\n", "a.geojsonl")
    rows = '{"name":"A","lat":-12.5,"lon":28.2,"commodity":"Copper"}\n' * 2
    assert brought(rows, "a.ndjson").totals["read"] == 2


def test_eastings_of_no_zone_are_no_position(brought):
    text = "name,easting,northing,zone,commodity\nA,412.345,8619000,35S,Copper\n"
    assert brought(text).totals["refused"] == 1
    assert brought(text.replace("412.345", "412345")).totals["taken"] == 1


def test_a_wide_second_sheet_refuses_nothing(whole, tmp_path):
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(path)
    data, pivot = book.add_worksheet("Data"), book.add_worksheet("Pivot")
    data.write_row(0, 0, HEAD.split(","))
    data.write_row(1, 0, ["A", -12.5, 28.2, "Copper", "Zambia"])
    pivot.write_row(0, 0, list(range(700)))
    book.close()
    assert read(path, whole).totals["taken"] == 1


def test_own_statistics_stand_beside_ours_in_one_chart(brought, whole):
    found = brought(
        "Country,Mineral,Stage,Year,Value,Unit\nChile,Copper,mine,2025,4600,thousand t\n"
        "Peru,Copper,mine,2025,2300,kt\nChile,Copper,mine,2024,1,kt\nPeru,Gold,mine,2025,5,t\n"
    )
    assert found.layout.name == "statistics"
    assert found.totals == {"read": 4, "taken": 3, "merged": 0, "refused": 1}
    after = merge(whole, found)
    made = EXHIBITS["choke_points/producers-mine"](
        Setting(after, Filters.default(), own={"detail": ("Copper",)})
    )
    world = whole.production[
        whole.production["headline"]
        & (whole.production["mineral"] == "Copper")
        & (whole.production["stage"] == "mine")
        & (whole.production["iso3"] == "WLD")
    ].iloc[0]
    own = made.rows[made.rows["publisher"] == "own.csv"].set_index("iso3")
    assert own["year"].unique().tolist() == ["2025"]
    assert own.loc["CHL", "share"] == pytest.approx(4600 / world["value"])
    assert "your own file (2025)" in made.note
    names = [text for text in texts(made.spec("light"))[0] if text.words in ("Chile", "Peru")]
    assert [text.words for text in sorted(names, key=lambda text: text.top)] == ["Chile", "Peru"]
    assert "own.csv" in made.source
    table = "name,lat,lon,commodity,year,value,country\nA,-12.5,28.2,Copper,2020,1,Zambia\n"
    assert brought(table).layout.name == "sites"

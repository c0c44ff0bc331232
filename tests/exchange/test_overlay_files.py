"""Files of sites and zones laid over each other by the command, part by part."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely

from crmmap.atlas import proximity
from crmmap.cli import main
from crmmap.exchange.overlay import LargeFile, overlay_files, read_holdings
from crmmap.measures.ecology import near_pairs

KEYS = ["site_id", "zone_id"]


@pytest.fixture
def files(whole, tmp_path):
    """The shipped sites and zones as files, with rows that have no geometry among them."""
    sites, zones = whole.sites[["site_id", "geometry"]], whole.zones
    zones = zones[["zone_id", "eq_radius_km", "geometry"]]
    nowhere = gpd.GeoDataFrame({"site_id": ["nowhere"]}, geometry=[None], crs="EPSG:4326")
    empty = gpd.GeoDataFrame({"zone_id": ["empty"]}, geometry=[shapely.Polygon()], crs="EPSG:4326")
    pd.concat([nowhere, sites]).to_parquet(tmp_path / "sites.parquet")
    pd.concat([zones.iloc[:50], empty, zones.iloc[50:]]).to_parquet(tmp_path / "zones.parquet")
    return tmp_path


@pytest.fixture
def overlay(files, capsys):
    """Run the command on files of the folder; its exit code and its words."""

    def run(*words, sites="sites.parquet", zones="zones.parquet"):
        named = ["--sites", str(files / sites), "--zones", str(files / zones)]
        code = main(["overlay", *named, "-o", str(files / "near.parquet"), *words])
        said = capsys.readouterr()
        return code, " ".join((said.out + said.err).split())

    return run


def known(whole):
    """The same of the shipped tables, circles and ecoregions of every kind included."""
    pairs = proximity.nearby_zones(whole.sites, whole.zones, within_km=10)
    return pd.DataFrame(
        {
            "site_id": whole.sites["site_id"].to_numpy()[pairs["site"]],
            "zone_id": whole.zones["zone_id"].to_numpy()[pairs["zone"]],
            "distance_km": pairs["distance_km"],
        }
    ).sort_values(KEYS, ignore_index=True)


@pytest.mark.parametrize("engine", ["here", "processes:2"])
def test_the_pairs_are_those_of_the_map_whatever_runs_them(
    engine, files, overlay, whole, monkeypatch
):
    monkeypatch.setattr(proximity, "VERTICES", 5_000)
    monkeypatch.setattr(read_holdings, "OF_BUCKET", 30_000)
    code, words = overlay("--engine", engine)
    found = gpd.read_parquet(files / "near.parquet")
    assert code == 0 and f"{len(found):,} pairs of a site and a zone within 10 km" in words
    assert found.crs == "EPSG:4326"
    ordered = found.sort_values(KEYS, ignore_index=True)
    pd.testing.assert_frame_equal(
        pd.DataFrame(ordered[[*KEYS, "distance_km"]]), known(whole), check_exact=True
    )
    place = whole.sites.set_index("site_id").geometry
    assert (ordered.geometry == place[ordered["site_id"]].to_numpy()).all()
    assert sorted(one.name for one in files.iterdir()) == [
        "near.parquet",
        "sites.parquet",
        "zones.parquet",
    ], "nothing is left beside"


def test_the_pairs_of_the_map_s_own_measure_are_among_them(files, overlay, whole):
    overlay()
    found = gpd.read_parquet(files / "near.parquet").set_index(KEYS)["distance_km"]
    own = near_pairs(whole, within_km=10).set_index(KEYS)["distance_km"]
    assert found[own.index].to_list() == pytest.approx(own.to_list(), abs=0.01)


def test_rows_are_named_by_the_column_that_is_asked_for_or_by_their_number(files, overlay):
    sites = gpd.read_parquet(files / "sites.parquet").rename(columns={"site_id": "name"})
    sites.assign(mine=np.arange(len(sites)) * 10).to_parquet(files / "mine.parquet")
    assert overlay("--site-id", "mine", sites="mine.parquet")[0] == 0
    tens = pq.read_table(files / "near.parquet").column("mine").to_numpy()
    assert overlay(sites="mine.parquet")[0] == 0
    numbers = pq.read_table(files / "near.parquet").column("site").to_numpy()
    assert sorted(tens) == sorted(10 * numbers)


def test_files_of_nothing_have_no_pairs(files, overlay):
    sites = gpd.read_parquet(files / "sites.parquet")
    sites.iloc[:1].to_parquet(files / "nowhere.parquet")
    assert "0 pairs of a site" in overlay(sites="nowhere.parquet")[1]
    zones = gpd.read_parquet(files / "zones.parquet")
    zones[zones["zone_id"] == "empty"].to_parquet(files / "empty.parquet")
    assert "0 pairs of a site" in overlay(zones="empty.parquet")[1]
    assert list(gpd.read_parquet(files / "near.parquet").columns) == [
        "site_id",
        "zone_id",
        "distance_km",
        "geometry",
    ]


def _written(files, frame):
    frame.to_parquet(files / "wrong.parquet")
    return {"zones": "wrong.parquet"}


WRONG = {
    "it has no GeoParquet": (
        lambda f: _written(f, pd.DataFrame({"zone_id": ["a"]})),
        "geometries are not described as in GeoParquet. Write the file with geopandas",
    ),
    "it is no Parquet": (
        lambda f: [(f / "wrong.parquet").write_text("a,b\n"), {"zones": "wrong.parquet"}][1],
        "wrong.parquet: it is no Parquet file",
    ),
    "its positions are metres": (
        lambda f: _written(f, gpd.read_parquet(f / "zones.parquet").to_crs("EPSG:6933")),
        "column geometry: positions are not longitude and latitude of WGS 84; "
        'bring them there with geopandas: .to_crs("EPSG:4326")',
    ),
    "it holds lines": (
        lambda f: _written(
            f,
            gpd.GeoDataFrame(
                geometry=[None, shapely.box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])],
                crs="EPSG:4326",
            ),
        ),
        "row 2 (counting from 0): a zone must be a polygon, or the point in its middle",
    ),
    "it leaves the globe": (
        lambda f: _written(f, gpd.GeoDataFrame(geometry=[shapely.box(0, 80, 1, 95)], crs=4326)),
        "row 0 (counting from 0): the geometry is not on the globe",
    ),
    "its middle point has a radius beyond all bounds": (
        lambda f: _written(
            f,
            gpd.GeoDataFrame(
                {"eq_radius_km": [1.0, np.inf]}, geometry=shapely.points([[0, 0], [1, 1]]), crs=4326
            ),
        ),
        "row 1 (counting from 0): the radius must be from 0 to 2,000 km",
    ),
    "its radius is a word": (
        lambda f: _written(
            f,
            gpd.GeoDataFrame({"eq_radius_km": ["x"]}, geometry=[shapely.Point(0, 0)], crs=4326),
        ),
        "column eq_radius_km: it must hold numbers",
    ),
    "a polygon is a point": (
        lambda f: _written(
            f, gpd.GeoDataFrame(geometry=[shapely.Polygon([(1, 1)] * 4)], crs="EPSG:4326")
        ),
        "row 0 (counting from 0): the polygon has no area",
    ),
    "it says nothing of its reference system": (
        lambda f: _written(f, gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)])),
        'say so with geopandas: .set_crs("EPSG:4326")',
    ),
    "its column names rows alike": (
        lambda f: _written(
            f,
            gpd.GeoDataFrame(
                {"zone_id": ["a", "a"]}, geometry=[shapely.box(0, 0, 1, 1)] * 2, crs="EPSG:4326"
            ),
        ),
        "the column zone_id names several rows alike; choose another with --zone-id",
    ),
    "it lies beyond the globe": (
        lambda f: _written(f, gpd.GeoDataFrame(geometry=[shapely.box(720, 0, 721, 1)], crs=4326)),
        "row 0 (counting from 0): the geometry is not on the globe",
    ),
    "sites are areas": (
        lambda f: {"sites": "zones.parquet"},  # noqa: ARG005
        "row 0 (counting from 0): a site must be a point",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_file_that_cannot_be_used_is_told_with_row_and_way_out(wrong, files, overlay):
    (files / "near.parquet").write_text("of the day before")
    make, word = WRONG[wrong]
    code, words = overlay(**make(files))
    assert code == 1 and word in words
    assert (files / "near.parquet").read_text() == "of the day before", "nothing is lost"
    assert not list(files.glob(".near*")), "nothing is left beside"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--engine", "dusk:x"], "'dusk:x' is no engine; name here, processes:N"),
        (["--mineral", "Lithium"], "filters, --csv and --json are for the map's sites"),
        (["--csv"], "filters, --csv and --json are for the map's sites"),
        (["--zone-id", "geometry"], "the column 'geometry' can't name rows"),
        (["--zone-id", "no"], "there is no column 'no'; it has zone_id, eq_radius_km, geometry"),
    ],
)
def test_words_that_do_not_go_together_are_told(words, told, overlay):
    code, output = overlay(*words)
    assert code and told in output


def test_an_input_is_never_replaced_and_nothing_but_a_file_is(files, capsys):
    sites, zones = files / "sites.parquet", files / "zones.parquet"
    before = sites.read_bytes()
    named = ["overlay", "--sites", str(sites), "--zones", str(zones), "-o"]
    assert main([*named, str(sites)]) == 1
    assert "holds the sites; write the pairs to another file" in capsys.readouterr().err
    assert sites.read_bytes() == before
    (files / "pipe").symlink_to("/dev/null")
    assert main([*named, str(files / "pipe")]) == 1
    assert "no file that could be replaced" in capsys.readouterr().err
    with pytest.raises(FileNotFoundError, match="no such folder"):
        overlay_files(
            LargeFile(sites, "site"),
            LargeFile(zones, "zone"),
            files / "nowhere" / "near.parquet",
            within_km=10,
        )


def test_points_that_are_empty_and_those_with_heights_are_read(files, overlay):
    points = [shapely.Point(), shapely.Point(27.7, 53.1, 120.0)]
    gpd.GeoDataFrame({"site_id": ["a", "b"]}, geometry=points, crs="EPSG:4326").to_parquet(
        files / "odd.parquet"
    )
    assert overlay(sites="odd.parquet")[0] == 0


def test_one_file_alone_is_not_enough(files, capsys):
    assert main(["overlay", "--sites", str(files / "sites.parquet")]) == 2
    assert "--sites, --zones and --output, all three" in capsys.readouterr().err
    assert main(["overlay", "--engine", "processes:2"]) == 2
    assert "belong to two files" in capsys.readouterr().err


def test_a_full_disk_leaves_what_was_there(files, monkeypatch):
    (files / "near.parquet").write_text("of the day before")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    tables = (
        LargeFile(files / "sites.parquet", "site"),
        LargeFile(files / "zones.parquet", "zone"),
    )
    with pytest.raises(OSError, match="No space left"):
        overlay_files(*tables, files / "near.parquet", within_km=10)
    assert (files / "near.parquet").read_text() == "of the day before"
    assert not list(files.glob(".near*"))

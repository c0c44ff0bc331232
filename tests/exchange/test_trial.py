"""The first rows of a file under the columns that are set just now, and what is asked about."""

from __future__ import annotations

import geopandas as gpd
import pytest
from shapely.geometry import Point

from crmmap.exchange.readers import ImportOptions, read
from crmmap.exchange.readers.preview import preview
from crmmap.exchange.readers.trial import try_columns
from tests.shipped import WHOLE


def look_at(tmp_path, text: str):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    return preview(path, WHOLE, ImportOptions()), path


def test_the_first_rows_lie_where_the_whole_file_puts_them(tmp_path):
    look, path = look_at(
        tmp_path,
        "name,lat,lon,commodity,country\n"
        "A,-12.1,28.5,copper,Zambia\nB,12.5S,28.5E,tin,Zambia\nC,60,28,tin,Zambia\nD,1,2,,\n",
    )
    trial = try_columns(look, WHOLE, look.mapping, layout="sites")
    assert trial.names == ["A", "B"]
    assert trial.points.tolist() == [[28.5, -12.1], [28.5, -12.5]]
    assert trial.rows == 4
    refused = read(path, WHOLE).report.query("fate == 'refused'")["reason"]
    assert trial.refused == refused.value_counts().to_dict()


def test_columns_that_lack_something_have_no_trial(tmp_path):
    look, _ = look_at(tmp_path, "title,first,second,what\nA,-82.1,10.5,tin\n")
    assert try_columns(look, WHOLE, {"name": "title"}, layout="sites") is None
    whole = {"latitude": "first", "longitude": "second", "commodities": "what"}
    assert try_columns(look, WHOLE, whole, layout="sites").points.tolist() == [[10.5, -82.1]]
    assert try_columns(look, WHOLE, whole, layout="sites", crs="EPSG:0") is None


def test_a_long_file_is_tried_in_part_and_its_cells_are_cut(tmp_path):
    rows = "".join(f"{'x' * 900},{-30 + i / 100},25,tin\n" for i in range(1000))
    look, _ = look_at(tmp_path, "name,lat,lon,commodity\n" + rows)
    trial = try_columns(look, WHOLE, look.mapping, layout="sites")
    assert trial.rows == 300
    assert max(map(len, trial.names)) == 300


def test_shapes_give_the_points(tmp_path):
    path = tmp_path / "own.geojson"
    shapes = gpd.GeoDataFrame(
        {"name": ["A", "B"], "commodity": ["tin", "zinc"]},
        geometry=[Point(28.5, -12.1), None],
        crs="EPSG:4326",
    )
    shapes.to_file(path, driver="GeoJSON")
    look = preview(path, WHOLE, ImportOptions())
    trial = try_columns(look, WHOLE, look.mapping, layout="sites")
    assert trial.names == ["A"]
    assert trial.points.tolist() == [[28.5, -12.1]]
    assert list(trial.refused) == ["it has no position"]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("name,lat,lon,commodity\nA,-12.1,28.5,copper\n", ()),
        ("name,lat,lon,what is there\nA,-12.1,28.5,copper\n", ("commodities",)),
        (
            "name,lat,lon,commodity,mineral\nA,-12.1,28.5,copper,tin\n",
            (),  # a second column of commodities is one of the fields
        ),
        ("site,mine,lat,lon,commodity\nAlpha,Beta,-12.1,28.5,copper\n", ("name",)),
    ],
)
def test_what_is_not_sure_is_asked(tmp_path, text, asked):
    assert look_at(tmp_path, text)[0].doubtful == asked


def test_nothing_is_said_of_what_was_not_tried(tmp_path):
    look, _ = look_at(tmp_path, "name,lat,lon,commodity\nA,-12.1,28.5,copper\n")
    assert try_columns(look, WHOLE, {}, layout="mrds") is None, "it lacks what that layout needs"
    empty, _ = look_at(tmp_path, "Title,Parties\nPact,Chile; China\n")
    assert try_columns(empty, WHOLE, {}, layout=empty.layout) is None, "agreements have no place"
    path = tmp_path / "areas.geojson"
    gpd.GeoDataFrame(
        {"name": ["North Park"], "designation": ["National park"]},
        geometry=[Point(28.5, -12.1).buffer(0.1)],
        crs="EPSG:4326",
    ).to_file(path, driver="GeoJSON")
    areas = preview(path, WHOLE, ImportOptions())
    trial = try_columns(areas, WHOLE, areas.mapping, layout="zones")
    assert trial.names == ["North Park"] and trial.refused is None

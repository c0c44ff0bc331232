"""Distances worked out by hand or with pyproj alone."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from pyproj import Geod

from crmmap.atlas import proximity
from crmmap.atlas.distances import close_pairs
from crmmap.atlas.proximity import nearby_zones

GEOD = Geod(ellps="WGS84")


def sites(*points):
    return gpd.GeoDataFrame(geometry=[shapely.Point(p) for p in points], crs="EPSG:4326")


def zones(*shapes, radius=None):
    kinds = ["point" if shape.geom_type == "Point" else "polygon" for shape in shapes]
    return gpd.GeoDataFrame(
        {"geometry_kind": kinds, "eq_radius_km": [radius] * len(shapes)},
        geometry=list(shapes),
        crs="EPSG:4326",
    )


def distance(site, zone, radius=None, within_km=100):
    pairs = nearby_zones(sites(site), zones(zone, radius=radius), within_km=within_km)
    return pairs["distance_km"].tolist()


def test_inside_is_zero():
    assert distance((10.5, 0.5), shapely.box(10, 0, 11, 1)) == [0]


def test_a_hole_is_not_inside():
    ring = shapely.Polygon(
        shapely.box(10, 0, 12, 2).exterior, [shapely.box(10.5, 0.5, 11.5, 1.5).exterior]
    )
    (observed,) = distance((11, 1), ring)
    known = (
        GEOD.inv(11, 1, 11, 1.5)[2] / 1000
    )  # half a degree of latitude is shorter than half of longitude here
    assert observed == pytest.approx(known, rel=1e-4)


def test_north_of_a_side_is_along_the_meridian():
    (observed,) = distance((10.5, 1.5), shapely.box(10, 0, 11, 1))
    assert observed == pytest.approx(GEOD.inv(10.5, 1.5, 10.5, 1)[2] / 1000, rel=1e-4)
    assert observed == pytest.approx(55.287, abs=0.01)


def test_at_high_latitude_a_degree_of_longitude_is_short():
    (observed,) = distance((20, 70), shapely.box(21, 69, 22, 71))
    assert observed == pytest.approx(38.2, abs=0.1)  # 111.32 km · cos 70° · 1°


def test_across_the_antimeridian():
    (observed,) = distance((179.9, 0), shapely.box(-179.9, -1, -179, 1))
    assert observed == pytest.approx(GEOD.inv(179.9, 0, -179.9, 0)[2] / 1000, rel=1e-4)


def test_a_circle_is_measured_to_its_rim():
    far = GEOD.inv(0, 0, 0.5, 0)[2] / 1000
    assert distance((0.5, 0), shapely.Point(0, 0), radius=20.0) == [
        pytest.approx(far - 20, rel=1e-6)
    ]
    assert distance((0.1, 0), shapely.Point(0, 0), radius=20.0) == [0]


def test_farther_than_asked_is_left_out():
    assert distance((10.5, 3), shapely.box(10, 0, 11, 1)) == []
    assert distance((10.5, 1.5), shapely.box(10, 0, 11, 1), within_km=55) == []


def test_a_wider_distance_never_loses_a_pair(whole):
    some = whole.sites.iloc[::50]
    narrow = nearby_zones(some, whole.zones, within_km=20)
    wide = nearby_zones(some, whole.zones, within_km=60)
    assert set(zip(narrow["site"], narrow["zone"], strict=True)) <= set(
        zip(wide["site"], wide["zone"], strict=True)
    )


def test_a_zone_beyond_180_degrees_is_measured_on_the_site_s_side():
    """By the geodesic to points along its outline; a zone may be drawn from -190 to -180."""
    near = shapely.Point(-185.1583, -79.896).buffer(4.8133, 4)
    site = (178.0844, -86.76)
    around = shapely.get_coordinates(shapely.segmentize(near.boundary, 0.001))
    _, _, metres = Geod(ellps="WGS84").inv(
        np.full(len(around), site[0]), np.full(len(around), site[1]), around[:, 0], around[:, 1]
    )
    pairs = nearby_zones(sites(site), zones(near), within_km=500)
    assert pairs["distance_km"].tolist() == [pytest.approx(metres.min() / 1000, abs=0.1)]


@pytest.mark.parametrize("seed", range(6))
def test_parts_find_what_one_comparison_of_all_with_all_finds(seed, monkeypatch):
    """To the last bit, near the poles and across 180 degrees too, however small the parts are."""
    random = np.random.default_rng(seed)
    lon = random.choice([0, 178, -179, 150], 400) + random.normal(0, 4, 400)
    lat = np.clip(random.choice([0, 60, 86, -88], 400) + random.normal(0, 3, 400), -90, 90)
    centre = random.choice([0, 179, -180, -185, 182], 60) + random.normal(0, 5, 60)
    north = np.clip(random.choice([0, 60, 82, -84], 60) + random.normal(0, 3, 60), -86, 86)
    size = random.choice([0.01, 0.5, 3, 9], 60)
    bow = np.array([shapely.Point(0, 0).buffer(1, 3)] * 60)
    shapes = shapely.transform(
        bow,
        lambda xy: np.clip(
            xy * np.repeat(size, 13)[:, None]
            + np.repeat(np.column_stack([centre, north]), 13, axis=0),
            [-400, -90],
            [400, 90],
        ),
    )
    circles = random.random(60) < 0.3
    shapes[circles] = shapely.points(centre[circles], north[circles])
    radius = np.where(circles, random.choice([0, 5, 300], 60), np.nan)
    within = float(random.choice([1, 50, 400]))
    turned = np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon)
    known = close_pairs(turned, lat, shapes, radius, within)
    monkeypatch.setattr(proximity, "VERTICES", 30)
    tables = (
        gpd.GeoDataFrame(geometry=shapely.points(lon, lat), crs="EPSG:4326"),
        gpd.GeoDataFrame(
            {"geometry_kind": np.where(circles, "point", "polygon"), "eq_radius_km": radius},
            geometry=shapes,
            crs="EPSG:4326",
        ),
    )
    observed = nearby_zones(*tables, within_km=within)
    assert len(known) > 20
    assert len(list(proximity.parts_of(turned, lat, shapes, radius, within))) > 9
    pd.testing.assert_frame_equal(observed, proximity.in_order(known), check_exact=True)


@pytest.mark.parametrize("seed", range(4))
def test_about_the_poles_every_pair_is_found(seed, monkeypatch):
    """Each pair by its own geodesic, with circles that hold a pole among them."""
    random = np.random.default_rng(seed)
    lon, lat = random.uniform(-180, 180, 300), random.choice([-1, 1], 300)
    lat = lat * np.clip(90 - random.exponential(1.5, 300), -90, 90)
    x, y = random.uniform(-180, 180, 40), random.choice([-1, 1], 40)
    y = y * np.clip(90 - random.exponential(1.5, 40), -90, 90)
    radius = random.choice([0.0, 20.0, 300.0], 40)
    site, zone = (one.ravel() for one in np.meshgrid(range(300), range(40), indexing="ij"))
    _, _, metres = GEOD.inv(lon[site], lat[site], x[zone], y[zone])
    far = np.maximum(0, np.asarray(metres) / 1000 - radius[zone])
    known = {(s, z) for s, z, km in zip(site, zone, far, strict=True) if km <= 99.9}
    edge = {(s, z) for s, z, km in zip(site, zone, far, strict=True) if km <= 100.1}
    monkeypatch.setattr(proximity, "VERTICES", 4)
    monkeypatch.setattr(proximity, "PAIRS", 300)
    circles = gpd.GeoDataFrame(
        {"geometry_kind": "point", "eq_radius_km": radius},
        geometry=shapely.points(x, y),
        crs="EPSG:4326",
    )
    places = gpd.GeoDataFrame(geometry=shapely.points(lon, lat), crs="EPSG:4326")
    pairs = nearby_zones(places, circles, within_km=100)
    observed = set(zip(pairs["site"], pairs["zone"], strict=True))
    assert len(known) > 500 and known <= observed <= edge


def test_a_polygon_across_the_pole_is_near():
    """Over the pole it is 44.7 km, along the parallel thousands."""
    known = GEOD.inv(0, 89.8, 179, 89.8)[2] / 1000
    assert distance((0, 89.8), shapely.box(178, 89.6, 180, 89.8)) == [
        pytest.approx(known, rel=0.01)
    ]


def test_empty_tables_have_no_pairs(whole):
    for tables in ((whole.sites.iloc[:0], whole.zones), (whole.sites, whole.zones.iloc[:0])):
        pairs = nearby_zones(*tables, within_km=5)
        assert pairs.empty and pairs["site"].dtype == pairs["zone"].dtype == np.int64


def test_a_position_alone_is_near_itself_at_no_distance():
    assert distance((10, 20), shapely.Point(10, 20), radius=0.0, within_km=0) == [0]
    assert distance((10, 20.1), shapely.Point(10, 20), radius=0.0, within_km=0) == []

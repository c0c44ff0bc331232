"""Sites near zones: by hand on a small atlas, and properties on the shipped one."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from crmmap import Filters, measures
from crmmap.measures.ecology import CIRCLE, OUTLINE
from tests.shipped import WHOLE

DEGREE_KM = 111.32  # of longitude on the equator


def small():
    """Three sites on the equator: in a square zone, 5.2 km east of it, 50 km east of it; a
    circle about the last."""
    sites = WHOLE.sites.iloc[:3].copy()
    east = [0.0, 0.1 + 5.2 / DEGREE_KM, 0.1 + 49.5 / DEGREE_KM]
    sites = sites.assign(
        site_id=["in", "near", "far"],
        name=["In", "Near", "Far"],
        iso3=["COD", "COD", "ZMB"],
        minerals=["Cobalt", "Cobalt;Copper", "Copper"],
        longitude=east,
        latitude=0.0,
    )
    sites = gpd.GeoDataFrame(sites, geometry=gpd.points_from_xy(east, [0.0] * 3), crs="EPSG:4326")
    zones = WHOLE.zones.iloc[:3].copy()
    shapes = [
        shapely.box(-0.1, -0.1, 0.1, 0.1),
        shapely.Point(east[2], 0.0),
        shapely.box(-0.1, -0.1, 0.1, 0.1),
    ]
    zones = zones.assign(
        zone_id=["square", "circle", "context"],
        name=["Square", "Circle", "Context"],
        category=["protected area", "Ramsar wetland", "ecoregion"],
        geometry_kind=["polygon", "point", "polygon"],
        eq_radius_km=[None, 2.0, None],
        circle_reliability=["", "good", ""],
    )
    zones = gpd.GeoDataFrame(zones.drop(columns="geometry"), geometry=shapes, crs="EPSG:4326")
    return WHOLE.replace(sites=sites, zones=zones)


def pairs_of(atlas, km):
    table = measures.near_pairs(atlas, within_km=km)
    return {(row.site_id, row.zone_id, row.shape) for row in table.itertuples()}


def test_near_pairs_by_hand():
    atlas = small()
    assert pairs_of(atlas, 0) == {
        ("in", "square", OUTLINE),
        ("far", "circle", CIRCLE),
    }  # ecoregions are context
    assert pairs_of(atlas, 5.3) == pairs_of(atlas, 0) | {("near", "square", OUTLINE)}
    everything = pairs_of(atlas, 60)
    assert ("far", "square", OUTLINE) in everything and ("near", "circle", CIRCLE) in everything
    nearest = measures.near_pairs(atlas, within_km=60).set_index(["site_id", "zone_id"])[
        "distance_km"
    ]
    assert nearest["near", "square"] == pytest.approx(5.2, abs=0.01)
    assert nearest["near", "circle"] == pytest.approx(44.3 - 2, abs=0.05)  # to the rim


def test_a_distance_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="0 to 100"):
        measures.near_pairs(small(), within_km=150)


def test_outlines_and_circles_are_counted_apart():
    table = measures.sites_by_category(small()).set_index(["category", "shape"])
    square = table.loc[("protected area", OUTLINE)]
    assert square[["zones", "inside", "within_5_km", "within_10_km", "within_50_km"]].tolist() == [
        1,
        1,
        1,
        2,
        3,
    ]
    circle = table.loc[("Ramsar wetland", CIRCLE)]
    assert circle[["inside", "within_10_km", "within_50_km"]].tolist() == [1, 1, 2]
    assert ("ecoregion", OUTLINE) not in table.index


def test_most_exposed_by_hand():
    atlas = small()
    sites = measures.most_exposed(atlas, within_km=60, by="sites").set_index("id")
    assert sites["count"].to_dict() == {"in": 2, "near": 2, "far": 2}
    assert (
        sites["by_outlines"].to_dict()
        == sites["by_circles"].to_dict()
        == {"in": 1, "near": 1, "far": 1}
    )
    hosts = measures.most_exposed(atlas, within_km=6, by="hosts")
    assert hosts[["id", "count", "of", "share"]].values.tolist() == [
        ["COD", 2, 2, 1.0],
        ["ZMB", 1, 1, 1.0],
    ]
    assert hosts[["by_outlines", "by_circles"]].values.tolist() == [[2, 0], [0, 1]]
    minerals = measures.most_exposed(atlas, within_km=0, by="minerals").set_index("id")
    assert minerals["count"].to_dict() == {"Cobalt": 1, "Copper": 1}
    assert minerals.loc["Copper", "share"] == 0.5
    zones = measures.most_exposed(atlas, within_km=6, by="zones")
    assert zones[["id", "count"]].values.tolist() == [["square", 2], ["circle", 1]]
    with pytest.raises(ValueError, match="hosts"):
        measures.most_exposed(atlas, within_km=6, by="owners")


@settings(deadline=None, max_examples=25)
@given(st.floats(0, 100), st.floats(0, 100))
def test_a_larger_buffer_never_loses_a_site(one, two):
    small_km, large_km = sorted([one, two])
    fewer = set(measures.near_pairs(WHOLE, within_km=small_km)["site_id"])
    assert fewer <= set(measures.near_pairs(WHOLE, within_km=large_km)["site_id"])


def test_a_filtered_atlas_takes_its_distances_from_the_whole():
    shown = WHOLE.filter(Filters.default().but(countries=("FIN", "SWE")))
    observed = measures.near_pairs(shown, within_km=25)
    fresh = shown.replace(sites=shown.sites, zones=shown.zones)  # works the distances out anew
    known = measures.near_pairs(fresh, within_km=25)
    key = ["site_id", "zone_id"]
    assert len(observed) > 50
    assert (
        observed.sort_values(key)[key].values.tolist()
        == known.sort_values(key)[key].values.tolist()
    )
    assert observed["distance_km"].sum() == pytest.approx(known["distance_km"].sum())


def test_a_filtered_atlas_takes_its_adherents_from_the_whole():
    shown = WHOLE.filter(Filters.default().but(minerals=("PGM",)))
    fresh = shown.replace(sites=shown.sites)
    assert {pair: int(mask.sum()) for pair, mask in shown.lookups.reach.items()} == {
        pair: int(mask.sum()) for pair, mask in fresh.lookups.reach.items()
    }

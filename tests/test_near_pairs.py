"""Pairs of sites and zones that one replica finds for all."""

import io
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest

from crmmap import load
from crmmap.atlas.licences import give
from crmmap.draw.canvas import content_of, keep_in
from crmmap.engines import UnknownEngine
from crmmap.serve import near_pairs
from crmmap.serve.near_pairs import find_pairs, name_of


@pytest.fixture
def atlas():
    """An Atlas whose lookups nobody else has."""
    return load()


def test_the_second_replica_finds_what_the_first_has_left(atlas, tmp_path, monkeypatch):
    known = load().lookups.nearby
    find_pairs(atlas, engine="processes:2", folder=tmp_path, days=1)
    pd.testing.assert_frame_equal(atlas.lookups.nearby, known, check_exact=True)
    (file,) = (tmp_path / "pairs").iterdir()
    held = gpd.read_parquet(io.BytesIO(file.read_bytes()))
    assert len(held) == len(known) and held.crs == "EPSG:4326"

    monkeypatch.setattr(near_pairs, "nearby_zones", lambda *_, **__: pytest.fail("found again"))
    second = load()
    find_pairs(second, engine="here", folder=tmp_path, days=1)
    pd.testing.assert_frame_equal(second.lookups.nearby, known, check_exact=True)


def test_a_broken_file_is_found_anew_and_another_table_has_another_name(atlas, tmp_path):
    (tmp_path / "pairs").mkdir()
    (tmp_path / "pairs" / name_of(atlas)).write_bytes(b"PAR1 cut off")
    find_pairs(atlas, engine="here", folder=tmp_path, days=1)
    assert len(atlas.lookups.nearby) > 10_000
    moved = atlas.zones.copy()
    moved.loc[0, "eq_radius_km"] = 12.5
    fewer = replace(atlas, zones=atlas.zones.iloc[1:].reset_index(drop=True))
    assert len({name_of(one) for one in (atlas, fewer, replace(atlas, zones=moved))}) >= 2


def test_it_is_sent_to_nobody(atlas, tmp_path):
    find_pairs(atlas, engine="here", folder=tmp_path, days=1)
    keep_in(tmp_path, days=1)
    with pytest.raises(KeyError):
        content_of(name_of(atlas))


def test_a_folder_that_cannot_be_written_costs_nothing(atlas, tmp_path):
    (tmp_path / "file").write_text("in the way")
    find_pairs(atlas, engine="here", folder=tmp_path / "file", days=1)
    assert len(give(atlas).atlas.lookups.nearby) > 10_000


def test_an_engine_that_is_none_is_told(atlas):
    with pytest.raises(UnknownEngine, match="is no engine"):
        find_pairs(atlas, engine="many", folder=None, days=1)

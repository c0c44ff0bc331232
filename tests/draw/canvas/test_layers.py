import base64
import json
import zlib

import folium
import numpy as np
import pytest

from crmmap.draw.canvas import PointLayer, Scene, View, content_of, radii, store
from crmmap.draw.canvas.columns import pack, unpack
from crmmap.draw.canvas.layer import packed


def unpacked(text):
    return zlib.decompress(base64.b64decode(text))


def test_a_mask_is_sent_as_bits_the_first_row_lowest():
    assert unpacked(packed(np.array([1, 0, 0, 1, 0, 0, 0, 0, 1], dtype=bool))) == b"\x09\x01"


def test_classes_are_sent_as_bytes():
    assert unpacked(packed(np.array([0, 3, 255]))) == b"\x00\x03\xff"


def test_the_mask_of_a_million_rows_stays_below_150_kilobytes():
    mask = (
        np.random.default_rng(1).random(1_000_000) < 0.25
    )  # scattered: as hard to compress as a filter gets
    assert len(packed(mask)) < 150_000
    one_mineral = np.random.default_rng(1).random(1_000_000) < 0.05
    assert len(packed(one_mineral)) < 75_000


def test_areas_of_signs_are_in_proportion_to_values():
    assert radii(np.array([100, 25, 4, 0, np.nan]), largest=40).tolist() == [40, 20, 8, 2, 2]
    assert radii(np.array([0.0, 0.0]), largest=40).tolist() == [2, 2]


def test_a_negative_value_has_no_sign():
    with pytest.raises(ValueError, match="below zero"):
        radii(np.array([-1.0]), largest=40)


def head_of(content):
    return json.loads(content[4 : 4 + int.from_bytes(content[:4], "little")])


def test_packed_columns_come_out_as_they_went_in():
    columns = {
        "id": ["ä", "b"],
        "lon": np.array([1.5, -2], "<f4"),
        "cls": np.array([3, 255], "u1"),
        "part": np.array([7], "<u4"),
    }
    observed = {name: list(column) for name, column in unpack(pack(columns)).items()}
    assert observed == {"id": ["ä", "b"], "lon": [1.5, -2], "cls": [3, 255], "part": [7]}
    assert all(entry["start"] % 4 == 0 for entry in head_of(pack(columns)).values())


def test_pairs_are_packed_as_steps_by_planes_of_bytes():
    content = pack({"xy": np.array([7, -1, 5, 300], "<i4")})
    start = head_of(content)["xy"]["start"]
    # steps 7, -2 and -1, 301, with the sign in the last bit 14, 3 and 1, 602 = 2 * 256 + 90
    assert list(content[start:]) == [14, 3, 1, 90, 0, 0, 0, 2, *[0] * 8]
    assert unpack(content)["xy"].tolist() == [7, -1, 5, 300]


def test_the_same_columns_are_stored_once_and_others_apart():
    first, again = store({"cls": np.array([1], "u1")}), store({"cls": np.array([1], "u1")})
    assert first == again != store({"cls": np.array([2], "u1")})
    assert content_of(first)


def test_a_column_of_another_dtype_is_refused_by_name():
    with pytest.raises(TypeError, match="lon"):
        pack({"lon": np.array([1.0])})


def test_a_scene_can_not_break_out_of_its_script():
    layer = PointLayer(
        name="sites",
        url="x",
        z=1,
        on=None,
        styles=[{"shape": "</script>`${1}"}],
        accent="#000",
        halo="#fff",
    )
    group = folium.FeatureGroup()
    scene = Scene([layer], View(0, 0, 1, "1"), theme="light")
    group.add_child(scene)
    group.add_to(folium.Map())
    script = scene._template.module.script(scene)
    assert "</script>" not in script and "`" not in script and "${" not in script


def test_a_scene_off_any_map_says_what_to_do():
    with pytest.raises(ValueError, match=r"folium\.Map"):
        Scene([], View(0, 0, 1, "1"), theme="light").map_name()

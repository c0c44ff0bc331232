import base64
import json

import folium
import numpy as np
import pytest

from crmmap.draw.assets import folder, pack, store
from crmmap.draw.layers import PointLayer, Scene, View, bits
from crmmap.draw.sites import leading_kind, site_columns
from crmmap.schema import KINDS


def test_bits_hold_the_first_row_lowest():
    assert base64.b64decode(bits(np.array([True, False, False, True, False, False, False, False, True]))) == b"\x09\x01"


def unpack(content):
    """As the browser reads it."""
    length = int.from_bytes(content[:4], "little")
    head = json.loads(content[4 : 4 + length])
    result = {}
    for name, entry in head.items():
        body = content[entry["start"] : entry["start"] + entry["length"]]
        result[name] = (
            json.loads(body) if entry["dtype"] == "text" else np.frombuffer(body, "<" + entry["dtype"]).tolist()
        )
    return result, head


def test_packed_columns_come_out_as_they_went_in():
    columns = {
        "id": ["ä", "b"],
        "lon": np.array([1.5, -2], "<f4"),
        "cls": np.array([3, 255], "u1"),
        "part": np.array([7], "<u4"),
    }
    observed, head = unpack(pack(columns))
    assert observed == {"id": ["ä", "b"], "lon": [1.5, -2], "cls": [3, 255], "part": [7]}
    assert all(entry["start"] % 4 == 0 for entry in head.values())


def test_the_same_columns_are_stored_once_and_others_apart():
    first, again = store({"cls": np.array([1], "u1")}), store({"cls": np.array([1], "u1")})
    assert first == again != store({"cls": np.array([2], "u1")})
    assert (folder() / first).exists()


def test_a_column_of_another_dtype_is_refused_by_name():
    with pytest.raises(TypeError, match="lon"):
        pack({"lon": np.array([1.0])})


def test_the_kind_furthest_along_the_chain_gives_the_sign(whole):
    kinds = whole.sites.iloc[:3].assign(kind=["mine;smelter", "deposit;mine", "refinery;recycling_plant"])["kind"]
    assert [KINDS[i] for i in leading_kind(kinds)] == ["smelter", "mine", "recycling_plant"]


def test_the_tip_is_plain_text_of_what_the_site_is(whole):
    columns = site_columns(whole)
    tip = columns["tip"][columns["id"].index("CRM07937")].split("\n")
    assert tip[:3] == ["Jadar", "Deposit · suspended", "Lithium, Boron"]


def test_a_scene_can_not_break_out_of_its_script():
    layer = PointLayer(
        name="sites", url="x", z=1, on=None, styles=[{"shape": "</script>`${1}"}], accent="#000", halo="#fff"
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

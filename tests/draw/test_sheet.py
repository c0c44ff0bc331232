"""Maps drawn on the server: what is on the paper, where, and in which sign."""

import re

import numpy as np
import pytest

from crmmap import Filters
from crmmap.address.display import Display
from crmmap.atlas.licences import give
from crmmap.draw.atlas_map import GivenFiles
from crmmap.draw.canvas import PointLayer, View, store
from crmmap.draw.canvas.frame import Frame, mercator
from crmmap.draw.canvas.paper import read, to_svg
from crmmap.draw.legend import site_entries
from crmmap.draw.sheet import as_pdf, as_png, sheet
from crmmap.draw.themes import Composition
from tests.shipped import WHOLE

STYLE = {
    "shape": "circle",
    "fill": "#FF0000",
    "line": "#FFFFFF",
    "r": 8,
    "z": 1,
    "hollow": False,
    "halo": False,
}


def layer(lon, lat, **more):
    columns = {
        "id": [f"p{i}" for i in range(len(lon))],
        "tip": ["x"] * len(lon),
        "lon": np.array(lon, "<f4"),
        "lat": np.array(lat, "<f4"),
        "cls": np.zeros(len(lon), np.uint8),
    }
    style = [{**STYLE, **more.pop("style", {})}]
    return PointLayer(
        name="p",
        url="x/" + store(columns),
        z=1,
        on=more.pop("on", None),
        styles=style,
        accent="#111",
        halo="#222",
        **more,
    )


def places(svg):
    return [
        (float(x), float(y)) for x, y in re.findall(r'translate\(([-\d.]+) ([-\d.]+)\)" d=', svg)
    ]


def test_columns_come_back_as_they_were_stored():
    name = store({"id": ["a", "b"], "lon": np.array([1.5, 2.5], "<f4")})
    found = read(name)
    assert found["id"] == ["a", "b"] and found["lon"].tolist() == [1.5, 2.5]


def test_mercator_by_hand():
    x, y = mercator(np.array([0.0, 180.0, -90.0]), np.array([0.0, 0.0, 85.0511]))
    assert x.tolist() == pytest.approx([0.5, 1.0, 0.25])
    assert y.tolist() == pytest.approx([0.5, 0.5, 0.0], abs=1e-5)


def test_a_point_lies_where_the_projection_puts_it_and_what_is_off_is_not_drawn():
    """At zoom 2 the world is 1,024 pixels wide: 45 degrees are 128 of them."""
    frame = Frame(View(0, 0, 2, ""), 600, 400)
    svg = to_svg(
        [layer([0, 45, -45], [0, 0, 0], on=np.array([True, True, False]))],
        frame,
        sea="#fff",
        font="f",
    )
    assert sorted(places(svg)) == [(300, 200), (428, 200)]


def test_there_is_one_world_however_narrow_it_is():
    for zoom in (1, 2):
        svg = to_svg(
            [layer([0], [0])], Frame(View(0, 90, zoom, ""), 1000, 400), sea="#fff", font="f"
        )
        assert len(places(svg)) == 1


def test_what_is_selected_stands_out():
    svg = to_svg(
        [layer([0], [0], selected="p0")], Frame(View(0, 0, 2, ""), 600, 400), sea="#fff", font="f"
    )
    assert svg.count("<circle") == 2 and "#111" in svg


def drawn(filters, **more):
    files = GivenFiles(give(WHOLE))
    shown = WHOLE.filter(filters)
    layers = Composition(
        files, shown, filters, Display("sites"), "", "light", selected=None, shading=None
    ).layers()
    legend = site_entries("light")
    return sheet(
        layers,
        View(20, 10, 2, ""),
        title="A <b>title</b>",
        legend=legend,
        sources="S & T",
        theme_name="light",
        **more,
    )


def test_a_sheet_has_title_legend_scale_and_sources_as_plain_words():
    svg = drawn(Filters.default().but(minerals=("Lithium",)), width=1200, height=800)
    assert "A &lt;b&gt;title&lt;/b&gt;" in svg and "Sources: S &amp; T" in svg
    assert "Recycling plant" in svg
    assert svg.count("<svg ") > len(site_entries("light")), (
        "the signs of the legend are drawings in the drawing"
    )
    assert "<image" not in svg, "each image is rendered apart, which took seconds"
    assert re.search(r"[\d,]+ km at 20° N", svg)


def test_a_sheet_becomes_a_picture_and_a_page():
    svg = drawn(Filters.default().but(minerals=("Helium",)), width=600, height=500)
    assert as_png(svg, scale=1.0).startswith(b"\x89PNG")
    assert as_pdf(svg).startswith(b"%PDF")


def test_a_sheet_without_room_for_a_map_is_refused():
    with pytest.raises(ValueError, match="400 x 300"):
        drawn(Filters(), width=200, height=200)

"""Names at the edge of a frame, on paper and in the browser."""

import re

import numpy as np

from crmmap.address.words import from_words
from crmmap.draw.atlas_map import MapFiles
from crmmap.draw.canvas.edges import leaving, names_at_edges
from crmmap.draw.step import map_of
from tests.shipped import WHOLE

AREA = (0.0, 0.0, 200.0, 100.0)


def line(*corners):
    x, y = zip(*corners, strict=True)
    return np.array(x, dtype=float), np.array(y, dtype=float)


def test_a_line_leaves_where_it_crosses_the_edge():
    # half way from 150 to 250 it crosses the right edge, at 70
    assert leaving(*line((100, 50), (150, 50), (250, 90)), AREA) == (200, 70, "right", 1)
    assert leaving(*line((100, -50), (100, 50)), AREA) == (100, 0, "top", 0)
    assert leaving(*line((10, 50), (190, 50)), AREA) is None
    assert leaving(*line((-10, 50), (210, 50)), AREA) is None


def test_names_touch_neither_each_other_nor_what_is_taken():
    def to(y, name):
        return (*line((100, y), (300, y)), ["Here", name])

    lines = [to(50, "Chile"), to(50, "Peru"), to(80, "Chile"), to(10, "Japan")]
    placed = names_at_edges(lines, AREA, [(140, 0, 200, 35)])
    # five letters of six pixels and five on either side are forty; Peru stands a name lower
    assert placed == [
        ("Chile", "right", (160, 41, 200, 59)),
        ("Peru", "right", (166, 61, 200, 79)),
    ]


def test_lines_that_leave_the_map_name_their_other_end():
    words = {"theme": "agreements", "bloc": "EU", "view": "-5,22,4"}
    picture, dropped = from_words(words, WHOLE)
    assert not dropped
    svg = map_of(picture, MapFiles(WHOLE), "light", width=1400, height=900, sources="")
    chips = re.findall(r'rx="3" fill="#[0-9A-F]+"/><text[^>]*>([^<]+)<', svg)
    assert {"EU", "Germany"} <= set(chips)
    assert "Zambia" not in chips  # it lies within

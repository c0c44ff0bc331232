"""The key of a map: it explains what is drawn and in view, and nothing else."""

import pytest

from crmmap.address.display import LAYERS
from crmmap.address.words import from_words
from crmmap.atlas.licences import give
from crmmap.draw.atlas_map import GivenFiles
from crmmap.draw.legend import key_entries
from crmmap.draw.step import composition_of, map_of
from tests.shipped import WHOLE

FILES = GivenFiles(give(WHOLE))


def picture(**words):
    found, dropped = from_words({"theme": "sites", **words}, WHOLE)
    assert dropped == []
    return found


@pytest.mark.parametrize("layers", [";".join(LAYERS), "sites;zones;links", "sites;plurilateral"])
def test_what_an_entry_stands_for_is_a_layer_that_is_drawn(layers):
    shown = composition_of(picture(layers=layers), FILES, "light")
    drawn = {layer.name for layer in shown.layers()}
    assert {entry.layer for entry in key_entries(shown) if entry.layer} <= drawn


def test_the_key_on_paper_has_the_lines_and_signs_in_view():
    ukraine = picture(layers="sites;links", country="UKR", view="48.5,31.5,4.5")
    svg = map_of(ukraine, FILES, "light", width=900, height=700, sources="x")
    for words in ("Coercive", "Competitive", "Cooperative", "Solid: binding", "Mine"):
        assert words in svg
    assert "Recycling plant" not in svg and "Dotted: announced or ended" not in svg
    sea = picture(layers="sites", view="-50,-140,6")
    assert "Mine<" not in map_of(sea, FILES, "light", width=900, height=700, sources="x")

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmmap.address.display import Display
from crmmap.address.page_options import CHOICES
from crmmap.address.words import WORDS, Picture, from_words, to_words
from crmmap.atlas.filter_specs import FILTERS
from crmmap.atlas.filters import Filters
from crmmap.scenarios import shipped
from crmmap.scenarios.settings import pack
from crmmap.stories import pack as pack_story
from crmmap.stories import shipped as stories

PICTURES = {
    "plain": Picture(),
    "everything": Picture(
        Filters(
            as_of=date(2023, 5, 1),
            minerals=("Nickel", "Bauxite/Aluminium"),
            kinds=("refinery",),
            statuses=("operating",),
            confidence=("low",),
            blocs=("EU", "MSP"),
            relation="partners",
            modes=("coercive",),
            legal_force=("binding",),
            also=("announced", "ended"),
            standards=("EITI",),
            standards_match="all",
            regions=("Eastern Asia",),
            countries=("CHN", "ABNJ"),
            zone_categories=("world heritage (natural)",),
            sensitivities=("very high",),
            near_km=25.0,
            near_zones=("BR-0000000067",),
            exclude=("ecoregions",),
        ),
        Display("sites", layers=("sites", "plurilateral"), shading="refining", basemap="dark"),
        ("agreements", "us-ukraine-urif-2025"),
        (-23.5, 133.125, 6.5),
        known_on=date(2026, 3, 5),
    ),
    "nothing switched on": Picture(Filters.default(), Display("sites", layers=())),
    "what is mined": Picture(Filters.default(), Display(stage="mine")),
    "agreements": Picture(Filters.default().but(minerals=("Cobalt",)), Display("agreements")),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_survives_its_address(whole, name):
    observed, dropped = from_words(to_words(PICTURES[name]), whole)
    assert observed == PICTURES[name]
    assert dropped == []


OF_PAGES = {
    "choke_points": {"detail": ("Cobalt",), "importer": ("FIN",)},
    "diplomacy": {
        "host": ("CHL",),
        "first": ("MSP",),
        "second": ("CHINA",),
        "stage": ("refinery",),
        "from": ("2025-03-01",),
        "to": ("2025-06-30",),
    },
    "nature": {"buffer": ("0",)},
    "governance": {"stage": ("refinery",), "members": ("AUS", "CHL")},
    "places": {
        "place": ("region:Middle Africa",),
        "beside": ("none",),
        "actors": ("EU", "FORGE"),
    },
    "present": {
        "story": ("shared",),
        "step": ("2",),
        "told": (pack_story(stories()["lithium"]),),
    },
    "scenarios": {
        "scenario": ("jadar",),
        "and": ("seabed",),
        "set": ("jadar.output=3", "seabed.permit=no"),
        "own": (pack(shipped()["jadar"]),),
        "supply": ("Cobalt:mine",),
        "base": ("2035",),
    },
}


@pytest.mark.parametrize("page", OF_PAGES)
def test_what_a_page_lets_choose_survives_its_address(whole, page):
    assert set(OF_PAGES[page]) == set(CHOICES[page])
    known = Picture(own=OF_PAGES[page])
    assert from_words(to_words(known), whole, page) == (known, [])


def test_every_filter_has_one_row_and_one_word():
    names = [spec.name for spec in FILTERS]
    assert sorted(names) == sorted({field.name for field in fields(Filters)} - {"as_of"})
    assert len(set(WORDS)) == len(WORDS)


def test_a_word_without_a_name_sets_nothing(whole):
    picture, dropped = from_words({"": "EU"}, whole)
    assert picture.filters == Filters.default()
    assert len(dropped) == 1


def test_an_older_word_means_what_it_meant(whole):
    assert from_words({"leave_out": "ecoregions"}, whole) == from_words(
        {"exclude": "ecoregions"}, whole
    )


def test_no_choice_of_a_page_has_the_word_of_a_filter():
    assert not {word for words in CHOICES.values() for word in words} & set(WORDS)


def test_a_choice_of_several_can_be_none(whole):
    known = Picture(own={"members": ()})
    assert to_words(known) == {"members": "none"}
    assert from_words({"members": "none"}, whole, "governance") == (known, [])


def test_a_page_takes_its_own_choices_only(whole):
    picture, dropped = from_words({"buffer": "200", "host": "CHL"}, whole, "nature")
    assert picture.own == {}
    assert len(dropped) == 2 and "200" in dropped[0] and "host" in dropped[1]


def test_what_is_as_always_does_not_stand_in_the_address():
    assert to_words(Picture()) == {}
    words = {"mineral": "Nickel", "theme": "supply"}
    assert to_words(Picture(Filters.default().but(minerals=("Nickel",)))) == words


def test_an_address_from_before_there_were_themes_gives_the_picture_of_then(whole):
    picture, dropped = from_words({"mineral": "Nickel"}, whole)
    assert picture.display == Display("sites", layers=("sites", "zones", "links"))
    picture, _ = from_words({"layers": "links", "shade": "mining"}, whole)
    assert picture.display == Display("sites", layers=("links",), shading="mining")
    assert from_words({}, whole)[0].display == Display("supply") and dropped == []


@pytest.mark.parametrize("word", ["country", "own", "set", "nonsense", "selected"])
def test_a_word_of_megabytes_is_dropped_unread(whole, word):
    picture, dropped = from_words(
        {word: "a;" * 2_000_000, "mineral": "Lithium"}, whole, "scenarios"
    )
    assert picture.filters.minerals == ("Lithium",)
    assert dropped[0] == f"“{word}” is longer than 8,000 characters"


def test_nonsense_is_dropped_with_a_word_each(whole):
    words = {
        "mineral": "Nickel;Kryptonite",
        "as_of": "2026-13-01",
        "near": "7",
        "selected": "sites:nope",
        "wat": "1",
    }
    picture, dropped = from_words(words, whole)
    assert picture.filters == Filters.default().but(minerals=("Nickel",))
    assert picture.selected is None
    assert len(dropped) == 5
    for part in ("Kryptonite", "2026-13-01", "7", "nope", "wat"):
        assert any(part in text for text in dropped)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    words=st.dictionaries(
        st.sampled_from(["mineral", "as_of", "near", "view", "selected", "relation", "map", "x"]),
        st.text(),
    )
)
def test_no_address_raises(whole, words):
    picture, _ = from_words(words, whole)
    assert isinstance(picture, Picture)

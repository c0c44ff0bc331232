"""Names, positions and commodities as people write them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from crmmap.exchange.readers.commodities import Commodities
from crmmap.exchange.readers.coordinates import degrees, from_utm, position
from crmmap.exchange.readers.country_names import Countries
from crmmap.exchange.readers.publisher_terms import kinds_of, status_of


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("-12.5", -12.5),
        ("\u221212,5", -12.5),
        ("12.5 S", -12.5),
        ("12°30'00\"S", -12.5),
        ("12° 30′ 15.5″ N", 12.504306),
        ("S 12 30 00", -12.5),
        ("70d30m0sW", -70.5),
        ("12:30:00 O", math.nan),  # Ost or oeste
        ("12 30 00 S", -12.5),
        ("12:30S", -12.5),
        ("123000S", -12.5),
        ("12d30m15sS", -12.504167),
        ("12-30-15 S", -12.504167),
        ("50°30' Nord", 50.5),
        ("13°15' Ost", 13.25),
        ("70°15' oeste", -70.25),
        ("-12.5 S", -12.5),
        ("-12.5 N", math.nan),  # the sign says south, the letter north
        ("12.500.000", math.nan),
        ("12 75 00", math.nan),
        ("somewhere", math.nan),
        ("", math.nan),
    ],
)
def test_degrees(written, known):
    assert degrees(written) == pytest.approx(known, abs=1e-6, nan_ok=True)


def test_utm_and_pairs():
    # the corner of zone 33 where the central meridian meets the equator's false northing
    assert from_utm("33S", 500000, 10_000_000) == pytest.approx((0, 15), abs=1e-9)
    assert from_utm("33N", 500000, 0) == pytest.approx((0, 15), abs=1e-9)
    assert from_utm("33K", 500000, 10_000_000) == pytest.approx(
        (0, 15), abs=1e-9
    )  # a band south of the equator
    assert position("33N 500000 0") == pytest.approx((0, 15), abs=1e-9)
    assert position("12°30'S, 28°12'E") == pytest.approx((-12.5, 28.2))
    assert all(map(math.isnan, from_utm("61S", 500000, 0)))


@given(some.text(max_size=40))
def test_any_text_is_a_number_of_degrees_or_none(text):
    assert isinstance(degrees(text), float)
    assert len(position(text)) == 2


@given(some.floats(-90, 90), some.booleans())
def test_degrees_minutes_seconds_come_back(value, comma):
    whole = abs(value)
    minutes = (whole % 1) * 60
    seconds = f"{(minutes % 1) * 60:.6f}"
    if float(seconds) >= 60:
        return
    shown = seconds.replace(".", ",") if comma else seconds
    text = f"{int(whole)}°{int(minutes)}'{shown}\"{'S' if value < 0 else 'N'}"
    assert degrees(text) == pytest.approx(value, abs=1e-8)


@pytest.mark.parametrize(
    ("written", "iso3"),
    [
        ("DR Congo", "COD"),
        ("Congo, Dem. Rep.", "COD"),
        ("Congo", "COG"),
        ("Türkiye", "TUR"),
        ("Turkey", "TUR"),
        ("CD", "COD"),
        ("NA", "NAM"),
        ("U.S.A.", "USA"),
        ("Korea, South", "KOR"),
        ("Democratic People's Republic of Korea", "PRK"),
        ("Côte d’Ivoire", "CIV"),
        ("Republic of Zambia", "ZMB"),
        ("Lao People's Democratic Republic", "LAO"),
        ("International seabed area", "ABNJ"),
        ("Republic of China", ""),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_countries(whole, written, iso3):
    assert Countries(whole.countries).read(written)[0] == iso3


def test_a_near_spelling_is_said(whole):
    assert Countries(whole.countries).read("Kazakhstann") == (
        "KAZ",
        "'Kazakhstann' taken for Kazakhstan",
    )


def test_every_country_reads_itself(whole):
    reader = Countries(whole.countries)
    for row in whole.countries.itertuples():
        if row.iso_a3:
            assert reader.read(row.name)[0] == row.iso_a3
            assert reader.read(row.iso_a3)[0] == row.iso_a3


@pytest.mark.parametrize(
    ("cell", "minerals"),
    [
        ("copper", "Copper"),
        ("Lithium (spodumene)", "Lithium"),
        ("Nickel-copper matte containing cobalt", "Nickel;Copper;Cobalt"),
        ("heavy mineral sands", "Titanium;Zirconium"),
        ("REE; Nb", "Rare earths;Niobium"),
        ("Uranium (hexafluoride, dioxide)", "Uranium"),
        ("chromite | ferrochrome", "Chromium"),
        ("alumina", "Bauxite/Aluminium"),
        ("thermal coal, gold", ""),
        ("coal", ""),
        ("metallurgical coal", "Coking coal"),
        ("Bauxite/Aluminium", "Bauxite/Aluminium"),
        ("lanthanides and tantalum", "Rare earths;Tantalum"),
    ],
)
def test_commodities(whole, cell, minerals):
    reader = Commodities(
        dict(zip(whole.minerals["mineral"], whole.minerals["symbol"], strict=True))
    )
    assert ";".join(reader.read(cell)[0]) == minerals


def test_every_mineral_reads_itself(whole):
    reader = Commodities(
        dict(zip(whole.minerals["mineral"], whole.minerals["symbol"], strict=True))
    )
    for mineral in whole.minerals["mineral"]:
        assert reader.read(mineral)[0] == (mineral,)


def test_kinds_and_statuses():
    assert kinds_of("Refinery; Steel Plant") == "refinery"
    assert kinds_of("Steel Plant") == ""
    assert kinds_of("Secondary smelter") == "recycling_plant"
    assert kinds_of("Open pit") == "mine"
    assert [
        status_of(text)
        for text in ("Past producer", "Inactive", "Assumed Active", "Construction", "", "PFS")
    ] == [
        "closed",
        "suspended",
        "operating",
        "development",
        "unknown",
        "exploration",
    ]

"""What happened in a period, and who has agreed what in a place, counted again by hand."""

import csv
from datetime import date

import pandas as pd
import pytest

from crmmap import Filters, measures
from crmmap.dates import last_days
from crmmap.describe.periods import period_of
from crmmap.describe.questions import understood
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.setting import Setting
from crmmap.shipped import GEODATA
from tests.shipped import WHOLE

SPRING = {"first": date(2025, 3, 1), "last": date(2025, 6, 30)}


def rows(name):
    with open(GEODATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_last_day_of_a_date_that_is_known_in_part():
    texts = pd.Series(["2024", "2024-02", "2024-05-03", "", "by 2022"])
    days = [None if day is pd.NaT else str(day.date()) for day in last_days(texts)]
    assert days == ["2024-12-31", "2024-02-29", "2024-05-03", None, None]


def test_events_between_march_and_june_2025_are_those_of_the_table():
    table = measures.happened(WHOLE, **SPRING)
    known = [row["event"] for row in rows("timeline") if "2025-03" <= row["date"][:7] <= "2025-06"]
    assert len(known) == 10
    assert sorted(table[table["kind"] == "event"]["what"]) == sorted(known)


def test_agreements_signed_in_a_period_are_those_of_the_table():
    known = {
        row["agreement_id"]
        for row in rows("agreements")
        if "2025-03" <= row["signed_date"][:7] <= "2025-06" and len(row["signed_date"]) > 4
        if row["status"] not in ("announced", "negotiating")
    }
    table = measures.happened(WHOLE, **SPRING)
    signed = table[(table["kind"] == "agreement") & (table["change"] == "signed")]
    assert set(signed["id"]) == known and known


def test_a_year_alone_counts_only_if_all_of_it_lies_in_the_period():
    by_year = {row["agreement_id"] for row in rows("agreements") if row["signed_date"] == "2025"}
    assert by_year
    spring = measures.happened(WHOLE, **SPRING)
    year = measures.happened(WHOLE, first=date(2025, 1, 1), last=date(2025, 12, 31))
    assert not by_year & set(spring["id"]) and by_year <= set(year["id"])


def test_events_of_a_place_are_those_that_name_it():
    setting = Setting(
        WHOLE,
        Filters.default().but(countries=("ZMB",)),
        own={"from": ("2023-01-01",), "to": ("2025-12-31",)},
    )
    table = EXHIBITS["diplomacy/period"](setting).rows
    assert not {"measure"} & set(table["kind"])  # none is imposed by Zambia or aimed at it
    events = table
    events = events[events["kind"] == "event"]
    known = [row for row in rows("timeline") if "ZMB" in row["places"].split(";")]
    assert sorted(events["what"]) == sorted(row["event"] for row in known)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("what happened between March and June 2025", "2025-03-01", "2025-06-30"),
        ("from Nov 2024 to Feb 2025", "2024-11-01", "2025-02-28"),
        ("what happened in 2024", "2024-01-01", "2024-12-31"),
        ("June 2026", "2026-06-01", "2026-06-30"),
    ],
)
def test_a_period_is_understood(text, first, last):
    (question,) = understood(WHOLE, text)
    assert (question.page, question.words) == ("diplomacy", {"from": first, "to": last})


def test_what_is_no_period_is_none():
    for text in ("who refines gallium", "june 2025 to march 2025", "demand 2040", "may"):
        assert period_of(text.split()) is None


def test_what_was_suspended_or_given_up_before_its_day_never_took_effect():
    winter = measures.happened(WHOLE, first=date(2025, 11, 1), last=date(2026, 2, 28))
    in_effect = set(winter[winter["change"] == "in effect"]["id"])
    acts = WHOLE.measures.set_index("measure_id")
    assert "chn-oct2025-extraterritorial" not in in_effect
    assert not any(acts.loc[one, "status"] in ("withdrawn", "announced") for one in in_effect)


def test_the_date_of_the_bar_takes_nothing_from_a_period():
    own = {"from": ("2024-01-01",), "to": ("2024-12-31",)}
    titles = {
        EXHIBITS["diplomacy/period"](
            Setting(WHOLE, Filters.default().but(as_of=day), own=own)
        ).title
        for day in (date(2026, 10, 5), date(2024, 3, 1), date(2019, 1, 1))
    }
    assert len(titles) == 1


def test_a_bloc_in_the_bar_does_not_empty_the_others():
    own = {"place": ("country:ZMB",), "actors": ("EU", "CHINA")}
    plain, chosen = (
        EXHIBITS["places/actors"](Setting(WHOLE, filters, own=own)).title
        for filters in (Filters.default(), Filters.default().but(blocs=("EU",)))
    )
    assert plain == chosen


def test_a_bloc_s_deals_with_others_are_none_with_its_members():
    """Germany is bound by all that the EU signs; that is no deal of the EU with Western Europe."""
    west = sorted(WHOLE.lookups.in_regions(["Western Europe"]))
    table = measures.actors_in_place(WHOLE, actors=["EU"], place=west)
    assert table.loc[0, "agreements"] < 5


def test_the_eu_and_china_in_zambia():
    """Every agreement that counts has an actor of the side and Zambia; no other does."""
    (question,) = understood(WHOLE, "EU and China in Zambia")
    assert question.page == "places"
    assert question.words == {"place": "country:ZMB", "actors": "EU;CHINA"}
    table = measures.actors_in_place(WHOLE, actors=["EU", "CHINA"], place=["ZMB"])
    table = table.set_index("actor")
    assert table.loc["CHINA", ["agreements", "stakes", "since"]].tolist() == [1, 1, "2025"]
    assert table.loc["CHINA", "financing_usd"] == 1_400_000_000
    assert table.loc["EU", "agreements"] == 4 and table.loc["EU", "binding"] == 1
    bought = sum(
        float(row["value_kusd"])
        for row in rows("trade_flows")
        if (row["year"], row["exporter"], row["importer"]) == ("2024", "ZMB", "CHN")
    )
    assert table.loc["CHINA", "bought_kusd"] == pytest.approx(bought)


@pytest.mark.parametrize(("place", "left"), [("country:CHN", "EU"), ("country:FIN", "CHINA")])
def test_an_actor_is_not_compared_in_a_place_of_its_own(place, left):
    """A member is bound by all that its bloc has signed with others."""
    setting = Setting(WHOLE, Filters.default(), own={"place": (place,), "actors": ("EU", "CHINA")})
    assert EXHIBITS["places/actors"](setting).rows["actor"].tolist() == [left]

"""What the map says in words: numbers found a second way in the files, and sentences true for
every filter."""

import csv
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmmap import Filters
from crmmap.describe.answer import answer
from crmmap.measures.by_place import THEMES, by_place, lens, pairs
from crmmap.shipped import GEODATA
from tests.shipped import WHOLE

DEFAULT = Filters.default()
COUNTRIES = sorted(WHOLE.lookups.region_of)
BLOCS = sorted(set(WHOLE.bloc_members["bloc_id"]))


def rows(name):
    with open(GEODATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shares(mineral, stage):
    """Parts of a series by country, the largest first; what rounds to more than the whole is
    brought back to it."""
    found = {
        row["iso3"]: float(row["share_of_world"])
        for row in rows("production")
        if (row["mineral"], row["stage"], row["headline"]) == (mineral, stage, "True")
        and row["iso3"] != "WLD"
        and float(row["share_of_world"] or 0) > 0
    }
    total = max(1.0, sum(found.values()))
    ordered = sorted(found.items(), key=lambda pair: -pair[1])
    return {iso3: share / total for iso3, share in ordered if iso3 != "OTH"}


def texts(said):
    return [said.headline, *(line.text for line in said.lines)]


@pytest.mark.parametrize(
    ("mineral", "stage", "does"),
    [("Cobalt", "mine", "mines"), ("Nickel", "refinery", "refines"), ("Graphite", "mine", "mines")],
)
def test_supply_names_the_leader_and_the_next_three_with_the_shares_of_the_table(
    mineral, stage, does
):
    known = shares(mineral, stage)
    said = answer(WHOLE, DEFAULT.but(minerals=(mineral,)), stage=stage)
    leader, *following = known
    name = WHOLE.lookups.name_of[leader]
    assert re.search(rf"{name} {does} {100 * known[leader]:.0f}% of ", said.headline)
    together = sum(known[iso3] for iso3 in following[:3])
    assert f"{100 * together:.0f}% together." in said.headline
    assert [place.key for place in said.ranking] == list(known)[:5]


def test_parts_that_round_to_more_than_the_whole_are_brought_back_to_it():
    said = answer(WHOLE, DEFAULT.but(minerals=("Gallium",)))
    assert said.headline.startswith("China refines 99% of gallium")
    assert said.ranking[0].figure == "99%" and said.ranking[-1].figure == "<1%"


def test_nothing_chosen_shows_the_best_known_case():
    said = answer(WHOLE, DEFAULT)
    assert said.headline.startswith("China refines 91% of magnet rare earths (2024).")
    assert by_place(WHOLE, WHOLE, DEFAULT, theme="supply").mineral == "Rare earths"


def test_agreements_are_those_in_force_on_the_day_that_fit():
    chosen = DEFAULT.but(minerals=("Cobalt",), countries=("COD",))
    said = answer(WHOLE, chosen, theme="agreements")
    shown = WHOLE.filter(chosen).agreements
    force = {row["agreement_id"]: row["legal_force"] for row in rows("agreements")}
    binding = sum(force[one] == "binding" for one in shown["agreement_id"])
    assert said.headline.startswith(
        f"{len(shown)} agreements with the Democratic Republic of the Congo that cover cobalt are "
        "in force on "
        f"5 October 2026; {binding} are legally binding"
    )
    assert "COD" not in {place.key for place in said.ranking}
    assert any("China (3, 3 legally binding)" in text for text in texts(said))


def test_restrictions_name_the_stage_that_they_hit():
    said = texts(answer(WHOLE, DEFAULT.but(minerals=("Nickel",)), theme="agreements"))
    mined = shares("Nickel", "mine")["IDN"]
    wanted = (
        f"{100 * mined:.0f}% of the mining of nickel is in countries that restrict its "
        "export (a ban)."
    )
    assert wanted in said


def test_a_standard_that_reaches_through_the_state_alone_says_so():
    said = answer(WHOLE, DEFAULT.but(standards=("EITI",)), theme="standards")
    countries = {
        row["iso3"]
        for row in rows("standard_adherence")
        if row["standard_id"] == "EITI" and row["counts"] == "True"
    }
    sites = WHOLE.filter(DEFAULT).sites
    known = int(sites["iso3"].isin(countries).sum())
    assert (
        said.headline
        == f"{known:,} sites are covered by EITI Standard 2023 through the state in which they lie."
    )


def test_a_mineral_without_figures_says_that_there_are_none():
    known = {row["mineral"] for row in rows("production")}
    mineral = next(row["mineral"] for row in rows("minerals") if row["mineral"] not in known)
    said = answer(WHOLE, DEFAULT.but(minerals=(mineral,)))
    assert said.headline.startswith("We found no figures on who mines or refines")


def test_a_country_alone_is_told_by_what_it_mines_and_refines():
    said = texts(answer(WHOLE, DEFAULT.but(countries=("ZMB",)), theme="sites"))
    best = max(
        (float(row["share_of_world"]), row["mineral"], row["stage"])
        for row in rows("production")
        if row["iso3"] == "ZMB" and row["headline"] == "True" and row["share_of_world"]
    )
    assert any(text.startswith("Zambia ") and f"{100 * best[0]:.0f}% of" in text for text in said)


def test_pairs_count_agreements_between_two_parties():
    table = pairs(WHOLE.filter(DEFAULT)).set_index("pair")
    assert table.loc["CHN|COD", "agreements"] == 3
    assert not any("BRI" in pair.split("|") for pair in table.index)
    strongest = pairs(WHOLE.filter(DEFAULT), strongest=20)
    assert strongest["agreements"].min() >= 2


def test_the_lens_parts_members_partners_and_adherents():
    found = lens(WHOLE, DEFAULT.but(blocs=("EU",), standards=("EITI",)))
    assert (
        len(found.members) == 27 and "KAZ" in found.partners and not found.members & found.partners
    )
    assert "ZMB" in found.adherents
    assert not lens(WHOLE, DEFAULT.but(blocs=("EU",), relation="members")).partners


SOME = st.builds(
    lambda minerals, blocs, standards, countries, kinds: DEFAULT.but(
        minerals=tuple(minerals),
        blocs=tuple(blocs),
        standards=tuple(standards),
        countries=tuple(countries),
        kinds=tuple(kinds),
    ),
    st.lists(st.sampled_from(WHOLE.minerals["mineral"].tolist()), max_size=3, unique=True),
    st.lists(st.sampled_from(BLOCS), max_size=2, unique=True),
    st.lists(st.sampled_from(WHOLE.standards["standard_id"].tolist()), max_size=2, unique=True),
    st.lists(st.sampled_from(COUNTRIES), max_size=2, unique=True),
    st.lists(st.sampled_from(["mine", "refinery", "smelter"]), max_size=1),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True)
@given(SOME, st.sampled_from(THEMES), st.sampled_from(["mine", "refinery"]))
def test_every_combination_is_answered_in_sentences(filters, theme, stage):
    said = answer(WHOLE, filters, theme=theme, stage=stage)
    assert 0 < len(said.headline) < 330 and len(said.lines) <= 5
    for text in [*texts(said), said.caution]:
        assert text.endswith("."), text
        assert text[0].isupper() or text[0].isdigit(), text
        assert not re.search(r"\b1 (agreements|sites|mines|countries|minerals)\b", text), text
        assert not re.search(r"\bnan\b|None\b(?! of)|  |\.\.|_", text), text
        assert not re.search(r"\b0 (sites?|agreements?)\b", text), text
    shown = WHOLE.filter(filters)
    numbers = {
        int(n.replace(",", ""))
        for n in re.findall(r"[\d,]*\d(?= sites shown)", " ".join(texts(said)))
    }
    assert numbers <= {len(shown.sites)}
    assert sum(place.part > 1 for place in said.ranking) == 0

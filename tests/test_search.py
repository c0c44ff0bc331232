import pytest

from crmmap.describe.paper_entities import reach
from crmmap.describe.search import Index
from crmmap.ui.navigation import PAGES


@pytest.fixture(scope="module")
def index(whole):
    return Index(whole)


@pytest.mark.parametrize(
    ("typed", "table", "key"),
    [
        ("Jadar", "sites", "CRM07937"),
        ("kotka", "sites", "CRM04256"),
        ("Morowali", "sites", None),
        ("ivittuut", "sites", "CRM04541"),
        ("Minerals Security Partnership", "blocs", "MSP"),
        ("SKELLEFTEA", "sites", "CRM08028"),
        ("cote d", "countries", "CIV"),
        ("eiti", "standards", "EITI"),
        ("lobito", "blocs", "LOBITO"),
        ("glencore", "companies", None),
        ("kakadu", "zones", None),
        ("Turkey", "countries", "TUR"),
        ("türkiye", "countries", "TUR"),
        ("DRC", "countries", "COD"),
        ("south korea", "countries", "KOR"),
    ],
)
def test_what_is_typed_is_found_among_the_best_ten(index, typed, table, key):
    found = index.search(typed)
    assert len(found) <= 10
    assert any(item.table == table and key in (None, item.key) for item in found)


def test_an_exact_name_comes_first(index):
    assert index.search("Chile")[0].table == "countries"
    assert index.search("jadar")[0].key == "CRM07937"


def test_a_misspelt_name_offers_the_nearest(index):
    assert any(item.key == "CRM07937" for item in index.search("Jadarr"))


def test_of_a_pasted_page_the_beginning_counts(index):
    page = "Lubumbashi " + "and many other words that follow " * 5_000
    assert index.search(page) == index.search(page[:80])
    assert index.search("x" * 1_000_000) == index.search("x" * 80)


def test_nothing_typed_finds_nothing(index):
    assert index.search("  ?! ") == []


def test_all_that_the_paper_names_is_reached_and_found(whole, index):
    assert len(whole.paper_entities) == 120
    for entity in whole.paper_entities["entity"]:
        leads = reach(whole, entity)  # raises if a lead goes nowhere
        assert leads
        assert any(item.key == entity for item in index.search(entity)), entity


def test_what_has_a_page_of_its_own_names_it(whole):
    (lead,) = [lead for lead in reach(whole, "Global Minerals Trust") if not lead.table]
    assert lead.text == "The page What if"
    titles = set(PAGES.values())
    named = {
        part
        for cell in whole.paper_entities["reach"]
        for part in cell.split(";")
        if part.startswith("page:")
    }
    assert named and {part.removeprefix("page:") for part in named} <= titles


def test_a_measure_is_found_by_country_mineral_and_kind(whole):
    names = [match.name for match in Index(whole).search("China gallium ban")]
    assert names == ["China: export ban on gallium, germanium and antimony"]
    assert not [match.name for match in Index(whole).found if match.name.endswith(" on ")]

"""The one page on a place, read back from its PDF."""

import io

import pytest
import shapely
from pypdf import PdfReader

from crmmap import Filters
from crmmap.atlas.licences import give
from crmmap.describe.profiles import Place
from crmmap.draw.atlas_map import GivenFiles
from crmmap.exchange.brief import brief
from tests.shipped import WHOLE

PLACES = {
    "Zambia": Place("country", "ZMB"),
    "The European Union": Place("bloc", "EU"),
    "Middle Africa": Place("region", "Middle Africa"),
    "Copperbelt": Place("area", "Copperbelt", shapely.box(25, -13, 29, -9)),
    "Monaco": Place("country", "MCO"),
}


@pytest.fixture(scope="module")
def files():
    return GivenFiles(give(WHOLE))


def told(pdf):
    pages = PdfReader(io.BytesIO(pdf)).pages
    return len(pages), " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("name", PLACES)
def test_a_place_is_one_page_with_its_name_its_day_and_what_no_record_means(files, name):
    pages, text = told(brief(files, PLACES[name], Filters.default()))
    assert pages == 1
    assert text.startswith(name)
    assert "as of 5 October 2026" in text and "There may be more than we have found" in text


def test_it_says_what_the_profile_says(files):
    _, text = told(brief(files, PLACES["Zambia"], Filters.default()))
    here = WHOLE.filter(Filters.default()).sites
    here = here[here["iso3"] == "ZMB"]
    assert f"{len(here)} sites" in text
    assert "Copper, mining: 4% of the world" in text
    assert "China: 1 live agreement since 2025" in text


def test_all_filters_that_are_set_are_named_but_the_place_s(files):
    filters = Filters.default().but(
        blocs=("EU",), statuses=("operating", "closed"), standards=("EITI",), countries=("CHL",)
    )
    _, text = told(brief(files, PLACES["Zambia"], filters))
    for said in ("Status: Operating, Closed", "Partner bloc: European Union", "standard: EITI"):
        assert said in text
    assert "Chile" not in text.partition("sites")[0]


def test_a_filter_of_minerals_is_named_and_heeded(files):
    filters = Filters.default().but(minerals=("Cobalt",))
    _, text = told(brief(files, PLACES["Zambia"], filters))
    assert "5 October 2026 Mineral: Cobalt" in text
    here = WHOLE.filter(filters).sites
    assert f"{int((here['iso3'] == 'ZMB').sum())} sites" in text

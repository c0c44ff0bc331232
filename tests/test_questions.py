"""What a text typed into the search asks."""

import pytest

from crmmap.describe.questions import understood
from tests.shipped import WHOLE


@pytest.mark.parametrize(
    ("text", "label", "words"),
    [
        (
            "who refines gallium",
            "Who refines gallium?",
            {"mineral": "Gallium", "theme": "supply", "stage_shown": "refinery"},
        ),
        (
            "Who mines cobalt?",
            "Who mines cobalt?",
            {"mineral": "Cobalt", "theme": "supply", "stage_shown": "mine"},
        ),
        (
            "EU Zambia",
            "Agreements of EU and Zambia",
            {"bloc": "EU", "country": "ZMB", "theme": "agreements"},
        ),
        (
            "Zambia China",
            "Agreements of China and Zambia",
            {"bloc": "CHINA", "country": "ZMB", "theme": "agreements"},
        ),
        (
            "binding cobalt",
            "Legally binding agreements on cobalt",
            {"mineral": "Cobalt", "force": "binding", "theme": "agreements"},
        ),
        (
            "US Africa cobalt binding",
            "Legally binding agreements of US and Africa on cobalt",
            {
                "mineral": "Cobalt",
                "bloc": "US",
                "region": "Northern Africa;Western Africa;Middle Africa;Eastern Africa;Southern "
                "Africa",
                "force": "binding",
                "theme": "agreements",
            },
        ),
        (
            "DR Congo cobalt agreements",
            "Agreements of the Democratic Republic of the Congo on cobalt",
            {"mineral": "Cobalt", "country": "COD", "theme": "agreements"},
        ),
        (
            "does China mine rare earths",
            "Who mines rare earths?",
            {"mineral": "Rare earths", "theme": "supply", "stage_shown": "mine"},
        ),
        (
            "lithium Chile",
            "Lithium in Chile",
            {"mineral": "Lithium", "country": "CHL", "theme": "supply"},
        ),
        (
            "EITI cobalt",
            "Sites with cobalt covered by EITI Standard 2023",
            {"mineral": "Cobalt", "standard": "EITI", "theme": "standards"},
        ),
    ],
)
def test_what_is_asked_becomes_words_of_an_address(text, label, words):
    (asked,) = understood(WHOLE, text)
    assert (asked.label, asked.words) == (label, words)


@pytest.mark.parametrize(
    "text",
    ["", "gallium", "Bagdad", "who refines unobtainium", "<script>", "the of and", "a " * 5000],
)
def test_a_name_alone_or_words_that_are_not_known_ask_nothing(text):
    assert understood(WHOLE, text) == []

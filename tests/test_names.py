import pytest

from crmmap.names import company_words, fold, holds_company, is_web_address
from crmmap.ui.text import link


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("Skellefteå (Lyten)", "skelleftea lyten"),
        ("Côte d'Ivoire", "cote d ivoire"),
        ("Głogów  II", "glogow ii"),
        ("BØRSMOSE", "borsmose"),
        ("...", ""),
    ],
)
def test_fold(text, known):
    assert fold(text) == known


@pytest.mark.parametrize(
    ("owner", "company", "known"),
    [
        ("Companhia Vale do Rio Doce: 51%", "Vale", True),
        ("Valedor Mining", "Vale", False),
        ("Rio Tinto Alcan Inc.", "Rio Tinto", True),
        ("Tinto Rio", "Rio Tinto", False),
        ("Anglo American Platinum Ltd. (Amplats)", "Anglo American plc", True),
        ("", "Vale", False),
        ("Vale S.A.", "S.A.", False),
    ],
)
def test_a_company_stands_as_whole_words_in_order(owner, company, known):
    assert holds_company(owner, company) is known


def test_legal_suffixes_do_not_count():
    assert company_words("Vale S.A.") == company_words("VALE Ltda.") == ("vale",)


@pytest.mark.parametrize(
    "address",
    [
        "https://x\n\n![a](http://host/x.png)",
        "https://x ![a](http://host/x.png)",
        "https://x\u2028y",
        "https://x>y",
        "https://x\\y",
        "javascript:alert(1)",
        "//host/x",
        "",
    ],
)
def test_what_could_break_out_of_a_link_becomes_none(address):
    assert not is_web_address(address)
    assert "](<" not in link("Text", address)


def test_an_address_stays_a_link():
    assert (
        link("A [source]", "https://example.org/a_(b)?c=1")
        == r"[A \[source\]](<https://example.org/a_(b)?c=1>)"
    )

import pytest

from crmmap.names import company_words, fold, holds_company


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

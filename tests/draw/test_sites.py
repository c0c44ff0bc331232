from crmmap.draw.sites import site_columns
from crmmap.schema.vocabulary import KINDS, leading_kind


def test_the_kind_furthest_along_the_chain_gives_the_sign(whole):
    kinds = whole.sites.iloc[:3].assign(
        kind=["mine;smelter", "deposit;mine", "refinery;recycling_plant"]
    )["kind"]
    assert [KINDS[i] for i in leading_kind(kinds)] == ["smelter", "mine", "recycling_plant"]


def test_the_tip_is_plain_text_of_what_the_site_is(whole):
    columns = site_columns(whole)
    tip = columns["tip"][columns["id"].index("CRM07937")].split("\n")
    assert tip[:3] == ["Jadar", "Deposit · suspended", "Lithium, Boron"]

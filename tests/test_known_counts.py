"""Counts on the shipped data, each found a second way: by plain SQL over the files as they are."""

from datetime import date

import pytest

from crmmap import Filters
from tests.shipped import BOUND, LIVE, MATCHING, MEMBERS

CASES = {
    "nickel": (
        Filters(minerals=("Nickel",)),
        "sites",
        "select count(*) from site_mineral where value = 'Nickel'",
        {},
        588,
    ),
    "nickel, EU members and partners": (
        Filters(minerals=("Nickel",), blocs=("EU",)),
        "sites",
        f"""select count(*) from sites s join site_mineral m on m.id = s.site_id
          and m.value = 'Nickel'
            where s.iso3 in ({MEMBERS}) or s.iso3 in (select value from {BOUND}
              where id in ({MATCHING})
            and id in (select id from deal_mineral
              where value in ('Nickel', 'All critical raw materials')))""",
        {"bloc": "EU", "day": "2026-10-05"},
        384,
    ),
    "nickel agreements of the EU": (
        Filters(minerals=("Nickel",), blocs=("EU",)),
        "agreements",
        f"""select count(*) from ({MATCHING}) where agreement_id in
            (select id from deal_mineral where value in ('Nickel',
              'All critical raw materials'))""",
        {"bloc": "EU", "day": "2026-10-05"},
        38,
    ),
    "nickel, EU members alone": (
        Filters(minerals=("Nickel",), blocs=("EU",), relation="members"),
        "sites",
        f"""select count(*) from sites s join site_mineral m on m.id = s.site_id
          and m.value = 'Nickel'
            where s.iso3 in ({MEMBERS})""",
        {"bloc": "EU", "day": "2026-10-05"},
        43,
    ),
    "all agreements live at the newest date": (
        Filters(),
        "agreements",
        f"select count(*) from agreements where {LIVE}",
        {"day": "2026-10-05"},
        180,
    ),
    "agreements live on a day in 2023": (
        Filters(as_of=date(2023, 6, 30)),
        "agreements",
        f"select count(*) from agreements where {LIVE}",
        {"day": "2023-06-30"},
        48,
    ),
    "an ended agreement is live before its end": (
        Filters(as_of=date(2024, 12, 31), countries=("CHL",), minerals=("Lithium",)),
        "agreements",
        f"""select count(*) from agreements a where {LIVE} and exists
            (select 1 from party where id = agreement_id and value = 'CHL') and exists
            (select 1 from deal_mineral where id = agreement_id and value in
            ('Lithium', 'All critical raw materials'))""",
        {"day": "2024-12-31"},
        4,
    ),
    "members of the MSP, ended in 2026, in 2025": (
        Filters(blocs=("MSP",), relation="members", as_of=date(2025, 6, 30)),
        "sites",
        f"select count(*) from sites where iso3 in ({MEMBERS})",
        {"bloc": "MSP", "day": "2025-06-30"},
        3227,
    ),
    "members of the MSP after its end": (
        Filters(blocs=("MSP",), relation="members"),
        "sites",
        f"select count(*) from sites where iso3 in ({MEMBERS})",
        {"bloc": "MSP", "day": "2026-10-05"},
        0,
    ),
    "a partial date: Estonia joined the MSP in 2024-03, not before": (
        Filters(blocs=("MSP",), relation="members", as_of=date(2024, 2, 29), countries=("EST",)),
        "sites",
        f"select count(*) from sites where iso3 = 'EST' and iso3 in ({MEMBERS})",
        {"bloc": "MSP", "day": "2024-02-29"},
        0,
    ),
    "a partial date means its first day": (
        Filters(blocs=("MSP",), relation="members", as_of=date(2024, 3, 1), countries=("EST",)),
        "sites",
        f"select count(*) from sites where iso3 = 'EST' and iso3 in ({MEMBERS})",
        {"bloc": "MSP", "day": "2024-03-01"},
        2,
    ),
    "a standard of sites: IRMA": (
        Filters(standards=("IRMA",)),
        "sites",
        """select count(distinct site_id) from standard_adherence
           where standard_id = 'IRMA' and subject_kind = 'site' and counts = 'True'
             and site_id <> ''""",
        {},
        9,
    ),
    "a standard of states: EITI": (
        Filters(standards=("EITI",)),
        "sites",
        """select count(*) from sites where iso3 in (select iso3 from standard_adherence
           where standard_id = 'EITI' and subject_kind = 'country' and counts = 'True')""",
        {},
        1969,
    ),
    "sites on the high seas": (
        Filters(countries=("ABNJ",)),
        "sites",
        "select count(*) from sites where iso3 = 'ABNJ'",
        {},
        11,
    ),
    "two kinds are an or": (
        Filters(kinds=("smelter", "refinery"), countries=("CHN",)),
        "sites",
        """select count(distinct s.site_id) from sites s join site_kind k on k.id = s.site_id
           where k.value in ('smelter', 'refinery') and s.iso3 = 'CHN'""",
        {},
        124,
    ),
    "two filters are an and": (
        Filters(minerals=("Lithium",), statuses=("operating",)),
        "sites",
        """select count(*) from sites s join site_mineral m on m.id = s.site_id
          and m.value = 'Lithium'
           where s.status = 'operating'""",
        {},
        63,
    ),
    "what the map opens with": (
        Filters.default(),
        "sites",
        """select count(*) from sites where not (kind = 'deposit' and status = 'unknown')
           and minerals <> 'Coking coal'""",
        {},
        5749,
    ),
    "nothing": (
        Filters(minerals=("Helium",), countries=("FIN",)),
        "sites",
        """select count(*) from sites s join site_mineral m on m.id = s.site_id
          and m.value = 'Helium'
           where s.iso3 = 'FIN'""",
        {},
        0,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_filter_and_plain_sql_find_the_same_known_number(whole, sql, name):
    filters, table, query, values, known = CASES[name]
    observed = len(getattr(whole.filter(filters), table))
    assert (observed, sql.execute(query, values).fetchone()[0]) == (known, known)


def test_a_company_standard_reaches_sites_by_whole_words_of_the_owner(whole):
    owners = set(whole.filter(Filters(standards=("ICMM",))).sites["owner"])
    assert {"Rio Tinto", "Glencore Plc", "Teck Resources Limited"} <= owners
    assert "Unki Mines (Private) Ltd." not in owners
    assert "Vale S.A." in owners


def test_names_fold_accents_and_keep_them_in_the_rows(whole):
    hits = whole.sites[whole.sites["name"] == "Northvolt Ett Skellefteå (Lyten)"]
    assert list(hits["site_id"]) == ["CRM08028"]


def test_filters_alone_restrict_nothing_but_the_date(whole):
    some = whole.filter(Filters())
    assert len(some.sites) == 10_416
    assert len(some.zones) == 1_595
    assert len(some.production) == 3_953

"""Tables of policy that others keep, as rows of one's own."""

from __future__ import annotations

import pandas as pd
import pytest

from crmmap import Filters, load
from crmmap.atlas.licences import with_attribution
from crmmap.exchange.folders import write_folder
from crmmap.exchange.readers import ImportOptions, merge, read
from crmmap.exchange.readers.policy_dates import days_of
from crmmap.exchange.readers.policy_words import (
    AGREED,
    DIRECTIONS,
    SEVERITIES,
    STATUSES,
    PolicyWords,
    force_of,
)
from crmmap.exchange.readers.preview import preview
from crmmap.exchange.readers.publisher_terms import first_that_fits
from tests.shipped import WHOLE

GTA = (
    "Intervention ID,State Act Title,Implementing Jurisdictions,Affected Jurisdictions,"
    "GTA Evaluation,Mast Chapter,Intervention Type,Affected Products,Announcement Date,"
    "Implementation Date,Removal Date\n"
    '901,Export ban on raw tin,Indonesia,"China, Japan",Red,P,Export ban,,2025-01-02,2025-02-01,\n'
    "902,Licences for exports of antimony,China,,Red,P,Export licensing requirement,281700,"
    "15/09/2024,30/09/2024,\n"
    "903,Subsidy for bread,France,,Red,L,Financial grant,110100,2024-01-01,2024-01-01,\n"
    "904,Export quota on nickel,Atlantis,,Red,P,Export quota,,2024-01-01,2024-01-01,\n"
)
OECD = (
    "Country,HS6,Product,Measure,Introduction date,End date\n"
    "Zambia,260300,Copper ores and concentrates,Export tax,2019,\n"
    "Gabon,260200,Manganese ores,Licensing requirement,2010,2020\n"
)
IEA = (
    "Policy,Country,Year,Status,Jurisdiction,Topics,Policy type\n"
    "Critical Minerals Strategy,Canada,2022,In force,National,Critical Minerals,Strategic plans\n"
    "Lithium nationalisation decree,Mexico,2023,In force,National,,State participation\n"
    "Draft recycling plan,European Union,2024,Planned,International,,Targets\n"
)
AGREEMENTS = (
    "Title,Parties,Signed,Minerals,Legal force,Access,Exclusion,Pressure,Shared goods\n"
    "Memorandum on cobalt,Japan; Zambia,5 March 2025,Cobalt,non-binding,none,no,no,yes\n"
    'Offtake deal,"China, Chile",2024,Lithium,binding,stake,no,no,no\n'
    "Pact,Finland; Sweden; Norway,2023-06,,,,,,\n"
    "Alone,Japan,2024,Tin,,,,,\n"
)


def brought(tmp_path, text: str):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    return read(path, WHOLE)


def told(imported, row: int) -> str:
    found = imported.report.set_index("row").loc[row]
    return f"{found['reason']} {found['changed']}"


def test_interventions_of_global_trade_alert(tmp_path):
    imported = brought(tmp_path, GTA)
    assert imported.layout.name == "gta"
    assert imported.totals == {"read": 4, "taken": 2, "merged": 0, "refused": 2}
    ban, licences = imported.tables["measures"].to_dict("records")
    assert (ban["imposing"], ban["target"], ban["minerals"]) == ("IDN", "CHN;JPN", "Tin")
    assert (ban["direction"], ban["severity"], ban["effective_date"]) == (
        "export",
        "ban",
        "2025-02-01",
    )
    assert not ban["all_buyers"] and licences["all_buyers"]
    assert (licences["minerals"], licences["announced_date"]) == ("Antimony", "2024-09-15")
    assert licences["severity"] == "licence"
    assert "no mineral of the vocabulary" in told(imported, 4)
    assert "'Atlantis' is no country or bloc" in told(imported, 5)


def test_the_inventory_of_the_oecd(tmp_path):
    imported = brought(tmp_path, OECD)
    assert imported.layout.name == "oecd-export-restrictions"
    tax, licence = imported.tables["measures"].to_dict("records")
    assert (tax["imposing"], tax["minerals"], tax["severity"]) == ("ZMB", "Copper", "tax")
    assert (licence["effective_date"], licence["end_date"]) == ("2010", "2020")
    assert licence["minerals"] == "Manganese"


def test_the_tracker_of_the_iea(tmp_path):
    imported = brought(tmp_path, IEA)
    assert imported.layout.name == "iea-policies"
    plan, decree, draft = imported.tables["measures"].to_dict("records")
    assert plan["minerals"] == "All critical raw materials"
    assert "names no mineral; taken for all critical ones" in told(imported, 2)
    assert (decree["minerals"], decree["direction"]) == ("Lithium", "ownership")
    assert (draft["imposing"], draft["status"]) == ("EU", "announced")


def test_agreements_are_not_classified_until_their_features_are_given(tmp_path):
    imported = brought(tmp_path, AGREEMENTS)
    assert imported.layout.name == "agreements"
    assert imported.totals == {"read": 4, "taken": 3, "merged": 0, "refused": 1}
    first, deal, pact = imported.tables["agreements"].to_dict("records")
    assert (first["parties"], first["lead"], first["partner_iso3"]) == ("JPN;ZMB", "JPN", "ZMB")
    assert (first["signed_date"], first["diplomacy_mode"]) == ("2025-03-05", "cooperative")
    assert (deal["parties"], deal["diplomacy_mode"]) == ("CHN;CHL", "binding")
    assert (pact["scope"], pact["coding"], pact["access"]) == (
        "plurilateral",
        "not classified",
        "unknown",
    )
    assert pact["mode_rationale"].startswith("Not classified yet")
    assert pact["short_title"] == "Pact (not classified)", "which every list and map shows"
    assert first["short_title"] == "Memorandum on cobalt"
    assert "the four features are not all given" in told(imported, 4)
    assert "fewer than two parties" in told(imported, 5)


@pytest.mark.parametrize(
    "text",
    [
        "Country,Product,Measure\nChile,Copper,Import duty\nPeru,Copper,Import duty\n",
        "Title,Parties\nReport on lithium,Ministry\nReport on tin,Institute\n",
        "Title,Countries,Year\nA study,Chile; Peru,2024\n",
        "Policy,Country,Year,Status,Type\n77,Chile,2024,Paid,Fire\n",
    ],
)
def test_other_tables_are_not_taken_for_these(tmp_path, text):
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    assert preview(path, WHOLE, ImportOptions()).layout == ""


@pytest.mark.parametrize("text", [GTA, OECD, IEA, AGREEMENTS])
def test_what_was_brought_keeps_the_rules_and_shows(tmp_path, text):
    imported = brought(tmp_path, text)
    (table, rows), *_ = imported.tables.items()
    larger = merge(WHOLE, imported)
    assert len(getattr(larger, table)) == len(getattr(WHOLE, table)) + len(rows)
    write_folder(larger, tmp_path / "folder")
    again = load(tmp_path / "folder")  # which checks every rule
    assert len(getattr(again, table)) == len(getattr(larger, table))
    shown = larger.filter(Filters.default())
    assert set(getattr(shown, table).iloc[:, 0]) & set(rows.iloc[:, 0])
    twice = read(tmp_path / "own.csv", larger)
    assert twice.totals["taken"] == 0, "brought again it is the same record"


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        (["03/04/2025", "4 May 2025"], ["", "2025-05-04"]),
        (["03/25/2025", "03/04/2025"], ["2025-03-25", "2025-03-04"]),
        (["13/02/2025", "02/13/2025", "03/04/2025"], ["2025-02-13", "2025-02-13", ""]),
        (["31/02/2025", "2025-02-31", "99/99/2025"], ["", "", ""]),
        (["March 2025", "May 2024", "Jan-2024"], ["2025-03", "2024-05", "2024-01"]),
        (["2025/03/04", "2025.03.04", "20250304"], ["2025-03-04"] * 3),
        (["2024.0", "soon", "5/5/2025", "45000"], ["2024", "", "2025-05-05", ""]),
    ],
)
def test_days_are_read_or_left_out(cells, days):
    assert days_of(pd.Series(cells))[0] == days


def test_a_day_that_can_be_read_two_ways_is_told(tmp_path):
    imported = brought(
        tmp_path,
        "Title,Parties,Signed,End\nPact,Chile; China,03/04/2024,31/02/2030\n",
    )
    assert "'03/04/2024' can be read two ways" in told(imported, 2)
    assert "'31/02/2030' is no day that we can read" in told(imported, 2)


@pytest.mark.parametrize(
    ("cell", "codes", "lost"),
    [
        ("Congo, Democratic Republic of the; Zambia", ["COD", "ZMB"], []),
        ("United States, Republic of Korea, Japan", ["USA", "KOR", "JPN"], []),
        ("Japan, the United States", ["JPN", "USA"], []),
        ("Australia, the European Union, Japan", ["AUS", "EU", "JPN"], []),
        ("Bolivia (Plurinational State of), Chile", ["BOL", "CHL"], []),
        ("Chile, Peru and Argentina", ["CHL", "PER", "ARG"], []),
        ("EU and Japan", ["EU", "JPN"], []),
        ("Trinidad and Tobago", ["TTO"], []),
        ("Chile, Narnia", ["CHL"], ["Narnia"]),
        ("Taiwan, China", ["TWN"], []),
        ("Korea, Republic of, Chile", ["KOR", "CHL"], []),
    ],
)
def test_names_in_one_cell(cell, codes, lost):
    assert PolicyWords(WHOLE).parties(cell) == (codes, lost)


@pytest.mark.parametrize(
    ("word", "measure", "agreement"),
    [
        ("Suspended", "suspended", "suspended"),
        ("Amended", "in force", "signed"),
        ("Pending", "announced", "announced"),
        ("Not in force", "announced", "announced"),
        ("Signed (not in force)", "announced", "signed"),
        ("Ended", "ended", "expired"),
        ("", "in force", "signed"),
    ],
)
def test_words_for_a_status(word, measure, agreement):
    assert first_that_fits(word, STATUSES, "in force") == measure
    assert first_that_fits(word, AGREED, "signed") == agreement


def test_a_word_within_another_says_nothing():
    assert first_that_fits("Innovation policy", SEVERITIES, "rule") == "rule"
    assert first_that_fits("Act on strategically important materials", DIRECTIONS, "") == ""
    assert first_that_fits("Export-Import Bank loan", DIRECTIONS, "") == "support"
    assert [force_of(one) for one in ("Legally binding", "Partly binding", "Not binding", "")] == [
        "binding",
        "mixed",
        "non-binding",
        "",
    ]


def test_what_a_row_imposes_for_several_or_on_nobody_known(tmp_path):
    imported = brought(
        tmp_path,
        "Intervention ID,State Act Title,Implementing Jurisdictions,Affected Jurisdictions,"
        "Intervention Type,Affected Products\n"
        "1,Ban,Indonesia; Philippines,,Export ban,nickel\n"
        "2,Ban,Chile,Wakanda,Export ban,lithium\n"
        "\u7b2c\u4e00,Ban,Peru,,Export ban,copper\n"
        "\u7b2c\u4e8c,No. 260300 decision on tin,Peru,,Export ban,\n",
    )
    rows = imported.tables["measures"]
    assert rows["imposing"].tolist() == ["IDN", "PHL", "PER", "PER"]
    assert rows["measure_id"].is_unique
    assert rows["minerals"].tolist() == ["Nickel", "Nickel", "Copper", "Tin"]
    assert "its target 'Wakanda'" in told(imported, 3)
    larger = merge(WHOLE, imported)
    said = with_attribution(larger, "measures", larger.measures.tail(4))
    assert said["attribution"].str.contains("Global Trade Alert").all()

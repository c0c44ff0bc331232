"""Who is bound to whom, and who is courted by rivals."""

import csv
from datetime import date

from crmmap import measures
from crmmap.measures.partners import POWERS, links_of
from crmmap.shipped import GEODATA


def test_the_lead_is_linked_to_each_partner_once():
    deal = {"parties": "EU;CHL;EU", "lead": "EU", "partner_iso3": ""}
    assert links_of(deal) == [("EU", "CHL")]
    assert links_of({"parties": "A;B;C", "lead": "", "partner_iso3": ""}) == [
        ("A", "B"),
        ("A", "C"),
    ]
    assert links_of({"parties": "A;B;C", "lead": "B", "partner_iso3": "C"}) == [("B", "C")]


def deals(whole, *rows):
    """Agreements of (parties, lead, signed, status, force)."""
    parties, leads, signed, status, force = zip(*rows, strict=True)
    return whole.replace(
        agreements=whole.agreements.iloc[: len(rows)].assign(
            parties=parties,
            lead=leads,
            partner_iso3="",
            signed_date=signed,
            end_date="",
            status=status,
            legal_force=force,
        )
    )


def test_a_host_is_courted_by_rivals_not_by_two_of_the_same_camp(whole):
    small = deals(
        whole,
        ("USA;COD", "USA", "2025-01-01", "signed", "binding"),
        ("CHN;COD", "CHN", "2024-01-01", "in force", "binding"),
        ("DEU;CHL", "DEU", "2024-01-01", "signed", "non-binding"),
        ("EU;CHL", "EU", "2023-01-01", "signed", "non-binding"),
        ("RUS;CHL", "RUS", "2025-06-01", "announced", "non-binding"),
    )
    table = measures.contested_countries(small)
    assert table["host"].tolist() == [
        "COD"
    ]  # Germany counts as the EU's, what is announced is not live
    assert table.iloc[0][["powers", "rivals", "agreements"]].tolist() == [
        "China;United States",
        2,
        2,
    ]
    assert measures.contested_countries(small, as_of=date(2024, 6, 30)).empty


def test_kazakhstan_has_three_rivals_by_plain_csv(whole):
    with open(GEODATA / "agreements.csv", encoding="utf-8", newline="") as file:
        rows = [
            r
            for r in csv.DictReader(file)
            if "KAZ" in r["parties"].split(";") and r["lead"] != "KAZ"
        ]
    with open(GEODATA / "bloc_members.csv", encoding="utf-8", newline="") as file:
        eu = {
            r["iso3"] for r in csv.DictReader(file) if (r["bloc_id"], r["counts"]) == ("EU", "True")
        }
    over = ("expired", "terminated", "suspended")
    live = [
        r
        for r in rows
        if r["status"] not in ("announced", "negotiating") and "" < r["signed_date"] <= "2026-10-05"
    ]
    live = [
        r
        for r in live
        if (not r["end_date"] and r["status"] not in over) or r["end_date"] > "2026-10-05"
    ]
    leads = {"EU" if r["lead"] in eu else r["lead"] for r in live}
    known = sorted(POWERS[lead] for lead in leads if lead in POWERS)
    observed = measures.contested_countries(whole).set_index("host").loc["KAZ", "powers"].split(";")
    assert observed == known and len(known) == 3


def test_links_are_those_of_live_agreements(whole):
    table = measures.links(whole)
    live = whole.agreements[whole.lookups.agreement_states_at(date(2026, 10, 5)) == "live"]
    assert set(table["agreement_id"]) <= set(live["agreement_id"])
    assert (table["lead"] != table["host"]).all()

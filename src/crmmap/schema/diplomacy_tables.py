"""The tables of diplomacy: blocs, agreements, standards, measures and events."""

from __future__ import annotations

from crmmap.schema.modes import modes_of
from crmmap.schema.rules import (
    Reference,
    RowRule,
    Table,
    date,
    flag,
    key,
    number,
    one_of,
    some_of,
    text,
    url,
)
from crmmap.schema.vocabulary import (
    ACCESSES,
    AGREEMENT_STATUSES,
    ALL_CRITICAL,
    CODING_BASES,
    CODING_CONFIDENCES,
    DIRECTIONS,
    FEATURE,
    LEGAL_FORCES,
    LEVELS,
    MEASURE_STAGES,
    MODES,
    NO_LONGER_LIVE,
    PROVENANCES,
    RESOLVES,
    SEVERITIES,
    WIDER_THAN_CRITICAL,
)

_PARTY = ("countries.iso_a3", "blocs.bloc_id")
_MINERAL = ("minerals.mineral",)
_SOURCED = {"source_url": url(), "source_title": text(), "as_of": text()}
_CHECKED = {"confidence": text(), "provenance": one_of(PROVENANCES)}

DIPLOMACY_TABLES: dict[str, Table] = {
    "blocs": Table(
        "blocs.csv",
        {
            "bloc_id": key(),
            "name": text(empty=False),
            "kind": text(),
            "resolves": one_of(RESOLVES),
            "founded": date(),
            "status": text(),
        },
        key="bloc_id",
    ),
    "bloc_members": Table(
        "bloc_members.csv",
        {
            "bloc_id": text(empty=False),
            "iso3": text(empty=False),
            "role": text(),
            "counts": flag(),
            "from_date": date(),
            "to_date": date(),
            **_SOURCED,
            **_CHECKED,
        },
        (Reference("bloc_id", ("blocs.bloc_id",)), Reference("iso3", _PARTY)),
    ),
    "agreements": Table(
        "agreements.csv",
        {
            "agreement_id": key(),
            "title": text(empty=False),
            "short_title": text(empty=False),
            "kind": text(),
            "diplomacy_mode": one_of(MODES),
            "mode_rationale": text(empty=False),
            "access": one_of(ACCESSES),
            "exclusion": one_of(FEATURE),
            "pressure": one_of(FEATURE),
            "shared_goods": one_of(FEATURE),
            "coding_basis": one_of(CODING_BASES),
            "coding_confidence": one_of(CODING_CONFIDENCES),
            "coding": text(empty=False),
            "parties": text(empty=False),
            "lead": text(),
            "partner_iso3": text(),
            "scope": one_of(("bilateral", "plurilateral")),
            "signed_date": date(),
            "end_date": date(),
            "status": one_of(AGREEMENT_STATUSES),
            "minerals": text(),
            "legal_force": one_of(LEGAL_FORCES),
            "governance_provisions": text(),
            "financing_usd": number(0, 1e13),
            "paper_differs": text(),
            **_SOURCED,
            **_CHECKED,
        },
        (
            Reference("parties", _PARTY),
            Reference("lead", _PARTY),
            Reference("partner_iso3", _PARTY),
            Reference("minerals", _MINERAL, (ALL_CRITICAL, *WIDER_THAN_CRITICAL)),
        ),
        key="agreement_id",
        row_rules=(
            RowRule(
                "diplomacy_mode",
                lambda rows: rows["diplomacy_mode"] == modes_of(rows),
                "is not the mode that follows from access, exclusion and pressure",
            ),
        ),
        warnings=(
            RowRule(
                "end_date",
                lambda rows: (
                    ~rows["status"].isin(NO_LONGER_LIVE)
                    | (rows["end_date"] != "")
                    | (rows["signed_date"] == "")
                ),
                "is empty although the agreement has ended or is suspended; it counts as live on "
                "no day",
            ),
        ),
    ),
    "standards": Table(
        "standards.csv",
        {
            "standard_id": key(),
            "name": text(empty=False),
            "issuer": text(),
            "level": one_of((*LEVELS, "exchange")),
            "bindingness": text(empty=False),
            "declaratory": flag(),
        },
        key="standard_id",
    ),
    "standard_adherence": Table(
        "standard_adherence.csv",
        {
            "standard_id": text(empty=False),
            "subject_kind": one_of(("country", "company", "site", "bloc", "exchange")),
            "subject": text(empty=False),
            "iso3": text(),
            "status": text(),
            "counts": flag(),
            "site_id": text(),
            **_SOURCED,
            **_CHECKED,
        },
        (
            Reference("standard_id", ("standards.standard_id",)),
            Reference("iso3", _PARTY),
            Reference("site_id", ("sites.site_id",)),
        ),
    ),
    "measures": Table(
        "measures.csv",
        {
            "measure_id": key(),
            "imposing": text(empty=False),
            "target": text(empty=False),
            "minerals": text(),
            "kind": text(empty=False),
            "mode": one_of(MODES),
            "direction": one_of(DIRECTIONS),
            "stage": some_of(MEASURE_STAGES),
            "severity": one_of(SEVERITIES),
            "all_buyers": flag(),
            "partly_covered": text(),
            "not_covered": text(),
            "scope_reason": text(),
            "scope_confidence": one_of(CODING_CONFIDENCES),
            "announced_date": date(),
            "effective_date": date(),
            "end_date": date(),
            "suspended_from": date(),
            "suspended_until": date(),
            "status": text(empty=False),
            **_SOURCED,
            **_CHECKED,
        },
        (
            Reference("imposing", _PARTY, ("ISA", "LME")),
            Reference("target", _PARTY, ("ALL", "domestic")),
            Reference("minerals", _MINERAL, (ALL_CRITICAL, *WIDER_THAN_CRITICAL)),
            Reference("partly_covered", _MINERAL),
            Reference("not_covered", _MINERAL),
        ),
        key="measure_id",
        row_rules=(
            RowRule(
                "end_date",
                lambda rows: (rows["status"] != "suspended") | (rows["end_date"] == ""),
                "holds a day although the measure is suspended; write the suspension into "
                "suspended_from and "
                "suspended_until",
            ),
            RowRule(
                "suspended_from",
                lambda rows: (rows["suspended_until"] == "") | (rows["suspended_from"] != ""),
                "is empty although suspended_until is not",
            ),
        ),
    ),
    "timeline": Table(
        "timeline.csv", {"date": text(empty=False), "event": text(empty=False), "places": text()}
    ),
}

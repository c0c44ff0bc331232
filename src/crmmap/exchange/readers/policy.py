"""Rows of agreements.csv and measures.csv out of tables that others keep.

What a row says in its own words is taken; what only a reader of the text can tell is not. So an
agreement without the four features is marked as not classified, and a measure says that its scope
is the publisher's word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import pandas as pd

from crmmap.exchange.readers.import_report import ImportReport
from crmmap.exchange.readers.layout import Layout, Source
from crmmap.exchange.readers.policy_dates import days_of
from crmmap.exchange.readers.policy_words import (
    AGREED,
    DIRECTIONS,
    SEVERITIES,
    STATUSES,
    PolicyWords,
    force_of,
)
from crmmap.exchange.readers.publisher_terms import first_that_fits, plain_id
from crmmap.names import is_web_address
from crmmap.schema.modes import modes_of
from crmmap.schema.tables import TABLES
from crmmap.schema.vocabulary import ACCESSES, ALL_CRITICAL, BROUGHT, FEATURE

if TYPE_CHECKING:
    from crmmap.atlas.atlas import Atlas

MEASURE_FIELDS = (
    "ref", "title", "imposing", "target", "kind", "minerals", "announced", "effective", "end",
    "status", "url", "flow",
)  # fmt: skip
AGREEMENT_FIELDS = (
    "ref", "title", "kind", "parties", "lead", "minerals", "signed", "end", "status", "force",
    "access", "exclusion", "pressure", "shared_goods", "url",
)  # fmt: skip
POLICY_FIELDS = {"measures": MEASURE_FIELDS, "agreements": AGREEMENT_FIELDS}
NOT_CLASSIFIED = " (not classified)"
"""Stands behind the name of an agreement wherever it is shown: its character is no finding."""
UNCLASSIFIED = "Not classified yet: it was brought from a file, and its text was not read."
_FEATURES = {"access": ACCESSES, "exclusion": FEATURE, "pressure": FEATURE, "shared_goods": FEATURE}


def _days(prepared: pd.DataFrame, column: str, report: ImportReport) -> np.ndarray:
    """The days of a column; what can't be read is told."""
    days, open_ = days_of(prepared[column])
    for place, (cell, day) in enumerate(zip(prepared[column], days, strict=True)):
        if cell.strip() and not day:
            why = "can be read two ways" if open_[place] else "is no day that we can read"
            report.change_one(place, f"{cell[:40]!r} {why} and was left out")
    return np.array(days, dtype=object)


def _refs(prepared: pd.DataFrame, source_id: str) -> list[str]:
    """An id for each row; one that had to be cut or cleaned keeps a number of its own."""
    ids = []
    for place, ref in enumerate(prepared["ref"], start=1):
        said = ref or str(place)
        plain = plain_id(said)
        number = "" if plain == said else f"-{crc32(said.encode()):08x}"
        ids.append(f"{source_id}{BROUGHT}{plain}{number}")
    return ids


def _sourced(prepared: pd.DataFrame, name: str) -> dict[str, object]:
    return {
        "source_url": prepared["url"].where(prepared["url"].map(is_web_address), ""),
        "source_title": name,
        "as_of": "",
        "confidence": "low",
        "provenance": "unverified",
    }


def policy_rows(
    prepared: pd.DataFrame, layout: Layout, source: Source, atlas: Atlas, report: ImportReport
) -> pd.DataFrame:
    """Rows of the table that a layout of policy goes into. What the map has already is kept."""
    name = source.title or source.publisher
    if layout.table == "measures":
        rows = measures_of(
            prepared,
            atlas,
            report,
            source_id=source.source_id,
            name=name,
            all_critical=layout.name == "iea-policies",
        )
    else:
        rows = agreements_of(prepared, atlas, report, source_id=source.source_id, name=name)
    key = TABLES[layout.table].key
    there = set(getattr(atlas, layout.table)[key])
    for place, one in rows.loc[rows[key].isin(there), key].items():
        report.merge(int(str(place)), one, "the same record of the same source is in the map")
    twice = rows[key].duplicated() & ~rows[key].isin(there)
    for place, one in rows.loc[twice, key].items():
        report.merge(int(str(place)), one, "it repeats a row above")
    return rows[~rows[key].isin(there) & ~twice]


def measures_of(
    prepared: pd.DataFrame, atlas: Atlas, report: ImportReport, *, source_id: str, name: str,
    all_critical: bool,
) -> pd.DataFrame:  # fmt: skip
    """Rows of measures.csv; a row without a known country or mineral is refused.

    Parameters
    ----------
    prepared
        Texts; columns as in `MEASURE_FIELDS`.
    source_id, name
        Of the source, for ids and titles.
    all_critical
        Whether a row that names no mineral is about all critical ones, as in a tracker of these.
    """
    read = PolicyWords(atlas)
    report.name[:] = prepared["title"].where(prepared["title"] != "", prepared["kind"]).to_numpy()
    imposing = [read.parties(cell) for cell in prepared["imposing"]]
    report.refuse(
        np.array([not codes for codes, _ in imposing]),
        lambda i: f"{prepared['imposing'].iloc[i][:80]!r} is no country or bloc that we know",
    )
    report.change(
        np.array([bool(lost) for _, lost in imposing]) & report.open,
        lambda i: f"not known and left out: {', '.join(imposing[i][1])[:120]}",
    )
    minerals = [
        read.minerals(*cells) for cells in prepared[["minerals", "title"]].itertuples(index=False)
    ]
    unnamed = np.array([not found for found in minerals])
    if all_critical:
        report.change(unnamed & report.open, "it names no mineral; taken for all critical ones")
    else:
        report.refuse(unnamed, "it names no mineral of the vocabulary")
    targets = [read.parties(cell) if cell else ([], []) for cell in prepared["target"]]
    report.refuse(
        np.array([bool(lost and not codes) for codes, lost in targets]),
        lambda i: f"its target {prepared['target'].iloc[i][:80]!r} is no country or bloc we know",
    )
    report.change(
        np.array([bool(codes and lost) for codes, lost in targets]) & report.open,
        lambda i: f"not known and left out: {', '.join(targets[i][1])[:120]}",
    )
    days = {column: _days(prepared, column, report) for column in ("announced", "effective", "end")}
    kinds = prepared["kind"] + " " + prepared["flow"]
    ways = [
        first_that_fits(kind, DIRECTIONS, "") or first_that_fits(title, DIRECTIONS, "other")
        for kind, title in zip(kinds, prepared["title"], strict=True)
    ]
    target = [";".join(codes) or "ALL" for codes, _ in targets]
    rows = pd.DataFrame(
        {
            "measure_id": _refs(prepared, source_id),
            "imposing": [";".join(codes) for codes, _ in imposing],
            "target": target,
            "minerals": [";".join(found) or ALL_CRITICAL for found in minerals],
            "kind": prepared["kind"].where(prepared["kind"] != "", "policy").str.slice(0, 120),
            "mode": ["coercive" if one in ("export", "import") else "competitive" for one in ways],
            "direction": ways,
            "stage": "mine;refinery",
            "severity": [first_that_fits(cell, SEVERITIES, "rule") for cell in prepared["kind"]],
            "all_buyers": [one == "ALL" for one in target],
            "partly_covered": "",
            "not_covered": "",
            "scope_reason": UNCLASSIFIED,
            "scope_confidence": "low",
            "announced_date": days["announced"],
            "effective_date": days["effective"],
            "end_date": days["end"],
            "suspended_from": "",
            "suspended_until": "",
            "status": [first_that_fits(cell, STATUSES, "in force") for cell in prepared["status"]],
            "notes": prepared["title"],
            **_sourced(prepared, name),
        }
    )
    return _one_a_country(rows[report.open])


def _one_a_country(rows: pd.DataFrame) -> pd.DataFrame:
    """A row for each that imposes a measure: the tables know one alone."""
    several = rows["imposing"].str.contains(";")
    rows = rows.assign(imposing=rows["imposing"].str.split(";")).explode("imposing")
    several = several.reindex(rows.index)
    ids = rows["measure_id"].where(~several, rows["measure_id"] + "." + rows["imposing"])
    return rows.assign(measure_id=ids)


def agreements_of(
    prepared: pd.DataFrame, atlas: Atlas, report: ImportReport, *, source_id: str, name: str
) -> pd.DataFrame:
    """Rows of agreements.csv; a row without two known parties is refused. Columns of ``prepared``
    as in `AGREEMENT_FIELDS`.
    """
    read = PolicyWords(atlas)
    report.name[:] = prepared["title"].to_numpy()
    report.refuse((prepared["title"] == "").to_numpy(), "it has no title")
    parties = [read.parties(cell) for cell in prepared["parties"]]
    report.refuse(
        np.array([len(codes) < 2 for codes, _ in parties]),
        lambda i: (
            "fewer than two parties are known"
            + (f"; not known: {', '.join(parties[i][1])[:120]}" if parties[i][1] else "")
        ),
    )
    report.change(
        np.array([bool(lost) for _, lost in parties]) & report.open,
        lambda i: f"not known and left out: {', '.join(parties[i][1])[:120]}",
    )
    leads = [
        lead if (lead := read.party(cell)) in codes else (codes or [""])[0]
        for cell, (codes, _) in zip(prepared["lead"], parties, strict=True)
    ]
    features = {name: _coded(prepared[name], known) for name, known in _FEATURES.items()}
    coded = np.all([values != "unknown" for values in features.values()], axis=0)
    report.change(~coded & report.open, "not classified: the four features are not all given")
    force = prepared["force"].map(force_of)
    report.change(
        (force == "").to_numpy() & report.open, "no legal force is given; taken for not binding"
    )
    signed, end = (_days(prepared, column, report) for column in ("signed", "end"))
    status = [
        first_that_fits(cell, AGREED, "signed" if day else "announced")
        for cell, day in zip(prepared["status"], signed, strict=True)
    ]
    rows = pd.DataFrame(
        {
            "agreement_id": _refs(prepared, source_id),
            "title": prepared["title"],
            "short_title": prepared["title"].str.slice(0, 60) + np.where(coded, "", NOT_CLASSIFIED),
            "kind": prepared["kind"].where(prepared["kind"] != "", "agreement"),
            **features,
            "mode_rationale": np.where(coded, "As the features in the file say.", UNCLASSIFIED),
            "coding_basis": "row only",
            "coding_confidence": "low",
            "coding": np.where(coded, "as the file says", "not classified"),
            "parties": [";".join(codes) for codes, _ in parties],
            "lead": leads,
            "partner_iso3": [
                ";".join(code for code in codes if code != lead)
                for (codes, _), lead in zip(parties, leads, strict=True)
            ],
            "scope": ["plurilateral" if len(codes) > 2 else "bilateral" for codes, _ in parties],
            "signed_date": signed,
            "end_date": end,
            "status": status,
            "minerals": [
                ";".join(read.minerals(*cells)) or ALL_CRITICAL
                for cells in prepared[["minerals", "title"]].itertuples(index=False)
            ],
            "value_chain_stages": "",
            "legal_force": force.where(force != "", "non-binding"),
            "governance_provisions": "",
            "financing_usd": np.nan,
            "paper_differs": "",
            "notes": "",
            **_sourced(prepared, name),
        }
    )
    rows["diplomacy_mode"] = modes_of(rows)
    return rows[report.open]


def _coded(cells: pd.Series, known: tuple[str, ...]) -> np.ndarray:
    said = cells.str.strip().str.casefold()
    return said.where(said.isin(known), "unknown").to_numpy(object)

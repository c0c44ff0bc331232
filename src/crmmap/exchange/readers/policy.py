"""Rows of agreements.csv and measures.csv out of tables that others keep.

What a row says in its own words is taken; what only a reader of the text can tell is not. So an
agreement without the four features is marked as not classified, and a measure says that its scope
is the publisher's word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crmmap.exchange.readers.commodities import Commodities
from crmmap.exchange.readers.country_names import Countries
from crmmap.exchange.readers.import_report import ImportReport
from crmmap.exchange.readers.layout import Layout, Source
from crmmap.exchange.readers.policy_dates import days_of
from crmmap.exchange.readers.publisher_terms import row_key
from crmmap.names import fold, is_web_address
from crmmap.schema.modes import modes_of
from crmmap.schema.tables import TABLES
from crmmap.schema.vocabulary import ACCESSES, ALL_CRITICAL, FEATURE, LEGAL_FORCES

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
UNCLASSIFIED = "Not classified yet: it was brought from a file, and its text was not read."
_FEATURES = {"access": ACCESSES, "exclusion": FEATURE, "pressure": FEATURE, "shared_goods": FEATURE}
_SEVERITIES = (
    (r"\bban\b|prohibit|embargo", "ban"),
    (r"quota", "quota"),
    (r"licen|permit|authori[sz]", "licence"),
    (r"tax|tariff|dut(y|ies)|royalt|levy|surcharge|\bfee\b|vat", "tax"),
    (r"subsid|grant|loan|state aid|financ|support|research|invest in|stockpil", "none"),
    (r".", "rule"),
)
_DIRECTIONS = (
    (r"export", "export"),
    (r"import|anti-?dumping|safeguard|countervail", "import"),
    (r"fdi|ownership|acquisition|foreign invest|state participation|nationali[sz]", "ownership"),
    (r"subsid|grant|loan|state aid|financ|support|stockpil|research|innovation", "support"),
    (r"local content|local processing|mining|production|permit", "production"),
    (r"technolog", "technology"),
    (r".", "other"),
)
_STATUSES = (
    (r"withdraw|abandon", "withdrawn"),
    (r"end|expire|terminat|supersed|remov|repeal", "ended"),
    (r"announc|plan|propos|draft|under (review|development)", "announced"),
    (r"suspend", "suspended"),
)
_AGREED = (
    (r"negotiat", "negotiating"),
    (r"announc|plan|propos", "announced"),
    (r"suspend", "suspended"),
    (r"terminat|withdraw", "terminated"),
    (r"expire|end", "expired"),
    (r"force|effect", "in force"),
    (r"sign", "signed"),
)
_LIST = re.compile(r"[;|\n]|,(?! (?:Republic|Islamic|Plurinational|Bolivarian|Kingdom|the)\b)")
_HS6 = re.compile(r"(?<!\d)(\d{4})\.?(\d{2})(?!\d)")
MOST_PARTIES, MOST_WORDS = 60, 400


class _Reader:
    """Names of countries, blocs and minerals, as tables of policy have them."""

    def __init__(self, atlas: Atlas) -> None:
        self.countries = Countries(atlas.countries)
        self.blocs = {fold(name): bloc for bloc, name in zip(
            atlas.blocs["bloc_id"], atlas.blocs["name"], strict=True)}  # fmt: skip
        self.blocs |= {fold(bloc): bloc for bloc in atlas.blocs["bloc_id"]}
        symbols = dict(zip(atlas.minerals["mineral"], atlas.minerals["symbol"], strict=True))
        self.commodities = Commodities(symbols)
        words = {fold(name): mineral for mineral in symbols for name in mineral.split("/")}
        self.named = {re.compile(rf"\b{re.escape(w)}\b"): m for w, m in words.items() if len(w) > 2}
        flows = atlas.trade_flows[["hs6", "mineral"]].drop_duplicates()
        self.of_product = flows.groupby("hs6")["mineral"].agg(";".join).to_dict()

    def party(self, cell: str) -> str:
        """The code of a country or the id of a bloc; "" if it is neither."""
        return self.countries.read(cell)[0] or self.blocs.get(fold(cell), "")

    def parties(self, cell: str) -> tuple[list[str], list[str]]:
        """Codes in their order, and what could not be read."""
        whole = self.party(cell)
        if whole:
            return [whole], []
        parts = [part.strip() for part in _LIST.split(cell) if part.strip()][:MOST_PARTIES]
        found = {part: self.party(part) for part in parts}
        codes = dict.fromkeys(code for code in found.values() if code)
        return list(codes), [part for part, code in found.items() if not code]

    def minerals(self, *cells: str) -> list[str]:
        """Minerals that texts name: as lists of commodities, by customs codes, or as words."""
        found: dict[str, None] = {}
        for cell in cells:
            said = cell[:MOST_WORDS]
            found |= dict.fromkeys(self.commodities.read(said)[0] if said else ())
            for one in _HS6.finditer(said):
                codes = self.of_product.get(one[1] + one[2], "")
                found |= dict.fromkeys(filter(None, codes.split(";")))
            folded = fold(said)
            found |= {mineral: None for word, mineral in self.named.items() if word.search(folded)}
        return list(found)


def _first(cell: str, patterns: tuple[tuple[str, str], ...], default: str) -> str:
    text = cell[:MOST_WORDS].casefold()
    return next((word for pattern, word in patterns if re.search(pattern, text)), default)


def _days(prepared: pd.DataFrame, column: str, report: ImportReport) -> np.ndarray:
    days, open_ = days_of(prepared[column])
    for place in np.flatnonzero(open_):
        cell = prepared[column].iloc[place]
        report.change_one(int(place), f"{cell!r} can be read two ways and was left out")
    return np.array(days, dtype=object)


def _refs(prepared: pd.DataFrame, source_id: str) -> list[str]:
    return [
        row_key(source_id, ref or str(place)) for place, ref in enumerate(prepared["ref"], start=1)
    ]


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
        report.merge(int(str(place)), one, "the same record stands in a row above")
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
    read = _Reader(atlas)
    report.name[:] = prepared["title"].where(prepared["title"] != "", prepared["kind"]).to_numpy()
    imposing = [read.parties(cell) for cell in prepared["imposing"]]
    report.refuse(
        np.array([not codes for codes, _ in imposing]),
        lambda i: f"{prepared['imposing'].iloc[i][:80]!r} is no country or bloc that we know",
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
    report.change(
        np.array([bool(codes and lost) for codes, lost in targets]) & report.open,
        lambda i: f"not known and left out: {', '.join(targets[i][1])[:120]}",
    )
    said = prepared["kind"] + " " + prepared["flow"] + " " + prepared["title"]
    days = {column: _days(prepared, column, report) for column in ("announced", "effective", "end")}
    ways = [_first(cell, _DIRECTIONS, "other") for cell in said]
    target = [";".join(codes) or "ALL" for codes, _ in targets]
    rows = pd.DataFrame(
        {
            "measure_id": _refs(prepared, source_id),
            "imposing": [";".join(codes[:1]) for codes, _ in imposing],
            "target": target,
            "minerals": [";".join(found) or ALL_CRITICAL for found in minerals],
            "kind": prepared["kind"].where(prepared["kind"] != "", "policy").str.slice(0, 120),
            "mode": ["coercive" if one in ("export", "import") else "competitive" for one in ways],
            "direction": ways,
            "stage": "mine;refinery",
            "severity": [_first(cell, _SEVERITIES, "rule") for cell in prepared["kind"]],
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
            "status": [_first(cell, _STATUSES, "in force") for cell in prepared["status"]],
            "notes": prepared["title"],
            **_sourced(prepared, name),
        }
    )
    return rows[report.open]


def agreements_of(
    prepared: pd.DataFrame, atlas: Atlas, report: ImportReport, *, source_id: str, name: str
) -> pd.DataFrame:
    """Rows of agreements.csv; a row without two known parties is refused. Columns of ``prepared``
    as in `AGREEMENT_FIELDS`.
    """
    read = _Reader(atlas)
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
    force = prepared["force"].map(_force)
    report.change(
        (force == "").to_numpy() & report.open, "no legal force is given; taken for not binding"
    )
    signed, end = (_days(prepared, column, report) for column in ("signed", "end"))
    status = [
        _first(cell, _AGREED, "in force" if day else "announced")
        for cell, day in zip(prepared["status"], signed, strict=True)
    ]
    rows = pd.DataFrame(
        {
            "agreement_id": _refs(prepared, source_id),
            "title": prepared["title"],
            "short_title": prepared["title"].str.slice(0, 60),
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


def _force(cell: str) -> str:
    said = cell.strip().casefold()
    if said in LEGAL_FORCES:
        return said
    return {"yes": "binding", "true": "binding", "no": "non-binding", "false": "non-binding"}.get(
        said, "non-binding" if "non" in said or "not " in said else ""
    )

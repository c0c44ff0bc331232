"""Kinds, statuses, confidences and years as publishers write them, in our vocabulary."""

from __future__ import annotations

import math
import re

from crmmap.schema.vocabulary import KINDS

_KINDS = (
    (r"recycl|secondary", "recycling_plant"),
    (r"smelt|electric arc", "smelter"),
    (r"refine|refini|conversion", "refinery"),
    (r"steel", ""),
    (r"oil and gas|well(?!.*plant)|petro", ""),
    (r"plant|process|\bmill\b|concentrat|pelletiz", "processing_plant"),
    (r"mine|quarr|\bpit\b|underground|surface|brine|placer|\bproducer|\bproducing", "mine"),
    (r"deposit|occurrence|prospect|project|explor|district|resource", "deposit"),
)
_STATUSES = (
    (r"past|former|closed|abandon|decommission|deplet|historic|rehabilit", "closed"),
    (r"suspen|care|c&m|on hold|idle|inactive|mothball|temporar|standby", "suspended"),
    (r"develop|construct|commission|permitting", "development"),
    (r"explor|prospect|advanced|feasib|project|\bpea\b|\bpfs\b|\bdfs\b", "exploration"),
    (r"operat|active|produc|ramp", "operating"),
)
_CONFIDENCES = (
    (r"high|exact|^e$|good|survey", "high"),
    (r"moder|approx|^a$|medium", "moderate"),
    (r"low|poor|weak", "low"),
)
LONGEST_TEXT = 1000
"""Characters of a cell that are looked at for a kind, a status or a confidence."""
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_ID = re.compile(r"[^A-Za-z0-9._-]+")


def first_that_fits(cell: str, patterns: tuple[tuple[str, str], ...], default: str) -> str:
    """The word of the first pattern that a cell has; letters may be of any case."""
    text = cell[:LONGEST_TEXT].casefold()
    return next((value for pattern, value in patterns if re.search(pattern, text)), default)


def kinds_of(cell: str) -> str:
    """The kinds of a cell in the vocabulary, joined by ``;``; "" if it is none of the map's."""
    found = {kind for kind in KINDS if kind in cell.split(";")} or {
        first_that_fits(part, _KINDS, "")
        for part in re.split(r"[;,/]", cell[:LONGEST_TEXT])
        if part.strip()
    }
    return ";".join(kind for kind in KINDS if kind in found)


def is_no_site(cell: str) -> bool:
    """Whether a cell names a kind that has no place on the map, such as a steel works."""
    text = cell[:LONGEST_TEXT].casefold()
    return any(not kind and re.search(pattern, text) for pattern, kind in _KINDS)


def status_of(cell: str) -> str:
    """The status of a cell in the vocabulary."""
    return first_that_fits(cell, _STATUSES, "unknown")


def confidence_is_said(cell: str) -> bool:
    """Whether a cell is a word for a confidence."""
    return first_that_fits(cell, _CONFIDENCES, "") != ""


def confidence_of(cell: str) -> str:
    """The confidence of a cell in the vocabulary; what is not said is low."""
    return first_that_fits(cell, _CONFIDENCES, "low")


def year_of(cell: str) -> float:
    """The first year that a cell names, NaN if there is none."""
    found = _YEAR.search(cell)
    return float(found.group(0)) if found else math.nan


def plain_id(ref: str) -> str:
    """A publisher's id in the characters that ids may have; a long one is cut."""
    return _ID.sub("_", ref)[:60]


def row_key(source_id: str, ref: str) -> str:
    """An id for a row of a source."""
    return f"{source_id}-{plain_id(ref)}"

"""The words that tables use: enums, and codes that stand where a country's would and are none."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd

WORLD, REST = "WLD", "OTH"
"""The published world total, and the published rest."""
HIGH_SEAS = "ABNJ"
"""What lies beyond national jurisdiction."""

ALL_CRITICAL = "All critical raw materials"
OWN_SOURCE = "own_"
"""Begins the ids of sources that users bring."""
BROUGHT = "--"
"""Parts the id of a source from the rest in the ids of agreements and measures that were brought
from a file."""
KINDS = ("mine", "deposit", "smelter", "refinery", "processing_plant", "recycling_plant")
HUBS = ("smelter", "refinery", "processing_plant", "recycling_plant")
STATUSES = ("operating", "development", "exploration", "suspended", "closed", "unknown")
CONFIDENCES = ("high", "moderate", "low")
Mode = Literal["cooperative", "competitive", "binding", "coercive"]
MODES = get_args(Mode)
LegalForce = Literal["binding", "mixed", "non-binding"]
LEGAL_FORCES = get_args(LegalForce)
AgreementStatus = Literal[
    "announced", "negotiating", "signed", "in force", "suspended", "terminated", "expired"
]
AGREEMENT_STATUSES = get_args(AgreementStatus)
NO_LONGER_LIVE = ("suspended", "terminated", "expired")
PROPOSED = ("announced", "negotiating")
"""Statuses of what is not agreed: talks and announcements."""
Access = Literal["none", "preference", "stake", "unknown"]
ACCESSES = get_args(Access)
"""What an agreement gives one side of the other's minerals; see `crmmap.schema.modes`."""
Feature = Literal["yes", "no", "unknown"]
FEATURE = get_args(Feature)
CODING_BASES = ("text read", "row only", "general knowledge")
CODING_CONFIDENCES = ("high", "medium", "low")
RESOLVES = ("members", "itself")
"""Whether an agreement of a bloc makes its members parties in substance."""
Direction = Literal[
    "export", "import", "production", "ownership", "technology", "support", "entity", "other"
]
DIRECTIONS = get_args(Direction)
MeasureStage = Literal["mine", "refinery", "product", "technology"]
MEASURE_STAGES = get_args(MeasureStage)
"""What a measure restricts, not where it does."""
Severity = Literal["ban", "quota", "licence", "tax", "rule", "none"]
SEVERITIES = get_args(Severity)
ZONE_CATEGORIES = (
    "protected area",
    "world heritage (natural)",
    "world heritage (mixed)",
    "world heritage (cultural landscape)",
    "Arctic",
    "Antarctic",
    "deep-sea",
    "coral reef",
    "salt-flat wetland",
    "Ramsar wetland",
    "lake or wetland (physical)",
    "biosphere reserve",
    "key biodiversity area",
    "physical region",
    "ecoregion",
)

SENSITIVITIES = ("very high", "high", "moderate")
STAGES = ("mine", "refinery")
STAGE_WORDS = {"mine": "mining", "refinery": "refining"}
STAGE_DONE = {"mine": "mined", "refinery": "refined"}
LEVELS = ("site", "company", "state")
DECLARATION = "declaration"
REACH_LEVELS = (*LEVELS, DECLARATION)
"""Through whom a standard covers a site. A state that only declares its support says little of a
mine."""
RESTRICTED = "restricted"
LICENCE_CLASSES = ("open", "facts", "own", RESTRICTED)
"""What may be passed on: the data; the facts alone; our own work; nothing, for the licence
forbids it."""
PROVENANCES = ("source page read", "cited in the briefing paper", "unverified")
WIDER_THAN_CRITICAL = ("Gold", "Iron ore", "Oil and gas", "Silver")
"""Commodities that agreements, measures and adherents name beside the vocabulary of
minerals.csv."""


def leading_kind(kinds: pd.Series) -> np.ndarray:
    """Of several kinds at one place the one furthest along the chain, as an index into `KINDS`."""
    order = {kind: i for i, kind in enumerate(KINDS)}
    chain = [order[kind] for kind in ("deposit", "mine", *HUBS)]
    rank = {kind: i for i, kind in enumerate(chain)}
    by_cell = {
        cell: max((order[kind] for kind in cell.split(";")), key=rank.__getitem__)
        for cell in kinds.unique()
    }
    return kinds.map(by_cell).to_numpy(np.uint8)

"""Agreement links: great-circle arcs from the lead to each partner, coloured by diplomacy mode,
dashed by force.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.draw.canvas import Columns
from crmmap.draw.palette import DASHES, MODE_COLOURS, Theme
from crmmap.geodesy import great_circle
from crmmap.measures.partners import links_of
from crmmap.schema.vocabulary import MODES

FORCES = ("binding", "mixed", "non-binding", "not live")
BOW = 0.12  # of the length: how far one of several links between a pair lies from the next


def link_columns(atlas: Atlas) -> Columns:
    """Columns of an `ArcLayer`: one line for each link of an agreement, all lines of an
    agreement under its id.
    """
    places = atlas.lookups.places
    members = (
        atlas.bloc_members[atlas.bloc_members["counts"]]
        .groupby("bloc_id")["iso3"]
        .agg(list)
        .to_dict()
    )
    used: Counter[frozenset[str]] = Counter()
    ids, tips, lines = [], [], []
    for row in atlas.agreements.to_dict("records"):
        for start, end in links_of(row) or _among_members(row["parties"], members):
            if start not in places or end not in places or start == end:
                continue
            pair = frozenset((start, end))
            side = 1 if min(pair) == start else -1  # the same side of the same pair, whoever leads
            lines.append(great_circle(places[start], places[end], bow=side * _bow(used[pair])))
            used[pair] += 1
            ids.append(row["agreement_id"])
            tips.append(_tip(row))
    lengths = [len(line) for line in lines]
    return {
        "id": ids,
        "tip": tips,
        "xy": np.concatenate(lines).astype("<f4").ravel() if lines else np.empty(0, "<f4"),
        "part": np.concatenate([[0], np.cumsum(lengths)]).astype("<u4"),
        "cls": np.zeros(len(ids), dtype=np.uint8),
    }


def _bow(nth: int) -> float:
    """0.06, -0.06, 0.18, -0.18, …: links between one pair fan out to both sides."""
    return (1 if nth % 2 == 0 else -1) * BOW * (nth // 2 + 0.5)


def _among_members(bloc: str, members: dict[str, list[str]]) -> list[tuple[str, str]]:
    """Links of what a bloc has agreed within itself: from its middle to each member."""
    return [(bloc, member) for member in dict.fromkeys(members.get(bloc, []))]


def _tip(row: dict[str, Any]) -> str:
    force = "force not known" if not row["legal_force"] else row["legal_force"]
    lines = [
        row["short_title"],
        f"{row['diplomacy_mode'].capitalize()} (our classification) · {force}",
    ]
    lines.append(
        f"{row['status']} · signed {row['signed_date']}" if row["signed_date"] else row["status"]
    )
    lines.append(row["minerals"].replace(";", ", "))
    return "\n".join(" ".join(line.split()) for line in lines if line)


def link_classes(agreements: pd.DataFrame, state: pd.Series, ids: list[str]) -> np.ndarray:
    """Style class of each line: by mode and force, and by whether the agreement is live.

    Parameters
    ----------
    agreements
        All agreements.
    state
        `crmmap.atlas.masks.liveness` of each.
    ids
        Agreement id of each line.
    """
    force = agreements["legal_force"].where(state == "live", "not live")
    by_id = {
        agreement: MODES.index(mode) * len(FORCES) + FORCES.index(how)
        for agreement, mode, how in zip(
            agreements["agreement_id"], agreements["diplomacy_mode"], force, strict=True
        )
    }
    return np.array([by_id[agreement] for agreement in ids], dtype=np.uint8)


def link_styles(theme: Theme) -> list[dict[str, Any]]:
    """Styles of an `ArcLayer` in the order of the classes."""
    return [
        {
            "line": MODE_COLOURS[mode][theme.side],
            "width": 1.9 if force == "binding" else 1.4,
            "dash": DASHES[force],
            "alpha": 0.5 if force == "not live" else 0.75,
            "arrow": True,
        }
        for mode in MODES
        for force in FORCES
    ]

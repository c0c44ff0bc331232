"""The cards of an agreement, a trade measure, and a pair of parties."""

from __future__ import annotations

import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.atlas.filters import Filters
from crmmap.atlas.masks import liveness
from crmmap.atlas.states import LATER, LIVE
from crmmap.dates import day_in_words
from crmmap.describe.details.detail_model import (
    Details,
    Fact,
    Section,
    as_of,
    has_country,
    known,
    listed,
    names,
    place_of,
    row_of,
    shortened,
    source_facts,
)
from crmmap.measures.partners import links_of
from crmmap.terms import ACCESS_WORDS, DIRECTION_WORDS, FEATURE_WORDS, SEVERITY_WORDS
from crmmap.wording import counted, the


def pair(atlas: Atlas, filters: Filters, key: str) -> Details:
    """What two parties have signed with each other; ``key`` is their ids, joined by a bar."""
    one, _, other = key.partition("|")
    name = atlas.lookups.name_of
    if one not in name or other not in name:
        raise KeyError(key)
    linked = [
        {one, other} in [set(link) for link in links_of(row)]
        for row in atlas.agreements.to_dict("records")
    ]
    rows = atlas.agreements[linked].sort_values("signed_date", ascending=False)
    state = liveness(atlas.lookups, filters)
    facts = [
        Fact(
            row.signed_date[:4] or row.status,
            f"{row.short_title} ({row.legal_force or 'legal force not known'})",
            target=("agreements", str(row.agreement_id)),
        )
        for row in rows.itertuples()
    ]
    live = (state[rows.index] == LIVE).to_numpy()
    parties = [
        Fact("", name[end], target=("countries" if has_country(atlas, end) else "blocs", end))
        for end in (one, other)
    ]
    return Details(
        title=f"{the(name[one], begin=True)} and {the(name[other])}",
        subtitle=f"{counted(int(live.sum()), 'agreement')} in force, {as_of(filters)}",
        sections=[
            Section(
                "In force",
                [fact for fact, on in zip(facts, live, strict=True) if on],
                empty="We found no agreement in force between them.",
            ),
            Section(
                "Announced, in negotiation or ended",
                [fact for fact, on in zip(facts, live, strict=True) if not on],
                empty="We found no other agreement.",
            ),
            Section("Parties", parties),
        ],
        place=place_of(atlas, [one, other], 3),
    )


def agreement(atlas: Atlas, filters: Filters, key: str) -> Details:
    """An agreement between states or blocs."""
    row = row_of(atlas.agreements, "agreement_id", key)
    state = liveness(atlas.lookups, filters)[row.name]
    money = "" if pd.isna(row["financing_usd"]) else f"USD {row['financing_usd'] / 1e6:,.0f} m"
    facts = known(
        Fact("Parties", names(atlas, row["parties"])),
        Fact("Lead", names(atlas, row["lead"])),
        Fact("Signed", day_in_words(row["signed_date"])),
        Fact("Ended", day_in_words(row["end_date"])),
        Fact(
            "Status",
            f"{row['status']}; {'not yet signed' if state == LATER else state} {as_of(filters)}",
        ),
        Fact("Kind", f"{row['kind']}, {row['scope']}"),
        Fact("Legal force", row["legal_force"]),
        Fact("Minerals", listed(row["minerals"])),
        Fact("Stages", listed(row["value_chain_stages"])),
        Fact("Governance provisions", listed(row["governance_provisions"]) or "none on record"),
        Fact("Financing", money or "no figure on record"),
    )
    reading = [
        Fact("Our classification", f"{row['diplomacy_mode']}. {row['mode_rationale']}"),
        Fact("Access", ACCESS_WORDS[row["access"]]),
        Fact("Turns against third parties", FEATURE_WORDS[row["exclusion"]]),
        Fact("Concluded under pressure", FEATURE_WORDS[row["pressure"]]),
        Fact(
            "Shared goods",
            f"{FEATURE_WORDS[row['shared_goods']]}; they do not change the classification",
        ),
        Fact(
            "Read from",
            f"{row['coding_basis']}; confidence {row['coding_confidence']}; {row['coding']}",
        ),
    ]
    parties = [
        Fact(
            "",
            atlas.lookups.name_of.get(party, party),
            target=("countries" if has_country(atlas, party) else "blocs", party),
        )
        for party in row["parties"].split(";")
    ]
    return Details(
        title=row["title"],
        subtitle=" · ".join(
            (
                f"{row['diplomacy_mode'].capitalize()} (our classification)",
                f"{row['legal_force']} in law",
                row["status"],
            )
        ),
        sections=[
            Section("Facts", facts),
            Section("Diplomacy mode", reading),
            Section("Source", source_facts(row)),
            Section("Go to a party", shortened(parties, "more parties")),
        ],
        place=place_of(atlas, row["parties"].split(";"), 2.5),
        cautions=[row["paper_differs"]] if row["paper_differs"] else [],
    )


def measure(atlas: Atlas, filters: Filters, key: str) -> Details:
    """An export control, ban, quota, tariff or the like."""
    row = row_of(atlas.measures, "measure_id", key)
    state = atlas.lookups.measure_states_at(filters.as_of)[row.name]
    facts = known(
        Fact("Imposed by", names(atlas, row["imposing"])),
        Fact("Against", names(atlas, row["target"])),
        Fact("Minerals", listed(row["minerals"])),
        Fact("Goods", row.get("goods", "")),
        Fact("Announced", day_in_words(row["announced_date"])),
        Fact("In effect from", day_in_words(row["effective_date"])),
        Fact("Until", day_in_words(row["end_date"])),
        Fact("Suspended", _suspension(row)),
        Fact("Status", f"{state}, {as_of(filters)}"),
        Fact("Our classification", row["mode"]),
    )
    scope = known(
        Fact("What it limits", DIRECTION_WORDS[row["direction"]]),
        Fact("Stage", listed(row["stage"])),
        Fact("How", SEVERITY_WORDS[row["severity"]]),
        Fact("Against", "all buyers" if row["all_buyers"] else "named buyers only"),
        Fact("Covers only in part", listed(row["partly_covered"])),
        Fact("Named, but not counted", listed(row["not_covered"])),
        Fact("Why", row["scope_reason"]),
        Fact("Confidence of this reading", row["scope_confidence"]),
    )
    return Details(
        title=f"{names(atlas, row['imposing'])}: {row['kind']}",
        subtitle=f"Measure · {row['mode']} · {state}",
        sections=[
            Section(f"Facts, {as_of(filters)}", facts),
            Section("What it restricts", scope),
            Section("Source", source_facts(row)),
        ],
        place=place_of(atlas, [row["imposing"]], 3),
    )


def _suspension(row: pd.Series) -> str:
    """``from 7 November 2025 to 10 January 2027``."""
    if not row["suspended_from"]:
        return ""
    until = f" to {day_in_words(row['suspended_until'])}" if row["suspended_until"] else ""
    return f"from {day_in_words(row['suspended_from'])}{until}"

"""The shipped Atlas, loaded once, and its files as plain SQL tables, for finding a number a
second way."""

from __future__ import annotations

import csv
import sqlite3

from crmmap import load
from crmmap.shipped import GEODATA

WHOLE = load()

TABLES = (
    "agreements",
    "bloc_members",
    "blocs",
    "criticality",
    "measures",
    "minerals",
    "named_sites",
    "production",
    "reserves",
    "sites",
    "standard_adherence",
    "standards",
)
LISTS = (
    ("site_mineral", "sites", "site_id", "minerals"),
    ("site_kind", "sites", "site_id", "kind"),
    ("site_source", "sites", "site_id", "source_ids"),
    ("party", "agreements", "agreement_id", "parties"),
    ("partner", "agreements", "agreement_id", "partner_iso3"),
    ("deal_mineral", "agreements", "agreement_id", "minerals"),
    ("measure_mineral", "measures", "measure_id", "minerals"),
    ("measure_stage", "measures", "measure_id", "stage"),
    ("measure_not_covered", "measures", "measure_id", "not_covered"),
    ("measure_partly", "measures", "measure_id", "partly_covered"),
)
"""Tables ``(id, value)`` of what stands in one cell parted by semicolons."""
DAYS = (
    ("agreements", "signed_date", "signed"),
    ("agreements", "end_date", "ended"),
    ("bloc_members", "from_date", "begun"),
    ("bloc_members", "to_date", "over"),
    ("measures", "announced_date", "announced"),
    ("measures", "effective_date", "begun"),
    ("measures", "end_date", "over"),
    ("measures", "suspended_from", "paused"),
    ("measures", "suspended_until", "resumed"),
)
"""A partial date means its first day."""

LIVE = """
    signed <= :day and signed <> '' and (ended = '' or ended > :day)
      and status not in ('announced', 'negotiating')
    and not (ended = '' and status in ('expired', 'terminated', 'suspended'))
"""
MEMBERS = """
    select iso3 from bloc_members where bloc_id = :bloc and counts = 'True'
    and (begun = '' or begun <= :day) and (over = '' or over > :day)
"""
BOUND = """(
    with recursive bound(id, value) as (
        select id, value from party union select agreement_id, lead from agreements where lead <> ''
        union select bound.id, m.iso3 from bound join blocs b on b.bloc_id = bound.value
          and b.resolves = 'members'
        join bloc_members m on m.bloc_id = b.bloc_id and m.counts = 'True'
        and (m.begun = '' or m.begun <= :day) and (m.over = '' or m.over > :day)
    ) select id, value from bound)
"""
"""Whom each agreement binds in substance: parties, lead, and the members of blocs that resolve
to them."""
MATCHING = f"""
    select a.agreement_id from agreements a where {LIVE} and a.agreement_id in (
        select id from {BOUND} where value = :bloc or value in ({MEMBERS}))
"""
COVERING = """
    (value = :mineral or value = 'All critical raw materials' and exists (select 1 from minerals
    where mineral = :mineral and 'True' in (eu_critical_2023, eu_strategic_2024,
      us_critical_2022, us_critical_2025)))
"""
"""A row of ``deal_mineral`` or ``measure_mineral`` that is of a mineral."""


def database() -> sqlite3.Connection:
    """All of it in memory."""
    base = sqlite3.connect(":memory:")
    for name in TABLES:
        with open(GEODATA / f"{name}.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        columns = list(rows[0])
        base.execute(f"create table {name} ({', '.join(columns)})")
        base.executemany(
            f"insert into {name} values ({', '.join('?' * len(columns))})",
            [list(row.values()) for row in rows],
        )
    for table, source, key, column in LISTS:
        base.execute(f"create table {table} (id, value)")
        for row_id, cell in base.execute(f"select {key}, {column} from {source}").fetchall():
            base.executemany(
                f"insert into {table} values (?, ?)", [(row_id, part) for part in cell.split(";")]
            )
    first = "case length({0}) when 4 then {0} || '-01-01' when 7 then {0} || '-01' else {0} end"
    for table, column, name in DAYS:
        base.execute(f"alter table {table} add column {name}")
        base.execute(f"update {table} set {name} = {first.format(column)}")
    return base

"""The view from one country: its agreements, partners and trade measures; and two blocs side by
side.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.dates import first_days
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit, publishers
from crmmap.draw.charts.grammar import (
    FORCE_NAMES,
    FORCE_SHAPES,
    coloured,
    day_axis,
    high,
    mode_colours,
    name_axis,
    shaped,
    share_axis,
    tips,
)
from crmmap.draw.palette import THEMES
from crmmap.measures.supply_under_agreement import PARTS, supply_under_agreement
from crmmap.wording import counted, largest_group, the, verb

KEPT = {
    "short_title": "agreement",
    "signed_date": "signed",
    "status": "status",
    "diplomacy_mode": "mode",
    "legal_force": "legal_force",
    "mode_rationale": "mode_rationale",
    "source_url": "source_url",
    "provenance": "provenance",
    "agreement_id": "agreement_id",
}
"""Columns of agreements that the table of a country keeps, and their names there."""
NO_MONEY = "no sum on record"
HALF = 0.5
PART_NAMES = {
    "own": "own supply",
    "stake": "stake",
    "preference": "preference",
    "cooperation": "cooperation only",
    "members_only": "single members only",
    "pressure": "under pressure",
    "none": "no agreement",
}
PART_COLOURS = {
    "light": ("#009E73", "#542788", "#8E6BB0", "#C9B6DB", "#7FA8C9", "#D55E00", "#E4E1DA"),
    "dark": ("#2BC79A", "#C58AE0", "#8F69B5", "#5C4A70", "#4A7896", "#F0822D", "#3A3F45"),
}


def as_seen_from(atlas: Atlas, host: str, theme_name: str) -> Exhibit:
    """The agreements of a country: with whom, in which mode, and what each side gives and gets."""
    name = atlas.lookups.name_of
    who = name.get(host, host)
    mine = atlas.agreements[atlas.lookups.parties.any_of({host})]
    if mine.empty:
        title = f"We found no agreement of {the(who)} that fits the filters."
        return Exhibit("lens", title, None, mine, "")
    rows = _given_and_got(mine, host, name)
    partners = {party for cell in mine["parties"] for party in cell.split(";")} - {host}
    modes = mine["diplomacy_mode"].value_counts()
    title = (
        f"{the(who, begin=True)} has {counted(len(mine), 'agreement')} with "
        f"{counted(len(partners), 'partner')} on "
    )
    title += f"record; {largest_group(modes.to_dict())}"
    dated = rows.assign(date=first_days(rows["signed"])).dropna(subset="date")
    dated["short"] = dated["with"].where(dated["with"].str.len() < 28, dated["with"].str[:26] + "…")
    dated["force"] = dated["legal_force"].map(FORCE_NAMES)
    chart = (
        alt.Chart(dated)
        .mark_point(filled=True, size=110, opacity=0.9)
        .encode(
            x=day_axis("date"),
            y=alt.Y("short:N", title=None, sort=alt.EncodingSortField("date", op="min")),
            color=coloured("mode", mode_colours(theme_name)),
            shape=shaped("force", FORCE_SHAPES),
            tooltip=tips("agreement:N", "signed:N", "status:N", "gives:N", "gets:N"),
        )
    )
    chart = high(chart, dated["short"].nunique(), 24)
    note = (
        "Gives: the minerals and stages of the agreement. Gets: the provisions that it names and "
        "money on record. "
        "What was delivered is not known."
    )
    return Exhibit("lens", title, chart if len(dated) else None, rows, EACH_ROW, note)


def _given_and_got(deals: pd.DataFrame, host: str, name: Mapping[str, str]) -> pd.DataFrame:
    """The agreements of a country in words, the newest first."""
    others = [
        ", ".join(name.get(party, party) for party in cell.split(";") if party != host)
        for cell in deals["parties"]
    ]
    gives = [
        _joined(*cells)
        for cells in deals[["minerals", "value_chain_stages"]].itertuples(index=False)
    ]
    gets = [
        _gets(*cells)
        for cells in deals[["governance_provisions", "financing_usd"]].itertuples(index=False)
    ]
    kept = deals[[*KEPT]].rename(columns=KEPT).assign(gives=gives, gets=gets)
    kept.insert(0, "with", others)
    return kept.sort_values("signed", ascending=False, ignore_index=True)


def _joined(minerals: str, stages: str) -> str:
    said = minerals.replace(";", ", ")
    return f"{said} ({stages.replace(';', ', ')})" if stages else said


def _gets(provisions: str, financing_usd: object) -> str:
    said = provisions.replace(";", ", ")
    money = pd.to_numeric(pd.Series([financing_usd]), errors="coerce").iloc[0]
    sum_ = NO_MONEY if money != money else f"USD {money / 1e6:,.0f} m"
    return f"{said}; {sum_}" if said else sum_


def imposed_by(atlas: Atlas, host: str) -> Exhibit:
    """The trade measures that a country imposes, and those that are aimed at it."""
    who = atlas.lookups.name_of.get(host, host)
    rows = atlas.measures
    rows = rows[
        (rows["imposing"] == host)
        | rows["target"].str.split(";").map(lambda cell: host in cell).astype(bool)
    ]
    own = rows[rows["imposing"] == host]
    aimed = len(rows) - len(own)
    title = (
        f"{the(who, begin=True)} imposes {counted(len(own), 'measure')} that "
        f"{verb(len(own), 'is', 'are')} in force or "
    )
    title += "suspended"
    title += (
        f"; {counted(aimed, 'measure')} {verb(aimed, 'names', 'name')} it as the target"
        if aimed
        else ""
    )
    if rows.empty:
        title = f"We found no measure by {the(who)}, or aimed at it by name, that fits the filters."
    keep = [
        "imposing",
        "target",
        "minerals",
        "goods",
        "kind",
        "mode",
        "direction",
        "stage",
        "severity",
        "announced_date",
        "effective_date",
    ]
    keep += ["end_date", "status", "source_url", "provenance"]
    return Exhibit("imposed", title, None, rows[keep], EACH_ROW if len(rows) else "")


def two_blocs(
    atlas: Atlas, blocs: tuple[str, str], theme_name: str, *, as_of: date, stage: str
) -> Exhibit:
    """Supply under agreement of two blocs side by side, one legend."""
    name = atlas.lookups.name_of
    tables = []
    for bloc in blocs:
        table = supply_under_agreement(atlas, bloc=bloc, as_of=as_of)
        tables.append(
            table[table["stage"] == stage].assign(bloc=name.get(bloc, bloc), bloc_id=bloc)
        )
    rows = pd.concat(tables, ignore_index=True)
    if rows.empty:
        return Exhibit(
            "blocs", "No series of this stage is on record for the chosen minerals.", None, rows, ""
        )
    held = rows.assign(held=rows[["own", "stake", "preference"]].sum(axis=1))
    what = "mining" if stage == "mine" else "refining"
    said = "; ".join(
        f"{bloc}, {counted(int((of['held'] > HALF).sum()), 'mineral')} of {len(of)}"
        for bloc, of in held.groupby("bloc", sort=False)
    )
    title = (
        f"More than half of world {what} is own supply or under an agreement with a stake or "
        f"preference: {said}"
    )
    long = rows.melt(["mineral", "bloc"], list(PARTS), "part", "share")
    long["words"], long["place"] = (
        long["part"].map(PART_NAMES),
        long["part"].map({p: i for i, p in enumerate(PARTS)}),
    )
    first = rows[rows["bloc_id"] == blocs[0]]
    order = first.sort_values("none")["mineral"].tolist()
    charts = _stacked(long, order, theme_name)
    chart = alt.hconcat(*charts, spacing=20)
    note = (
        "A country counts once, by the best that the bloc's live agreements on the mineral give: "
        "a stake, preference, "
        "or cooperation only. The shares say what has been agreed, not what the bloc may buy."
    )
    return Exhibit("blocs", title, chart, rows, publishers(rows, "publisher", "year"), note)


def _stacked(long: pd.DataFrame, order: list[str], theme_name: str) -> list[alt.Chart]:
    """A chart for each bloc with the parts of each mineral's supply."""
    colours = dict(zip(PART_NAMES.values(), PART_COLOURS[theme_name], strict=True))
    charts = []
    for bloc in dict.fromkeys(long["bloc"]):
        bars = alt.Chart(long[long["bloc"] == bloc]).mark_bar(
            stroke=THEMES[theme_name].hairline, strokeWidth=0.6
        )
        axis = alt.Axis(labels=not charts, ticks=False, domain=False)
        bars = bars.encode(
            y=name_axis("mineral", order, axis=axis),
            x=share_axis("share", "share of the world", room=1.0),
            color=coloured("words", colours, orient=None if charts else "top"),
            order=alt.Order("place:Q"),
            tooltip=tips("bloc:N", "mineral:N", "words:N", "share:Q|.0%"),
        )
        charts.append(bars.properties(width=390, height=17 * len(order), title=bloc))
    return charts

"""The view from one country: its agreements, partners and trade measures; and two blocs side by
side.
"""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from crmmap.atlas.atlas import Atlas
from crmmap.dates import first_days
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit, publishers
from crmmap.draw.palette import MODE_COLOURS, THEMES
from crmmap.measures.supply_under_agreement import PARTS, supply_under_agreement
from crmmap.schema.vocabulary import MODES
from crmmap.wording import counted, largest_group, the, verb

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
    others = [
        ", ".join(name.get(party, party) for party in cell.split(";") if party != host)
        for cell in mine["parties"]
    ]
    table = pd.DataFrame(
        {
            "with": others,
            "agreement": mine["short_title"].to_numpy(),
            "signed": mine["signed_date"].to_numpy(),
            "status": mine["status"].to_numpy(),
            "mode": mine["diplomacy_mode"].to_numpy(),
            "legal_force": mine["legal_force"].to_numpy(),
            "gives": [
                _joined(a, b)
                for a, b in zip(mine["minerals"], mine["value_chain_stages"], strict=True)
            ],
            "gets": [
                _gets(a, b)
                for a, b in zip(mine["governance_provisions"], mine["financing_usd"], strict=True)
            ],
            "mode_rationale": mine["mode_rationale"].to_numpy(),
            "source_url": mine["source_url"].to_numpy(),
            "provenance": mine["provenance"].to_numpy(),
            "agreement_id": mine["agreement_id"].to_numpy(),
        }
    )
    rows = table.sort_values("signed", ascending=False, ignore_index=True)
    partners = {party for cell in mine["parties"] for party in cell.split(";")} - {host}
    modes = mine["diplomacy_mode"].value_counts()
    title = (
        f"{the(who, begin=True)} has {counted(len(mine), 'agreement')} with "
        f"{counted(len(partners), 'partner')} on "
    )
    title += f"record; {largest_group(modes.to_dict())}"
    dated = rows.assign(date=first_days(rows["signed"])).dropna(subset="date")
    dated["short"] = dated["with"].where(dated["with"].str.len() < 28, dated["with"].str[:26] + "…")
    side = THEMES[theme_name].side
    chart = (
        alt.Chart(dated)
        .mark_point(filled=True, size=110, opacity=0.9)
        .encode(
            x=alt.X("date:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
            y=alt.Y("short:N", title=None, sort=alt.EncodingSortField("date", op="min")),
            color=alt.Color(
                "mode:N",
                title=None,
                scale=alt.Scale(
                    domain=list(MODES), range=[MODE_COLOURS[mode][side] for mode in MODES]
                ),
                legend=alt.Legend(orient="top"),
            ),
            shape=alt.Shape(
                "legal_force:N",
                title=None,
                scale=alt.Scale(
                    domain=["binding", "mixed", "non-binding"],
                    range=["circle", "diamond", "square"],
                ),
                legend=alt.Legend(orient="bottom"),
            ),
            tooltip=["agreement:N", "signed:N", "status:N", "gives:N", "gets:N"],
        )
        .properties(height=24 * dated["short"].nunique() + 30, width="container")
    )
    note = (
        "Gives: the minerals and stages of the agreement. Gets: the provisions that it names and "
        "money on record. "
        "What was delivered is not known."
    )
    return Exhibit("lens", title, chart if len(dated) else None, rows, EACH_ROW, note)


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
    charts, percents = [], alt.Axis(format="%", tickCount=5)
    for place, bloc in enumerate(dict.fromkeys(rows["bloc"])):
        axis = alt.Axis(labels=place == 0, ticks=False, domain=False)
        bars = alt.Chart(long[long["bloc"] == bloc]).mark_bar(
            stroke=THEMES[theme_name].hairline, strokeWidth=0.6
        )
        charts.append(
            bars.encode(
                y=alt.Y("mineral:N", title=None, sort=order, axis=axis),
                x=alt.X(
                    "share:Q",
                    title="share of the world",
                    scale=alt.Scale(domain=[0, 1]),
                    axis=percents,
                ),
                color=alt.Color(
                    "words:N",
                    title=None,
                    scale=alt.Scale(
                        domain=list(PART_NAMES.values()), range=list(PART_COLOURS[theme_name])
                    ),
                    legend=alt.Legend(orient="top") if place == 0 else None,
                ),
                order="place:Q",
                tooltip=["bloc:N", "mineral:N", "words:N", alt.Tooltip("share:Q", format=".0%")],
            ).properties(width=390, height=17 * len(order), title=bloc)
        )
    chart = alt.hconcat(*charts, spacing=20)
    note = (
        "A country counts once, by the best that the bloc's live agreements on the mineral give: "
        "a stake, preference, "
        "or cooperation only. The shares say what has been agreed, not what the bloc may buy."
    )
    return Exhibit("blocs", title, chart, rows, publishers(rows, "publisher", "year"), note)

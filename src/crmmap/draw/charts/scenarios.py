"""Scenarios: what moved, how much supply is left, and every row that was changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import altair as alt
import pandas as pd

from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.grammar import bars, name_axis, share_axis, tips
from crmmap.draw.charts.scenario_finding import in_a_sentence, in_words, moved_most
from crmmap.draw.palette import THEMES, Theme
from crmmap.measures import production_value
from crmmap.measures.dependence import LATEST
from crmmap.measures.indicators import (
    COUNT,
    INDEX,
    SHARE,
)
from crmmap.scenarios import Outcome
from crmmap.scenarios.base_year import base_year, whose
from crmmap.scenarios.import_losses import import_losses
from crmmap.schema.vocabulary import STAGE_WORDS, WORLD
from crmmap.wording import counted, in_sentence, listing, percent, the, usd

ROW = 46  # pixels: a line for the name, one for the marks
EDGE = 1.9  # of the scale: room for the figures at the right
LEAST = 0.005  # of supply: less is told as less than 1%
SOURCE = (
    "crmmap: the measures of the page Sources and method, on the tables before and after the "
    "actions"
)
ARITHMETIC = (
    "Plain arithmetic on shares of supply, no forecast: what is gone is gone at once, nobody "
    "reacts, prices and stocks "
    "are not modelled."
)
RANGE = (
    "A grey bar is the range between the ends of what is likely of the parameters that are guesses."
)


def indicators(moved: pd.DataFrame, theme_name: str) -> Exhibit:
    """Indicators before → after, what moved most first; see `crmmap.measures.compare`."""
    large = moved_most(moved)
    title = (
        f"What moved most. {in_a_sentence(large)}"
        if len(large)
        else "No indicator moves with these settings"
    )
    rows = moved.assign(
        direction=moved["change"].map(
            lambda change: "up" if change > 0 else "down" if change < 0 else "as before"
        )
    )
    if large.empty:
        return Exhibit("indicators", title, None, rows, SOURCE, ARITHMETIC)
    theme = THEMES[theme_name]
    scale = large["unit"].map({SHARE: 1.0, INDEX: 10_000.0})
    largest = large[["before", "after", "low", "high"]].abs().max(axis=1).clip(lower=1.0)
    scale = scale.fillna(largest * 1.05)
    drawn = pd.DataFrame({side: large[side] / scale for side in ("before", "after", "low", "high")})
    drawn["words"] = [
        f"{in_words(row.before, row.unit)} → {in_words(row.after, row.unit)}{_range(row)}"
        for row in large.itertuples()
    ]
    drawn["indicator"], drawn["order"] = large["indicator"], range(len(large))
    drawn["start"] = drawn["before"].fillna(0.0)
    base = alt.Chart(drawn).encode(
        y=alt.Y("indicator:N", sort=alt.EncodingSortField("order"), axis=None),
        tooltip=[alt.Tooltip("indicator:N"), alt.Tooltip("words:N")],
    )
    chart = alt.layer(*_layers(base, theme)).properties(height=ROW * len(large), width="container")
    note = f"○ before, ● in the scenario; each line has its own scale from zero. {ARITHMETIC}"
    if (large["high"] - large["low"] > 1e-9).any():
        note += f" {RANGE}"
    return Exhibit("indicators", title, chart, rows, SOURCE, note)


def _range(row) -> str:
    if row.high - row.low < 1e-9 or (row.unit == COUNT and round(row.high) == round(row.low)):
        return ""
    low, high = (in_words(value, row.unit).removeprefix("HHI ") for value in (row.low, row.high))
    return f" ({low} to {high})"


def _layers(base: alt.Chart, theme: Theme) -> Iterator[alt.Chart]:
    """Name above, figures at the right; range, line, before, scenario."""

    def x(column: str) -> alt.X:
        return alt.X(f"{column}:Q", scale=alt.Scale(domain=[0, EDGE]), axis=None)

    def at(place: float) -> alt.Chart:
        return base.transform_calculate(place=str(place)).encode(x=x("place"))

    colour = theme.accent
    yield (
        at(0).mark_text(align="left", dy=-15, color=theme.ink).encode(text=alt.Text("indicator:N"))
    )
    yield at(EDGE).mark_text(align="right", dy=3, color=theme.ink).encode(text=alt.Text("words:N"))
    ranges = base.transform_filter("datum.high > datum.low").mark_bar(
        height=11, opacity=0.35, color=theme.label, yOffset=3
    )
    yield ranges.encode(x=x("low"), x2=alt.X2("high:Q"))
    yield base.mark_rule(strokeWidth=2, color=colour, yOffset=3).encode(
        x=x("start"), x2=alt.X2("after:Q")
    )
    known = base.transform_filter("isValid(datum.before)")
    yield known.mark_point(
        filled=False, size=70, strokeWidth=2, color=theme.label, yOffset=3
    ).encode(x=x("before"))
    yield base.mark_point(filled=True, size=90, color=colour, opacity=1, yOffset=3).encode(
        x=x("after")
    )


def imports(outcome: Outcome, theme_name: str) -> Exhibit:
    """Who would lose how much of its imports, of the mineral and stage where most is lost."""
    table = import_losses(outcome)
    lost = table.groupby(["mineral", "stage"])["lost_kusd"].sum()
    if lost.empty or lost.max() <= 0:
        fallen = outcome.balance[outcome.balance["supply"] < 1 - LEAST]
        told = {*table[["mineral", "stage"]].itertuples(index=False, name=None)}
        unknown = [
            f"{in_sentence(row.mineral)} ({STAGE_WORDS[row.stage]})"
            for row in fallen.itertuples()
            if (row.mineral, row.stage) not in told
        ]
        title = (
            f"We have no figures on who imports {listing(unknown)}."
            if unknown
            else "No importer that we have figures on loses supply."
        )
        return Exhibit("imports", title, None, table, "")
    mineral, stage = lost.idxmax()
    rows = table[(table["mineral"] == mineral) & (table["stage"] == stage)]
    first = rows.iloc[0]
    title = (
        f"{the(first['importer_name'], begin=True)} would lose most: {percent(first['lost'])} of "
        f"its imports of {in_sentence(mineral)} ({STAGE_WORDS[stage]}), by the figures of {LATEST}"
    )
    drawn = rows.assign(text=rows["lost"].map(percent))
    chart = bars(
        drawn,
        y=name_axis("importer_name", drawn["importer_name"]),
        x=share_axis("lost", "of its imports, by value"),
        text="text",
        colour=THEMES[theme_name].accent,
        tip=tips("importer_name:N", "lost:Q|.0%", "value_kusd:Q|,.0f", "lost_kusd:Q|,.0f"),
        each=24,
    )
    source = f"CEPII: BACI, imports of {LATEST} by exporter; the actions of the scenario"
    note = (
        "We assume that each supplier cuts its sales to all buyers alike, and that nobody buys "
        "elsewhere. The figures leave out what an importer makes at home, and products that share "
        "one customs code among several minerals."
    )
    return Exhibit("imports", title, chart, table, source, note)


def balance(outcome: Outcome) -> Exhibit:
    """How much supply and demand of each mineral and stage is left, as parts of those before."""
    rows = outcome.balance
    if rows.empty:
        return Exhibit("balance", "Supply and demand stay what they are", None, rows, "")
    rows = rows.assign(needed_rise=(1 / rows["cover"].where(rows["cover"] > 0) - 1).clip(lower=0))
    values = production_value(outcome.before)
    world = values[values["iso3"] == WORLD].set_index(["mineral", "stage"])
    lines = tuple(
        (
            f"{row.mineral}, {STAGE_WORDS[row.stage]}",
            " ".join(
                _left(
                    row,
                    world.loc[key] if key in world.index else None,
                    whose(base_year(outcome.before, *key)),
                )
            ),
            "",
        )
        for row in rows.itertuples()
        for key in [(row.mineral, row.stage)]
    )
    note = (
        "Parts of the world's supply and demand before the scenario. Sums in US dollars are given "
        f"where both price and volume of the same material are published. {ARITHMETIC}"
    )
    return Exhibit("balance", "How supply changes", None, rows, SOURCE, note, lines)


def _left(row: Any, value: pd.Series | None, base: str) -> Iterator[str]:
    """Sentences on one mineral and stage."""
    if row.supply == 1:
        yield "Supply stays as it is."
    elif abs(row.supply - 1) < LEAST:
        yield "Supply changes by less than 1%."
    elif row.supply < 1:
        yield f"{percent(row.supply)} of {base} supply is within reach."
    else:
        yield f"Supply grows by {percent(row.supply - 1)}."
    if row.demand != 1:
        yield f"Demand is {percent(row.demand)} of {base}."
    if 0 < row.cover <= 1 - LEAST:
        more = 1 / row.cover
        yield (
            f"To meet demand, this supply would have to grow to {more:.0f} times its size."
            if more >= 3
            else f"To meet demand, this supply would have to grow by {percent(more - 1)}."
        )
    if value is not None and abs(row.supply - 1) >= LEAST:
        what = "lost" if row.supply < 1 else "added"
        sum_ = usd(abs(1 - row.supply) * value["value_usd"])
        yield f"The {what} supply is worth about {sum_} at the price of {value['year']}."


def changes(outcome: Outcome) -> Exhibit:
    """Every row that was changed, and why."""
    rows = outcome.changes
    title = (
        f"{counted(len(rows), 'cell')} changed, row by row"
        if len(rows)
        else "Nothing is changed by these settings"
    )
    note = "Rows that a scenario adds or changes carry the provenance “assumed in a scenario”."
    return Exhibit(
        "changes", title, None, rows, "the actions of the scenario" if len(rows) else "", note
    )

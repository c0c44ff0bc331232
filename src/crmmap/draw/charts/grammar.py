"""The grammar of our charts: axes, colours and marks, so that all charts read alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from crmmap.draw.palette import GROUNDS, KIND_SIGNS, MODE_COLOURS, STRONG_INK, THEMES
from crmmap.schema.vocabulary import MODES, STAGE_WORDS

Scale = Mapping[str, str]
"""Words of a legend to their colours or shapes, in order."""

ROOM = 1.12
"""Of a scale from 0 to 100%: room for the figure beside the longest bar."""
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
SMALL = 12
"""Pixels of the smallest letters."""
LONGEST = alt.ExprRef("containerSize()[0] < 520 ? 150 : 320")
"""Pixels of the longest name beside a bar, on a phone and elsewhere; a longer one is cut."""
FORCE_NAMES = {
    "binding": "binding",
    "mixed": "mixed",
    "non-binding": "non-binding",
    "": "not known",
}
FORCE_SHAPES = {
    "binding": "circle",
    "mixed": "diamond",
    "non-binding": "square",
    "not known": "triangle-up",
}
STAGE_SHAPES = dict(zip(STAGE_WORDS.values(), ("circle", "square"), strict=True))


TIPS = {
    "diplomacy_mode": "character",
    "effective_date": "from",
    "hhi": "HHI",
    "imposing": "imposed by",
    "leader_name": "leader",
    "nace_sector": "sector",
    "short_title": "agreement",
    "signed_date": "signed",
    "times": "times the first year",
    "top_1": "share of the leader",
    "top_3": "share of the first three",
    "usd_per_t": "US dollars a tonne",
    "lost_kusd": "thousand US dollars lost",
    "value_kusd": "thousand US dollars",
}
"""How columns are called beside a mark, where their own name says too little."""


def mode_colours(theme_name: str) -> dict[str, str]:
    """Colours of the four diplomacy modes."""
    side = THEMES[theme_name].side
    return {mode: MODE_COLOURS[mode][side] for mode in MODES}


def stage_colours(theme_name: str) -> dict[str, str]:
    """Colours of mining and refining: those of a mine and a refinery on the map."""
    side = THEMES[theme_name].side
    kinds = ("mine", "refinery")
    return {
        word: KIND_SIGNS[kind][1 + side]
        for word, kind in zip(STAGE_WORDS.values(), kinds, strict=True)
    }


def name_axis(column: str, order: Sequence[str], **more: Any) -> alt.Y:
    """Names down the left side, in order."""
    axis = more.pop("axis", None) or alt.Axis(labelLimit=LONGEST)
    return alt.Y(f"{column}:N", title=None, sort=list(order), axis=axis, **more)


def head_axis(column: str, order: Sequence[str], *, angle: float = 0) -> alt.X:
    """Names along the top, in order."""
    axis = alt.Axis(orient="top", labelAngle=angle, labelLimit=260)
    return alt.X(f"{column}:N", title=None, sort=list(order), axis=axis)


def share_axis(column: str, title: str | None, *, channel: type = alt.X, room: float = ROOM) -> Any:
    """A scale of shares from 0 to 100%, always the whole of it; with ``alt.Y`` an upright one."""
    return channel(
        f"{column}:Q",
        title=title,
        scale=alt.Scale(domain=[0, room], nice=False),
        axis=alt.Axis(format="%", values=list(QUARTERS)),
    )


def number_axis(column: str, title: str | None) -> alt.X:
    """A scale of whole numbers from 0."""
    return alt.X(f"{column}:Q", title=title, axis=alt.Axis(tickMinStep=1, tickCount=5, format="~s"))


def day_axis(column: str) -> alt.X:
    """A scale of time, a tick each year."""
    return alt.X(f"{column}:T", title=None, axis=alt.Axis(format="%Y", tickCount="year"))


def coloured(
    column: str,
    colours: Scale,
    *,
    title: str | None = None,
    orient: str | None = "top",
    columns: int | None = None,
) -> alt.Color:
    """Colours by the words of a column; without ``orient`` no legend."""
    legend = None
    if orient:
        limits = {"columns": columns} if columns else {}
        legend = alt.Legend(orient=orient, labelLimit=280, **limits)
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    return alt.Color(f"{column}:N", title=title, scale=scale, legend=legend)


def shaped(column: str, shapes: Scale, *, orient: str | None = "bottom") -> alt.Shape:
    """Shapes by the words of a column, so that colour is never the only sign."""
    scale = alt.Scale(domain=list(shapes), range=list(shapes.values()))
    legend = alt.Legend(orient=orient) if orient else None
    return alt.Shape(f"{column}:N", title=None, scale=scale, legend=legend)


def tips(*columns: str) -> list[alt.Tooltip | str]:
    """What is told of a mark: columns with their type, and a format after a bar as in
    ``share:Q|.1%``.
    """
    told: list[alt.Tooltip | str] = []
    for column in columns:
        field, _, form = column.partition("|")
        name = field.partition(":")[0]
        named = {"title": TIPS.get(name, name.replace("_", " "))}
        told.append(alt.Tooltip(field, **named, **({"format": form} if form else {})))
    return told


def high(chart: alt.LayerChart | alt.Chart, rows: int, each: float, more: float = 30) -> Any:
    """A chart as wide as its place, and as high as its rows."""
    return chart.properties(height=each * rows + more, width="container")


def bars(
    rows: pd.DataFrame,
    *,
    y: alt.Y,
    x: alt.X,
    text: str,
    colour: object,
    tip: list[alt.Tooltip | str],
    offset: alt.YOffset | None = None,
    each: float = 26,
) -> alt.LayerChart:
    """A bar for each row with its figure beside it.

    Parameters
    ----------
    rows
        What is drawn.
    y, x
        Names and figures.
    text
        The column with the figure in words.
    colour
        One colour, or an encoding.
    tip
        As `tips` makes it.
    offset
        Sets bars of one name apart.
    each
        Pixels for a name.
    """
    base = alt.Chart(rows).encode(y=y, x=x, tooltip=tip)
    if offset is not None:
        base = base.encode(yOffset=offset)
    wide = {"band": 0.7 if offset is None else 0.88}
    if isinstance(colour, str):
        drawn = base.mark_bar(height=wide, color=colour)
    else:
        drawn = base.mark_bar(height=wide).encode(color=colour)
    words = base.mark_text(align="left", dx=5, fontSize=SMALL).encode(text=alt.Text(f"{text}:N"))
    return high(drawn + words, rows[y["shorthand"].partition(":")[0]].nunique(), each)


def cells(
    rows: pd.DataFrame,
    *,
    x: alt.X,
    y: alt.Y,
    colour: alt.Color,
    text: str,
    strong: str,
    theme_name: str,
    tip: list[alt.Tooltip | str],
    each: float = 24,
) -> alt.LayerChart:
    """A table whose cells are shaded and say their figure.

    Parameters
    ----------
    rows, y, x, tip, each
        As for `bars`.
    colour
        Shades of the cells.
    text
        The column with what a cell says, with its type.
    strong
        Of which rows the shade is so strong that the words are light on a light page: an
        expression of Vega.
    theme_name
        ``light`` or ``dark``.
    """
    theme = THEMES[theme_name]
    base = alt.Chart(rows).encode(x=x, y=y, tooltip=tip)
    shades = base.mark_rect(stroke=theme.hairline, strokeWidth=2).encode(color=colour)
    ink = alt.condition(strong, alt.value(STRONG_INK[theme_name]), alt.value(theme.ink))
    words = base.mark_text(fontSize=SMALL).encode(text=text, color=ink)
    return high(shades + words, rows[y["shorthand"].partition(":")[0]].nunique(), each, 10)


def over_lines(words: alt.Chart, theme_name: str) -> Any:
    """Words with a rim of the page's ground, so that a line behind them does not cross them."""
    rim = words.mark
    behind = words.copy()
    behind.mark = alt.MarkDef(
        **{**rim.to_dict(), "stroke": GROUNDS[theme_name], "strokeWidth": 5, "strokeJoin": "round"}
    )
    return behind + words


def steps(
    column: str,
    breaks: Sequence[float],
    colours: Sequence[str],
    *,
    title: str | None = None,
    form: str = ",",
) -> alt.Color:
    """Shades by classes of a figure; without a title no legend, where each cell says its own."""
    legend = alt.Legend(orient="top", direction="horizontal", format=form) if title else None
    scale = alt.Scale(type="threshold", domain=list(breaks), range=list(colours))
    return alt.Color(f"{column}:Q", title=title, scale=scale, legend=legend)

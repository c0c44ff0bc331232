"""Charts that the reader of a slide can edit: bars, lines and tables read off our own charts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.util import Pt

from crmmap.draw.palette import GROUNDS, LIGHT, contrast, over
from crmmap.exchange.stories.master import FONT, PRIMARY, SMALL

MOST_SERIES, MOST_COLUMNS = 6, 8
PAPER = GROUNDS["light"]
PERCENT = '[<0.005]"<1%";0%'
_FIGURE = re.compile(r"\d")
Rows = Sequence[dict[str, Any]]
LINE_MARKS = ("line",)
BAR_MARKS = ("bar", "point")


@dataclass(frozen=True)
class Series:
    """Figures of one colour, one for each name; None where there is none.

    Attributes
    ----------
    others
        The colours of those that have another one, by their place.
    """

    name: str
    values: tuple[float | None, ...]
    colour: str
    others: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Cell:
    """A cell of a shaded table."""

    text: str
    fill: str


@dataclass(frozen=True)
class Native:
    """What an office program draws.

    Attributes
    ----------
    kind
        ``bars``, ``stacked`` or ``lines``.
    names
        Beside the bars from the top down, or below the lines.
    form
        Of the figures, as an office program writes it.
    """

    kind: str
    names: tuple[str, ...]
    series: tuple[Series, ...]
    form: str


def native(spec: Mapping[str, Any]) -> Native | None:
    """A chart of bars, dots or lines, read off its Vega-Lite; None for any other.

    Parameters
    ----------
    spec
        With the names it may show alone, see `crmmap.draw.charts.projector.projected`.
    """
    layers = list(_layers(spec))
    if any(mark["type"] == "area" for mark, _, _ in layers):
        return None  # a band says how unsure a line is, and office programs have none
    # of a line between two dots the dots
    for wanted in (LINE_MARKS, BAR_MARKS):
        for mark, encoding, rows in layers:
            if mark["type"] in wanted:
                found = (_lines if mark["type"] == "line" else _bars)(encoding, rows, mark)
                if found is not None:
                    return found
    return None


def shaded_table(spec: Mapping[str, Any]) -> list[list[Cell]] | None:
    """A table of shaded cells, read off its Vega-Lite, with heads and names; None for any other."""
    layers = {mark["type"]: (encoding, rows) for mark, encoding, rows in _layers(spec)}
    if not {"rect", "text"} <= set(layers):
        return None
    (encoding, rows), (words, _) = layers["rect"], layers["text"]
    x, y, colour = (encoding.get(channel, {}) for channel in ("x", "y", "color"))
    scale = colour.get("scale", {})
    if scale.get("type") != "threshold" or not isinstance(y.get("sort"), list):
        return None
    heads = (
        x["sort"] if isinstance(x.get("sort"), list) else sorted({row[x["field"]] for row in rows})
    )
    if len(heads) > MOST_COLUMNS:
        return None
    at = {(row[y["field"]], row[x["field"]]): row for row in rows}

    def cell(name: str, head: str) -> Cell:
        row = at.get((name, head), {})
        figure, text = row.get(colour["field"]), row.get(words["text"]["field"])
        known = figure is not None and figure == figure
        shade = scale["range"][bisect_right(scale["domain"], figure)] if known else PAPER
        return Cell("" if text is None else str(text), shade)

    body = [[Cell(str(one), PAPER), *(cell(one, head) for head in heads)] for one in y["sort"]]
    return [[Cell("", PAPER), *(Cell(str(head), PAPER) for head in heads)], *body]


def _layers(
    spec: Mapping[str, Any],
) -> Iterator[tuple[dict[str, Any], dict[str, Any], Rows]]:
    datasets = spec.get("datasets", {})
    for part in spec.get("layer", [spec]):
        mark = part.get("mark")
        if mark is None or part.get("transform"):
            continue
        name = part.get("data", spec.get("data", {})).get("name")
        kind = {"type": mark} if isinstance(mark, str) else mark
        yield kind, part.get("encoding", {}), datasets.get(name, [])


def _bars(encoding: Mapping[str, Any], rows: Rows, mark: Mapping[str, Any]) -> Native | None:
    x, y = encoding.get("x", {}), encoding.get("y", {})
    if y.get("type") != "nominal" or x.get("type") != "quantitative" or x.get("axis") is None:
        return None
    if "x2" in encoding or not isinstance(y.get("sort"), list):
        return None
    names = tuple(str(name) for name in y["sort"])
    silent = {  # "not published" is no zero
        str(row[y["field"]]): str(row["text"])
        for row in rows
        if isinstance(row.get("text"), str) and row["text"] and not _FIGURE.search(row["text"])
    }
    rows = [{**row, x["field"]: None} if str(row[y["field"]]) in silent else row for row in rows]
    series = _series(encoding, rows, mark, names, y["field"], x["field"])
    names = tuple(f"{name} ({silent[name]})" if name in silent else name for name in names)
    stacked = mark["type"] == "bar" and "yOffset" not in encoding and len(series) > 1
    if not 0 < len(series) <= MOST_SERIES:
        return None
    return Native("stacked" if stacked else "bars", names, series, _form(x))


def _lines(encoding: Mapping[str, Any], rows: Rows, mark: Mapping[str, Any]) -> Native | None:
    x, y = encoding.get("x", {}), encoding.get("y", {})
    if x.get("type") != "ordinal" or y.get("type") != "quantitative":
        return None
    names = tuple(str(name) for name in sorted({row[x["field"]] for row in rows}))
    series = _series(encoding, rows, mark, names, x["field"], y["field"])
    return Native("lines", names, series, _form(y)) if 0 < len(series) <= MOST_SERIES else None


def _series(
    encoding: Mapping[str, Any],
    rows: Rows,
    mark: Mapping[str, Any],
    names: Sequence[str],
    named: str,
    valued: str,
) -> tuple[Series, ...]:
    colour = encoding.get("color", {})
    scale = colour.get("scale", {})
    domain, colours = scale.get("domain", []), scale.get("range", [])
    by = colour.get("field") if colour.get("type") == "nominal" and domain else None
    found = []
    for place, word in enumerate(domain if by else [""]):
        own = [row for row in rows if by is None or row.get(by) == word]
        value = {str(row[named]): row.get(valued) for row in own}
        if value:
            ink = colours[place] if by else colour.get("value", mark.get("color", PRIMARY))
            values = tuple(value.get(name) for name in names)
            marked = {} if by else _marked(colour, own, names, named)
            found.append(Series(str(word), values, over(ink, PAPER), marked))
    return tuple(found)


def _marked(
    colour: Mapping[str, Any], rows: Rows, names: Sequence[str], named: str
) -> dict[int, str]:
    """The colour of the marks that a condition sets apart, by their place."""
    condition = colour.get("condition")
    if not isinstance(condition, dict) or not str(condition.get("test")).startswith("datum."):
        return {}
    flag = str(condition["test"]).removeprefix("datum.")
    apart = {str(row[named]) for row in rows if row.get(flag)}
    return {
        place: over(condition["value"], PAPER) for place, name in enumerate(names) if name in apart
    }


def _form(scale: Mapping[str, Any]) -> str:
    return PERCENT if scale.get("axis", {}).get("format") == "%" else "#,##0"


def place_chart(page: Any, chart: Native, left: int, top: int, width: int, height: int) -> Any:
    """Put it on a slide; its figures open in the office program's own table."""
    plain = "0%" if chart.form == PERCENT else chart.form
    data = CategoryChartData(number_format=plain)
    upright = chart.kind == "lines"
    names = chart.names if upright else tuple(reversed(chart.names))  # bars begin at the foot
    data.categories = names
    for one in chart.series:
        values = one.values if upright else tuple(reversed(one.values))
        data.add_series(one.name or "Share", values)
    kind = {
        "bars": XL_CHART_TYPE.BAR_CLUSTERED,
        "stacked": XL_CHART_TYPE.BAR_STACKED,
        "lines": XL_CHART_TYPE.LINE_MARKERS,
    }[chart.kind]
    frame = page.shapes.add_chart(kind, left, top, width, height, data)
    drawn = frame.chart
    drawn.font.size, drawn.font.name = Pt(SMALL), FONT
    drawn.font.color.rgb = RGBColor.from_string(LIGHT.ink.lstrip("#"))
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    drawn.value_axis.has_major_gridlines = upright
    drawn.value_axis.visible = upright
    drawn.value_axis.minimum_scale = 0
    drawn.value_axis.tick_labels.number_format = plain
    drawn.value_axis.tick_labels.number_format_is_linked = False
    if upright:
        grid = drawn.value_axis.major_gridlines.format.line
        grid.color.rgb = RGBColor.from_string(LIGHT.border.lstrip("#"))
    drawn.category_axis.format.line.color.rgb = RGBColor.from_string(LIGHT.border.lstrip("#"))
    plot = drawn.plots[0]
    if not upright:
        plot.gap_width = 45
        plot.overlap = 100 if chart.kind == "stacked" else -5
        plot.has_data_labels = True
        plot.data_labels.number_format = chart.form
        plot.data_labels.number_format_is_linked = False
        plot.data_labels.font.size = Pt(SMALL)
        if chart.kind == "bars":
            plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    for drawn_series, one in zip(plot.series, chart.series, strict=True):
        colour = RGBColor.from_string(one.colour.lstrip("#"))
        if upright:
            drawn_series.format.line.color.rgb = colour
            drawn_series.smooth = False
            drawn_series.marker.format.fill.solid()
            drawn_series.marker.format.fill.fore_color.rgb = colour
        else:
            drawn_series.format.fill.solid()
            drawn_series.format.fill.fore_color.rgb = colour
            for place, other in one.others.items():
                fill = drawn_series.points[len(chart.names) - 1 - place].format.fill
                fill.solid()
                fill.fore_color.rgb = RGBColor.from_string(other.lstrip("#"))
        if chart.kind == "stacked":
            _figures_within(drawn_series, chart.form, one.colour)
    return frame


def _figures_within(series: Any, form: str, colour: str) -> None:
    """The figures of a part of bars, in letters that its colour bears."""
    labels = series.data_labels
    labels.show_value = True
    # a part that is nothing says nothing
    labels.number_format = '[<0.005]"";0%' if form == PERCENT else f"{form};;"
    labels.number_format_is_linked = False
    labels.font.size = Pt(SMALL)
    ink = max((PAPER, LIGHT.ink), key=lambda letters: contrast(letters, colour))
    labels.font.color.rgb = RGBColor.from_string(ink.lstrip("#"))

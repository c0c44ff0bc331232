"""An exhibit: a finding with its chart, the rows behind it, and its sources."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import altair as alt
import pandas as pd

from crmmap.draw.palette import GROUNDS, THEMES, Theme
from crmmap.draw.typeset import FILE_FONT, converter, in_lines

FONT = "Source Sans, Source Sans 3, Source Sans Pro, system-ui, sans-serif"
EXPORT_WIDTH = 860
FIRST = 5
"""Marks that the words for a chart tell."""

AnyChart = alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart


EACH_ROW = "as named in each row of the data"
"""The source line of what is compiled row by row."""


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One finding.

    Attributes
    ----------
    name
        For files and keys, unique on its page.
    title
        The finding as a sentence, as plain text.
    chart
        None where there is nothing to draw; the title then says so.
    rows
        What the chart draws, to be read and taken away.
    source
        Publishers and years.
    note
        What the reader must know to read it right.
    lines
        Its first rows in words, where they tell more than a chart: a name, what is said of it, and
        the address of a source, or "".
    """

    name: str
    title: str
    chart: AnyChart | None
    rows: pd.DataFrame
    source: str
    note: str = ""
    lines: tuple[tuple[str, str, str], ...] = ()
    _specs: dict[str, dict[str, Any]] = field(default_factory=dict, init=False, repr=False)

    def spec(self, theme_name: str) -> dict[str, Any]:
        """The chart as Vega-Lite with its data inside; written once for each theme."""
        if self.chart is None:
            raise ValueError(f"{self.name} has no chart; take its rows instead")
        if theme_name not in self._specs:
            spec = themed(self.chart, THEMES[theme_name])
            spec["description"] = in_words(self.title, spec)
            self._specs[theme_name] = spec
        return self._specs[theme_name]


def in_words(title: str, spec: dict[str, Any]) -> str:
    """A chart for those who don't see it: its finding, and its first five marks."""
    for part in (spec, *spec.get("layer", ()), *spec.get("hconcat", ())):
        encoding = part.get("encoding", {})
        if not {"text", "y"} <= set(encoding) or "field" not in encoding["y"]:
            continue
        rows = spec.get("datasets", {}).get(part.get("data", spec.get("data", {})).get("name"), [])
        fields = [encoding[channel].get("field", "") for channel in ("y", "x", "text")]
        told = dict.fromkeys(
            ", ".join(dict.fromkeys(str(row[field]) for field in fields if _said(row.get(field))))
            for row in rows
        )
        marks = list(told)[:FIRST]
        more = f"; and {len(told) - FIRST} more" if len(told) > FIRST else ""
        return f"{title}. {'; '.join(marks)}{more}"
    return title


def _said(value: object) -> bool:
    """Whether a value is text; the numbers of a scale are told by the text of the mark."""
    return isinstance(value, str) and value != ""


def themed(chart: AnyChart, theme: Theme) -> dict[str, Any]:
    """A chart as Vega-Lite in the app's colours and type, without a ground of its own.

    The colours are put into the finished dictionary: each of Altair's ``configure`` would copy the
    chart with all its data.
    """
    spec = chart.to_dict(validate=False)
    axis = {
        "labelColor": theme.label,
        "titleColor": theme.label,
        "gridColor": theme.border,
        "gridOpacity": 0.5,
        "domainColor": theme.border,
        "tickColor": theme.border,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelLimit": 220,
    }
    legend = {
        "labelColor": theme.ink,
        "titleColor": theme.label,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "symbolSize": 90,
        "symbolBaseFillColor": theme.label,
        "symbolBaseStrokeColor": theme.label,
        "titleLimit": 420,
        "columns": 3,
    }
    spec["config"] = {
        "font": FONT,
        "background": "transparent",
        "view": {"stroke": None},
        "axis": axis,
        "legend": legend,
        "header": {"labelColor": theme.ink, "titleColor": theme.label, "labelFontSize": 13},
        "text": {"color": theme.ink, "fontSize": 12},
        "title": {"color": theme.ink, "fontSize": 17, "anchor": "start"},
    }
    if not isinstance(chart, (alt.HConcatChart, alt.VConcatChart)):
        # axes take no height
        spec["autosize"] = {"type": "fit-x", "contains": "padding"}
    return spec


def picture(exhibit: Exhibit, *, theme_name: str, kind: str) -> bytes:
    """The chart as a picture with its finding and its source, drawn without a browser.

    Parameters
    ----------
    kind
        One of `PICTURES`.

    Raises
    ------
    ValueError
        If the exhibit has no chart.
    """
    theme = THEMES[theme_name]
    spec = deepcopy(exhibit.spec(theme_name))
    spec["title"] = {
        "text": in_lines(exhibit.title, 92),
        "subtitle": in_lines(f"Source: {exhibit.source}. {exhibit.note}", 130),
        "subtitleColor": theme.label,
        "subtitleFontSize": 12,
        "offset": 14,
    }
    spec["config"]["font"] = FILE_FONT
    spec["background"] = GROUNDS[theme_name]
    spec["padding"] = 18
    if (
        spec.get("width") == "container"
        or ("layer" in spec and "width" not in spec)
        or "mark" in spec
    ):
        spec["width"] = EXPORT_WIDTH
    vl_convert = converter()
    if kind == "svg":
        return vl_convert.vegalite_to_svg(spec).encode()
    if kind == "pdf":
        return vl_convert.vegalite_to_pdf(spec)
    if kind == "card":
        return vl_convert.svg_to_png(_on_card(vl_convert.vegalite_to_svg(spec), theme_name))
    if kind == "print":
        return vl_convert.vegalite_to_png(spec, scale=72 / 96, ppi=DPI)
    return vl_convert.vegalite_to_png(spec, scale=2)


CARD = (1200, 630)
"""Pixels of a picture as social media show it beside a link."""
DPI = 300
PRINTED = DPI / 96
"""Pixels of print for each of a screen."""
PICTURES = {
    "png": "PNG",
    "svg": "SVG",
    "pdf": "PDF",
    "print": "PNG, 300 dpi",
    "card": "PNG, social card",
}
"""Kinds of picture, as their buttons are called."""


def _on_card(svg: str, theme_name: str) -> str:
    """A drawing as large as it fits onto a card."""
    width, height = CARD
    placed = svg.replace("<svg ", '<svg preserveAspectRatio="xMidYMid meet" ', 1)
    for side, length in (("width", width), ("height", height)):
        placed = re.sub(rf'(<svg [^>]*?\b{side}=")[^"]*"', rf'\g<1>{length}"', placed, count=1)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
        f'<rect width="100%" height="100%" fill="{GROUNDS[theme_name]}"/>{placed}</svg>'
    )


def publishers(rows: pd.DataFrame, *columns: str) -> str:
    """Publishers and years that stand in some columns, each once: ``IEA CMDE 2024 (2024), USGS
    MCS 2025 (2024)``.
    """
    names: dict[str, set[str]] = {}
    pairs = zip(columns[::2], columns[1::2], strict=True)
    for publisher, year in pairs:
        for name, when in rows[[publisher, year]].drop_duplicates().itertuples(index=False):
            names.setdefault(str(name), set()).add(str(when).replace("-", "–"))
    known = {name: sorted(years) for name, years in names.items() if name and name != "nan"}
    return ", ".join(f"{name} ({', '.join(years)})" for name, years in sorted(known.items()))

"""A place on one sheet of A4: what a minister's adviser takes into a meeting."""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

import numpy as np
import shapely
from fpdf import FPDF

from crmmap.address.display import Display
from crmmap.address.words import Picture, to_words
from crmmap.atlas.filters import Filters
from crmmap.dates import in_words
from crmmap.describe.profiles import Place, countries_of, name_of
from crmmap.draw.atlas_map import GivenFiles
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.setting import Setting
from crmmap.draw.palette import LIGHT
from crmmap.draw.sheet import as_png
from crmmap.draw.step import map_of
from crmmap.exchange.paper import a4, small, write
from crmmap.schema.vocabulary import KINDS, STAGE_WORDS, leading_kind
from crmmap.wording import kinds_counted, small_percent, the, title_case

MARGIN, WIDE, GAP = 15.0, 180.0, 6.0
MAP_WIDTH, MAP_HEIGHT = 720, 560
"""Pixels of the map."""
HALF = (WIDE - GAP) / 2
FOOT = 279.0
"""Millimetres from the top below which only the foot stands."""
SECTIONS = ("shares", "actors", "imports", "agreements", "measures", "standards", "zones", "events")
"""Exhibits of a place, in the order in which they stand; what has no room is left out."""
MOST_LINES, MOST_SHARES = 4, 7
FAR = 0.15
"""Parts of an outline below this share of the largest do not widen the map: islands far off."""
LARGEST_ZOOM = 6.0


def brief(
    files: GivenFiles,
    place: Place,
    filters: Filters,
    *,
    own: Mapping[str, tuple[str, ...]] | None = None,
    left_out: str = "",
) -> bytes:
    """A place in one page: a map, and the findings of its profile with their first rows.

    Parameters
    ----------
    files
        Of what may be passed on, see `crmmap.atlas.licences.give`.
    place
        Of any kind.
    filters
        As on the page; the filter of places is not heeded.
    own
        What the page lets choose, such as whom to compare.
    left_out
        What may not be passed on and is not in it, in words.

    Returns
    -------
    bytes
        A PDF.
    """
    whole = files.atlas
    setting = Setting(whole, filters, own=own or {}, place=place)
    exhibits = {name: EXHIBITS[f"places/{name}"](setting) for name in ("sites", *SECTIONS)}
    name = the(name_of(whole, place), begin=True)
    paper = a4(name)
    paper.set_margins(MARGIN, MARGIN)
    paper.set_auto_page_break(False)
    paper.add_page()
    write(paper, name, size=24, bold=True)
    day = f"Critical raw materials, as of {in_words(filters.as_of)}"
    chosen = ", ".join(filters.minerals)
    write(paper, f"{day}{f'; {chosen}' if chosen else ''}", size=10, colour=LIGHT.label)
    top = paper.get_y() + 3
    picture = _map(files, place, filters)
    high = HALF * MAP_HEIGHT / MAP_WIDTH
    if picture:
        paper.image(io.BytesIO(small(picture)), x=MARGIN, y=top, w=HALF)
    paper.set_y(top)
    for told in (_sites(exhibits.pop("sites")), _shares(exhibits.pop("shares"))):
        _section(paper, told, left=MARGIN + HALF + GAP if picture else MARGIN, most=MOST_SHARES)
        paper.ln(2)
    below = max(paper.get_y(), top + high if picture else 0) + 3
    _columns(paper, list(exhibits.values()), below)
    _foot(paper, filters, left_out)
    return bytes(paper.output())


def _sites(exhibit: Exhibit) -> Exhibit:
    """The sites of a place by kind, in words."""
    if exhibit.rows.empty:
        return exhibit
    kinds = [list(KINDS)[kind] for kind in leading_kind(exhibit.rows["kind"])]
    lines = (("By kind", kinds_counted(Counter(kinds)), ""),)
    return replace(exhibit, lines=lines, rows=exhibit.rows.iloc[:0])


def _shares(exhibit: Exhibit) -> Exhibit:
    """Its largest parts of world supply, in words."""
    if exhibit.chart is None:
        return exhibit
    lines = tuple(
        (
            f"{title_case(row['mineral'])}, {STAGE_WORDS[row['stage']]}",
            f"{small_percent(row['share'])} of the world",
            "",
        )
        for row in exhibit.rows.head(MOST_SHARES).to_dict("records")
    )
    return replace(exhibit, lines=lines)


def _columns(paper: FPDF, exhibits: list[Exhibit], top: float) -> None:
    """The findings in two columns, the next in the column that ends higher."""
    ends = [top, top]
    for exhibit in exhibits:
        side = int(ends[1] < ends[0])
        left = MARGIN + side * (HALF + GAP)
        if ends[side] + 8 * (1 + min(MOST_LINES, len(exhibit.lines))) > FOOT:
            continue
        paper.set_y(ends[side])
        _section(paper, exhibit, left=left)
        ends[side] = paper.get_y() + 3


def _section(paper: FPDF, exhibit: Exhibit, *, left: float, most: int = MOST_LINES) -> None:
    write(paper, exhibit.title, size=10.5, bold=True, left=left, width=HALF)
    for term, words, _ in exhibit.lines[:most]:
        write(paper, f"{term}: {words}", size=8.5, left=left, width=HALF)
    rest = len(exhibit.rows) - most
    if exhibit.lines and rest > 0:
        write(paper, f"and {rest} more", size=8, colour=LIGHT.label, left=left, width=HALF)


def _foot(paper: FPDF, filters: Filters, left_out: str) -> None:
    words = urlencode(to_words(Picture(filters, Display("sites"))))
    paper.set_y(FOOT + 2)
    said = (
        "There may be more than we have found. Each row names its source in the app and in its "
        f"files. Made with crmmap · {words}"
    )
    said = f"{said}. {left_out}" if left_out else said
    write(paper, said, size=7.5, colour=LIGHT.label)


def _map(files: GivenFiles, place: Place, filters: Filters) -> bytes:
    """The sites of a place on the map, or nothing where it has no outline."""
    whole = files.atlas
    if place.kind == "area":
        bounds = place.shape.bounds
    else:
        codes = countries_of(whole, place, as_of=filters.as_of)
        outlines = whole.countries[whole.countries["iso_a3"].isin(codes)]
        if outlines.empty:
            return b""
        parts = outlines.geometry.explode()
        areas = shapely.area(parts.to_numpy())
        large = areas >= FAR * areas.max()  # in degrees: only which are large matters
        bounds = parts[large].total_bounds
    west, south, east, north = (float(one) for one in bounds)
    zoom = _zoom(west, south, east, north)
    picture = Picture(
        filters.but(countries=(), regions=()),
        Display("sites", layers=("sites",)),
        view=((south + north) / 2, (west + east) / 2, zoom),
    )
    sources = "Natural Earth; each site's own"
    svg = map_of(picture, files, "light", width=MAP_WIDTH, height=MAP_HEIGHT, sources=sources)
    return as_png(svg)


def _zoom(west: float, south: float, east: float, north: float) -> float:
    """The zoom at which a sheet of the map's width shows these bounds, in quarters."""

    def upright(latitude: float) -> float:
        return math.asinh(math.tan(math.radians(max(-80.0, min(80.0, latitude)))))

    across = max(1.0, east - west) / 360
    up = max(0.01, upright(north) - upright(south)) / (2 * math.pi)
    fits = min(1000 / (256 * across), 1000 * MAP_HEIGHT / MAP_WIDTH / (256 * up))
    return float(np.clip(math.floor(4 * (math.log2(fits) - 0.25)) / 4, 0.0, LARGEST_ZOOM))

"""A place on one sheet of A4: what a minister's adviser takes into a meeting."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from fpdf import FPDF

from crmmap.address.display import Display
from crmmap.address.words import Picture, to_words
from crmmap.atlas.filters import Filters
from crmmap.dates import in_words
from crmmap.describe.profiles import Place, name_of
from crmmap.describe.summary import selection
from crmmap.draw.atlas_map import GivenFiles
from crmmap.draw.charts.catalogue import EXHIBITS
from crmmap.draw.charts.exhibit import Exhibit
from crmmap.draw.charts.setting import Setting
from crmmap.draw.palette import LIGHT
from crmmap.draw.place_view import box_of_place, fitting
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
SHEET_WIDE = 1000
"""Pixels in which a map on paper is reckoned."""


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
    write(paper, day, size=10, colour=LIGHT.label)
    chosen = selection(whole.lookups, filters.but(countries=(), regions=()))
    if chosen:
        write(paper, chosen, size=9, colour=LIGHT.label)
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
    box = box_of_place(files.atlas, place, as_of=filters.as_of)
    if box is None:
        return b""
    high = SHEET_WIDE * MAP_HEIGHT / MAP_WIDTH
    picture = Picture(
        filters.but(countries=(), regions=()),
        Display("sites", layers=("sites",)),
        view=fitting(box, width=SHEET_WIDE, height=high),
    )
    sources = "Natural Earth; each site's own"
    svg = map_of(picture, files, "light", width=MAP_WIDTH, height=MAP_HEIGHT, sources=sources)
    return as_png(svg)

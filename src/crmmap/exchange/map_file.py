"""The map as a file: a picture for paper and slides, or a page to explore."""

from __future__ import annotations

from crmmap.address.words import Picture
from crmmap.atlas.atlas import Atlas
from crmmap.atlas.licences import credits_of
from crmmap.describe.answer import answer
from crmmap.describe.summary import sentence
from crmmap.draw.atlas_map import GivenFiles, rows_on
from crmmap.draw.charts.exhibit import CARD
from crmmap.draw.sheet import as_pdf, as_png
from crmmap.draw.step import composition_of, map_of
from crmmap.exchange.html_map import picture_as_html

MAPS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf", "html": "text/html"}
"""Kinds of file by their suffix, with their media types."""
SIZES = {
    "Slide, 16:9": (1600, 900),
    "A4 landscape": (1123, 794),
    "A3 landscape": (1587, 1123),
    "A4 portrait": (794, 1123),
    "Square": (1200, 1200),
    "Social card": CARD,
}
"""Sizes that people ask for, in pixels of 1/96 inch. A sheet of paper has 300 pixels of a picture
to the inch, the others 192.
"""
ON_PAPER = ("A4", "A3")
LARGEST = 10_000


def title_of(picture: Picture, whole: Atlas) -> str:
    """What a map says: the answer to its theme, or of all sites what is shown."""
    if picture.display.theme == "sites":
        return sentence(whole, whole.filter(picture.filters), picture.filters)
    display = picture.display
    return answer(whole, picture.filters, theme=display.theme, stage=display.stage).headline


def map_file(
    picture: Picture,
    files: GivenFiles,
    kind: str,
    *,
    width: int = 1400,
    height: int = 900,
    theme_name: str = "light",
    title: str | None = None,
    scale: float = 2.0,
) -> bytes:
    """The map of a picture with title, legend, scale, and the attribution and licence of everything
    on it.

    Parameters
    ----------
    picture
        What the map shows.
    files
        Of what may be passed on, see `crmmap.atlas.licences.give`.
    kind
        Of `MAPS`; an HTML page takes no size.
    width, height
        In pixels.
    theme_name
        ``light`` or ``dark``.
    title
        By default what is shown, in words.
    scale
        Pixels of a PNG for each of ``width``.

    Returns
    -------
    bytes
        The content of the file.

    Raises
    ------
    ValueError
        If the size has no room for a map, or is too large.
    """
    whole = files.atlas
    shown = whole.filter(picture.filters)
    said = title if title is not None else title_of(picture, whole)
    if kind == "html":
        return picture_as_html(picture, files, title=said, theme_name=theme_name)
    if max(width, height) > LARGEST:
        raise ValueError(
            f"a picture of {width} x {height} is too large; {LARGEST} is the most each way"
        )
    tables = rows_on(shown, picture.display)
    publishers = composition_of(picture, files, theme_name).publishers
    tables["production"] = whole.production[whole.production["publisher"].isin(publishers)]
    sources = "; ".join(filter(None, ["Natural Earth (public domain)", credits_of(whole, tables)]))
    svg = map_of(
        picture, files, theme_name, width=width, height=height, title=said, sources=sources
    )
    if kind == "png":
        return as_png(svg, scale=scale)
    return {"svg": str.encode, "pdf": as_pdf}[kind](svg)

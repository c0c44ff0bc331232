"""Sheets of A4 with the app's type, for handouts and briefs."""

from __future__ import annotations

import io
from typing import BinaryIO

from fpdf import FPDF
from PIL import Image

from crmmap.draw.palette import LIGHT
from crmmap.draw.typeset import font_folder

MOST_PIXELS = 40_000_000


def a4(title: str) -> FPDF:
    """An empty document; its font is ``sans``, and ``B`` its bold style."""
    paper = FPDF(format="A4")
    paper.set_title(title)
    for style, name in (("", "Regular"), ("B", "Semibold")):
        paper.add_font("sans", style, str(font_folder() / f"SourceSansPro-{name}.ttf"))
    return paper


def write(
    paper: FPDF,
    text: str,
    *,
    size: float,
    bold: bool = False,
    colour: str = LIGHT.ink,
    left: float | None = None,
    width: float = 0,
) -> None:
    """A paragraph from the left margin, or from ``left``, as wide as the page has room."""
    paper.set_x(paper.l_margin if left is None else left)
    paper.set_font("sans", "B" if bold else "", size)
    paper.set_text_color(colour)
    paper.multi_cell(width, size * 0.45, text, align="L", new_x="LMARGIN", new_y="NEXT")


def read_picture(file: BinaryIO) -> Image.Image:
    """A user's picture, once its size is known: 20 kB can unfold to more than a server has.

    Raises
    ------
    ValueError
        If it is no picture, or has more than `MOST_PIXELS`.
    """
    try:
        picture = Image.open(file)
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError(f"the picture has more than {MOST_PIXELS:,} pixels")
        return picture.convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError) as fault:
        raise ValueError(f"this is no picture: {fault}") from None


def small(png: bytes) -> bytes:
    """A picture at the size that paper needs, as JPEG."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.thumbnail((1500, 1500))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()

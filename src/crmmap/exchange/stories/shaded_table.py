"""A heat table on a slide: a table whose cells are shaded, and can be edited."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches

from crmmap.draw.palette import LIGHT, contrast
from crmmap.exchange.stories.master import SMALL, Box, style
from crmmap.exchange.stories.native_charts import PAPER, Cell

WIDEST_HEAD = 0.115  # inches a letter of the head of a shaded table takes
LONGEST_HEAD = 16  # letters of a line of a head that stands upright


def place_cells(page: Any, cells: Sequence[Sequence[Cell]], box: Box) -> Any:
    """Put it on a slide, as high as it needs to be."""
    columns = len(cells[0])
    names = max(box.width // 5, box.width // columns)
    room = (box.width - names) // (columns - 1)
    heads = [cell.text for cell in cells[0]]
    words = [word for head in heads[1:] for word in head.split()]
    # a word that does not fit would be torn apart
    upright = max(map(len, words), default=0) * Inches(WIDEST_HEAD) > room - Inches(0.2)
    if upright:
        lines = max(1, int(room / Inches(0.25)))
        heads = [_broken(head, lines) for head in heads]
    widest = max(len(line) for head in heads for line in head.split("\n"))
    head = Inches(0.2 + WIDEST_HEAD * widest) if upright else Inches(0.46)
    high = min(Inches(0.46), (box.height - head) // (len(cells) - 1))
    size = (len(cells), columns, box.left, box.top, box.width, head + high * (len(cells) - 1))
    frame = page.shapes.add_table(*size)
    frame.table.first_row = frame.table.horz_banding = False
    for place, row in enumerate(frame.table.rows):
        row.height = head if place == 0 else high
    for place, column in enumerate(frame.table.columns):
        column.width = names if place == 0 else room
    for line, row in enumerate(cells):
        for column, one in enumerate(row):
            cell = frame.table.cell(line, column)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            if upright and line == 0:
                cell._tc.get_or_add_tcPr().set("vert", "vert270")
            cell.text_frame.text = heads[column] if line == 0 else one.text
            ink = max((PAPER, LIGHT.ink), key=lambda letters: contrast(letters, one.fill))
            style(cell.text_frame, size=SMALL, bold=line == 0 or column == 0, colour=ink)
            cell.fill.solid()
            cell.fill.fore_color.rgb = RGBColor.from_string(one.fill.lstrip("#"))
    return frame


def _broken(head: str, lines: int) -> str:
    """A long head over some lines; what has no room is left out."""
    found = wrap(head, LONGEST_HEAD)
    if len(found) > lines:
        found[lines - 1 :] = [f"{found[lines - 1][: LONGEST_HEAD - 2]} …"]
    return "\n".join(found)

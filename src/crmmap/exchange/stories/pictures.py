"""What each step of a story shows, ready for a slide or a page."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from crmmap.draw.atlas_map import GivenFiles, corner
from crmmap.draw.charts.exhibit import EACH_ROW, Exhibit, picture
from crmmap.draw.charts.step_table import MOST_ROWS, Table, table_of
from crmmap.draw.palette import GROUNDS
from crmmap.draw.sheet import as_png
from crmmap.draw.step import composition_of, exhibit_of, figures_of, map_of, state_of
from crmmap.draw.typeset import FILE_FONT, converter
from crmmap.exchange.paper import read_picture
from crmmap.scenarios.lead_figures import Figure
from crmmap.stories import Step, Story, UnusableStory

MAP_WIDTH, MAP_HEIGHT = 486, 422  # so that its smallest letters have 14 points on a slide
PRINT_SCALE = 2.5  # pixels of a picture for each of the map's own


@dataclass(frozen=True)
class Slide:
    """A step with what it shows; what is costly to draw is drawn when it is asked for.

    Attributes
    ----------
    svg
        The map; "" for a step that shows something else.
    exhibit
        The chart, or the rows of a table or of a comparison.
    finding
        What the picture says, for those who don't see it.
    sources
        Whose data it shows, and what the step rests on.
    """

    step: Step
    sources: str
    finding: str
    svg: str = ""
    exhibit: Exhibit | None = None
    table: Table | None = None
    figures: tuple[Figure, ...] = ()
    _drawn: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def png(self) -> bytes:
        """The map, the chart or the picture of one's own; empty where there is none."""
        if self.svg:
            return as_png(self.svg, scale=PRINT_SCALE)
        if self.step.image:
            content = base64.b64decode(self.step.image.partition(",")[2])
            out = io.BytesIO()
            try:
                read_picture(io.BytesIO(content)).save(out, "PNG")
            except ValueError:
                fault = f"{self.step.title}: its picture can't be read; choose another one"
                raise UnusableStory([fault]) from None
            return out.getvalue()
        if self.step.chart and self.exhibit is not None and self.exhibit.chart is not None:
            return picture(self.exhibit, theme_name="light", kind="png")
        return b""

    @property
    def lines(self) -> tuple[str, ...]:
        """What the step shows in words: its figures, its quote, the rows of its table."""
        if self.step.quote is not None:
            return (f"“{self.step.quote.text}”", self.step.quote.source)
        if self.table is not None:
            heads, rows = self.table
            lines = (" · ".join(cell for cell in row if cell) for row in (heads, *rows))
            return tuple(lines)
        return tuple(f"{one.figure} {one.words}" for one in self.figures)


def plain_picture(spec: dict[str, Any]) -> bytes:
    """A chart alone, without its finding: the slide has that as text."""
    drawn = deepcopy(spec)
    drawn["config"]["font"] = FILE_FONT
    drawn["background"] = GROUNDS["light"]
    return converter().vegalite_to_png(drawn, scale=2)


def slides(
    story: Story, files: GivenFiles, *, progress: Callable[[float, str], object] | None = None
) -> list[Slide]:
    """The slides of a story.

    Parameters
    ----------
    progress
        Called with the part that is done, from 0 to 1, and with what is being drawn.

    Raises
    ------
    UnusableScenario
        If a step's scenario can't be applied.
    """
    made = []
    for place, step in enumerate(story.steps):
        if progress:
            progress(
                place / len(story.steps),
                f"Drawing step {place + 1} of {len(story.steps)}: {step.title}",
            )
        made.append(_slide(step, files))
    if progress:
        progress(1.0, "Writing the file")
    return made


def _sources_of(exhibit: Exhibit) -> str:
    """Its sources; of rows that have one each, those of the rows that a slide shows."""
    if exhibit.source != EACH_ROW or "source_title" not in exhibit.rows:
        return exhibit.source
    titles = dict.fromkeys(exhibit.rows["source_title"].head(MOST_ROWS))
    return "; ".join(title for title in titles if title) or exhibit.source


def _slide(step: Step, files: GivenFiles) -> Slide:
    if step.quote is not None:
        return Slide(step, ". ".join((step.quote.source, *step.sources)), step.quote.text)
    if step.image:
        return Slide(step, ". ".join(step.sources) or "the author of the story", step.title)
    state = state_of(step, files.atlas)
    if step.figures:
        figures = figures_of(state, files.atlas)
        said = "; ".join(f"{one.figure} {one.words}" for one in figures)
        own = "the measures of crmmap, before and after the scenario"
        return Slide(step, ". ".join((own, *step.sources)), said, figures=figures)
    exhibit = exhibit_of(step, state, files.atlas, "light")
    if exhibit is not None:
        sources = ". ".join((_sources_of(exhibit), *step.sources))
        table = table_of(step, exhibit, names=files.atlas.lookups.name_of)
        return Slide(step, sources, exhibit.title, exhibit=exhibit, table=table)
    parts = composition_of(state.picture, files, "light")
    named = corner(parts.shown, parts.display, parts.publishers)
    svg = map_of(state.picture, files, "light", width=MAP_WIDTH, height=MAP_HEIGHT, sources="")
    return Slide(step, ". ".join((named, *step.sources)), f"Map: {step.title}", svg=svg)
